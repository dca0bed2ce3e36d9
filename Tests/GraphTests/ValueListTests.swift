// Values of a configuration on one line and back.
import Graph
import Spec
import TestSupport
import Testing
import Text

@Suite struct ValueListTests {
    private func line(_ values: [Value?]) -> String {
        var bytes: [UInt8] = []
        ValueList.write(values, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func form() {
        #expect(line([]) == "[]")
        #expect(line([nil]) == "[]")
        #expect(line([nil, nil]) == "[,]")
        #expect(
            line([Value(.number("1e-4")), nil, .string("a,]"), Value(.array([.int(1), .null]))])
                == #"[1e-4,,"a,]",[1,null]]"#)
    }

    @Test func roundTrip() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<1500 {
            let count = Int.random(in: 0...5, using: &random)
            let values = (0..<count).map { _ in
                Int.random(in: 0..<4, using: &random) == 0 ? nil : Value(randomJSON(using: &random))
            }
            let text = line(values)
            #expect(try ValueList.read(text, count: count) == values, "\(text)")
        }
    }

    @Test(arguments: [
        ("", 0), ("[", 0), ("]", 1), ("{}", 1), ("[1]", 0), ("[1]", 2), ("[1,2]", 1), ("[\"a]", 1),
        ("[1 2]", 1), ("[a]", 1), ("[[1]", 1), ("[]]", 1), ("[1],[2]", 2), ("[,,]", 2), ("x[1]", 1),
    ])
    func damagedLists(_ text: String, _ count: Int) {
        #expect(throws: JSONError.self) { try ValueList.read(text, count: count) }
    }

    @Test func randomDamageIsAnswered() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<3000 {
            let pieces = ["[", "]", ",", "\"", "\\", "{", "}", "1", "null", ":", " ", "é"]
            let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            _ = try? ValueList.read("[" + text.joined(), count: 2)
            _ = try? ValueList.read(text.joined() + "]", count: 1)
        }
    }
}
