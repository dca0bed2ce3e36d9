// Domains as NNI writes them, within a spec, and what NNI draws from them.
// Knows nothing of how a spec's own domains are written.
import Text

extension SpecDecoder {
    /// A domain as NNI writes it. Where the values of a choice are objects with a `_name`, they are
    /// cases, and their own parameters are called `<parameter>.<name>`.
    mutating func nniDomain(
        _ node: JSONNode, of name: String
    ) -> (Domain?, nested: [Parameter]) {
        guard object(node, "a domain", keys: ["_type", "_value", "when"]) != nil,
            let type = node["_type"].flatMap({ string($0, "\"_type\"") })
        else { return (nil, []) }
        guard let argument = node["_value"] else {
            diagnostics.error("the domain needs the key \"_value\"", at: node.range.prefix(1))
            return (nil, [])
        }
        guard let items = nniCases(node) else {
            let known = SpecDecoder.nniTypes
            if !known.contains(type) {
                let near = suggestion(for: type, among: known)
                diagnostics.error(
                    "no such type of domain: \(quoted(type))"
                        + (near.isEmpty ? "; hpmake import reads search spaces of NNI" : near),
                    at: node["_type"]?.range ?? node.range)
                return (nil, [])
            }
            return (nniDomain(type, argument), [])
        }
        var names: [Value] = []
        var nested: [Parameter] = []
        for item in items {
            guard let label = item["_name"].flatMap({ string($0, "\"_name\"") }) else { continue }
            if names.contains(.string(label)) {
                diagnostics.error(
                    "two of the choices have the \"_name\" \(quoted(label)): rename one",
                    at: item["_name"]?.range ?? item.range)
            }
            names.append(.string(label))
            nested += caseParameters(
                item, of: name, picked: .string(label), at: item.range.prefix(1),
                prefix: name + ".")
        }
        return (.choice(names, weights: nil), nested)
    }

    /// The values of a choice where they are cases; nil for all other domains.
    func nniCases(_ node: JSONNode) -> [JSONNode]? {
        guard case .string("choice")? = node["_type"]?.content,
            case .array(let items)? = node["_value"]?.content, !items.isEmpty,
            items.allSatisfy({ $0["_name"] != nil })
        else { return nil }
        return items
    }

    /// A domain as NNI draws it: equal bounds are a constant, values that are there twice count twice,
    /// and multiples of `q` outside of the bounds are moved to them.
    private mutating func nniDomain(_ type: String, _ node: JSONNode) -> Domain? {
        guard case .array(let items) = node.content, items.count >= 2, type != "randint" else {
            return domain(keyword: type, node, weights: nil)
        }
        if type == "choice" { return nniChoice(items) }
        guard type.hasSuffix("uniform"), let low = Double(items[0].value.numberText ?? ""),
            let high = Double(items[1].value.numberText ?? "")
        else { return domain(keyword: type, node, weights: nil) }
        if low == high { return value(items[0]).map { .choice([$0], weights: nil) } }
        guard type.hasPrefix("q"), items.count == 3, low < high, low > 0 || type == "quniform",
            let q = Double(items[2].value.numberText ?? ""), q > 0,
            max(abs(low), abs(high)) / q < 0x1p53
        else { return domain(keyword: type, node, weights: nil) }
        let shape: Distribution.Shape =
            type == "quniform" ? .uniform(low: low, high: high) : .loguniform(low: low, high: high)
        var distribution = Distribution(
            keyword: type, shape: shape, quantum: q, type: numberType(items))
        distribution.isClipped = true
        return .continuous(distribution)
    }

    private mutating func nniChoice(_ items: [JSONNode]) -> Domain? {
        var (values, weights): ([Value], [Double]) = ([], [])
        for item in items {
            guard let value = value(item) else { return nil }
            if let place = values.firstIndex(where: { $0.canonical == value.canonical }) {
                weights[place] += 1
            } else {
                values.append(value)
                weights.append(1)
            }
        }
        return .choice(values, weights: values.count == items.count ? nil : weights)
    }
}
