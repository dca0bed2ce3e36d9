// The grammar of Hydra's override values: words, quotes, lists, dicts, calls. Knows nothing of what the
// functions mean.
import Text

/// Reads what stands behind the `=` of an override.
struct HydraParser {
    indirect enum Element {
        case plain(JSONValue)
        case call(String, [Argument])

        /// A value; nil for a call.
        var value: JSONValue? { if case .plain(let value) = self { value } else { nil } }
    }

    struct Argument {
        /// `reverse` of `sort(1, 2, reverse=true)`.
        let key: String?
        let element: Element
    }

    private let text: [Character]
    private var at = 0

    init(_ text: String) { self.text = Array(text) }

    /// The elements of a sweep, which commas part.
    mutating func elements() throws(ImportFailure) -> [Element] {
        var result = [try element(depth: 0)]
        while take(",") { result.append(try element(depth: 0)) }
        skipBlanks()
        guard at == text.count else { throw failure("what stands behind it is not understood") }
        return result
    }

    private func failure(_ what: String) -> ImportFailure {
        ImportFailure("\(quoted(String(text))): \(what) (character \(at + 1))")
    }

    private mutating func element(depth: Int) throws(ImportFailure) -> Element {
        guard depth < 50 else { throw failure("it is nested too deep") }
        skipBlanks()
        guard at < text.count else { return .plain(.string("")) }
        switch text[at] {
        case "'", "\"": return .plain(.string(try quotedText()))
        case "[":
            at += 1
            return .plain(.array(try items(until: "]", depth: depth + 1)))
        case "{": return .plain(try object(depth: depth + 1))
        default: break
        }
        let start = at
        while at < text.count, !",()[]{}".contains(text[at]) { at += 1 }
        let word = String(text[start..<at]).trimmed
        if at < text.count, text[at] == "(" {
            at += 1
            return .call(word, try arguments(depth: depth + 1))
        }
        return .plain(HydraParser.primitive(word))
    }

    private mutating func arguments(depth: Int) throws(ImportFailure) -> [Argument] {
        var result: [Argument] = []
        if take(")") { return result }
        repeat {
            let key = takeKey()
            result.append(Argument(key: key, element: try element(depth: depth)))
        } while take(",")
        guard take(")") else { throw failure("a ( has no )") }
        return result
    }

    /// The name of an argument with its `=`, where one comes next.
    private mutating func takeKey() -> String? {
        skipBlanks()
        let word = text[at...].prefix { $0.isLetter || $0 == "_" }
        let end = at + word.count
        guard !word.isEmpty, end < text.count, text[end] == "=" else { return nil }
        at = end + 1
        return String(word)
    }

    private mutating func items(
        until end: Character, depth: Int
    ) throws(ImportFailure) -> [JSONValue] {
        var result: [JSONValue] = []
        if take(end) { return result }
        repeat {
            guard let value = try element(depth: depth).value else {
                throw failure("a function within a list is not known")
            }
            result.append(value)
        } while take(",")
        guard take(end) else { throw failure("a bracket is not closed") }
        return result
    }

    private mutating func object(depth: Int) throws(ImportFailure) -> JSONValue {
        at += 1
        var members: [(String, JSONValue)] = []
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            let start = at
            while at < text.count, text[at] != ":" { at += 1 }
            let key = String(text[start..<at]).trimmed
            guard take(":"), let value = try element(depth: depth).value else {
                throw failure("a key has no value")
            }
            members.append((key, value))
        } while take(",")
        guard take("}") else { throw failure("a { has no }") }
        return .object(members)
    }

    private mutating func quotedText() throws(ImportFailure) -> String {
        let quote = text[at]
        var result = ""
        at += 1
        while at < text.count {
            let character = text[at]
            at += 1
            if character == quote { return result }
            if character == "\\", at < text.count, text[at] == quote || text[at] == "\\" {
                result.append(text[at])
                at += 1
            } else {
                result.append(character)
            }
        }
        throw failure("a quote is not closed")
    }

    private mutating func skipBlanks() {
        while at < text.count, text[at].isWhitespace { at += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard at < text.count, text[at] == character else { return false }
        at += 1
        return true
    }

    /// A word as the value that Hydra takes it for: numbers are normalised, `007`, `0x10` and `yes` are
    /// texts.
    static func primitive(_ word: String) -> JSONValue {
        switch word.lowercased() {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        let digits = word.drop { "+-".contains($0) }
        let isNumber =
            digits.first?.isNumber == true || digits.first == "." && digits.count > 1
        let hasZero =
            digits.first == "0" && digits.dropFirst().first.map { $0.isNumber || $0 == "_" } == true
        guard isNumber, !hasZero, let number = Decimal(word) else { return .string(word) }
        if number.isInteger { return .number(number.text) }
        return .number(Decimal(floating: number.value).text)
    }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
