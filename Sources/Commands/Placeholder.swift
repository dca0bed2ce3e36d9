// Finds `{name}`, `{--name}` and `{{name}}` in a text. Knows nothing of shells or of which names
// there are.
import Spec

/// What stands at a brace of a command.
package struct Placeholder: Equatable {
    package enum Form: Equatable {
        /// `{name}`
        case value
        /// `{--name}`
        case option
        /// `{{name}}`, a literal `{name}`
        case literal
    }

    package let form: Form
    /// The name; of a literal what stands between the inner braces.
    package let name: String
    /// Bytes of the text.
    package let range: Range<Int>

    /// The placeholder whose first brace is at `offset`, where there is one: every other brace is
    /// left alone.
    package static func at(_ offset: Int, in bytes: [UInt8]) -> Placeholder? {
        let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        guard bytes[offset] == open else { return nil }
        if offset > 0, bytes[offset - 1] == UInt8(ascii: "$") { return nil }
        let isDouble = offset + 1 < bytes.count && bytes[offset + 1] == open
        let start = offset + (isDouble ? 2 : 1)
        // Names are ASCII without spaces: a text of many braces must not be searched to its end.
        let inner = bytes[start...].prefix { $0 > 0x20 && $0 < 0x7F && $0 != close && $0 != open }
        let end = inner.endIndex
        guard end < bytes.count, bytes[end] == close else { return nil }
        let isOption = inner.starts(with: "--".utf8)
        let name = String(decoding: isOption ? inner.dropFirst(2) : inner, as: UTF8.self)
        guard isParameterName(name) else { return nil }
        if isDouble {
            guard end + 1 < bytes.count, bytes[end + 1] == close else { return nil }
            return Placeholder(
                form: .literal, name: String(decoding: inner, as: UTF8.self),
                range: offset..<end + 2)
        }
        return Placeholder(
            form: isOption ? .option : .value, name: name, range: offset..<end + 1)
    }

    /// All placeholders of a text, from left to right.
    package static func all(in bytes: [UInt8]) -> [Placeholder] {
        var result: [Placeholder] = []
        var offset = 0
        while let open = bytes[offset...].firstIndex(of: UInt8(ascii: "{")) {
            if let found = at(open, in: bytes) {
                result.append(found)
                offset = found.range.upperBound
            } else {
                offset = open + 1
            }
        }
        return result
    }
}
