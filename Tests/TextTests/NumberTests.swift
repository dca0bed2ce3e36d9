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
}
