// Numbers by value, and doubles as text.
import TestSupport
import Testing
import Text

private func canonical(_ text: String) -> String {
    var bytes: [UInt8] = []
    writeCanonicalNumber(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

@Suite struct NumberTests {
    @Test(arguments: [
        ["1e-4", "0.0001", "1.0e-4", "0.1E-3", "10e-5", "0.00010000", "1e-04", "0.00001e+1"],
        ["1", "1"], ["100", "100"], ["1e2", "100.0", "1E+2", "0.1e3"], ["0", "-0"],
        ["0.0", "-0.0", "0e5", "0e-99999999999999999999", "0.0e-9223372036854775808"],
        ["-2.50", "-2.5", "-25e-1"],
        ["123456789012345678901234567890.0", "1.2345678901234567890123456789e29"],
    ])
    func equalNumbers(_ texts: [String]) {
        for text in texts {
            #expect(canonical(text) == canonical(texts[0]))
            #expect(sameNumber(text, texts[0]))
        }
    }

    @Test func differentNumbers() {
        let texts = [
            "1", "1.0", "-1", "10", "1e1", "0", "0.0", "0.1", "0.10000000000000001",
            "123456789012345678901234567890", "123456789012345678901234567891", "1e-5", "1e5",
        ]
        #expect(Set(texts.map(canonical)).count == texts.count)
        #expect(sameNumber("1", "1.0"))
        #expect(!sameNumber("1", "-1"))
        #expect(!sameNumber("0.1", "0.10000000000000001"))
    }

    @Test func doublesReadBack() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
            if value.isFinite { #expect(Double(decimalText(value)) == value) }
        }
        #expect(
            [1, -3, 1e15, 0x1p53, 1e300, 0.1, 1e-7, -0.0].map(decimalText)
                == [
                    "1", "-3", "1000000000000000", "9007199254740992.0", "1e+300", "0.1", "1e-07",
                    "0",
                ])
        #expect(JSONValue.double(.nan).compact == "null")
    }

    @Test(arguments: [
        ("0.00017123456789", "0.0001712"), ("0.5", "0.5"), ("0.50", "0.5"), ("5e-1", "0.5"),
        ("1e-4", "0.0001"), ("0.00001", "1e-05"), ("1.23456e-7", "1.235e-07"), ("1e-100", "1e-100"),
        ("-0.9999501", "-1"), ("-0.99994", "-0.9999"), ("0.12345", "0.1235"),
        ("9.9995e-5", "0.0001"),
        ("1234.5678", "1235"), ("123456.7", "123500"), ("12.30", "12.3"), ("1.0", "1"),
        ("0.0", "0"),
        ("-0.0", "0"), ("1e3", "1000"), ("1e15", "1000000000000000"), ("1.5e16", "1.5e+16"),
        ("10.0500", "10.05"), ("100.06", "100.1"), ("123456789", "123456789"), ("-12345", "-12345"),
    ])
    func shortNumbers(_ text: String, _ expected: String) {
        var output: [UInt8] = []
        writeShortNumber(text, digits: 4, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    /// Against the digits that Swift itself writes.
    @Test func shortNumbersReadBack() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<2000 {
            let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
            guard value.isFinite, value.magnitude > 1e-300 else { continue }
            var output: [UInt8] = []
            writeShortNumber(value.description, digits: 4, to: &output)
            let short = try #require(Double(String(decoding: output, as: UTF8.self)))
            #expect(abs(short - value) <= abs(value) * 0.5001e-3)
        }
    }
}
