// Signs of tables and figures for terminals that know ASCII alone. Knows nothing of locales; texts of
// users stay as they are.

/// `text` with signs of ASCII in place of those that tables and text plots are made of.
package func inASCII(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars { result += replacement(scalar) }
    return result
}

private func replacement(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "±": "+-"
    case "×": "x"
    case "─", "⠒", "━": scalar == "━" ? "=" : "-"
    case "│", "┤", "▏", "▎": "|"
    case "└": "+"
    case "◆", "★": "*"
    case "·": "."
    case "░": ":"
    case "▒": "o"
    case "▓", "█", "▍", "▌", "▋", "▊", "▉": "#"
    case "–": "-"
    case "“", "”": "\""
    case "\u{2800}"..."\u{28FF}": dots(UInt8(scalar.value - 0x2800))
    default: String(scalar)
    }
}

/// Dots in the upper half of a character, in the lower one, or in both.
private func dots(_ bits: UInt8) -> String {
    let (upper, lower) = (bits & 0b0001_1011, bits & 0b1110_0100)
    if bits == 0 { return " " }
    if upper == 0 { return "." }
    return lower == 0 ? "'" : ":"
}
