// Comma-separated values by RFC 4180. Knows nothing of what the fields mean.
import Spec
import Text

/// Builds a text field by field.
package struct CSVWriter {
    package private(set) var bytes: [UInt8] = []
    private var isLineStart = true
    private let separator: UInt8

    /// - Parameter capacity: how many bytes to expect.
    package init(separator: Character = ",", capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
        self.separator = separator.asciiValue ?? UInt8(ascii: ",")
    }

    /// Appends a field, in quotes where it needs them.
    package mutating func add(_ field: String) {
        if !isLineStart { bytes.append(separator) }
        isLineStart = false
        var field = field
        let needsQuotes = field.withUTF8 { utf8 in
            utf8.contains {
                $0 == separator || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
            }
        }
        guard needsQuotes else { return bytes.append(text: field) }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a field that is known to need no quotes: an id, a number, a date.
    package mutating func add(plain field: String) {
        if !isLineStart { bytes.append(separator) }
        isLineStart = false
        bytes.append(text: field)
    }

    /// Appends a number; an empty field for none. pandas 3, polars 2, DuckDB 2 and R 4 alike take a column
    /// for one of numbers with `NaN` in it, and with `1e999`, which all of them round to infinity, but not
    /// with `inf` (DuckDB) or `nan` (polars).
    package mutating func add(number: Double?) {
        guard let number else { return add(plain: "") }
        if number.isInfinite { return add(plain: number > 0 ? "1e999" : "-1e999") }
        add(plain: number.isNaN ? "NaN" : decimalText(number))
    }

    /// Appends a boolean as R, too, reads it: of `true` it makes text.
    package mutating func add(flag: Bool) { add(plain: flag ? "TRUE" : "FALSE") }

    /// Appends a parameter's value. Null is empty: a column of numbers with `null` in it is text to most.
    package mutating func add(_ value: Value?) {
        switch value?.kind {
        case nil, .null: add(plain: "")
        case .bool: add(flag: value?.text == "true")
        case .number, .string, .composite: add(value?.text ?? "")
        }
    }

    /// Forgets what was written, to go on with the next piece.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    package mutating func endLine() {
        bytes += "\r\n".utf8
        isLineStart = true
    }
}
