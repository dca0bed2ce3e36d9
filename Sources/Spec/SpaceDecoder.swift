// The search space of a spec: sub-spaces, their parameters, conditions and cases.
// Knows nothing of the keywords of domains; those have a file of their own.
import Text

extension SpecDecoder {
    mutating func spaces(_ node: JSONNode) -> [SubSpace] {
        switch node.content {
        case .object: return [subSpace(node)]
        case .array(let items):
            if items.isEmpty {
                diagnostics.error("\"space\" has no sub-space, so no configuration", at: node.range)
            }
            return items.map { subSpace($0) }
        default:
            wrongKind(node, "\"space\"", "an object, or an array of objects")
            return []
        }
    }

    mutating func exclusions(_ node: JSONNode) -> [[(name: String, value: Value)]] {
        (array(node, "\"exclude\"") ?? []).compactMap { item in
            let pairs = pairs(item, "each of \"exclude\"")
            guard case .object(let members) = item.content else { return nil }
            if members.isEmpty {
                diagnostics.error("an empty exclusion would drop everything", at: item.range)
            }
            return pairs
        }
    }

    mutating func implied(_ node: JSONNode) -> [ImpliedValue] {
        (object(node, "\"implied\"") ?? []).compactMap { member in
            value(member.value).map {
                ImpliedValue(name: member.key, value: $0, range: member.value.range)
            }
        }
    }

    private mutating func subSpace(_ node: JSONNode) -> SubSpace {
        let members = object(node, "a space") ?? []
        return SubSpace(parameters: members.flatMap { parameters($0, conditions: []) })
    }

    /// A declared parameter and, behind it, those of its cases.
    private mutating func parameters(
        _ member: JSONMember, prefix: String = "", conditions: [Condition]
    ) -> [Parameter] {
        let name = prefix + member.key
        checkParameterName(name, member.keyRange)
        var conditions = conditions
        var domain: Domain?
        var nested: [Parameter] = []
        if let when = member.value["when"] { conditions += self.conditions(when) }
        if let cases = member.value["cases"] {
            checkKeywords(member.value, SpecDecoder.domainKeywords)
            (domain, nested) = self.cases(cases, of: name)
        } else if member.value["_type"] != nil {
            (domain, nested) = nniDomain(member.value, of: name)
        } else {
            domain = self.domain(member.value)
        }
        // One whose domain is wrong is declared all the same, or all that name it would be wrong too.
        let parameter = Parameter(
            name: name, domain: domain ?? .choice([], weights: nil), conditions: conditions,
            nameRange: member.keyRange, domainRange: member.value.range)
        return [parameter] + nested
    }

    private mutating func conditions(_ node: JSONNode) -> [Condition] {
        (object(node, "\"when\"") ?? []).map { member in
            let alternatives: [Value]
            if case .array(let items) = member.value.content {
                if items.isEmpty {
                    diagnostics.error("no alternatives: it never holds", at: member.value.range)
                }
                alternatives = items.compactMap { value($0) }
            } else {
                alternatives = value(member.value).map { [$0] } ?? []
            }
            return Condition(name: member.key, alternatives: alternatives, range: member.keyRange)
        }
    }

    private mutating func cases(
        _ node: JSONNode, of name: String
    ) -> (Domain?, nested: [Parameter]) {
        guard let members = object(node, "\"cases\"") else { return (nil, []) }
        if members.isEmpty {
            diagnostics.error("\"cases\" is empty: give at least one", at: node.range)
        }
        var nested: [Parameter] = []
        for member in members {
            nested += caseParameters(
                member.value, of: name, picked: .string(member.key), at: member.keyRange)
        }
        return (.choice(members.map { .string($0.key) }, weights: nil), nested)
    }

    private mutating func caseParameters(
        _ node: JSONNode, of name: String, picked: Value, at range: Range<Int>, prefix: String = ""
    ) -> [Parameter] {
        let condition = Condition(name: name, alternatives: [picked], range: range)
        let members = object(node, "the case \(quoted(picked.text))") ?? []
        return members.filter { prefix.isEmpty || $0.key != "_name" }.flatMap {
            parameters($0, prefix: prefix, conditions: [condition])
        }
    }

    /// A domain as NNI writes it. Where the values of a choice are objects with a `_name`, they are
    /// cases, and their own parameters are called `<parameter>.<name>`.
    private mutating func nniDomain(
        _ node: JSONNode, of name: String
    ) -> (Domain?, nested: [Parameter]) {
        guard object(node, "a domain", keys: ["_type", "_value", "when"]) != nil,
            let type = node["_type"].flatMap({ string($0, "\"_type\"") })
        else { return (nil, []) }
        guard let argument = node["_value"] else {
            diagnostics.error("the domain needs the key \"_value\"", at: node.range.prefix(1))
            return (nil, [])
        }
        guard type == "choice", case .array(let items) = argument.content,
            items.contains(where: { $0["_name"] != nil })
        else {
            let known = SpecDecoder.nniTypes
            if !known.contains(type) {
                diagnostics.error(
                    "no such type of domain: \(quoted(type))"
                        + suggestion(for: type, among: known),
                    at: node["_type"]?.range ?? node.range)
                return (nil, [])
            }
            return (domain(keyword: type, argument, weights: nil), [])
        }
        var names: [Value] = []
        var nested: [Parameter] = []
        for item in items {
            guard let label = item["_name"].flatMap({ string($0, "\"_name\"") }) else {
                if item["_name"] == nil {
                    diagnostics.error("the case needs the key \"_name\"", at: item.range.prefix(1))
                }
                continue
            }
            names.append(.string(label))
            nested += caseParameters(
                item, of: name, picked: .string(label), at: item.range.prefix(1),
                prefix: name + ".")
        }
        return (.choice(names, weights: nil), nested)
    }
}
