// The one place that knows which characters are special to make. Knows nothing of Makefiles' rules.

/// Appends JSON so that neither make nor sh meets a character special to them: `$`, `#`, `'`, `%` and
/// everything outside printable ASCII become `\uXXXX`, which only strings of JSON can hold.
func writeMakeJSON(_ json: some Collection<UInt8>, to output: inout [UInt8]) {
    guard !json.allSatisfy(isPlain) else {
        output += json
        return
    }
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
        if let byte = UInt8(exactly: scalar.value), isPlain(byte) {
            output.append(byte)
        } else {
            for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                writeEscape(unit, to: &output)
            }
        }
    }
}

/// Whether neither make nor sh takes a byte for anything but itself.
private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "'"), UInt8(ascii: "%"): false
    case 0x20...0x7E: true
    default: false
    }
}

private func writeEscape(_ unit: UInt16, to output: inout [UInt8]) {
    output += "\\u".utf8
    for shift in stride(from: 12, through: 0, by: -4) {
        let digit = UInt8(unit >> UInt16(shift) & 15)
        output.append(digit < 10 ? 48 + digit : 87 + digit)
    }
}

/// `text` as comment lines below a title. Controls are left out, so that no line ends early.
func makeComment(_ title: String, _ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let shown = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        var text = String(String.UnicodeScalarView(shown))
        // A comment, too, goes on behind a backslash at the end of its line.
        if text.hasSuffix("\\") { text += " " }
        return text
    }
    if lines.count == 1 { return "# \(title): \(lines[0])\n" }
    return "# \(title):\n" + lines.map { "#     \($0)\n" }.joined()
}
