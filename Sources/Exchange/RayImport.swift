// Search spaces of Ray Tune and of Syne Tune as specs. Ray has no text for its spaces: what is read is
// what Python's json module makes of the objects. Knows nothing of files.
import Text

extension ImportFormat {
    static let ray = ImportFormat(
        name: "ray",
        recognises: { root in
            root.members?.contains { $0.1["class"] != nil || $0.1["grid_search"] != nil } ?? false
        },
        read: { root throws(ImportFailure) in
            var spec = ImportedSpec(source: "a space of Ray Tune")
            try add(root.members ?? [], prefix: "", &spec)
            return spec
        })

    private static func add(
        _ members: [(String, JSONValue)], prefix: String, _ spec: inout ImportedSpec
    ) throws(ImportFailure) {
        for (key, value) in members {
            let name = prefix + key
            if let values = value["grid_search"]?.items {
                spec.add(name, .choice(values))
                if spec.search == .random {
                    spec.note(
                        "\"grid_search\" among random domains: here its values are drawn, too")
                } else {
                    spec.search = .grid
                }
            } else if let kind = value["class"]?.stringValue {
                spec.add(name, try domain(name, kind, value))
                if spec.search == .grid {
                    spec.note(
                        "\"grid_search\" among random domains: here its values are drawn, too")
                }
                spec.search = .random
            } else if let nested = value.members {
                try add(nested, prefix: name + ".", &spec)
            } else {
                spec.add(name, .constant(value))
            }
        }
    }

    private static func domain(
        _ name: String, _ kind: String, _ value: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        if let values = value["categories"]?.items, !values.isEmpty { return .choice(values) }
        var sampler = value["sampler"] ?? .null
        let q = sampler["class"]?.stringValue == "Quantized" ? Decimal(sampler["q"]) : nil
        if q != nil { sampler = sampler["sampler"] ?? .null }
        let shape = sampler["class"]?.stringValue?.droppingPrefix("_") ?? "Uniform"
        if shape.hasSuffix("Normal"), let mean = Decimal(sampler["mean"]),
            let sd = Decimal(sampler["sd"])
        {
            return q.map { .keyword("qnormal", [mean, sd, $0]) }
                ?? .keyword("normal", [mean, sd])
        }
        guard let low = Decimal(value["lower"]), let high = Decimal(value["upper"]) else {
            throw ImportFailure(
                "\(quoted(name)): \(kind) has no bounds, and no text from which it could be read")
        }
        let isLog = shape.hasSuffix("LogUniform")
        guard kind == "Integer" else {
            let word = isLog ? "loguniform" : "uniform"
            return q.map { .keyword("q" + word, [low, high, $0]) } ?? .keyword(word, [low, high])
        }
        let (first, last) = try wholeBounds(name, low, high)
        if let q, let size = q.integer, size > 1 {
            return multiples(of: size, first, last, isLog: isLog)
        }
        return .keyword(isLog ? "lograndint" : "randint", [Decimal(first), Decimal(last)])
    }

    /// Ray draws the number of the multiple, the upper bound included.
    private static func multiples(
        of size: Int, _ low: Int, _ high: Int, isLog: Bool
    ) -> ImportedDomain {
        let range = (low + size - 1) / size...max(high / size, (low + size - 1) / size)
        return .keyword(
            isLog ? "qlograndint" : "arange",
            [
                Decimal(range.lowerBound * size), Decimal(range.upperBound * size + 1),
                Decimal(size),
            ])
    }
}
