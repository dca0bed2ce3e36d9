// Reads JSON value by value, without positions: for a hundred thousand small files that programs
// wrote.
// Knows nothing of what the keys mean.

extension JSONLexer {
    /// Reads a text with `body`; nil where that throws.
    package static func scan<T>(
        _ bytes: ArraySlice<UInt8>, allowsNonFinite: Bool = false,
        _ body: (inout JSONLexer) throws(JSONError) -> T?
    ) -> T? {
        bytes.withUnsafeBufferPointer { buffer in
            var lexer = JSONLexer(buffer, allowsNonFinite: allowsNonFinite)
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
        _ body: (inout JSONLexer, JSONWord) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(UInt8(ascii: "{"), "'{'")
        if take(UInt8(ascii: "}")) { return }
        repeat {
            let key = try key()
            try body(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "',' or '}'")
    }

    /// Consumes the key of a member and the colon.
    package mutating func key() throws(JSONError) -> JSONWord {
        guard peek() == UInt8(ascii: "\"") else {
            throw unexpected("expected a key in double quotes")
        }
        let key = try inPlace()
        try expect(UInt8(ascii: ":"), "':'")
        return key
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

    /// The same without making a text of it.
    package mutating func wordIfAny() throws(JSONError) -> JSONWord? {
        if peek() == UInt8(ascii: "\"") { return try inPlace() }
        try skipValue()
        return nil
    }

    /// Whether a number comes next.
    private mutating func startsNumber() -> Bool {
        peek().map { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) } ?? false
    }

    /// Consumes a number; any other value is passed over and gives nil.
    package mutating func double() throws(JSONError) -> Double? {
        guard startsNumber() else {
            try skipValue()
            return nil
        }
        let text = UnsafeBufferPointer(rebasing: bytes[try number()])
        return exactDouble(text) ?? Double(String(decoding: text, as: UTF8.self))
    }

    /// Consumes a number, which is given where it is written as an integer; any other value is passed over and
    /// gives nil.
    package mutating func integer() throws(JSONError) -> Int? {
        guard startsNumber() else {
            try skipValue()
            return nil
        }
        let start = offset
        let range = try number()
        var value = 0
        for digit in bytes[range].drop(while: { $0 == UInt8(ascii: "-") }) {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = tens.subtractingReportingOverflow(Int(digit - 0x30))
            if isTooLarge || overflows { return nil }
            value = sum
        }
        if bytes[start] == UInt8(ascii: "-") { return value }
        return value == .min ? nil : 0 - value
    }

    /// Consumes any value, and calls `body` with the text of each number in it that is in no array, and
    /// its name: keys with dots between them. All that a reader of JSON would find wrong is found here,
    /// too, but nothing is kept of an array, however long.
    ///
    /// - Parameter array: is called with the name of each array that is in no other.
    package mutating func numbers(
        _ name: String = "", depth: Int = 0, array: (String) -> Void = { _ in },
        _ body: (String, String) -> Void
    ) throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "{"):
            try checkDepth(depth)
            try members { (lexer, key) throws(JSONError) in
                let name = name.isEmpty ? key.text : "\(name).\(key.text)"
                try lexer.numbers(name, depth: depth + 1, array: array, body)
            }
        case UInt8(ascii: "["):
            array(name)
            try passArray(depth)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: body(name, String(decoding: bytes[try number()], as: UTF8.self))
        }
    }

    /// Consumes an array.
    private mutating func passArray(_ depth: Int) throws(JSONError) {
        try checkDepth(depth)
        try elements { (lexer) throws(JSONError) in
            // Most elements are numbers, which are not worth a text.
            if lexer.startsNumber() {
                _ = try lexer.number()
            } else {
                try lexer.numbers(depth: depth + 1) { _, _ in }
            }
        }
    }

    private func checkDepth(_ depth: Int) throws(JSONError) {
        guard depth < JSONParser.maximumDepth else {
            throw JSONError("nested more than \(JSONParser.maximumDepth) levels deep", at: offset)
        }
    }

    /// Consumes any value.
    package mutating func value(depth: Int = 0) throws(JSONError) -> JSONValue {
        try checkDepth(depth)
        switch peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"):
            var members: [(String, JSONValue)] = []
            try self.members { (lexer, key) throws(JSONError) in
                members.append((key.text, try lexer.value(depth: depth + 1)))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var items: [JSONValue] = []
            try elements { (lexer) throws(JSONError) in
                items.append(try lexer.value(depth: depth + 1))
            }
            return .array(items)
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default: return .number(String(decoding: bytes[try number()], as: UTF8.self))
        }
    }
}

extension JSONValue {
    /// Parses a text that a program wrote, where positions do not matter.
    ///
    /// - Parameter allowsNonFinite: accept `NaN` and `Infinity`, as Python writes them.
    package static func parse(
        _ bytes: [UInt8], allowsNonFinite: Bool = false
    ) throws(JSONError) -> JSONValue {
        let outcome: Result<JSONValue, JSONError> = bytes.withUnsafeBufferPointer { buffer in
            var lexer = JSONLexer(buffer, allowsNonFinite: allowsNonFinite)
            return Result { () throws(JSONError) in
                let value = try lexer.value()
                try lexer.expectEnd()
                return value
            }
        }
        return try outcome.get()
    }
}

/// The double nearest to a number of JSON where both its digits and the power of ten are doubles without
/// rounding, so that one operation rounds correctly (Clinger, "How to Read Floating Point Numbers Accurately",
/// 1990); nil where it takes more than that.
package func exactDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var (digits, power, at): (UInt64, Int, Int) = (0, 0, 0)
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative { at = 1 }
    var isFraction = false
    while at < text.count {
        let byte = text[at]
        if byte == UInt8(ascii: ".") {
            isFraction = true
        } else if (0x30...0x39).contains(byte) {
            digits = digits * 10 + UInt64(byte - 0x30)
            if digits >= 1 << 53 { return nil }
            if isFraction { power -= 1 }
        } else {
            return nil
        }
        at += 1
    }
    guard power >= -22 else { return nil }
    let value = power == 0 ? Double(digits) : Double(digits) / powersOfTen[-power]
    return isNegative ? -value : value
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18,
    1e19, 1e20, 1e21, 1e22,
]
