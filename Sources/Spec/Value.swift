// A parameter's value: any JSON value, with the very text it was written with.
// Knows nothing of domains and commands.
import Text

/// A value of a parameter. Two values are equal where their texts are, byte for byte: Swift's own
/// strings take two spellings of one letter (one scalar, or a letter and its accent) for equal.
package struct Value: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case null, bool, number, string
        /// An object or array.
        case composite
    }

    /// Longer values cannot be passed on as one argument of a process.
    package static let maximumBytes = 100 * 1024

    package let kind: Kind
    /// What a command receives: a number's own text, a string's content, else compact JSON.
    package let text: String

    package init(_ json: JSONValue) {
        switch json {
        case .null: (kind, text) = (.null, "null")
        case .bool(let flag): (kind, text) = (.bool, flag ? "true" : "false")
        case .number(let number): (kind, text) = (.number, number)
        case .string(let string): (kind, text) = (.string, string)
        case .array, .object: (kind, text) = (.composite, json.compact)
        }
    }

    private init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    package static func == (a: Value, b: Value) -> Bool {
        a.kind == b.kind && isSame(a.text, b.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    private static func isSame(_ a: String, _ b: String) -> Bool {
        if a.utf8.count != b.utf8.count { return false }
        var (a, b) = (a, b)
        return a.withUTF8 { a in b.withUTF8 { a.elementsEqual($0) } }
    }

    package static func string(_ text: String) -> Value { Value(kind: .string, text: text) }

    package static func integer(_ number: Int) -> Value {
        Value(kind: .number, text: String(number))
    }

    /// A finite double in its shortest form; whole numbers as integers.
    package static func double(_ number: Double) -> Value {
        Value(kind: .number, text: decimalText(number))
    }

    /// A finite double in its shortest form, with a point or an exponent whatever its value.
    package static func float(_ number: Double) -> Value {
        Value(kind: .number, text: number == 0 ? "0.0" : number.description)
    }

    /// Appends the value as compact JSON.
    package func writeJSON(to output: inout [UInt8]) {
        if kind == .string {
            writeJSONString(text, to: &output)
        } else {
            output.append(text: text)
        }
    }

    /// The value as it was before it became one.
    package var jsonValue: JSONValue {
        switch kind {
        case .number: .number(text)
        case .string: .string(text)
        case .null: .null
        case .bool: .bool(text == "true")
        case .composite: (try? JSONValue.parse(Array(text.utf8))) ?? .string(text)
        }
    }

    package var json: String {
        var output: [UInt8] = []
        writeJSON(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The number, where it is one.
    package var number: Double? {
        guard kind == .number else { return nil }
        var text = text
        return text.withUTF8(exactDouble) ?? Double(text)
    }

    /// The same for numbers of one value, whatever way they are written; integers apart from floats.
    package var canonical: Value {
        guard kind == .number else { return self }
        var bytes: [UInt8] = []
        writeCanonicalNumber(text, to: &bytes)
        return Value(kind: .number, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether both mean the same, as conditions and exclusions compare: numbers by value.
    package func matches(_ other: Value) -> Bool {
        guard kind == other.kind else { return false }
        return Value.isSame(text, other.text)
            || kind == .number && sameNumber(text, other.text)
    }
}
