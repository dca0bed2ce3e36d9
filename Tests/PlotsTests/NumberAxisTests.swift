// The axes that pages are told: the same as those of figures.
import Testing

@testable import Plots

struct NumberAxisTests {
    @Test func fewValuesHaveTheirOwnTicks() throws {
        let powers = try #require(NumberAxis.parameter([1, 2, 4, 8, 16, 32, .nan]))
        #expect(powers.isLog && powers.ticks.map(\.label) == ["1", "2", "4", "8", "16", "32"])
        let ratios = try #require(NumberAxis.parameter([1e-4, 1e-3, 1e-2, 1e-1]))
        #expect(ratios.isLog && ratios.ticks.map(\.value) == [1e-4, 1e-3, 1e-2, 1e-1])
        let seeds = try #require(NumberAxis.parameter([1, 2, 3]))
        #expect(!seeds.isLog && seeds.ticks.map(\.label) == ["1", "2", "3"])
        let many = try #require(NumberAxis.parameter((0..<30).map(Double.init)))
        #expect(many.ticks.allSatisfy { $0.value == $0.value.rounded() } && many.ticks.count > 3)
        #expect(NumberAxis.parameter([.nan, .infinity]) == nil)
    }

    @Test func aFewFarValuesLieBeyond() throws {
        let values = (0..<50).map { $0 == 7 ? -1000 : 0.8 + Double($0) / 250 }
        let axis = try #require(NumberAxis.metric(values + [.infinity], maximize: true))
        #expect(axis.low > 0 && axis.high > 0.99 && axis.outside == 1)
        // The best one is never beyond.
        let best = try #require(NumberAxis.metric(values, maximize: false))
        #expect(best.low <= -1000 && best.outside == 0)
        let parameter = try #require(NumberAxis.parameter(values))
        #expect(parameter.low <= -1000)
    }

    @Test func ofManyValuesAPartIsEnough() throws {
        let values = (0..<50_000).map { $0 == 7 ? -1e9 : Double($0 % 1000) }
        let axis = try #require(NumberAxis.metric(values, maximize: true))
        #expect(axis.outside == 1 && axis.high >= 999)
    }
}
