// The tokens of JSON (RFC 8259) over a buffer of bytes: strings, numbers, literals, white space.
// Knows nothing of trees; the parser builds those, and readers of many small files do without.

/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Equatable {
    package let message: String
    /// Byte offset of the place.
    package let offset: Int

    package init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }
}

/// Reads tokens one after another; each method either advances past its token or throws.
package struct JSONLexer {
    package let bytes: UnsafeBufferPointer<UInt8>
    package var offset = 0
    /// Accept `NaN`, `Infinity` and `-Infinity`, as Python's json module writes them.
    package let allowsNonFinite: Bool

    package init(_ bytes: UnsafeBufferPointer<UInt8>, allowsNonFinite: Bool = false) {
        self.bytes = bytes
        self.allowsNonFinite = allowsNonFinite
    }

    /// The next byte after white space; nil at the end.
    package mutating func peek() -> UInt8? {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return bytes[offset]
            }
        }
        return nil
    }

    /// Consumes `byte` where it comes next.
    package mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    package mutating func expect(_ byte: UInt8, _ what: String) throws(JSONError) {
        guard take(byte) else { throw unexpected("expected \(what)") }
    }

    package mutating func expectEnd() throws(JSONError) {
        if peek() != nil { throw JSONError("unexpected text after the JSON value", at: offset) }
    }

    package func unexpected(_ expectation: String) -> JSONError {
        guard offset < bytes.count else {
            return JSONError("the text ends too early: \(expectation)", at: offset)
        }
        let byte = bytes[offset]
        let shown =
            (0x21..<0x7F).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x" + String(byte, radix: 16)
        return JSONError("unexpected \(shown): \(expectation)", at: offset)
    }

    /// Whether a fixed word comes next, and no letter after it.
    func continues(_ word: StaticString) -> Bool {
        let end = offset + word.utf8CodeUnitCount
        guard end <= bytes.count,
            word.withUTF8Buffer({ $0.elementsEqual(bytes[offset..<end]) })
        else { return false }
        return end == bytes.count || !(0x41...0x5A).contains(bytes[end] & 0xDF)
    }

    /// Consumes a fixed word such as `true`.
    package mutating func literal(_ word: StaticString) throws(JSONError) {
        let end = offset + word.utf8CodeUnitCount
        guard end <= bytes.count,
            word.withUTF8Buffer({ $0.elementsEqual(bytes[offset..<end]) })
        else { throw unexpected("expected \(word)") }
        offset = end
    }

    /// Consumes a number and returns the range of its text.
    package mutating func number() throws(JSONError) -> Range<Int> {
        let start = offset
        if peekByte(at: offset) == UInt8(ascii: "-") { offset += 1 }
        if allowsNonFinite, let word = nonFiniteWord {
            try literal(word)
            return start..<offset
        }
        if peekByte(at: offset) == UInt8(ascii: "0") {
            offset += 1
            if isDigit(offset) {
                throw JSONError("a number must not begin with 0: remove the zero", at: start)
            }
        } else {
            try digits(offset == start ? "expected a value" : "expected a digit")
        }
        if peekByte(at: offset) == UInt8(ascii: ".") {
            offset += 1
            try digits("expected a digit after the point")
        }
        if let byte = peekByte(at: offset), byte | 0x20 == UInt8(ascii: "e") {
            offset += 1
            let sign = peekByte(at: offset)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try digits("expected a digit in the exponent")
        }
        return start..<offset
    }

    /// Consumes a string whose opening quote comes next, and returns the range between the quotes
    /// and whether anything in it has to be decoded. UTF-8 and surrogates are not checked here.
    package mutating func rawString() throws(JSONError) -> (range: Range<Int>, escaped: Bool) {
        offset += 1
        let start = offset
        var escaped = false
        while true {
            passPlain()
            guard offset < bytes.count else { break }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return (start..<offset - 1, escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                offset += 2
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                throw JSONError(
                    "a line break in a string: end the string, or write \\n; a command of several "
                        + "lines may be { \"lines\": [..] }", at: offset)
            case 0..<0x20:
                let code = String(bytes[offset], radix: 16)
                throw JSONError(
                    "a control character in a string (0x\(code)): write it as an escape, such as \\n",
                    at: offset)
            default: offset += 1
            }
        }
        throw JSONError("the string does not end: expected \"", at: start - 1)
    }

    /// Passes over bytes of a string that are no quote, backslash or control, eight at a time: the lowest
    /// marked byte of a word is a true one ("Bit Twiddling Hacks", determine if a word has a zero byte).
    private mutating func passPlain() {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        while offset + 8 <= bytes.count {
            let raw = UnsafeRawBufferPointer(bytes)
            let word = UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let special =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                | ((word &- ones &* 0x20) & ~word)
            guard special & tops == 0 else {
                offset += (special & tops).trailingZeroBitCount / 8
                return
            }
            offset += 8
        }
    }

    /// Consumes a string and decodes it.
    package mutating func string() throws(JSONError) -> String { try inPlace().text }

    /// Consumes a string and decodes it where that takes more than copying it.
    mutating func inPlace() throws(JSONError) -> JSONWord {
        let (range, escaped) = try rawString()
        let text = UnsafeBufferPointer(rebasing: bytes[range])
        // The library's check takes ten times as long as the copy.
        if !escaped, text.reduce(0, |) < 0x80 { return .plain(text) }
        let decoded = escaped ? try unescaped(range) : Array(text)
        guard let result = String(validating: decoded, as: UTF8.self) else {
            throw JSONError("the string is not valid UTF-8", at: range.lowerBound)
        }
        return .decoded(result)
    }

    private func unescaped(_ range: Range<Int>) throws(JSONError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            guard bytes[at] == UInt8(ascii: "\\") else {
                result.append(bytes[at])
                at += 1
                continue
            }
            let escape = bytes[at + 1]
            if let plain = simpleEscape(escape) {
                result.append(plain)
                at += 2
            } else if escape == UInt8(ascii: "u") {
                let scalar = try unicodeEscape(&at, end: range.upperBound)
                result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            } else {
                throw JSONError(
                    "no such escape in JSON: write \\\\ for a backslash", at: at)
            }
        }
        return result
    }

    private func simpleEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private func unicodeEscape(_ at: inout Int, end: Int) throws(JSONError) -> Unicode.Scalar {
        let start = at
        let first = try hex4(&at, end: end)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isHigh = (0xD800..<0xDC00).contains(first)
        if isHigh, at + 1 < end, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
        {
            let second = try hex4(&at, end: end)
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw JSONError("a lone surrogate: \\u escapes of one character come in pairs", at: start)
    }

    private func hex4(_ at: inout Int, end: Int) throws(JSONError) -> UInt32 {
        guard at + 6 <= end else { throw JSONError("\\u needs four hex digits", at: at) }
        var value: UInt32 = 0
        for byte in bytes[at + 2..<at + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw JSONError("\\u needs four hex digits", at: at)
            }
            value = value << 4 | UInt32(digit)
        }
        at += 6
        return value
    }

    private var nonFiniteWord: StaticString? {
        switch peekByte(at: offset) {
        case UInt8(ascii: "N"): "NaN"
        case UInt8(ascii: "I"): "Infinity"
        default: nil
        }
    }

    private func peekByte(at place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

    private func isDigit(_ place: Int) -> Bool {
        place < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place])
    }

    private mutating func digits(_ expectation: String) throws(JSONError) {
        guard isDigit(offset) else { throw unexpected(expectation) }
        while isDigit(offset) { offset += 1 }
    }
}
