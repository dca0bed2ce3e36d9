// Texts within texts. Swift's own search for them comes with a library of regular expressions that makes
// the executable a seventh larger and slower to start. Knows nothing of what the texts say.

extension StringProtocol {
    /// Whether `part` stands anywhere in the text, byte for byte.
    package func holds(_ part: String) -> Bool {
        utf8.indices.contains { utf8[$0...].starts(with: part.utf8) } || part.isEmpty
    }
}
