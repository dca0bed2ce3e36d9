// The values of a configuration on one line, without the names, and back.
// Knows nothing of what the values mean.
import Spec
import Text

/// A JSON array of the values in the order of the plan's parameters, in which nothing at all stands
/// for a parameter that does not exist: `[0.1,,"sgd"]`. The names are in the plan, once, and not on
/// each of a hundred thousand lines.
package enum ValueList {
    package static func write(_ values: [Value?], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            value?.writeJSON(to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    /// - Throws: `JSONError` where the text is no such list, or has another number of values.
    package static func read(_ text: String, count: Int) throws(JSONError) -> [Value?] {
        // A list of absent values only is not JSON; each element is parsed by itself.
        let elements = try elements(Array(text.utf8))
        let found = elements == [[]] ? [] : elements
        let values = count == 1 && found.isEmpty ? [[]] : found
        guard values.count == count else {
            throw JSONError("expected \(count) values, not \(values.count)", at: 0)
        }
        var result: [Value?] = []
        for element in values {
            result.append(element.isEmpty ? nil : Value(try JSONParser.parse(element).value))
        }
        return result
    }

    /// Splits at the commas of the outermost array.
    private static func elements(_ bytes: [UInt8]) throws(JSONError) -> [[UInt8]] {
        guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else {
            throw JSONError("expected an array", at: 0)
        }
        var (result, element): ([[UInt8]], [UInt8]) = ([], [])
        var depth = 0
        var (inString, isEscaped) = (false, false)
        for byte in bytes[1..<bytes.count - 1] {
            if inString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                case UInt8(ascii: ",") where depth == 0:
                    result.append(element)
                    element = []
                    continue
                default: break
                }
            }
            element.append(byte)
        }
        return result + [element]
    }
}
