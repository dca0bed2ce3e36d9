// Sobol search through the whole sampler: SciPy's points, dimensions by declaration, evenness.
import Foundation
import Numerics
import TestSupport
import Testing

@testable import Sampling

@Suite struct SobolSamplingTests {
    /// SciPy 1.17, `qmc.Sobol(d=64, scramble=False)`: the first 1,000 points by hashes of their bits.
    @Test func plainPointsAreThoseOfSciPy() throws {
        let names = (0..<64).map { "p\($0)" }
        let space = names.map { #""\#($0)": {"uniform": [0, 1]}"# }.joined(separator: ", ")
        let drawn = try Drawn("{\(space)}", search("sobol", 1000, more: #", "scramble": false"#))
        let file = testFolder("NumericsTests").appendingPathComponent("Fixtures/sobol.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        for (name, line) in zip(names, lines) {
            // The points are multiples of 2^-10, so that their texts are exact.
            let bits = drawn.numbers(name).map { UInt64($0 * 1024) << 54 }
            #expect(String(fingerprint(bits), radix: 16) == line.prefix { $0 != " " }, "\(name)")
        }
    }

    /// FNV-1a over the bytes of the words, as the fixture has it.
    private func fingerprint(_ words: [UInt64]) -> UInt64 {
        fnv1a(
            words.flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
            })
    }

    @Test func everyDomainIsReachedThroughItsInverse() throws {
        let drawn = try Drawn(
            """
            {"a": {"uniform": [0, 8]}, "b": ["w", "x", "y", "z"], "c": {"randint": [10, 18]},
             "constant": 3, "d": {"loguniform": [1, 256]}}
            """, search("sobol", 8, more: #", "scramble": false"#))
        #expect(drawn.numbers("a") == [0, 4, 6, 2, 3, 7, 5, 1])
        // SciPy's second, third and fifth dimension: 0, 1/2, 1/4, 3/4, 3/8, ..
        #expect(drawn.texts("b") == ["w", "y", "x", "z", "x", "z", "w", "y"])
        #expect(drawn.numbers("c").map { $0 - 10 } == [0, 4, 2, 6, 5, 1, 7, 3])
        for (number, eighth) in zip(drawn.numbers("d"), [0, 4, 6, 2, 3, 7, 5, 1]) {
            #expect(abs(number / exp2(Double(eighth)) - 1) < 1e-14)
        }
    }

    @Test func scrambledPointsAreOfTheNamesAndTheDeclaration() throws {
        let space = #"{"first": {"uniform": [0, 1]}, "second": {"uniform": [0, 1]}}"#
        let drawn = try Drawn(space, search("sobol", 64, seed: 4))
        for (index, name) in ["first", "second"].enumerated() {
            let dimension = try #require(SobolDimension(index))
            let key = streamKey(seed: 4, name: name.utf8)
            #expect(
                drawn.numbers(name) == (0..<64).map { dimension.scrambled(at: $0, key: key) })
        }
        let more = try Drawn(
            String(space.dropLast()) + #", "third": {"normal": [0, 1]}}"#,
            search("sobol", 64, seed: 4))
        #expect(more.texts("first") == drawn.texts("first"))
        #expect(more.texts("second") == drawn.texts("second"))
    }

    /// The median over 20 seeds of SciPy's scrambled Sobol, 8 dimensions and 1,024 points, is 2.3802e-4.
    @Test func discrepancyIsNoWorseThanSciPys() throws {
        let names = (0..<8).map { "p\($0)" }
        let space = names.map { #""\#($0)": {"uniform": [0, 1]}"# }.joined(separator: ", ")
        let discrepancies = try (100..<120).map { seed in
            let drawn = try Drawn("{\(space)}", search("sobol", 1024, seed: seed))
            let columns = names.map(drawn.numbers)
            return centredDiscrepancy((0..<1024).map { index in columns.map { $0[index] } })
        }.sorted()
        #expect((discrepancies[9] + discrepancies[10]) / 2 <= 2.3802e-4)
    }

    @Test func plainSequencesNeedBounds() throws {
        for domain in [
            #"{"normal": [0, 1]}"#, #"{"lognormal": [0, 1]}"#, #"{"expon": 1}"#,
            #"{"qnormal": [0, 1, 1]}"#, #"{"qlognormal": [0, 1, 1]}"#,
        ] {
            let plain = search("sobol", 8, more: #", "scramble": false"#)
            let drawn = try Drawn(#"{"a": [1, 2], "x": \#(domain)}"#, plain)
            #expect(drawn.ids.isEmpty && drawn.messages.count == 1)
            let range = try #require(drawn.diagnostics.items.first?.range)
            #expect(range.count == domain.utf8.count)
            #expect(
                try Drawn(#"{"a": [1, 2], "x": \#(domain)}"#, search("sobol", 8)).ids.count == 8)
        }
    }

    @Test func dimensionsEnd() throws {
        func space(_ count: Int, constants: Int = 0) -> String {
            let constants = (0..<constants).map { #""c\#($0)": 1"# }
            let names = (0..<count).map { #""p\#($0)": {"uniform": [0, 1]}"# }
            return "{\((names + constants).joined(separator: ", "))}"
        }
        #expect(try Drawn(space(256, constants: 50), search("sobol", 2)).ids.count == 2)
        let drawn = try Drawn(space(257), search("sobol", 2))
        #expect(drawn.ids.isEmpty && drawn.messages.count == 1)
        #expect(drawn.messages[0].contains("256 dimensions"))
        #expect(try Drawn(space(300), search("random", 2)).ids.count == 2)
    }
}
