// Mean and spread of the metrics of repeats.
import Testing

@testable import Tables

@Suite struct StatisticsTests {
    @Test func meanAndDeviation() {
        #expect(Summary([]) == nil)
        #expect(Summary([.nan, .infinity]) == nil)
        let one = Summary([3])
        #expect(one?.mean == 3 && one?.deviation == nil && one?.count == 1)
        let some = Summary([2, 4, 4, 4, 5, 5, 7, 9, .nan])
        #expect(some?.mean == 5 && some?.count == 8)
        #expect(some?.deviation == (32 / 7.0).squareRoot())
    }

    /// A sum first would round 0.1 + 0.1 + 0.1.
    @Test func equalNumbersHaveNoSpread() {
        let same = Summary([0.1, 0.1, 0.1])
        #expect(same?.mean == 0.1 && same?.deviation == 0)
        let large = Summary([1e300, 1e300])
        #expect(large?.mean == 1e300 && large?.deviation == 0)
    }

    @Test func largeOffsetsKeepTheSpread() {
        let numbers = [1e9 + 1, 1e9 + 2, 1e9 + 3]
        #expect(Summary(numbers)?.deviation == 1)
    }
}
