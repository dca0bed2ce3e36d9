// The generator against its published vectors, and the draws made from it.

import Testing

@testable import Numerics

@Suite struct DrawsTests {
    /// The lines `philox4x32 10` of Random123's file kat_vectors.
    @Test func philoxGivesThePublishedAnswers() {
        let ones = UInt32.max
        #expect(
            Philox.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.block(counter: SIMD4(repeating: ones), key: SIMD2(repeating: ones))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.block(
                counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
                key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// From the test suite of the draft that became RFC 9923.
    @Test func fnvGivesThePublishedAnswers() {
        #expect(fnv1a("".utf8) == 0xCBF2_9CE4_8422_2325)
        #expect(fnv1a("a".utf8) == 0xAF63_DC4C_8601_EC8C)
        #expect(fnv1a("foobar".utf8) == 0x8594_4171_F739_67E8)
    }

    @Test func drawsNeverChange() {
        let draws = Draws(seed: 7, name: "lr".utf8)
        #expect(fingerprint((0..<1000).map { draws.bits(sample: $0) }) == 0x1A31_ED76_B838_ED34)
        let bounded = (0..<100).map { draws.below(1_000_003, sample: $0) }
        #expect(fingerprint(bounded) == 0x9464_62A7_ABC0_A124)
        #expect(draws.bits(sample: 0) == 0x0194_801D_002F_F2E4)
    }

    /// Every part of a draw's name matters, and the words are those of the documented counter.
    @Test func drawsAreThoseOfTheirCounter() {
        let key = streamKey(seed: 7, name: "lr".utf8)
        let halves = SIMD2(UInt32(truncatingIfNeeded: key), UInt32(key >> 32))
        let block = Philox.block(counter: SIMD4(5, 6, 3, 0), key: halves)
        let draws = Draws(seed: 7, name: "lr".utf8)
        let sample: UInt64 = 6 << 32 | 5
        #expect(draws.bits(sample: sample, attempt: 3) == UInt64(block.y) << 32 | UInt64(block.x))

        var seen = Set<UInt64>()
        for seed in [0, 1, .max] as [UInt64] {
            for name in ["", "a", "b", "ab", "ba"] {
                let draws = Draws(seed: seed, name: name.utf8)
                for sample in [0, 1, 1 << 32, .max] as [UInt64] {
                    for attempt in [0, 1, .max] as [UInt32] {
                        seen.insert(draws.bits(sample: sample, attempt: attempt))
                    }
                }
            }
        }
        #expect(seen.count == 3 * 5 * 4 * 3)
    }

    @Test func uniformsAreInsideTheOpenInterval() {
        #expect(openUnitInterval(0) == 0x1p-53)
        #expect(openUnitInterval(.max) == 1 - 0x1p-53)
        let draws = Draws(seed: 1, name: "x".utf8)
        var (sum, squares, product) = (0.0, 0.0, 0.0)
        var last = 0.5
        let n = 20_000
        for i in 0..<UInt64(n) {
            let u = draws.uniform(sample: i)
            sum += u - 0.5
            squares += (u - 0.5) * (u - 0.5)
            product += (u - 0.5) * (last - 0.5)
            last = u
        }
        // Four standard deviations each.
        let root = Double(n).squareRoot()
        #expect(abs(sum) < 4 * root / 12.0.squareRoot())
        #expect(abs(squares - Double(n) / 12) < 4 * root / 180.0.squareRoot())
        #expect(abs(product) < 4 * root / 12)
    }

    @Test func boundedDrawsAreUniform() {
        let draws = Draws(seed: 3, name: "n".utf8)
        #expect(draws.below(0, sample: 1) == 0)
        #expect(draws.below(1, sample: 1) == 0)
        var counts = [Int](repeating: 0, count: 7)
        for i in 0..<UInt64(14_000) { counts[Int(draws.below(7, sample: i))] += 1 }
        let chiSquare = counts.map { Double(($0 - 2000) * ($0 - 2000)) / 2000 }.reduce(0, +)
        #expect(chiSquare < 27.9)  // 6 degrees of freedom, p = 1e-4

        // A bound that refuses a third of all words: by the upper half alone, residues 0 mod 3 of
        // the upper half would come twice as often.
        let bound: UInt64 = 3 << 62
        var thirds = [0, 0, 0]
        for i in 0..<UInt64(9000) {
            let value = draws.below(bound, sample: i)
            #expect(value < bound)
            thirds[Int(value % 3)] += 1
        }
        let unevenness = thirds.map { Double(($0 - 3000) * ($0 - 3000)) / 3000 }.reduce(0, +)
        #expect(unevenness < 18.4)  // 2 degrees of freedom, p = 1e-4
    }
}
