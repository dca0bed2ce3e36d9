// What values become in CSV. Which program reads it as what is tried by EndToEnd/exports.sh.
import Spec
import Testing

@testable import Tables

@Suite struct CSVTests {
    @Test func values() {
        var writer = CSVWriter()
        let values: [Value?] = [
            Value(.bool(true)), Value(.bool(false)), Value(.null), nil, .string("true"),
            Value(.number("1e-4")), .string("a,\"b"), Value(.array([.bool(true)])),
        ]
        for value in values { writer.add(value) }
        for number in [.infinity, -.infinity, .nan, nil, 0.1] { writer.add(number: number) }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"TRUE,FALSE,,,true,1e-4,"a,""b",[true],1e999,-1e999,NaN,,0.1"#)
    }
}
