// Ids: their form, what they depend on, and that they never change.
import Spec
import TestSupport
import Testing
import Text

@Suite struct IdentityTests {
    private func isID(_ id: String) -> Bool {
        guard let first = id.utf8.first, isAlphanumeric(first), id.utf8.count <= 128 else {
            return false
        }
        let hash = id.suffix(13)
        return id.utf8.allSatisfy { isAlphanumeric($0) || "._+-".utf8.contains($0) }
            && hash.first == "-" && hash.dropFirst().allSatisfy { "0123456789abcdef".contains($0) }
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }

    /// Folders are called by these: a change makes everybody's results unfindable. The hashes were
    /// computed apart from the code, with Python's hashlib.
    @Test(arguments: [
        (
            #"{"lr":1e-4,"hidden":64,"optimizer":"sgd"}"#,
            "hidden_64-lr_0.0001-optimizer_sgd-373fda082287"
        ),
        (#"{"lr":1,"_note":"a b/c"}"#, "note_a_b_c-lr_1-d3c4ce6c7cfe"),
        (#"{"lr":1.0}"#, "lr_1-90dfec64a288"),
        (#"{"x":[[1,{"b":2,"a":"é"}]]}"#, "x_1_b_2_a_-b2d9f4498837"),
        (#"{"x":null,"y":true,"z":-0.5}"#, "x_null-y_true-z_-0.5-bb6852c94b24"),
        (#"{"x":""}"#, "x_-b43d05217158"),
        (#"{"lr":0.00017123456789}"#, "lr_0.0001712-bbd5288cd686"),
        (#"{"x":"../.."}"#, "x_.._..-af197dbc0ab1"),
        (#"{}"#, "default-e3b0c44298fc"),
    ])
    func golden(_ space: String, _ id: String) throws {
        #expect(try grid(space).ids == [id])
    }

    @Test func form() throws {
        var random = SeededRandom(seed: 5)
        let texts = hostileTexts + (0..<300).map { _ in hostileText(using: &random) }
        let ids = try texts.map { text in
            try grid(JSONValue.object([("x", .string(text)), ("_y", .string(text))]).compact).ids[0]
        }
        for id in ids { #expect(isID(id), "\(id)") }
        let different = Set(texts.map { Array($0.utf8) }).count
        #expect(Set(ids).count == different)
        let long = (0..<40).map { "\"parameter_\($0)\":\"\(String(repeating: "v", count: 60))\"" }
        #expect(isID(try grid("{\(long.joined(separator: ","))}").ids[0]))
        let name = String(repeating: "_", count: 99) + "a"
        #expect(isID(try grid("{\"\(name)\":1}").ids[0]))
    }

    @Test func numbersCountByValue() throws {
        func id(_ number: String) throws -> String { try grid("{\"lr\":\(number)}").ids[0] }
        for other in ["0.0001", "1.0e-4", "10E-5", "0.00010"] {
            #expect(try id("1e-4") == id(other))
        }
        #expect(try id("1") != id("1.0"))
        #expect(try id("100.0") == id("1e2"))
        #expect(try id("0.1") != id("0.10000000000000001"))
        // Short in the readable part, told apart by all digits.
        let close = try [id("0.123456"), id("0.123457")]
        #expect(close.allSatisfy { $0.hasPrefix("lr_0.1235-") } && close[0] != close[1])
        #expect(try id("1") != id("\"1\""))
        #expect(try id("null") != id("\"null\""))
        #expect(try id("true") != id("\"true\""))
        #expect(try id("[1]") != id("\"[1]\""))
        #expect(try id("[1e2]") == id("[100.0]"))
    }

    /// What an id must not depend on.
    @Test func idsSurviveEdits() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<60 {
            let count = Int.random(in: 1...6, using: &random)
            let parameters = (0..<count).map { index in
                (name: "p\(index)", value: JSONValue.string(hostileText(using: &random)))
            }
            func space(_ pairs: [(name: String, value: JSONValue)]) -> String {
                JSONValue.object(pairs.map { ($0.name, .object([("choice", .array([$0.value]))])) })
                    .compact
            }
            let cut = Int.random(in: 0...count, using: &random)
            let defaults = JSONValue.object(parameters[cut...].map { ($0.name, $0.value) }).compact
            let rest = ",\"defaults\":\(defaults)"
            let id = try grid(space(parameters), rest).ids[0]
            // Other orders.
            #expect(try grid(space(parameters.shuffled(using: &random)), rest).ids == [id])
            // Values that the space leaves to the defaults.
            #expect(try grid(space(Array(parameters[..<cut])), rest).ids == [id])
            // More choices, before and behind.
            let more = JSONValue.object(
                parameters.map { name, value in
                    let others: [JSONValue] = [.string("other 1"), value, .int(3)]
                    return (name, .object([("choice", .array(others.shuffled(using: &random)))]))
                }
            ).compact
            #expect(try grid(more, rest).ids.contains(id))
            // Another sub-space, and parameters that do not exist here.
            let union = "[{\"q\":1},\(space(parameters))]"
            #expect(try grid(union, rest).ids.contains(id))
        }
    }

    @Test func onlyWhatDiffersFromTheDefaultsIsReadable() throws {
        let drawn = try grid(#"{"a":[1,2],"b":[0.10,0.2]}"#, #","defaults":{"a":1,"b":1e-1}"#)
        #expect(
            drawn.ids.map { String($0.dropLast(13)) } == ["default", "b_0.2", "a_2", "a_2-b_0.2"])
    }

    /// A parameter at its implied value is as if it were not there, in the id and nowhere else.
    @Test func implied() throws {
        let before = try grid(#"{"lr":[0.1,0.2]}"#)
        let more = #","implied":{"m":0.50,"k":{"b":2,"a":1}}"#
        let drawn = try grid(
            #"{"lr":[0.1,0.2],"m":[0.5,0.9],"k":{"choice":[{"a":1,"b":2}]}}"#, more)
        #expect(drawn.lines[0] == #"lr=0.1 m=0.5 k={"a":1,"b":2}"#)
        #expect([drawn.ids[0], drawn.ids[2]] == before.ids)
        #expect(drawn.ids[1] == (try grid(#"{"lr":0.1,"m":0.9}"#)).ids[0])
        // Integers are apart from floats, and defaults stay out of the readable part as before.
        #expect(try grid(#"{"m":[1,1.0]}"#, #","implied":{"m":1}"#).ids[1].hasPrefix("m_1-"))
        #expect(try grid(#"{"m":[1,1.0]}"#, #","implied":{"m":1}"#).ids[0].hasPrefix("default-"))
        #expect(
            try grid(#"{"m":[1,2]}"#, #","implied":{"m":1},"defaults":{"m":2}"#).ids.map {
                $0.dropLast(13)
            }
                == ["default", "default"])
        // Of a union the first of two that are the same configuration.
        let union = try grid(#"[{"lr":0.1},{"lr":0.1,"m":[0.5,0.6]}]"#, #","implied":{"m":0.5}"#)
        #expect(union.lines == ["lr=0.1", "lr=0.1 m=0.6"])
        // Conditions and exclusions see real values.
        let real = try grid(
            #"{"m":[0.5,0.6],"x":{"choice":[1],"when":{"m":0.5}}}"#,
            #","implied":{"m":0.5},"exclude":[{"m":0.6}]"#)
        #expect(real.lines == ["m=0.5 x=1"])
    }
}
