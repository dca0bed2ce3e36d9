// What all parts of a spec are made of: objects with known keys, strings, numbers, words, values of
// parameters, each checked where it stands. Knows nothing of what they mean.
import Text

extension SpecDecoder {
    /// The members of an object with known keys; unknown ones are errors.
    mutating func object(
        _ node: JSONNode, _ what: String, keys: [String]
    ) -> [(key: String, node: JSONNode)]? {
        guard let members = object(node, what) else { return nil }
        for member in members where !keys.contains(member.key) {
            diagnostics.error(
                "\(what) has no key \(quoted(member.key))"
                    + suggestion(for: member.key, among: keys), at: member.keyRange)
        }
        return members.map { ($0.key, $0.value) }
    }

    /// The members of an object with any keys, comments left out.
    mutating func object(_ node: JSONNode, _ what: String) -> [JSONMember]? {
        guard case .object = node.content else {
            wrongKind(node, what, "an object")
            return nil
        }
        return node.members
    }

    mutating func array(_ node: JSONNode, _ what: String) -> [JSONNode]? {
        guard case .array(let items) = node.content else {
            wrongKind(node, what, "an array")
            return nil
        }
        return items
    }

    /// A string that can be passed to a process: without NUL and not too long.
    mutating func string(_ node: JSONNode, _ what: String) -> String? {
        guard case .string(let text) = node.content else {
            wrongKind(node, what, "a string")
            return nil
        }
        return isPassable(text, node.range) ? text : nil
    }

    mutating func sourceString(_ node: JSONNode, _ what: String) -> SourceString? {
        string(node, what).map { text in
            let hasEscapes = node.range.count != text.utf8.count + 2
            let raw = hasEscapes ? Array(source.bytes[node.range].dropFirst().dropLast()) : []
            return SourceString(text: text, range: node.range, raw: raw)
        }
    }

    mutating func strings(_ node: JSONNode, _ what: String) -> [String] {
        (array(node, what) ?? []).compactMap { string($0, "each element of \(what)") }
    }

    /// One word of an enumeration.
    mutating func keyword<T: RawRepresentable<String> & CaseIterable>(
        _ node: JSONNode, _ what: String
    ) -> T? {
        let words = T.allCases.map(\.rawValue)
        let form = words.map(quoted).joined(separator: " or ")
        guard case .string(let text) = node.content else {
            wrongKind(node, what, form)
            return nil
        }
        if let value = T(rawValue: text) { return value }
        diagnostics.error(
            "\(what) must be \(form)" + suggestion(for: text, among: words), at: node.range)
        return nil
    }

    /// A finite number.
    mutating func number(_ node: JSONNode, _ what: String) -> Double? {
        guard case .number(let text) = node.content else {
            wrongKind(node, what, "a number")
            return nil
        }
        return isFinite(text, node.range) ? Double(text) : nil
    }

    /// A whole number; `1e3` is one too.
    mutating func integer(
        _ node: JSONNode, _ what: String, in range: ClosedRange<Int> = Int.min...Int.max
    ) -> Int? {
        guard let number = number(node, what), case .number(let text) = node.content else {
            return nil
        }
        guard let value = Int(text) ?? (abs(number) < 0x1p53 ? Int(exactly: number) : nil) else {
            diagnostics.error("\(what) must be a whole number", at: node.range)
            return nil
        }
        guard range.contains(value) else {
            let bound =
                value < range.lowerBound
                ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            diagnostics.error("\(what) must be \(bound)", at: node.range)
            return nil
        }
        return value
    }

    /// A value of a parameter, as it can be passed on.
    mutating func value(_ node: JSONNode) -> Value? {
        switch node.content {
        case .number(let text): guard isFinite(text, node.range) else { return nil }
        case .string(let text): guard isPassable(text, node.range) else { return nil }
        case .array, .object: guard areFinite(node) else { return nil }
        case .null, .bool: break
        }
        let value = Value(node.value)
        return isPassable(value.text, node.range) ? value : nil
    }

    /// `name: value` pairs, as `defaults` and `exclude` have them.
    mutating func pairs(_ node: JSONNode, _ what: String) -> [(name: String, value: Value)] {
        (object(node, what) ?? []).compactMap { member in
            checkParameterName(member.key, member.keyRange)
            guard let value = value(member.value) else {
                unreadNames.append(member.key)
                return nil
            }
            return (member.key, value)
        }
    }

    mutating func path(_ node: JSONNode, _ what: String) -> String? {
        guard let text = string(node, what) else { return nil }
        guard isPlainPath(text) else {
            diagnostics.error(
                "\(what) must be a path of the characters A-Z a-z 0-9 . _ / + , @ - only, not "
                    + "beginning with -: others are special to make", at: node.range)
            return nil
        }
        return text
    }

    mutating func checkParameterName(_ name: String, _ range: Range<Int>) {
        if !isParameterName(name) {
            diagnostics.error(
                "\(quoted(name)) is no name for a parameter: use letters, digits, '_', '.' and '-',"
                    + " beginning with a letter or '_'", at: range)
        } else if Builtin(rawValue: name) != nil {
            diagnostics.error(
                "\(quoted(name)) is a placeholder of hpmake: choose another name", at: range)
        } else if name.utf8.count > 100 {
            diagnostics.error("the name is longer than 100 characters", at: range)
        }
    }

    mutating func wrongKind(_ node: JSONNode, _ what: String, _ expected: String) {
        diagnostics.error("\(what) must be \(expected), not \(node.kind)", at: node.range)
    }

    private mutating func isPassable(_ text: String, _ range: Range<Int>) -> Bool {
        if text.utf8.contains(0) {
            diagnostics.error("NUL cannot be passed to a program: remove \\u0000", at: range)
            return false
        }
        if text.utf8.count > Value.maximumBytes {
            diagnostics.error(
                "longer than 100 KiB, which cannot be passed to a program: put it into a file",
                at: range)
            return false
        }
        return true
    }

    private mutating func isFinite(_ text: String, _ range: Range<Int>) -> Bool {
        let value = Double(text) ?? .infinity
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        let isZero = mantissa.allSatisfy { "-.0".contains($0) }
        guard value.isFinite, value != 0 || isZero else {
            diagnostics.error("the number is out of the range of a double", at: range)
            return false
        }
        return true
    }

    private mutating func areFinite(_ node: JSONNode) -> Bool {
        switch node.content {
        case .number(let text): isFinite(text, node.range)
        case .string(let text): isPassable(text, node.range)
        case .array(let items): items.reduce(true) { areFinite($1) && $0 }
        case .object(let members):
            members.reduce(hasOneComment(members)) { areFinite($1.value) && $0 }
        case .null, .bool: true
        }
    }
}

extension SpecDecoder {
    /// In values no member is a comment, so that none may be there twice.
    fileprivate mutating func hasOneComment(_ members: [JSONMember]) -> Bool {
        let comments = members.filter { $0.key == JSONNode.comment }
        guard let second = comments.dropFirst().first else { return true }
        diagnostics.error(
            "the key \(quoted(second.key)) is here twice, and it is no comment here: remove one",
            at: second.keyRange)
        return false
    }
}
