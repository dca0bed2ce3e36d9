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

    @Test func fewValuesHaveTheirOwnMedians() {
        let points = [(1, 5), (1, 7), (1, 6), (2, 1), (3, 4), (3, 6)].map { Point(x: $0, y: $1) }
        #expect(
            runningMedian(points) == [Point(x: 1, y: 6), Point(x: 2, y: 1), Point(x: 3, y: 5)])
        #expect(runningMedian([]) == [])
    }

    @Test func theRunningMedianFollowsALine() {
        var random = SeededRandom(seed: 4)
        let points = (0..<2000).map { _ in
            let x = Double.random(in: 0...1, using: &random)
            return Point(x: x, y: 3 * x + Double.random(in: -0.5...0.5, using: &random))
        }
        let median = runningMedian(points)
        #expect(median.count == 40)
        #expect(zip(median, median.dropFirst()).allSatisfy { $0.x <= $1.x })
        for point in median { #expect(abs(point.y - 3 * point.x) < 0.2) }
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
