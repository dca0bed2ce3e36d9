// What was refused once is refused wherever it would be drawn again, and nothing else is.
import Testing

@testable import Sampling

@Suite struct RefusedPartsTests {
    /// Against a set of the values themselves, over steps of uneven width.
    @Test func knowsTheValuesThatWereRefused() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let steps = (0..<40).map { _ in UInt64.random(in: 0..<1 << 16, using: &generator) }
                .sorted()
            let place = { (number: UInt64) in Int64(steps.count { $0 <= number }) }
            var (parts, refused) = (RefusedParts(), Set<Int64>())
            for _ in 0..<500 {
                let number = UInt64.random(in: 0..<1 << 16, using: &generator)
                // A part may not know all numbers of a value that was refused, but no other one.
                if parts.contains(number) { #expect(refused.contains(place(number))) }
                if Bool.random(using: &generator) || refused.contains(place(number)) {
                    parts.insert(number, place: place(number))
                    refused.insert(place(number))
                    #expect(parts.contains(number))
                }
            }
        }
    }
}
