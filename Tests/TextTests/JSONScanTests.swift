// Numbers and strings read out of JSON without a tree, against the standard library's own reading.
import Testing

@testable import Text

@Suite struct JSONScanTests {
    private func number(_ text: String) -> Double?? {
        JSONLexer.scan(Array(text.utf8)[...]) { (lexer) throws(JSONError) in try lexer.double() }
    }

    @Test(arguments: [
        "0", "-0", "0.1", "0.7834626030684614", "9007199254740991", "9007199254740993", "1e400",
        "1e-7", "0.0000000000000000000001", "0.00000000000000000000012345",
        "123456789012345678901234",
        "4.9e-324", "-17.25",
    ])
    func doublesAreTheNearest(_ text: String) {
        #expect(number(text)??.bitPattern == Double(text)?.bitPattern)
    }

    @Test func randomDoublesAreTheNearest() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let value = Double.random(in: -1...1, using: &generator)
            let digits = Int.random(in: 0...25, using: &generator)
            let scaled = value * [1, 1e3, 1e9, 1e16].randomElement(using: &generator)!
            for text in ["\(value)", String(scaled.description.prefix(3 + digits))]
            where Double(text) != nil && !text.hasSuffix(".") && !text.hasSuffix("e") {
                #expect(number(text)??.bitPattern == Double(text)?.bitPattern, "\(text)")
            }
        }
    }

    @Test(arguments: [
        ("0", 0), ("-7", -7), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ])
    func integers(_ text: String, _ value: Int) {
        let read = JSONLexer.scan(Array(text.utf8)[...]) { (lexer) throws(JSONError) in
            try lexer.integer()
        }
        #expect(read == value)
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "1.0", "1e3", "\"1\"", "[1]"])
    func noIntegers(_ text: String) {
        let read = JSONLexer.scan(Array(text.utf8)[...]) { (lexer) throws(JSONError) -> String? in
            try lexer.integer().map { "\($0)" } ?? "none"
        }
        #expect(read == "none")
    }

    /// Strings are looked through eight bytes at a time: every byte at every place of such a word.
    @Test func everyByteAtEveryPlace() {
        for length in 0..<20 {
            for place in 0..<length {
                for byte in UInt8(0x20)...0x7F where byte != UInt8(ascii: "\\") {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    text[place] = byte
                    let end = byte == UInt8(ascii: "\"") ? place : length
                    let read = JSONLexer.scan(([0x22] + text + [0x22])[...]) {
                        (lexer) throws(JSONError) in try lexer.string()
                    }
                    #expect(read.map { Array($0.utf8) } == Array(text[..<end]))
                }
                for control in UInt8(0)..<0x20 {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    text[place] = control
                    let read = JSONLexer.scan(([0x22] + text + [0x22])[...]) {
                        (lexer) throws(JSONError) in try lexer.string()
                    }
                    #expect(read == nil)
                }
            }
        }
    }
}
