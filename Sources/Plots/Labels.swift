// Texts as figures may show them: visible, short enough, and how wide they are.
// Knows nothing of XML; the SVG writer escapes.
import Text

/// `text` with pictures in place of control characters, and without characters that XML does not allow
/// or that turn the direction of the text around them: so that no value can break a figure or a terminal.
func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { replacement($0) != nil }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(replacement(scalar) ?? scalar) }
    return String(result)
}

private func replacement(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    // U+2400 and on are pictures of the control characters.
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7F: "\u{2421}"
    case 0x80...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE...0xFFFF: "\u{FFFD}"
    default: nil
    }
}

/// About how wide a text is, in units of its font's size: no font is at hand to measure it with.
func textWidth(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 0.58 : 1.05) }
}

/// Visible text of at most so many characters, with `..` for what is left out of its middle.
func shortened(_ text: String, to count: Int) -> String {
    // Of a text of a hundred kilobytes only the ends are looked at.
    guard text.utf8.count > count else { return visible(text) }
    let text = visible(text)
    guard text.count > count else { return text }
    guard count > 4 else { return String(text.prefix(max(1, count))) }
    let tail = min(8, (count - 2) / 3)
    return "\(text.prefix(count - 2 - tail))..\(text.suffix(tail))"
}

/// Shortened texts of which different ones stay different: where they would not, what they have in common
/// at both ends is left out, and where that is not enough they are numbered.
func shortenedApart(_ texts: [String], to count: Int) -> [String] {
    var labels = texts.map { shortened($0, to: count) }
    let clashes = Dictionary(grouping: texts.indices) { labels[$0] }.values.filter { places in
        places.contains { texts[$0] != texts[places[0]] }
    }
    for places in clashes {
        let rests = withoutSharedEnds(places.map { texts[$0] }, mark: count > 6 ? ".." : "")
        for (place, rest) in zip(places, rests) { labels[place] = shortened(rest, to: count) }
    }
    var owners: [String: String] = [:]
    for (place, text) in texts.enumerated() {
        var (label, number) = (labels[place], 1)
        while owners[label, default: text] != text {
            number += 1
            label = labels[place].prefix(max(1, count - 1 - "\(number)".count)) + "~\(number)"
        }
        owners[label] = text
        labels[place] = label
    }
    return labels
}

/// - Parameter mark: stands for what is left out.
private func withoutSharedEnds(_ texts: [String], mark: String) -> [String] {
    let letters = texts.map { Array(visible($0)) }
    let least = letters.map(\.count).min() ?? 0
    func isShared(_ letter: ([Character]) -> Character) -> Bool {
        letters.allSatisfy { letter($0) == letter(letters[0]) }
    }
    var head = (0..<least).prefix { place in isShared { $0[place] } }.count
    // A number stays whole.
    while head > 0, letters[0][head - 1].isNumber { head -= 1 }
    var tail = (0..<least - head).prefix { place in isShared { $0[$0.count - 1 - place] } }.count
    while tail > 0, letters[0][letters[0].count - tail].isNumber { tail -= 1 }
    return letters.map {
        (head > 0 ? mark : "") + $0[head..<$0.count - tail] + (tail > 0 ? mark : "")
    }
}

/// A count with its noun, such as `1 run` and `2 runs`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// A full text for a title: visible, but not endless.
func titleText(_ text: String) -> String { shortened(text, to: 300) }
