// How findings are shown, suggestions, and hashes.
import Testing
import Text

@Suite struct DiagnosticTests {
    private func rendered(_ text: String, _ range: Range<Int>?) -> String {
        Diagnostic(.error, "m", at: range).rendered(
            in: SourceText(name: "s", bytes: Array(text.utf8)))
    }

    @Test func places() {
        #expect(rendered("ab\ncd\n", 3..<5) == "s:2:1: error: m\n  cd\n  ^~\n")
        #expect(rendered("ab", 2..<3) == "s:1:3: error: m\n  ab\n    ^\n")
        #expect(rendered("", 0..<1) == "s:1:1: error: m\n  \n  ^\n")
        #expect(rendered("a\n", 2..<3) == "s:2:1: error: m\n  \n  ^\n")
        #expect(rendered("\té🎉x\r\ny", 7..<8) == "s:1:4: error: m\n  \té🎉x\n  \t  ^\n")
        #expect(rendered("éé é", 0..<4) == "s:1:1: error: m\n  éé é\n  ^~\n")
        #expect(rendered("ab\ncd", 1..<5) == "s:1:2: error: m\n  ab\n   ^\n")
        #expect(rendered("a\u{1B}[31m", 0..<1) == "s:1:1: error: m\n  a\u{FFFD}[31m\n  ^\n")
        #expect(rendered("ab", nil) == "s: error: m\n")
    }

    @Test func longLinesAreCut() {
        let text = String(repeating: "x", count: 500) + "🎉" + String(repeating: "y", count: 500)
        let lines = rendered(text, 500..<504).split(separator: "\n")
        #expect(lines[0] == "s:1:501: error: m")
        #expect(
            lines[1] == "  " + String(repeating: "x", count: 60) + "🎉"
                + String(repeating: "y", count: 59))
        #expect(lines[2] == String(repeating: " ", count: 62) + "^")
    }

    @Test func orderIsThatOfThePlaces() {
        var diagnostics = Diagnostics()
        diagnostics.error("none")
        diagnostics.warning("second", at: 3..<4)
        diagnostics.error("first", at: 0..<1)
        diagnostics.error("third", at: 3..<4)
        let text = diagnostics.rendered(in: SourceText(name: "s", bytes: Array("a\n\nb".utf8)))
        let shown = text.split(separator: "\n").filter { $0.hasPrefix("s:") }
        #expect(
            shown == [
                "s:1:1: error: first", "s:3:1: warning: second", "s:3:1: error: third",
                "s: error: none",
            ])
    }

    /// A file of one line with an error at each of its values: no more than a moment each.
    @Test func manyFindingsTakeNoTime() {
        var diagnostics = Diagnostics()
        let bytes = Array(repeating: UInt8(ascii: "x"), count: 3_000_000)
        for offset in stride(from: 0, to: bytes.count, by: 100) {
            diagnostics.error("m", at: offset..<offset + 1)
        }
        let start = ContinuousClock.now
        let text = diagnostics.rendered(in: SourceText(name: "s", bytes: bytes))
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(text.utf8.count < 10_000_000)
    }

    @Test func suggestions() {
        let names = ["optimizer", "lr", "momentum", "weight_decay"]
        #expect(nearMiss("optimiser", among: names) == "optimizer")
        #expect(nearMiss("LR", among: names) == "lr")
        #expect(nearMiss("rl", among: names) == "lr")
        #expect(nearMiss("weight-decay", among: names) == "weight_decay")
        #expect(nearMiss("epochs", among: names) == nil)
        #expect(nearMiss("x", among: []) == nil)
    }

    @Test func hashes() {
        #expect(
            SHA256.hex("".utf8)
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hex("abc".utf8)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let million = repeatElement(UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA256.hex(million)
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        for count in 0..<200 {
            var bytes = Array(repeating: UInt8(7), count: count)
            var hash = SHA256()
            for byte in bytes { hash.update([byte]) }
            let hex = SHA256.hex(bytes)
            #expect(hash.hexDigest() == hex)
            let prefix = String(SHA256.prefix(of: &bytes), radix: 16)
            #expect(String(repeating: "0", count: 16 - prefix.count) + prefix == hex.prefix(16))
        }
    }
}
