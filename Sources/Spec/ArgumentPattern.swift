// How `{args}` writes a parameter where the spec says so: `"{name}={value}"`.
// Knows nothing of commands.
import Text

/// A pattern of one or more words, in which only `{name}` and `{value}` are replaced.
package struct ArgumentPattern: Hashable, Sendable {
    package let text: String
    /// Parted by blanks; quotes are literal.
    package let words: [String]

    /// nil where the value stands nowhere.
    package init?(_ text: String) {
        self.text = text
        words = text.split { " \t\n\r".contains($0) }.map(String.init)
        guard words.contains(where: { $0.holds("{value}") }) else { return nil }
    }

    /// Whether the value is a word of its own, which a program may take for an option.
    package var hasBareValue: Bool { words.contains("{value}") }

    /// The words of a parameter; none where it is absent.
    package func words(_ name: String, _ value: Value?) -> [String] {
        guard let value else { return [] }
        return words.map { word in
            var filled = ""
            var rest = word[...]
            while let brace = rest.firstIndex(of: "{") {
                filled += rest[..<brace]
                rest = rest[brace...]
                if rest.hasPrefix("{name}") {
                    filled += name
                    rest = rest.dropFirst(6)
                } else if rest.hasPrefix("{value}") {
                    filled += value.text
                    rest = rest.dropFirst(7)
                } else {
                    filled += "{"
                    rest = rest.dropFirst()
                }
            }
            return filled + rest
        }
    }
}
