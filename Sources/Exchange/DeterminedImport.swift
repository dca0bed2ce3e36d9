// Hyperparameters of a Determined experiment (`experiment.yaml`) as specs. Knows nothing of files.
import Numerics
import Spec
import Text

extension ImportFormat {
    static let determined = ImportFormat(
        name: "determined",
        recognises: { root in root["hyperparameters"]?.members != nil },
        read: { root throws(ImportFailure) in
            guard let parameters = root["hyperparameters"]?.members else {
                throw ImportFailure(
                    "an experiment of Determined has \"hyperparameters\", an object")
            }
            var reader = DeterminedReader()
            reader.addSearcher(root["searcher"] ?? .null)
            try reader.add(parameters, prefix: "")
            if let entry = root["entrypoint"]?.stringValue {
                reader.take(entrypoint: entry)
            }
            return reader.spec
        })
}

private struct DeterminedReader {
    private(set) var spec = ImportedSpec(source: "an experiment of Determined")

    mutating func addSearcher(_ searcher: JSONValue) {
        spec.samples = searcher["max_trials"]?.intValue
        if let name = searcher["name"]?.stringValue {
            spec.search = name == "grid" ? .grid : .random
            if !["grid", "random", "single"].contains(name) {
                spec.note("the searcher \(quoted(name)) became a random search")
            }
        }
        if let metric = searcher["metric"]?.stringValue {
            let isLarge =
                if case .bool(false)? = searcher["smaller_is_better"] { true } else { false }
            spec.objectives = [Objective(metric: metric, maximize: isLarge)]
        }
    }

    mutating func take(entrypoint: String) {
        spec.run = entrypoint + " {args}"
        spec.note(
            "Determined's trainers ask its API for hyperparameters: one has to take {args} or read "
                + "{params} instead")
    }

    mutating func add(_ members: [(String, JSONValue)], prefix: String) throws(ImportFailure) {
        for (key, value) in members {
            let name = prefix + key
            if let type = value["type"]?.stringValue {
                spec.add(name, try domain(name, type, value))
            } else if let nested = value.members {
                try add(nested, prefix: name + ".")
            } else {
                spec.add(name, .constant(value))
            }
        }
    }

    private func domain(
        _ name: String, _ type: String, _ value: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        switch type {
        case "const": return .constant(value["val"] ?? .null)
        case "categorical":
            guard let values = value["vals"]?.items, !values.isEmpty else {
                throw ImportFailure("\(quoted(name)) has no \"vals\"")
            }
            return .choice(values)
        default: break
        }
        guard let low = Decimal(value["minval"]), let high = Decimal(value["maxval"]) else {
            throw ImportFailure("\(quoted(name)) has no \"minval\" and \"maxval\"")
        }
        let count = spec.search == .grid ? Decimal(value["count"]) : nil
        switch type {
        case "int":
            guard let first = low.integer, let last = high.integer else { break }
            return .keyword("randint", [Decimal(first), Decimal(last)])
        case "double":
            let ends = [Decimal(floating: low.value), Decimal(floating: high.value)]
            return count.map { .keyword("linspace", ends + [$0]) }
                ?? .keyword("uniform", [low, high])
        case "log":
            guard let base = Decimal(value["base"]), base.value > 0 else {
                throw ImportFailure("\(quoted(name)): \"log\" has no \"base\"")
            }
            let ends = [low, high].map { Decimal(floating: power(base.value, $0.value)) }
            return .keyword(
                count == nil ? "loguniform" : "geomspace", ends + (count.map { [$0] } ?? []))
        default: break
        }
        throw ImportFailure("\(quoted(name)): no such type: \(quoted(type))")
    }
}

/// `base` to the power `exponent`, whole powers of ten exactly.
func power(_ base: Double, _ exponent: Double) -> Double {
    if base == 10, abs(exponent) <= 300, exponent == exponent.rounded() {
        return Double("1e\(Int(exponent))") ?? 0
    }
    return exp(exponent * log(base)).rounded(digits: 15)
}
