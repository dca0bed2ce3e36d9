// JSON text in, tree out. Strict RFC 8259; knows nothing of what the tree means.

/// Builds a tree from a JSON text.
package struct JSONParser {
    /// Deeper nesting is refused: it is no search space, and would end in a stack overflow.
    package static let maximumDepth = 256

    private var lexer: JSONLexer
    private var duplicates: [Diagnostic] = []

    /// Parses a whole text. A syntax error ends the reading and returns nil; duplicate keys are
    /// errors too, but do not hide what else is wrong; comments may be repeated.
    package static func parse(_ source: SourceText, _ diagnostics: inout Diagnostics) -> JSONNode? {
        let outcome: Result<(JSONNode, [Diagnostic]), JSONError> =
            source.bytes.withUnsafeBufferPointer { buffer in
                var parser = JSONParser(lexer: JSONLexer(buffer))
                return Result { () throws(JSONError) in
                    (try parser.document(), parser.duplicates)
                }
            }
        switch outcome {
        case .success(let (node, duplicates)):
            for item in duplicates { diagnostics.error(item.message, at: item.range) }
            return node
        case .failure(let error):
            diagnostics.error(error.message, at: error.offset..<error.offset + 1)
            return nil
        }
    }

    private init(lexer: JSONLexer) {
        self.lexer = lexer
    }

    private mutating func document() throws(JSONError) -> JSONNode {
        if lexer.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONError("a byte order mark: save the file as UTF-8 without it", at: 0)
        }
        let node = try value(depth: 0)
        if lexer.peek() != nil, let error = lexer.foreign(behindValue: true) { throw error }
        try lexer.expectEnd()
        return node
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
        guard depth < Self.maximumDepth else {
            throw JSONError(
                "nested more than \(Self.maximumDepth) levels deep", at: lexer.offset)
        }
        guard let byte = lexer.peek() else { throw lexer.unexpected("expected a value") }
        let start = lexer.offset
        let content: JSONNode.Content
        switch byte {
        case UInt8(ascii: "{"): content = .object(try members(depth: depth))
        case UInt8(ascii: "["): content = .array(try items(depth: depth))
        case UInt8(ascii: "\""): content = .string(try lexer.string())
        case UInt8(ascii: "t"):
            try literal("true")
            content = .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            content = .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            content = .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            content = .number(String(decoding: lexer.bytes[try lexer.number()], as: UTF8.self))
        default: throw lexer.foreign() ?? lexer.unexpected("expected a value")
        }
        return JSONNode(content: content, range: start..<lexer.offset)
    }

    private mutating func close(_ byte: UInt8, _ what: String) throws(JSONError) {
        guard !lexer.take(byte) else { return }
        throw lexer.foreign(behindValue: true) ?? lexer.unexpected("expected \(what)")
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        if !lexer.continues(word), let error = lexer.foreign() { throw error }
        try lexer.literal(word)
    }

    private mutating func items(depth: Int) throws(JSONError) -> [JSONNode] {
        lexer.offset += 1
        var items: [JSONNode] = []
        if lexer.take(UInt8(ascii: "]")) { return items }
        repeat {
            if lexer.peek() == UInt8(ascii: "]") {
                throw JSONError("a comma before ]: remove it", at: lexer.offset)
            }
            items.append(try value(depth: depth + 1))
        } while lexer.take(UInt8(ascii: ","))
        try close(UInt8(ascii: "]"), "',' or ']'")
        return items
    }

    private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
        lexer.offset += 1
        var members: [JSONMember] = []
        var seen = KeySet()
        if lexer.take(UInt8(ascii: "}")) { return members }
        repeat {
            switch lexer.peek() {
            case UInt8(ascii: "\""): break
            case UInt8(ascii: "}"):
                throw JSONError("a comma before }: remove it", at: lexer.offset)
            default:
                throw lexer.foreign() ?? lexer.unexpected("expected a key in double quotes")
            }
            let start = lexer.offset
            let key = try lexer.string()
            let keyRange = start..<lexer.offset
            try lexer.expect(UInt8(ascii: ":"), "':'")
            let value = try value(depth: depth + 1)
            if key == JSONNode.comment || seen.insert(key, after: members) {
                members.append(JSONMember(key: key, keyRange: keyRange, value: value))
            } else {
                duplicates.append(
                    Diagnostic(
                        .error, "the key \(quoted(key)) is here twice: remove one", at: keyRange))
            }
        } while lexer.take(UInt8(ascii: ","))
        try close(UInt8(ascii: "}"), "',' or '}'")
        return members
    }
}

/// The keys of an object. Most have few, for which looking through them beats a hash table.
private struct KeySet {
    private var table: Set<String> = []

    /// False where the key is among the members already.
    mutating func insert(_ key: String, after members: [JSONMember]) -> Bool {
        if members.count < 16 { return !members.contains { $0.key == key } }
        if table.isEmpty { table = Set(members.map(\.key)) }
        return table.insert(key).inserted
    }
}
