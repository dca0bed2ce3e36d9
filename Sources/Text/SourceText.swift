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
        let end = min(max(offset, 0), bytes.count)
        let line = bytes[..<end].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let start = lineStart(of: end)
        let column = bytes[start..<end].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return (line, column)
    }

    /// The text of the line that holds `offset`, without its line end.
    package func line(at offset: Int) -> String {
        let start = lineStart(of: min(max(offset, 0), bytes.count))
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return text.hasSuffix("\r") ? String(text.dropLast()) : text
    }

    private func lineStart(of offset: Int) -> Int {
        (bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    }
}
