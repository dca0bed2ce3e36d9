// Specs with random damage: whatever they are, the decoder and the graph builder answer.
import Foundation
import Graph
import Spec
import TestSupport
import Testing
import Text

@Suite struct SpecFuzzTests {
    private static let corpus: [[UInt8]] = {
        let folder = testFolder("Fixtures/specs")
        return fixtureCases(folder).compactMap { name in
            (try? Data(contentsOf: folder.appendingPathComponent("\(name)/space.json"))).map(
                Array.init)
        }.filter { !$0.isEmpty }
    }()

    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "0", "1e400",
        "0.0e-9223372036854775808",
        "9223372036854775807", "-9223372036854775808", "1e18", "\"a\"", "\"when\"", "\"cases\"",
        "\"choice\"",
        "\"_type\"", "\"_value\"", "\"_name\"", "\"arange\"", "\"linspace\"", "\"randint\"",
        "\"quniform\"",
        "\"weights\"", "{lr}", "{args}", "${", "$((", "$(", "`", "'", "\\\"", "<<E", "\\n",
        "\\ud83c", "é",
        "[[[[", "{\"a\":", "\"space\"", "\"stages\"", "\"repeat\"", "case x in", "esac", "))", "}}",
        "{{",
    ].map { Array($0.utf8) }

    @Test(.timeLimit(.minutes(5)), arguments: 0..<8)
    func damagedSpecsAreAnswered(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<250 {
            let spec = damaged(&random)
            let answer = diagnose(spec)
            // What is wrong has a place, or is about the whole, and a message.
            for line in answer.split(separator: "\n") where line.hasPrefix("space.json") {
                #expect(line.contains("error: ") || line.contains("warning: "), "\(line)")
            }
        }
    }

    private func damaged(_ random: inout SeededRandom) -> [UInt8] {
        var spec = SpecFuzzTests.corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) where !spec.isEmpty {
            let place = Int.random(in: 0..<spec.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: spec[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: spec[place] = UInt8.random(in: 0...255, using: &random)
            case 2: spec.removeLast(spec.count - place)
            case 3:
                let end = min(spec.count, place + Int.random(in: 1...30, using: &random))
                spec.removeSubrange(place..<end)
            case 4:
                let end = min(spec.count, place + Int.random(in: 1...30, using: &random))
                let target = Int.random(in: 0..<spec.count, using: &random)
                spec.insert(contentsOf: Array(spec[place..<end]), at: target)
            default:
                let token = SpecFuzzTests.tokens.randomElement(using: &random) ?? []
                let end = min(spec.count, place + Int.random(in: 0...8, using: &random))
                spec.replaceSubrange(place..<end, with: token)
            }
        }
        return spec
    }
}
