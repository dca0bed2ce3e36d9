// What people write in JSON that JSON does not have, and what to write instead.
// Knows nothing of what the text is about.

extension JSONLexer {
    /// What is wrong with the text that comes next, where it is something well known; else nil.
    ///
    /// - Parameter behindValue: whether a value has just ended, so that no other one is expected.
    func foreign(behindValue: Bool = false) -> JSONError? {
        guard offset < bytes.count else { return nil }
        switch bytes[offset] {
        case UInt8(ascii: "#"): return comment
        case UInt8(ascii: "/"):
            let isComment = [UInt8(ascii: "/"), UInt8(ascii: "*")].contains(byte(1))
            return isComment ? comment : arithmetic
        case UInt8(ascii: "*"), UInt8(ascii: "^"): return arithmetic
        case _ where behindValue: return nil
        case UInt8(ascii: "'"): return singleQuotes
        case UInt8(ascii: "+"):
            return isDigit(1) ? JSONError("a number has no plus sign: remove it", at: offset) : nil
        case UInt8(ascii: "."):
            return isDigit(1)
                ? JSONError("a number begins with a digit: write 0 before the point", at: offset)
                : nil
        default: return word
        }
    }

    private var comment: JSONError {
        JSONError(
            "JSON has no comments: write a member \"//\": \"text\" in an object instead", at: offset
        )
    }

    /// Behind a number.
    private var arithmetic: JSONError? {
        let before = bytes[..<offset].last { !isBlank($0) }
        guard let before, (0x30...0x39).contains(before) || before == UInt8(ascii: "*") else {
            return nil
        }
        return JSONError(
            "JSON has no arithmetic: write the number itself, such as \(power ?? "1e-4")",
            at: offset)
    }

    /// `1e-4` for `10**-4` and `10^-4`, where that is what stands there.
    private var power: String? {
        guard bytes[..<offset].suffix(2).elementsEqual("10".utf8) else { return nil }
        let isNumber = bytes[..<offset].dropLast(2).last.map { (0x30...0x39).contains($0) } ?? false
        let sign = bytes[offset...].prefix { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "^") }
        let exponent = bytes[sign.endIndex...].prefix {
            $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0)
        }
        guard !isNumber, sign.count == 2 || sign.first == UInt8(ascii: "^"),
            let number = Int(String(decoding: exponent, as: UTF8.self))
        else { return nil }
        return "1e\(number)"
    }

    private var singleQuotes: JSONError {
        let line = bytes[(offset + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        let text = line.prefix { $0 != UInt8(ascii: "'") }
        let isShort = text.count < min(line.count, 60)
        let shown = isShort ? "\"\(String(decoding: text, as: UTF8.self))\"" : "\"..\""
        return JSONError("texts stand in double quotes: write \(shown)", at: offset)
    }

    /// `None`, `True`, `adam`.
    private var word: JSONError? {
        let letters = bytes[offset...].prefix {
            (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0)
                || $0 == UInt8(ascii: "_")
        }
        guard let first = letters.first, !(0x30...0x39).contains(first) else { return nil }
        let text = String(decoding: letters.prefix(60), as: UTF8.self)
        switch text.lowercased() {
        case "none", "null", "nil", "undefined":
            return JSONError("JSON has no \(text): write null", at: offset)
        case "true", "yes", "on": return JSONError("JSON has no \(text): write true", at: offset)
        case "false", "no", "off": return JSONError("JSON has no \(text): write false", at: offset)
        case "nan", "inf", "infinity":
            return JSONError("JSON has no \(text): only finite numbers", at: offset)
        default:
            return JSONError("texts stand in double quotes: write \"\(text)\"", at: offset)
        }
    }

    private func byte(_ distance: Int) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    private func isDigit(_ distance: Int) -> Bool {
        byte(distance).map { (0x30...0x39).contains($0) } ?? false
    }

    private func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
