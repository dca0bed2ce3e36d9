// The order of numbers.
import Numerics
import Testing

struct OrderTests {
    @Test func equalNumbersStandAsTheyCame() {
        #expect(ascending([3, 1, 3, -.infinity, 1]) == [3, 1, 4, 0, 2])
        #expect(descending([3, 1, 3, -.infinity, 1]) == [0, 2, 1, 4, 3])
        #expect(ascending([]) == [])
    }
}
