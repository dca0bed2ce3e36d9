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
            guard case .object = item.content else { return nil }
            if item.members.isEmpty {
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

    mutating func points(_ node: JSONNode) -> [Point] {
        (array(node, "\"points\"") ?? []).compactMap { item in
            guard case .object = item.content else {
                wrongKind(item, "a point", "an object, such as { \"lr\": 0.01 }")
                return nil
            }
            let members = item.members
            let values = members.compactMap { value($0.value) }
            guard values.count == members.count else { return nil }
            return Point(
                values: zip(members, values).map { ($0.key, $1) },
                nameRanges: members.map(\.keyRange), range: item.range)
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
        var picksCase = member.value["cases"] != nil
        if let when = member.value["when"] { conditions += self.conditions(when) }
        if let cases = member.value["cases"] {
            checkKeywords(member.value, SpecDecoder.domainKeywords)
            (domain, nested) = self.cases(cases, of: name, weights: member.value["weights"])
        } else if member.value["_type"] != nil {
            (domain, nested) = nniDomain(member.value, of: name)
            picksCase = nniCases(member.value) != nil
        } else {
            domain = self.domain(member.value)
        }
        // One whose domain is wrong is declared all the same, or all that name it would be wrong too.
        let parameter = Parameter(
            name: name, domain: domain ?? .choice([], weights: nil), conditions: conditions,
            picksCase: picksCase, nameRange: member.keyRange, domainRange: member.value.range)
        return [parameter] + nested
    }

    private mutating func conditions(_ node: JSONNode) -> [Condition] {
        (object(node, "\"when\"") ?? []).flatMap { member in
            // An object of comparisons; any other is a value.
            if case .object(let tests) = member.value.content, !tests.isEmpty,
                tests.allSatisfy({ Condition.Test(rawValue: $0.key) != nil })
            {
                return tests.compactMap { comparison($0, of: member.key) }
            }
            return [
                Condition(
                    name: member.key, alternatives: alternatives(member.value),
                    range: member.keyRange)
            ]
        }
    }

    private mutating func alternatives(_ node: JSONNode) -> [Value] {
        guard case .array(let items) = node.content else { return value(node).map { [$0] } ?? [] }
        if items.isEmpty {
            diagnostics.error("no alternatives: it never holds", at: node.range)
        }
        return items.compactMap { value($0) }
    }

    /// `"<": 3` and its like.
    private mutating func comparison(_ member: JSONMember, of name: String) -> Condition? {
        guard let test = Condition.Test(rawValue: member.key) else { return nil }
        let values: [Value]
        switch test {
        case .among, .notAmong: values = alternatives(member.value)
        default:
            guard number(member.value, "what \(quoted(test.rawValue)) compares with") != nil else {
                return nil
            }
            values = alternatives(member.value)
        }
        return Condition(name: name, test: test, alternatives: values, range: member.keyRange)
    }

    private mutating func cases(
        _ node: JSONNode, of name: String, weights: JSONNode?
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
        let names = members.map { Value.string($0.key) }
        guard let weights else { return (.choice(names, weights: nil), nested) }
        return (
            self.weights(weights, count: names.count).map { .choice(names, weights: $0) }, nested
        )
    }

    mutating func caseParameters(
        _ node: JSONNode, of name: String, picked: Value, at range: Range<Int>, prefix: String = ""
    ) -> [Parameter] {
        let condition = Condition(name: name, alternatives: [picked], range: range)
        let members = object(node, "the case \(quoted(picked.text))") ?? []
        return members.filter { prefix.isEmpty || $0.key != "_name" }.flatMap {
            parameters($0, prefix: prefix, conditions: [condition])
        }
    }
}
