// Errors and warnings about a source text, and how they are shown: place, message, line, caret.
// Knows nothing of what is wrong; those who find an error say it.

/// One finding about a source text.
package struct Diagnostic: Sendable, Equatable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package let severity: Severity
    /// What is wrong and what to write instead, without a final full stop.
    package let message: String
    /// The bytes that are meant; nil where the text as a whole is.
    package let range: Range<Int>?

    package init(_ severity: Severity, _ message: String, at range: Range<Int>? = nil) {
        self.severity = severity
        self.message = message
        self.range = range
    }

    /// `name:line:column: error: message`, then the source line and a caret under the place.
    package func rendered(in source: SourceText) -> String {
        var walk = PositionWalk()
        return rendered(in: source, &walk)
    }

    fileprivate func rendered(in source: SourceText, _ walk: inout PositionWalk) -> String {
        guard let range else { return "\(source.name): \(severity.rawValue): \(message)\n" }
        let (line, column) = walk.position(of: range.lowerBound, in: source.bytes)
        let (before, from, width) = source.excerpt(around: range)
        let indent = before.unicodeScalars.map { $0 == "\t" ? "\t" : " " as Character }
        return """
            \(source.name):\(line):\(column): \(severity.rawValue): \(message)
              \(printable(before + from))
              \(String(indent))^\(String(repeating: "~", count: max(0, width - 1)))

            """
    }

    private func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { isControl($0) && $0 != "\t" ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
}

/// Collects findings, so that all errors of a file are reported at once and in order.
package struct Diagnostics: Sendable {
    package private(set) var items: [Diagnostic] = []

    package init() {}

    package var hasErrors: Bool { items.contains { $0.severity == .error } }

    package mutating func add(_ item: Diagnostic) {
        items.append(item)
    }

    package mutating func error(_ message: String, at range: Range<Int>? = nil) {
        items.append(Diagnostic(.error, message, at: range))
    }

    package mutating func warning(_ message: String, at range: Range<Int>? = nil) {
        items.append(Diagnostic(.warning, message, at: range))
    }

    /// All findings in order of their places, those without a place last.
    package func rendered(in source: SourceText) -> String {
        let sorted = items.enumerated().sorted { a, b in
            let (first, second) = (place(a.element), place(b.element))
            return first != second ? first < second : a.offset < b.offset
        }
        var walk = PositionWalk()
        return sorted.map { $0.element.rendered(in: source, &walk) }.joined()
    }

    private func place(_ item: Diagnostic) -> Int { item.range?.lowerBound ?? Int.max }
}
