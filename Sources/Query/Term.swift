// The terms of `where`: `lr<1e-2`, `opt=sgd,adam`, `host~^gpu`. Knows nothing of runs: what a name
// stands for is for the filter to find out.
import Spec
import Text

/// A name, a comparison, and what to compare with.
package struct Term: Sendable, Equatable {
    package enum Comparison: String, Sendable, CaseIterable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        /// A regular expression, somewhere in the text.
        case matches = "~"

        /// Whether it asks which is larger.
        package var isOrder: Bool {
            switch self {
            case .less, .lessOrEqual, .greater, .greaterOrEqual: true
            case .equal, .unequal, .matches: false
            }
        }

        func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
            switch self {
            case .equal, .matches: a == b
            case .unequal: a != b
            case .less: a < b
            case .lessOrEqual: a <= b
            case .greater: a > b
            case .greaterOrEqual: a >= b
            }
        }
    }

    /// What is wrong with a term.
    package struct Failure: Error {
        package let message: String
    }

    package let name: String
    package let comparison: Comparison
    package let text: String
    /// Whether it was written with `==`.
    private let isDoubled: Bool

    /// Splits a term at its first `=`, `!`, `<`, `>` or `~`; `==` is taken for `=`, but for a value that
    /// begins with `=`.
    package init(_ term: String) throws(Failure) {
        guard let place = term.firstIndex(where: { "=!<>~".contains($0) }) else {
            throw Failure(
                message: "\(quoted(term)) is no term: write NAME=VALUE in one word, or one of "
                    + Comparison.allCases.map(\.rawValue).joined(separator: " ")
                    + " in place of =")
        }
        let rest = term[place...]
        let isDouble = rest.dropFirst().first == "=" && rest.first != "~"
        let sign = rest.hasPrefix("==") ? "=" : String(rest.prefix(isDouble ? 2 : 1))
        guard let comparison = Comparison(rawValue: sign) else {
            throw Failure(message: "\(quoted(term)): write != for \"is not\"")
        }
        name = String(term[..<place])
        isDoubled = rest.hasPrefix("==")
        self.comparison = comparison
        text = String(rest.dropFirst(isDouble ? 2 : 1))
        let isSpaced = name.last == " " || text.first == " " && !isDoubled
        if isSpaced, name.contains(where: { $0 != " " }), text.contains(where: { $0 != " " }) {
            let trimmed = [name, text].map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            throw Failure(
                message:
                    "\(quoted(term)): write it without blanks, \(trimmed[0])\(sign)\(trimmed[1])"
                    + (sign == "=" ? " (or == for a value that begins with one)" : ""))
        }
        if name.isEmpty {
            throw Failure(message: "\(quoted(term)) has no name before \(quoted(sign))")
        }
        if sign == "=", !isDoubled, let order = text.first, order == ">" || order == "<",
            text.dropFirst().first.map({ "0123456789+-.".contains($0) }) ?? false
        {
            throw Failure(
                message: "\(quoted(term)): write \(order)= (or ==\(order) for a value that begins "
                    + "with \(order))")
        }
        if comparison.isOrder, text.isEmpty {
            throw Failure(message: "\(quoted(term)) has no value to compare with")
        }
    }

    /// The values of a list: the text as a whole, since a value may have a comma, and its parts.
    var alternatives: [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return [text] + (parts.count > 1 ? parts : []) + (isDoubled ? ["=" + text] : [])
    }

    /// The text as a number; where it has to be one.
    func number() throws(Failure) -> Double {
        guard let number = Term.number(text) else {
            throw Failure(
                message: "\(quoted(text)) is no number, and \(name)\(comparison.rawValue) needs one"
            )
        }
        return number
    }

    /// A number as people write it: not `0x10`.
    static func number(_ text: String) -> Double? {
        text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") || $0 | 0x20 == UInt8(ascii: "p") }
            ? nil : Double(text)
    }
}

extension Term {
    /// The terms in a text: parted by blanks, with quotes of either kind around what has blanks.
    package static func terms(in text: String) throws(Failure) -> [Term] {
        var (words, word, quote): ([String], String?, Character?) = ([], nil, nil)
        for character in text {
            if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "\"" || character == "'" {
                (quote, word) = (character, word ?? "")
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let quote { throw Failure(message: "\(quoted(text)) lacks a second \(quote)") }
        if let word { words.append(word) }
        return try words.map { word throws(Failure) in try Term(word) }
    }

    /// Whether a parameter's value is meant. Numbers are compared as numbers, all else as text; an
    /// absent value is meant by an empty text alone.
    func isMeant(_ value: Value?, among alternatives: [String]) -> Bool {
        guard let value else { return text.isEmpty }
        return alternatives.contains { other in
            if value.text == other { return true }
            return value.kind == .number && isNumberText(other) && sameNumber(value.text, other)
        }
    }

    /// Whether a text is a number as JSON has them, and not one such as `0x10` or `inf`.
    private func isNumberText(_ text: String) -> Bool {
        Double(text) != nil
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }
}
