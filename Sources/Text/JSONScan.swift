// Reads JSON value by value, without a tree: for a hundred thousand small files of a known form.
// Knows nothing of what the keys mean.

extension JSONLexer {
    /// Reads a text with `body`; nil where that throws.
    package static func scan<T>(
        _ bytes: [UInt8], _ body: (inout JSONLexer) throws(JSONError) -> T?
    ) -> T? {
        bytes.withUnsafeBufferPointer { buffer in
            var lexer = JSONLexer(buffer)
            return try? body(&lexer)
        }
    }

    /// Consumes any value without looking into it: that brackets match is all that is checked.
    package mutating func skipValue() throws(JSONError) {
        var depth = 0
        repeat {
            guard let byte = peek() else { throw unexpected("expected a value") }
            switch byte {
            case UInt8(ascii: "\""): _ = try rawString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                offset += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { throw unexpected("expected a value") }
                depth -= 1
                offset += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw unexpected("expected a value") }
                offset += 1
            default:
                offset += 1
                while offset < bytes.count, !isDelimiter(bytes[offset]) { offset += 1 }
            }
        } while depth > 0
    }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\""),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// Consumes an object and calls `body` before each value with its key; `body` consumes the value.
    package mutating func members(
        _ body: (inout JSONLexer, String) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(UInt8(ascii: "{"), "'{'")
        if take(UInt8(ascii: "}")) { return }
        repeat {
            guard peek() == UInt8(ascii: "\"") else {
                throw unexpected("expected a key in double quotes")
            }
            let key = try string()
            try expect(UInt8(ascii: ":"), "':'")
            try body(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "',' or '}'")
    }

    /// Consumes an array and calls `body` before each element, which consumes it.
    package mutating func elements(
        _ body: (inout JSONLexer) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(UInt8(ascii: "["), "'['")
        if take(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "',' or ']'")
    }

    /// Consumes a string; any other value is passed over and gives nil.
    package mutating func stringIfAny() throws(JSONError) -> String? {
        if peek() == UInt8(ascii: "\"") { return try string() }
        try skipValue()
        return nil
    }

    /// Consumes a number and returns its text; any other value is passed over and gives nil.
    package mutating func numberText() throws(JSONError) -> String? {
        guard let byte = peek(), byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) else {
            try skipValue()
            return nil
        }
        return String(decoding: bytes[try number()], as: UTF8.self)
    }
}
