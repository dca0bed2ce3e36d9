// A text of the spec that remembers where each byte of it was written, for messages.
// Knows nothing of what the text means.
import Text

/// A string of the spec and where it stands; or several, joined.
package struct SourceString: Sendable {
    /// A part of the text that was written in one place.
    private struct Piece {
        /// Offset in the text.
        let start: Int
        let count: Int
        /// Where it begins in the source, behind the quote.
        let origin: Int
        /// What stands between the quotes, where it has escapes; else empty.
        let raw: [UInt8]

        /// Where the byte of the piece with this offset was written.
        func place(_ wanted: Int) -> Int {
            var (offset, at) = (0, 0)
            while offset < wanted, at < raw.count {
                guard raw[at] == UInt8(ascii: "\\"), at + 1 < raw.count else {
                    (offset, at) = (offset + 1, at + 1)
                    continue
                }
                guard raw[at + 1] == UInt8(ascii: "u") else {
                    (offset, at) = (offset + 1, at + 2)
                    continue
                }
                let digits = String(decoding: raw[at...].dropFirst(2).prefix(4), as: UTF8.self)
                // Both escapes of a pair make four bytes: two for each.
                let scalar = UInt32(digits, radix: 16).map { Unicode.Scalar($0) } ?? nil
                offset += scalar.map { UTF8.width($0) } ?? 2
                at += 6
            }
            return origin + (raw.isEmpty ? wanted : at)
        }
    }

    package let text: String
    package let range: Range<Int>
    private let pieces: [Piece]

    /// - Parameters:
    ///   - range: of the string with its quotes, or of a number.
    ///   - raw: what stands between the quotes, where it has escapes; else empty.
    init(text: String, range: Range<Int>, raw: [UInt8]) {
        let quotes = range.count == text.utf8.count ? 0 : 1
        let piece = Piece(
            start: 0, count: text.utf8.count, origin: range.lowerBound + quotes, raw: raw)
        (self.text, self.range, pieces) = (text, range, [piece])
    }

    /// Several strings with a separator between them, as one text.
    init(_ parts: [SourceString], joinedBy separator: String, range: Range<Int>) {
        var (text, pieces): (String, [Piece]) = ("", [])
        for (index, part) in parts.enumerated() {
            if index > 0 { text += separator }
            let start = text.utf8.count
            pieces += part.pieces.map {
                Piece(start: start + $0.start, count: $0.count, origin: $0.origin, raw: $0.raw)
            }
            text += part.text
        }
        (self.text, self.range, self.pieces) = (text, range, pieces)
    }

    /// The source range of a range of the text's UTF-8 bytes: where it goes over several strings, of what
    /// stands in the first.
    package func range(of part: Range<Int>) -> Range<Int> {
        guard let piece = pieces.last(where: { $0.start <= part.lowerBound }) else { return range }
        let first = min(part.lowerBound - piece.start, piece.count)
        let last = max(first, min(part.upperBound - piece.start, piece.count))
        return piece.place(first)..<piece.place(last)
    }
}
