// Configuration spaces of Syne Tune (the JSON of `config_space_to_json_dict`) as specs.
// Knows nothing of files.
import Numerics
import Text

extension ImportFormat {
    static let syneTune = ImportFormat(
        name: "synetune",
        recognises: { root in root.members?.contains { $0.1["domain_cls"] != nil } ?? false },
        read: { root throws(ImportFailure) in
            var spec = ImportedSpec(source: "a space of Syne Tune")
            for (name, value) in root.members ?? [] {
                guard let kind = value["domain_cls"]?.stringValue else {
                    spec.add(name, .constant(value))
                    continue
                }
                spec.add(name, try domain(name, kind, value))
            }
            return spec
        })

    private static func domain(
        _ name: String, _ kind: String, _ value: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        let arguments = value["domain_kwargs"] ?? .null
        let sampler = value["sampler_cls"]?.stringValue ?? "Uniform"
        if let values = arguments["categories"]?.items, !values.isEmpty {
            let isNear = kind == "OrdinalNearestNeighbor"
            return .choice(
                values,
                note: isNear
                    ? "Syne Tune draws the value next to a number between the ends: here all are as "
                        + "likely" : nil)
        }
        guard let low = Decimal(arguments["lower"]), let high = Decimal(arguments["upper"]) else {
            throw ImportFailure("\(quoted(name)): \(kind) has no bounds and no categories")
        }
        switch kind {
        case "FiniteRange":
            let size = Decimal(arguments["size"]) ?? Decimal(1)
            return range(low, high, size, arguments)
        case "Integer":
            let (first, last) = try wholeBounds(name, low, high)
            if sampler == "LogUniform" {
                return .roundedLogIntegers(
                    first, last, from: Double(first), to: Double(last), tool: "Syne Tune")
            }
            return .keyword("randint", [Decimal(first), Decimal(last + 1)])
        case "Float":
            switch sampler {
            case "ReverseLogUniform": return .keyword("reverseloguniform", [low, high])
            case "LogUniform":
                // Syne Tune 0.16 writes `reverseloguniform` in the same way.
                let isDoubtful = low.value >= 0.5 && high.value < 1
                return .keyword(
                    "loguniform", [low, high],
                    note: isDoubtful
                        ? "the JSON of reverseloguniform is the same: if that was meant, write it here"
                        : nil)
            default: return .keyword("uniform", [low, high])
            }
        default: throw ImportFailure("\(quoted(name)): no such class: \(quoted(kind))")
        }
    }

    private static func range(
        _ low: Decimal, _ high: Decimal, _ size: Decimal, _ arguments: JSONValue
    ) -> ImportedDomain {
        let isLog = if case .bool(true)? = arguments["log_scale"] { true } else { false }
        let isInteger = if case .bool(true)? = arguments["cast_int"] { true } else { false }
        let word = isLog ? "geomspace" : "linspace"
        guard isInteger, let count = size.integer, count > 1, count <= 10_000 else {
            return .keyword(
                word, [Decimal(floating: low.value), Decimal(floating: high.value), size])
        }
        let points = (0..<count).map { index -> JSONValue in
            let value =
                isLog
                ? geometricPoint(low.value, high.value, index, count)
                : linearPoint(low.value, high.value, index, count)
            return .double(value.rounded(.toNearestOrEven))
        }
        return .choice(points)
    }
}
