// Quantiles, running medians and bins against what they are by definition.
import TestSupport
import Testing

@testable import Plots

struct StatisticsTests {
    @Test func quantilesAreNumpys() {
        #expect(quantile([1, 2, 3, 4], 0.5) == 2.5)
        #expect(quantile([1, 2, 3, 4], 0.1) == 1.3)
        #expect(quantile([7], 0.9) == 7)
        #expect(quantile([1, 2, 3], 0) == 1)
        #expect(quantile([1, 2, 3], 1) == 3)
        #expect(quantile([], 0.5).isNaN)
        #expect(quantile([-1e308, 1e308], 0.5) == 0)
    }

    @Test func fewValuesHaveTheirOwnQuartiles() {
        let points = [(1, 5), (1, 7), (1, 6), (2, 1), (3, 4), (3, 6)].map { Point(x: $0, y: $1) }
        #expect(
            localQuartiles(points, Scale(.linear, 1, 3)) == [
                Quartiles(x: 1, low: 5.5, middle: 6, high: 6.5),
                Quartiles(x: 2, low: 1, middle: 1, high: 1),
                Quartiles(x: 3, low: 4.5, middle: 5, high: 5.5),
            ])
        #expect(localQuartiles([], Scale(.linear, 0, 1)) == [])
        // A few points of a continuous parameter tell nothing of what lies between them.
        let few = (0..<7).map { Point(x: Double($0) + 0.5, y: Double($0 % 2)) }
        #expect(localQuartiles(few, Scale(.linear, 0, 7)) == [])
    }

    @Test(arguments: [40, 2000, 20000]) func theMedianFollowsALine(count: Int) {
        var random = SeededRandom(seed: 4)
        let points = (0..<count).map { _ in
            let x = Double.random(in: 0...1, using: &random)
            return Point(x: x, y: 3 * x + Double.random(in: -0.5...0.5, using: &random))
        }
        let quartiles = localQuartiles(points, Scale(.linear, 0, 1))
        #expect(quartiles.count == 41)
        #expect(zip(quartiles, quartiles.dropFirst()).allSatisfy { $0.x < $1.x })
        #expect(quartiles.allSatisfy { $0.low <= $0.middle && $0.middle <= $0.high })
        // Away from the ends, where all neighbours are on one side.
        for each in quartiles.dropFirst(8).dropLast(8) {
            #expect(abs(each.middle - 3 * each.x) < (count < 100 ? 0.6 : 0.2))
        }
        // No zigzag: the line turns hardly ever.
        let steps = zip(quartiles, quartiles.dropFirst()).map { $1.middle - $0.middle }
        #expect(steps.count { $0 < -0.02 } < 4)
    }

    @Test func eachNumberIsInOneBin() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<300 {
            let kind: Scale.Kind = Bool.random(using: &random) ? .linear : .log
            let low = Double.random(in: 0.001...10, using: &random)
            let high = low * Double.random(in: 1.1...1000, using: &random)
            let scale = Scale(kind, low, high)
            let bins = Bins(scale, count: Int.random(in: 1...40, using: &random))
            #expect(bins.edges.first == low && bins.edges.last == high)
            for _ in 0..<50 {
                let value = Double.random(in: low...high, using: &random)
                guard let index = bins.index(value) else {
                    Issue.record("\(value) has no bin")
                    continue
                }
                let slack = 1 + 1e-9
                #expect(
                    bins.edges[index] <= value * slack && value <= bins.edges[index + 1] * slack)
            }
            #expect(bins.index(low) == 0 && bins.index(high) == bins.count - 1)
            #expect(bins.index(low / 2) == nil && bins.index(high * 2) == nil)
            #expect(bins.index(.nan) == nil)
        }
    }
}
