// Distributions between two bounds that hpmake has no domain for, as values with their shares.
// Knows nothing of single tools.
import Numerics
import Text

/// A distribution by its density, summed up in small steps: good for shares to about 1e-5.
struct TabulatedDensity {
    private let low: Double
    private let high: Double
    /// Sums up to the upper end of each step; the last is 1.
    private let sums: [Double]

    private static let count = 1 << 14

    /// - Parameter logDensity: the logarithm of the density, but for a constant.
    init(from low: Double, to high: Double, logDensity: (Double) -> Double) {
        (self.low, self.high) = (low, high)
        let width = (high - low) / Double(TabulatedDensity.count)
        let logs = (0..<TabulatedDensity.count).map { logDensity(low + (Double($0) + 0.5) * width) }
        let top = logs.max() ?? 0
        var sum = 0.0
        let raw = logs.map { value in
            sum += exp(value - top)
            return sum
        }
        sums = raw.map { $0 / sum }
    }

    /// The share below `x`.
    func share(below x: Double) -> Double {
        let place = (x - low) / (high - low) * Double(sums.count)
        // Not a number where both ends are one.
        guard place > 0 else { return 0 }
        if place >= Double(sums.count) { return 1 }
        let index = Int(place)
        let before = index == 0 ? 0 : sums[index - 1]
        return before + (sums[index] - before) * (place - Double(index))
    }

    /// The value below which a share lies.
    func quantile(_ share: Double) -> Double {
        let index = sums.firstIndex { $0 >= share } ?? sums.count - 1
        let before = index == 0 ? 0 : sums[index - 1]
        let part = sums[index] > before ? (share - before) / (sums[index] - before) : 0
        return low + (Double(index) + part) / Double(sums.count) * (high - low)
    }

    static func beta(_ a: Double, _ b: Double, from low: Double, to high: Double) -> Self {
        TabulatedDensity(from: low, to: high) { x in
            let u = (x - low) / (high - low)
            return (a - 1) * log(u) + (b - 1) * log(1 - u)
        }
    }
}

extension ImportedDomain {
    /// A beta distribution between two bounds, and rounded to multiples of a quantum where there is one.
    static func beta(
        _ a: Double, _ b: Double, from low: Decimal = Decimal(0), to high: Decimal = Decimal(1),
        quantum: Decimal?
    ) -> ImportedDomain {
        if let quantum {
            if a == 1, b == 1 {
                return .rounded(.uniform, low, high, quantum, isClipped: false, tool: "it")
            }
            return .listed(.beta(a, b, from: low.value, to: high.value), low, high, quantum)
        }
        if a == 1, b == 1 { return .keyword("uniform", [low, high]) }
        let density = TabulatedDensity.beta(a, b, from: low.value, to: high.value)
        let count = 100
        let values = (0..<count).map { index in
            Decimal(density.quantile((Double(index) + 0.5) / Double(count)).rounded(digits: 5)).json
        }
        return .choice(
            values,
            note:
                "a beta distribution has no equal in hpmake: these are \(count) of its quantiles, "
                + "each as likely")
    }

    /// The multiples of a quantum that a density rounds to.
    private static func listed(
        _ density: TabulatedDensity, _ low: Decimal, _ high: Decimal, _ q: Decimal
    ) -> ImportedDomain {
        let first = (low.value / q.value).rounded(.toNearestOrEven)
        let last = (high.value / q.value).rounded(.toNearestOrEven)
        guard last - first < Double(longestList), abs(first) < 0x1p53, abs(last) < 0x1p53,
            first <= last
        else {
            return .keyword(
                "quniform", [low, high, q],
                note: "its distribution has no equal in hpmake: here it is even")
        }
        let range = Int(first)...Int(last)
        let edges = (Int(first)...Int(last) + 1).map { (Double($0) - 0.5) * q.value }
        return .choice(
            range.map { ImportedDomain.multiple($0, of: q).json },
            weights: shares(edges, density.share))
    }

    /// Whole numbers, each with what lies in its part of the range, all parts of one width: as
    /// ConfigSpace draws integers.
    ///
    /// - Parameter share: of a distribution between the bounds, what lies below a number.
    static func binned(
        _ first: Int, _ last: Int, share: (Double) -> Double, else other: ImportedDomain
    ) -> ImportedDomain {
        let count = last - first + 1
        guard count > 1, count <= longestList else {
            return count > 1 ? other : .constant(.int(first))
        }
        let edges = (0...count).map { index in
            Double(first) + Double(last - first) * Double(index) / Double(count)
        }
        return .choice((first...last).map { .int($0) }, weights: shares(edges, share))
    }

    private static func shares(_ edges: [Double], _ share: (Double) -> Double) -> [Double] {
        zip(edges, edges.dropFirst()).map { (share($1) - share($0)).rounded(digits: 6) }
    }
}

extension Double {
    /// With so many significant digits.
    func rounded(digits: Int) -> Double { Double(significant(self, digits)) ?? self }
}
