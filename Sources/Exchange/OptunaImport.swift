// Spaces of Optuna (distributions as JSON, or the journal of a study) as specs. Knows nothing of files.
import Spec
import Text

extension ImportFormat {
    static let optuna = ImportFormat(
        name: "optuna",
        recognises: { root in
            if let first = root.items?.first { return first["op_code"] != nil }
            return root.members?.first?.1["attributes"] != nil
        },
        read: { root throws(ImportFailure) in
            var reader = OptunaReader()
            if let lines = root.items {
                try reader.add(journal: lines)
            } else {
                for (name, value) in root.members ?? [] { try reader.add(name, value) }
            }
            return reader.spec
        })
}

private struct OptunaReader {
    private(set) var spec = ImportedSpec(source: "a space of Optuna")
    private var seen: Set<String> = []

    mutating func add(_ name: String, _ distribution: JSONValue) throws(ImportFailure) {
        guard seen.insert(name).inserted else { return }
        guard let domain = domain(distribution) else {
            throw ImportFailure(
                "\(quoted(name)): no distribution as optuna's distribution_to_json writes it")
        }
        spec.add(name, domain)
    }

    /// The operations of a journal: who created the study with which directions, and each suggestion.
    mutating func add(journal lines: [JSONValue]) throws(ImportFailure) {
        var (names, directions): ([String], [Int]) = ([], [])
        for line in lines {
            if let found = line["directions"]?.items { directions = found.compactMap(\.intValue) }
            if let found = line["system_attr"]?["study:metric_names"]?.items {
                names = found.compactMap(\.stringValue)
            }
            if let name = line["param_name"]?.stringValue {
                try add(name, parsed(line["distribution"]))
            }
            for (name, value) in line["distributions"]?.members ?? [] {
                try add(name, parsed(value))
            }
        }
        if names.isEmpty, !directions.isEmpty {
            spec.note("the study names no metrics: they are called value here")
        }
        spec.objectives = directions.enumerated().map { index, direction in
            let name = index < names.count ? names[index] : index == 0 ? "value" : "value\(index)"
            return Objective(metric: name, maximize: direction == 2)
        }
        spec.search = .random
    }

    private func parsed(_ text: JSONValue?) -> JSONValue {
        guard let text = text?.stringValue else { return .null }
        return (try? JSONValue.parse(Array(text.utf8), allowsNonFinite: true)) ?? .null
    }

    private func domain(_ json: JSONValue) -> ImportedDomain? {
        guard let kind = json["name"]?.stringValue, let attributes = json["attributes"] else {
            return nil
        }
        if kind == "CategoricalDistribution" {
            guard let values = attributes["choices"]?.items, !values.isEmpty else { return nil }
            return .choice(values)
        }
        guard let low = Decimal(attributes["low"]), let high = Decimal(attributes["high"]) else {
            return nil
        }
        let isLog = if case .bool(true)? = attributes["log"] { true } else { false }
        let step = Decimal(attributes["step"])
        switch kind {
        case "FloatDistribution":
            if let step { return .stepped(low, high, step) }
            if low == high { return .constant(low.json) }
            return .keyword(isLog ? "loguniform" : "uniform", [low, high])
        case "IntDistribution":
            guard let first = low.integer, let last = high.integer else { return nil }
            guard isLog else {
                return .stepped(Decimal(first), Decimal(last), step ?? Decimal(1))
            }
            return .roundedLogIntegers(
                first, last, from: Double(first) - 0.5, to: Double(last) + 0.5, tool: "Optuna")
        default: return nil
        }
    }
}
