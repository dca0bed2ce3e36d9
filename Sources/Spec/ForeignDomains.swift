// Spaces and domains in the words of other tools, and what to write instead. Knows nothing of sampling, nor of
// what `hpmake import` makes of them.
import Text

extension SpecDecoder {
    /// Words of other tools for what a domain is, and what to write for those that have a close equal.
    private static let foreignWords =
        [
            "int_uniform": "{ \"randint\": [lo, hi] }, hi excluded",
            "uniform_int": "{ \"randint\": [lo, hi] }, hi excluded",
            "log_uniform_values": "{ \"loguniform\": [lo, hi] }",
            "log_uniform": "{ \"loguniform\": [lo, hi] }",
            "q_uniform": "{ \"quniform\": [lo, hi, q] }",
            "grid_search": "the array of values alone",
            "categorical": "the array of values alone", "sample_from": nil, "low": nil, "high": nil,
            "lower": nil, "upper": nil, "log": nil, "type": nil, "parameterType": nil,
            "feasibleSpace": nil, "class_name": nil, "minval": nil, "maxval": nil, "double": nil,
            "double_value_spec": nil, "integer_value_spec": nil, "parameters": nil,
            "hyperparameters": nil,
        ] as [String: String?]

    /// What to write for a domain without a keyword of ours in the words of another tool; nil where it is none.
    func foreignAdvice(_ node: JSONNode) -> String? {
        let keys = node.members.map(\.key)
        if !Set(keys).isDisjoint(with: Self.domainKeywords + ["_type"]) { return nil }
        if let advice = weightsAndBiasesAdvice(node) { return advice }
        guard let word = keys.first(where: { Self.foreignWords[$0] != nil }) else { return nil }
        let own = (Self.foreignWords[word] ?? nil).map { "write \($0); " } ?? ""
        return "\(quoted(word)) is a word of another tool: \(own)\(importAdvice)"
    }

    /// Whether a document is a search space of another tool, and what to do with it; nil where it is none.
    func foreignSpace(_ root: JSONNode) -> String? {
        let keys = root.members.map(\.key)
        guard !keys.contains("space") else { return nil }
        let words = [
            "parameters", "hyperparameters", "searchSpace", "search_space", "config_space",
        ]
        let isOfDomains =
            !keys.contains("stages")
            && root.members.contains { $0.value["_type"] != nil || $0.value["type"] != nil }
        let word = keys.first(where: words.contains)
        guard word != nil || isOfDomains else { return nil }
        let seen = word.map { " (it has \(quoted($0)))" } ?? ""
        return
            "this is a search space of another tool and no spec of hpmake\(seen): \(importAdvice)"
    }

    /// What makes a spec of another tool's file.
    private var importAdvice: String {
        "hpmake import FILE makes a spec of that tool's file"
    }

    /// What to write for a domain in the words of W&B's sweeps; nil where it is none.
    func weightsAndBiasesAdvice(_ node: JSONNode) -> String? {
        let keys = node.members.map(\.key)
        let own = Set(keys).intersection(Self.domainKeywords + ["_type", "_value"])
        let foreign = ["min", "max", "values", "value", "distribution", "probabilities"]
        guard own.isEmpty, foreign.contains(where: keys.contains) else { return nil }
        if let values = node["values"] {
            let weights = node["probabilities"].map { ", \"weights\": \(text($0))" } ?? ""
            return weights.isEmpty
                ? "a domain has no keyword \"values\": write the array alone, \(text(values))"
                : "a domain has no keyword \"values\": write "
                    + "{ \"choice\": \(text(values))\(weights) }"
        }
        if let value = node["value"] { return "a constant is written as it is: \(text(value))" }
        var named: String?
        if case .string(let name)? = node["distribution"]?.content { named = name }
        let first = keys.first(where: foreign.contains) ?? ""
        return "a domain has no keyword \(quoted(first)): write "
            + domain(node, named ?? (isWhole(node) ? "int_uniform" : "uniform"))
            + (named == nil ? "" : "; \(importAdvice)")
    }

    /// The domain with this distribution of W&B's.
    private func domain(_ node: JSONNode, _ name: String) -> String {
        func argument(_ key: String, _ standard: String) -> String {
            node[key].map(text) ?? standard
        }
        let bounds = "\(argument("min", "lo")), \(argument("max", "hi"))"
        let base = name.hasPrefix("q_") ? String(name.dropFirst(2)) : name
        let quantum = name.hasPrefix("q_") ? ", \(argument("q", "1"))" : ""
        let prefix = quantum.isEmpty ? "" : "q"
        switch base {
        case "int_uniform":
            let last = node["max"].flatMap { Int(text($0)) } ?? .max
            let high = last < .max ? String(last + 1) : "hi"
            return
                "{ \"randint\": [\(argument("min", "lo")), \(high)] } (the upper bound is excluded)"
        case "log_uniform_values", "loguniform":
            return "{ \"\(prefix)loguniform\": [\(bounds)\(quantum)] }"
        case "log_uniform":
            return
                "{ \"\(prefix)loguniform\": [lo, hi\(quantum)] } with the bounds themselves, not their "
                + "logarithms"
        case "normal":
            let (mean, deviation) = (argument("mu", "mean"), argument("sigma", "sd"))
            return "{ \"\(prefix)normal\": [\(mean), \(deviation)\(quantum)] }"
        case "log_normal":
            return "{ \"\(prefix)lognormal\": [\(argument("mu", "mu")), "
                + "\(argument("sigma", "sigma"))\(quantum)] }"
        case "categorical": return "the array of values alone, [..]"
        case "constant": return "the value as it is"
        default: return "{ \"\(prefix)uniform\": [\(bounds)\(quantum)] }"
        }
    }

    /// Whether both bounds are written as integers, so that W&B draws integers.
    private func isWhole(_ node: JSONNode) -> Bool {
        [node["min"], node["max"]].allSatisfy { $0.map { Int(text($0)) != nil } ?? false }
    }

    /// A value as it may be written; a long one is cut short.
    private func text(_ node: JSONNode) -> String {
        let text = node.value.compact
        return text.utf8.count <= 60 ? text : "[..]"
    }
}
