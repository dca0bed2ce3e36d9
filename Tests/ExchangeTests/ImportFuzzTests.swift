// Whatever is imported ends in a spec that hpmake takes, or in a message.
import Spec
import TestSupport
import Testing
import Text

@testable import Exchange

@Suite struct ImportFuzzTests {
    /// Any JSON ends in a spec that can be read, or in a message.
    @Test func anythingIsReadOrRefused() throws {
        var random = SeededRandom(seed: 4)
        for _ in 0..<400 {
            let json = randomJSON(using: &random)
            for format in ImportFormat.all { try check(json, format) }
        }
    }

    /// So does any space with something in it that is not as it should be.
    @Test(arguments: ImportTests.formats) func spacesOfOddValues(_ format: String) throws {
        let source = try #require(ImportTests.Fixture("\(format).json").json["source"])
        let format = try #require(ImportFormat.named(format))
        let odd: [JSONValue] =
            [
                "0", "-1", "0.5", "1e30", "-1e300", "1e308", "1e-320", "9223372036854775807",
                "-9223372036854775808", "9007199254740993",
            ].map { .number($0) } + [
                .null, .string("x"), .string("1e400"), .array([]), .object([]),
            ]
        var random = SeededRandom(seed: 5)
        for _ in 0..<250 {
            var left = Int.random(in: 1...60, using: &random)
            var changed = replaced(source, &left, odd, &random)
            if Bool.random(using: &random) { changed = replaced(changed, &left, odd, &random) }
            try check(changed, format)
        }
    }

    /// A JSON with one of its leaves replaced: each that is met counts `left` down.
    private func replaced(
        _ json: JSONValue, _ left: inout Int, _ odd: [JSONValue], _ random: inout SeededRandom
    ) -> JSONValue {
        switch json {
        case .array(let items) where !items.isEmpty:
            return .array(items.map { replaced($0, &left, odd, &random) })
        case .object(let members) where !members.isEmpty:
            return .object(members.map { ($0, replaced($1, &left, odd, &random)) })
        default:
            left -= 1
            return left == 0 ? odd.randomElement(using: &random) ?? json : json
        }
    }

    private func check(_ json: JSONValue, _ format: ImportFormat) throws {
        guard let spec = try? ImportFormat.read(json, as: format) else { return }
        _ = try experiment(spec)
    }
}
