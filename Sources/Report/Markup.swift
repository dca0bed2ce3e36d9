// HTML as text: the only place of the page that escapes. Knows nothing of what is shown.

/// Grows by markup of our own and by texts of anyone, which are escaped.
struct Markup {
    private(set) var bytes: [UInt8] = []

    /// Markup as it stands in this program, never a value.
    mutating func raw(_ markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Markup that was made by a part of this program which escapes by itself.
    mutating func raw(made markup: [UInt8]) {
        bytes += markup
    }

    /// A text of anyone: shown as it is, wherever it stands, also between quotes. Characters that would
    /// turn the direction of what follows, and controls, are shown as U+FFFD.
    mutating func text(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": bytes += "&lt;".utf8
            case ">": bytes += "&gt;".utf8
            case "&": bytes += "&amp;".utf8
            case "\"": bytes += "&quot;".utf8
            case "'": bytes += "&#39;".utf8
            case "\n", "\t": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                let shown: Unicode.Scalar = isInvisible(scalar) ? "\u{FFFD}" : scalar
                bytes += UTF8.encode(shown).map { Array($0) } ?? []
            }
        }
    }

    /// An element with nothing but a text in it.
    mutating func element(_ name: StaticString, class kind: StaticString = "", _ text: String) {
        raw("<")
        raw(name)
        if kind.utf8CodeUnitCount > 0 {
            raw(" class=\"")
            raw(kind)
            raw("\"")
        }
        raw(">")
        self.text(text)
        raw("</")
        raw(name)
        raw(">")
    }

    private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

/// JSON for a `<script>` element: nothing in it can end the element or begin another.
func escapedForScript(_ json: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(json.count + 1024)
    // Where what is not copied yet begins.
    var rest = 0
    for (index, byte) in json.enumerated() {
        guard let escape = scriptEscape(byte, in: json, at: index) else { continue }
        output += json[rest..<index]
        output.append(text: escape.text)
        rest = index + escape.length
    }
    return output + json[rest...]
}

/// What is written in place of so many bytes.
private func scriptEscape(
    _ byte: UInt8, in json: [UInt8], at index: Int
) -> (text: String, length: Int)? {
    switch byte {
    case UInt8(ascii: "<"): ("\\u003c", 1)
    case UInt8(ascii: ">"): ("\\u003e", 1)
    case UInt8(ascii: "&"): ("\\u0026", 1)
    // U+2028 and U+2029, which end a line of JavaScript.
    case 0xE2
    where index + 2 < json.count && json[index + 1] == 0x80 && json[index + 2] & 0xFE == 0xA8:
        (json[index + 2] == 0xA8 ? "\\u2028" : "\\u2029", 3)
    default: nil
    }
}

/// For the address of a link: everything but letters, digits and a few signs by its bytes.
func percentEncoded(_ path: String) -> String {
    var output: [UInt8] = []
    let hex = Array("0123456789ABCDEF".utf8)
    for byte in path.utf8 {
        let isPlain =
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
            || "-._~/".utf8.contains(byte)
        if isPlain {
            output.append(byte)
        } else {
            output += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
    }
    return String(decoding: output, as: UTF8.self)
}
