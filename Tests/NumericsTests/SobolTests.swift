// Sobol's sequence against SciPy's, and what scrambling has to keep.

import TestSupport
import Testing

@testable import Numerics

@Suite struct SobolTests {
    /// SciPy 1.17, `qmc.Sobol(scramble=False)`: the first 1,000 points of all dimensions by their
    /// hashes, and one point that takes in all 64 direction numbers.
    @Test func plainPointsAreThoseOfSciPy() throws {
        let lines = try fixture("sobol.txt")
        #expect(lines.count == SobolDimension.limit)
        for (index, fields) in lines.enumerated() {
            let dimension = try #require(SobolDimension(index))
            let hash = fingerprint((0..<1000).lazy.map { dimension.bits(at: $0) })
            #expect(String(hash, radix: 16) == fields[0], "dimension \(index)")
            let far = dimension.bits(at: 0xAAAA_AAAA_AAAA_AAAA)
            #expect(String(far, radix: 16) == fields[1], "dimension \(index)")
        }
    }

    @Test func plainPointsOfEightDimensionsToLookAt() throws {
        let dimensions = try [0, 1, 2, 3, 10, 31, 63, 255].map { try #require(SobolDimension($0)) }
        for (index, fields) in try fixture("sobol-first.txt").enumerated() {
            let point = dimensions.map { $0.value(at: UInt64(index)) }
            #expect(point == fields.map { (Double($0) ?? .nan) / 1024 })
        }
    }

    @Test func dimensionsEnd() {
        #expect(SobolDimension(-1) == nil)
        #expect(SobolDimension(256) == nil)
        #expect(SobolDimension.limit == 256)
    }

    @Test func scrambledPointsNeverChange() throws {
        let dimension = try #require(SobolDimension(5))
        let key = streamKey(seed: 7, name: "lr".utf8)
        let points = (0..<500).map { dimension.scrambled(at: $0, key: key).bitPattern }
        #expect(fingerprint(points) == 0x9ADA_C11D_3E6B_F388)
    }

    /// Of every 2^k points from a multiple of 2^k on, one lies in each of 2^k equal parts.
    @Test func scramblingKeepsEveryDimensionStratified() throws {
        for index in [0, 1, 7, 63, 255] {
            let dimension = try #require(SobolDimension(index))
            let key = streamKey(seed: UInt64(index), name: "x".utf8)
            for (start, count) in [(0, 256), (256, 256), (1024, 64), (4096, 1)] {
                let points = (start..<start + count).map {
                    dimension.scrambled(at: UInt64($0), key: key)
                }
                #expect(points.allSatisfy { $0 > 0 && $0 < 1 })
                #expect(Set(points.map { Int($0 * Double(count)) }).count == count)
            }
        }
    }

    /// The first two dimensions are a (0, 2)-sequence: one point in every box of area 2^-k.
    @Test func scramblingKeepsTheNet() throws {
        let (x, y) = (try #require(SobolDimension(0)), try #require(SobolDimension(1)))
        for seed in 0..<4 as Range<UInt64> {
            let keys = ["x", "y"].map { streamKey(seed: seed, name: $0.utf8) }
            let points = (0..<256 as Range<UInt64>).map {
                (x.scrambled(at: $0, key: keys[0]), y.scrambled(at: $0, key: keys[1]))
            }
            for power in 0...8 {
                let (columns, rows) = (Double(1 << power), Double(1 << (8 - power)))
                let boxes = points.map { Int($0.0 * columns) << (8 - power) | Int($0.1 * rows) }
                #expect(Set(boxes).count == 256)
            }
        }
    }

    /// A bit's flip depends on the bits above it and on nothing else; over keys it is a fair coin.
    @Test func scramblingIsNestedAndFair() {
        var flips = [Int](repeating: 0, count: 54)
        for trial in 0..<1000 as Range<UInt64> {
            let (key, fraction) = (mixed(2 * trial), mixed(2 * trial + 1))
            let scrambled = owenScrambled(fraction, key: key)
            for bit in flips.indices {
                flips[bit] += Int((scrambled ^ fraction) >> (63 - bit) & 1)
            }
            let same = trial % 54  // this many leading bits stay
            let other = owenScrambled(fraction ^ (1 << (63 - same)), key: key)
            #expect(UInt64((scrambled ^ other).leadingZeroBitCount) == same)
        }
        #expect(flips.allSatisfy { abs($0 - 500) < 80 })  // five standard deviations
    }

    /// The median over 20 seeds of SciPy's scrambled Sobol, 8 dimensions and 1,024 points, is
    /// 2.3802e-4 (its own spread over seeds 0.8e-6; plain points have 2.405e-4).
    @Test func discrepancyIsNoWorseThanSciPys() throws {
        let dimensions = try (0..<8).map { try #require(SobolDimension($0)) }
        let plain = (0..<1024).map { index in dimensions.map { $0.value(at: index) } }
        #expect(abs(centredDiscrepancy(plain) - 2.4049788299151942e-4) < 1e-12)
        let discrepancies = (0..<20 as Range<UInt64>).map { seed in
            let keys = (0..<8).map { streamKey(seed: seed, name: "p\($0)".utf8) }
            return centredDiscrepancy(
                (0..<1024 as Range<UInt64>).map { index in
                    zip(dimensions, keys).map { $0.scrambled(at: index, key: $1) }
                })
        }.sorted()
        #expect((discrepancies[9] + discrepancies[10]) / 2 <= 2.3802e-4)
    }
}
