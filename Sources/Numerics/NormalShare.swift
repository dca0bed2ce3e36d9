// The normal distribution and parts of it, from basic IEEE 754 operations: the same bits on every
// machine.

/// The share of the standard normal distribution that lies below `z`. Relative error below 5e-13 down to
/// the smallest normal doubles, at z = -37.5; 0 below that.
package func normalShare(below z: Double) -> Double {
    guard z <= 0 else { return z.isNaN ? z : 1 - normalShare(below: -z) }
    guard z > -38.5 else { return 0 }
    // z * z in two parts, since its rounding would be enlarged by the exponential.
    let near = (z * 16).rounded(.towardZero) / 16
    let density =
        exp(-near * near / 2) * exp((near - z) * (near + z) / 2) * 0.3989422804014327
    return z > -3 ? 0.5 - density * series(-z) : density / fraction(-z)
}

/// `x + x^3 / 3 + x^5 / (3 * 5) + ..`
private func series(_ x: Double) -> Double {
    var (term, sum, odd) = (x, x, 3.0)
    while term > sum * 0x1p-60 {
        term *= x * x / odd
        sum += term
        odd += 2
    }
    return sum
}

/// `x + 1 / (x + 2 / (x + 3 / ..))`, for `x` of 3 and more.
private func fraction(_ x: Double) -> Double {
    var value = x
    for numerator in stride(from: 200.0, through: 1, by: -1) { value = x + numerator / value }
    return value
}

/// The standard normal distribution between two numbers.
package struct TruncatedShare: Sendable {
    private let low: Double
    private let high: Double
    private let first: Double
    private let range: Double
    /// Above 0 it is taken from the other side, where shares have all their digits.
    private let isMirrored: Bool

    /// - Parameter low: below `high`; both may be infinite.
    package init(from low: Double, to high: Double) {
        (self.low, self.high) = (low, high)
        isMirrored = low > 0
        let ends = isMirrored ? (-high, -low) : (low, high)
        first = normalShare(below: ends.0)
        range = normalShare(below: ends.1) - first
    }

    /// The share of it that lies below `z`: the inverse of `quantile`, from 0 to 1.
    package func share(below z: Double) -> Double {
        guard z > low else { return 0 }
        guard z < high else { return 1 }
        let share = (normalShare(below: isMirrored ? -z : z) - first) / range
        return isMirrored ? 1 - share : share
    }

    /// The number below which a share `u` of it lies, for `u` from 0 to 1.
    package func quantile(_ u: Double) -> Double {
        let share = first + range * (isMirrored ? 1 - u : u)
        guard share > 0, share < 1 else { return (share > 0) == isMirrored ? low : high }
        let z = normalQuantile(share)
        return max(low, min(high, isMirrored ? -z : z))
    }
}
