// A named piece of source text whose byte offsets can be told as lines and columns.
// Knows neither JSON nor where the text came from.

/// UTF-8 text with a name, as diagnostics show it.
package struct SourceText: Sendable {
    /// What diagnostics call the text, usually the path as the user gave it.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Line and column, both from 1, of a byte offset. Columns count Unicode scalars.
    package func position(of offset: Int) -> (line: Int, column: Int) {
        var walk = PositionWalk()
        return walk.position(of: offset, in: bytes)
    }

    /// The part of a line around `range`, without its line end: up to 60 scalars before it, 120 in
    /// all, since a line of a minified file would fill the screen.
    ///
    /// - Returns: the texts before and from the start of `range`, and how many scalars of the latter
    ///   belong to it.
    func excerpt(around range: Range<Int>) -> (before: String, from: String, width: Int) {
        let place = min(max(range.lowerBound, 0), bytes.count)
        var start = place
        var before = 0
        while start > 0, before < 60, place - start < 240, bytes[start - 1] != UInt8(ascii: "\n") {
            start -= 1
            if !isContinuation(bytes[start]) { before += 1 }
        }
        var (end, shown, width) = (place, before, 0)
        while end < bytes.count, end - place < 480, bytes[end] != UInt8(ascii: "\n") {
            if !isContinuation(bytes[end]) {
                if shown == 120 { break }
                shown += 1
                if end < range.upperBound { width += 1 }
            }
            end += 1
        }
        let isLineEnd = end < bytes.count && bytes[end] == UInt8(ascii: "\n")
        if isLineEnd, end > place, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return (
            String(decoding: bytes[start..<place], as: UTF8.self),
            String(decoding: bytes[place..<end], as: UTF8.self), width
        )
    }
}

/// Finds the positions of ascending offsets without beginning at the first line for each.
struct PositionWalk {
    private var (offset, line, column) = (0, 1, 1)

    /// - Parameter place: not less than that of the last call.
    mutating func position(of place: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        for byte in bytes[offset..<max(offset, min(place, bytes.count))] {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if !isContinuation(byte) {
                column += 1
            }
        }
        offset = max(offset, min(place, bytes.count))
        return (line, column)
    }
}

/// Whether a byte goes on with the scalar of the byte before it.
private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
