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
        let bytes = Array(text.utf8)
        let outcome: Result<[Value?], JSONError> = bytes.withUnsafeBufferPointer { buffer in
            var lexer = JSONLexer(buffer)
            return Result { () throws(JSONError) in try read(&lexer, count: count) }
        }
        return try outcome.get()
    }

    private static func read(
        _ lexer: inout JSONLexer, count: Int
    ) throws(JSONError) -> [Value?] {
        var values: [Value?] = []
        values.reserveCapacity(count)
        try lexer.expect(UInt8(ascii: "["), "'['")
        for index in 0..<count {
            if index > 0 { try lexer.expect(UInt8(ascii: ","), "','") }
            let next = lexer.peek()
            let isAbsent = next == UInt8(ascii: ",") || next == UInt8(ascii: "]")
            values.append(isAbsent ? nil : Value(try lexer.value()))
        }
        try lexer.expect(UInt8(ascii: "]"), "']'")
        try lexer.expectEnd()
        return values
    }
}
