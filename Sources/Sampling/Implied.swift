// Which parameters have the value that the trainer had before it knew them. Knows nothing of ids and
// records, which leave these out.
import Spec

/// The implied values of an experiment, by name.
package struct Implied: Sendable {
    /// In a text that is the same for equal values alone.
    private let canonical: [String: [UInt8]]

    package init(_ values: [(name: String, value: Value)]) {
        var canonical: [String: [UInt8]] = [:]
        for (name, value) in values where canonical[name] == nil {
            canonical[name] = Implied.text(value)
        }
        self.canonical = canonical
    }

    package var isEmpty: Bool { canonical.isEmpty }

    /// The implied value of a parameter in its canonical text; nil where it has none.
    package func text(_ name: String) -> [UInt8]? { canonical[name] }

    /// Whether a parameter has its implied value: the very same, so that `1` is not `1.0`.
    package func holds(_ name: String, _ value: Value) -> Bool {
        canonical[name].map { $0 == Implied.text(value) } ?? false
    }

    /// The canonical text of a value.
    package static func text(_ value: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        writeCanonical(value, to: &bytes)
        return bytes
    }
}
