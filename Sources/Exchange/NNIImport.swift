// Search spaces of NNI (`search_space.json`, or the configuration of an experiment) as specs.
// Knows nothing of files.
import Spec
import Text

extension ImportFormat {
    static let nni = ImportFormat(
        name: "nni",
        recognises: { root in space(of: root)?.contains { $0.1["_type"] != nil } ?? false },
        read: { root throws(ImportFailure) in
            guard let space = space(of: root) else {
                throw ImportFailure("a search space of NNI is an object")
            }
            var reader = NNIReader()
            try reader.add(space)
            reader.addExperiment(root)
            return reader.spec
        })

    private static func space(of root: JSONValue) -> [(String, JSONValue)]? {
        // Also within a spec of hpmake, which may have such domains.
        ["searchSpace", "search_space", "space"].lazy.compactMap { root[$0]?.members }.first
            ?? root.members
    }
}

private struct NNIReader {
    private(set) var spec = ImportedSpec(source: "a search space of NNI")
    /// Names with dots, which nested parameters are taken apart at.
    private var dotted: [String] = []

    /// What the configuration of an experiment has beside the space.
    mutating func addExperiment(_ root: JSONValue) {
        let handsOver = "NNI hands parameters over by nni.get_next_parameter(): a trainer has to "
        spec.run = root["trialCommand"]?.stringValue.map { command in
            spec.note(handsOver + "take \(spec.passing) instead")
            return "\(command) \(spec.passing)"
        }
        spec.samples = root["maxTrialNumber"]?.intValue
        if let tuner = root["tuner"]?["name"]?.stringValue, root["searchSpace"] != nil {
            spec.search = tuner.lowercased() == "gridsearch" ? .grid : .random
            if spec.search == .random, tuner.lowercased() != "random" {
                spec.note("the tuner \(tuner) became a random search")
            }
            let mode = root["tuner"]?["classArgs"]?["optimize_mode"]?.stringValue
            spec.objectives = [Objective(metric: "default", maximize: mode != "minimize")]
        }
    }

    mutating func add(_ space: [(String, JSONValue)]) throws(ImportFailure) {
        for parameter in try parameters(space, prefix: "") { spec.add(parameter) }
        for name in dotted where spec.parameterForm == .nested {
            spec.note(
                "nested, {params} has objects in place of \(quoted(name)): give it a name without dots"
            )
        }
    }

    private mutating func parameters(
        _ space: [(String, JSONValue)], prefix: String
    ) throws(ImportFailure) -> [ImportedParameter] {
        var result: [ImportedParameter] = []
        for (key, value) in space where key != ParameterForm.ownName {
            if key.contains(".") { dotted.append(key) }
            let name = spec.name(prefix + key)
            guard let type = value["_type"]?.stringValue, let values = value["_value"]?.items,
                !values.isEmpty
            else {
                throw ImportFailure(
                    "\(quoted(name)): a domain of NNI is { \"_type\": .., \"_value\": [..] }")
            }
            let names = values.compactMap { $0[ParameterForm.ownName] }
            if type == "choice", names.count == values.count {
                let domain = try cases(names, values, of: name)
                result.append(ImportedParameter(name: name, domain: domain))
            } else {
                result.append(
                    ImportedParameter(name: name, domain: try domain(name, type, values)))
            }
        }
        return result
    }

    private mutating func cases(
        _ labels: [JSONValue], _ values: [JSONValue], of name: String
    ) throws(ImportFailure) -> ImportedDomain {
        let names = labels.map { $0.stringValue ?? $0.compact }
        if labels.contains(where: { $0.stringValue == nil }) {
            spec.note("\(quoted(name)): names of cases are texts: \(quoted(names[0])), say")
        }
        if Set(names).count < names.count {
            throw ImportFailure("\(quoted(name)): two of its choices have one \"_name\"")
        }
        spec.parameterForm = .nested
        var cases: [(name: String, parameters: [ImportedParameter])] = []
        for (label, item) in zip(names, values) {
            cases.append((label, try parameters(item.members ?? [], prefix: name + ".")))
        }
        return .cases(cases)
    }

    private func domain(
        _ name: String, _ type: String, _ values: [JSONValue]
    ) throws(ImportFailure) -> ImportedDomain {
        if type == "choice" { return .choice(values) }
        let numbers = values.compactMap { Decimal($0) }
        let isQuantized = type.hasPrefix("q")
        guard numbers.count == values.count, numbers.count >= (isQuantized ? 3 : 2) else {
            throw ImportFailure("\(quoted(name)): \(type) takes numbers")
        }
        let (a, b) = (numbers[0], numbers[1])
        switch type {
        case "randint":
            return .keyword(
                "randint", [a, b].map { $0.isInteger ? $0 : Decimal($0.value.rounded(.up)) })
        case "uniform", "loguniform":
            return a.value == b.value ? .constant(a.json) : .keyword(type, [a, b])
        case "normal", "lognormal", "qnormal", "qlognormal":
            return .keyword(type, isQuantized ? [a, b, numbers[2]] : [a, b])
        case "quniform", "qloguniform":
            return .rounded(
                type == "quniform" ? .uniform : .loguniform, a, b, numbers[2], isClipped: true,
                tool: "NNI")
        default: throw ImportFailure("\(quoted(name)): no such type of domain: \(quoted(type))")
        }
    }
}
