// Domains as Weights & Biases writes them, and what to write instead. Knows nothing of sampling.
import Text

extension SpecDecoder {
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
            let high = node["max"].flatMap { Int(text($0)) }.map { String($0 + 1) } ?? "hi"
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
