// Texts in less room, so that what is left of them is still of use.
// Knows nothing of tables and terminals.

/// `text` in at most `width` characters, with `..` for what is left out of its middle.
package func shortenedInMiddle(_ text: String, to width: Int) -> String {
    guard text.count > width, width > 4 else { return text }
    let tail = min(12, (width - 2) / 2)
    return text.prefix(width - 2 - tail) + ".." + text.suffix(tail)
}

/// The same, but an id, or a path that ends in a run, loses its readable part and then the end of its
/// hash: the digits that are left are those that commands take. A date loses its end.
package func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width, width > 4 else { return text }
    let names = text.split(separator: "/", omittingEmptySubsequences: false)
    if let place = names.lastIndex(where: { endsInHash($0) }) {
        let below = names[(place + 1)...].map { "/\($0)" }.joined()
        let readable = text.prefix(text.count - below.count - 13)
        let room = width - 2 - below.count
        let digits = max(room < 20 ? 6 : 8, room - readable.count)
        if room >= 8 {
            return readable.prefix(room - digits) + ".." + names[place].suffix(12).prefix(digits)
                + below
        }
    }
    let isDate = text.count == 20 && text.hasSuffix("Z") && text.dropFirst(10).first == "T"
    return isDate ? String(text.prefix(width)) : shortenedInMiddle(text, to: width)
}

/// A path that is longer than `width`, as one that the shell makes whole again: of an id its hash is left.
package func shortPath(_ path: String, to width: Int) -> String {
    guard path.count > width else { return path }
    return path.split(separator: "/", omittingEmptySubsequences: false).map { name in
        endsInHash(name) ? "*" + name.suffix(13) : String(name)
    }.joined(separator: "/")
}

/// Whether a name ends as all ids do: with a dash and 12 digits of a hash.
package func endsInHash(_ name: some StringProtocol) -> Bool {
    let end = name.utf8.suffix(13)
    return name.utf8.count > 13 && end.first == UInt8(ascii: "-")
        && end.dropFirst().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
