// The multiples of a quantum within bounds, as people expect them: 0.3 is the third multiple of 0.1.
// Knows nothing of domains.

/// The whole numbers whose multiples of `quantum` (above 0) lie within the bounds; nil where there are
/// none, or where they pass 2^53. Multiples are those of the decimals as written, rounded once.
package func multiples(
    of quantum: Double, from low: Double, to high: Double
) -> ClosedRange<Int>? {
    guard max(abs(low), abs(high)) / quantum < 0x1p53 else { return nil }
    let points = ArithmeticPoints(from: 0, to: 0, step: quantum)
    // The quotient of doubles may lie on the wrong side of a whole number, never further off.
    var first = Int((low / quantum).rounded())
    if points[first] < low {
        first += 1
    } else if points[first - 1] >= low {
        first -= 1
    }
    var last = Int((high / quantum).rounded())
    if points[last] > high {
        last -= 1
    } else if points[last + 1] <= high {
        last += 1
    }
    return first <= last ? first...last : nil
}
