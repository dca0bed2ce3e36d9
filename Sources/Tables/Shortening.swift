// Texts in less room, so that what is left of them is still of use.
// Knows nothing of tables and terminals.
import Sweep

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
