// Numbers of about 104 bits as the unevaluated sum of two doubles, from + - * / alone: results that
// are rounded once, and the same on every machine. Knows nothing of what is computed with them.

/// `hi + lo`, with `hi` the double nearest to the sum.
///
/// The algorithms are those of Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic
/// building blocks of double-word arithmetic" (ACM TOMS 44, 2017); products are split after Dekker
/// (1971), since a fused multiply-add is not there on every machine. Relative errors are at most
/// 2^-104 for `+` and `-` of numbers of one sign, 2^-103 for `*` and 2^-102 for `/`. Integers whose
/// sums and products stay below 10^30 are computed exactly. Magnitudes have to stay below 2^990.
struct DoubleDouble: Sendable {
    var hi: Double
    var lo: Double

    init(_ value: Double) {
        hi = value
        lo = 0
    }

    /// For constants: the pair has to be normalised.
    init(hi: Double, lo: Double) {
        self.hi = hi
        self.lo = lo
    }

    /// Exact for integers below 2^63.
    init(integer: UInt64) {
        hi = Double(integer)
        lo = Double(Int64(truncatingIfNeeded: integer &- UInt64(hi)))
    }

    /// ln 2.
    static let ln2 = DoubleDouble(
        hi: Double(bitPattern: 0x3FE6_2E42_FEFA_39EF),
        lo: Double(bitPattern: 0x3C7A_BC9E_3B39_803F))

    static let one = DoubleDouble(1)

    /// The exact sum of any two doubles (Knuth).
    @inline(__always)
    static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
        let hi = a + b
        let bPart = hi - a
        return DoubleDouble(hi: hi, lo: (a - (hi - bPart)) + (b - bPart))
    }

    /// The exact sum where `|a| >= |b|` or `a` is zero (Dekker).
    @inline(__always)
    static func orderedSum(_ a: Double, _ b: Double) -> DoubleDouble {
        let hi = a + b
        return DoubleDouble(hi: hi, lo: b - (hi - a))
    }

    /// The exact product (Dekker, with Veltkamp's splitting into halves of 26 bits).
    @inline(__always)
    static func product(_ a: Double, _ b: Double) -> DoubleDouble {
        let splitter = 134_217_729.0  // 2^27 + 1
        let aScaled = a * splitter
        let bScaled = b * splitter
        let aHigh = aScaled - (aScaled - a)
        let bHigh = bScaled - (bScaled - b)
        let aLow = a - aHigh
        let bLow = b - bHigh
        let hi = a * b
        let lo = ((aHigh * bHigh - hi) + aHigh * bLow + aLow * bHigh) + aLow * bLow
        return DoubleDouble(hi: hi, lo: lo)
    }

    @inline(__always)
    static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let high = sum(a.hi, b.hi)
        let low = sum(a.lo, b.lo)
        let middle = orderedSum(high.hi, high.lo + low.hi)
        return orderedSum(middle.hi, low.lo + middle.lo)
    }

    @inline(__always)
    static prefix func - (a: DoubleDouble) -> DoubleDouble {
        DoubleDouble(hi: -a.hi, lo: -a.lo)
    }

    @inline(__always)
    static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

    @inline(__always)
    static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let high = product(a.hi, b.hi)
        return orderedSum(high.hi, high.lo + (a.hi * b.lo + a.lo * b.hi))
    }

    @inline(__always)
    static func * (a: DoubleDouble, b: Double) -> DoubleDouble {
        let high = product(a.hi, b)
        return orderedSum(high.hi, high.lo + a.lo * b)
    }

    @inline(__always)
    static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
        let quotient = a.hi / b.hi
        let back = b * quotient
        let rest = (a.hi - back.hi) + (a.lo - back.lo)
        return orderedSum(quotient, rest / b.hi)
    }

    /// `5^power` for `power` from 0 to 400: exact up to 45, then within 2^-98.
    static func five(toThe power: Int) -> DoubleDouble {
        var result = one
        var square = DoubleDouble(5)
        var rest = power
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }
}

/// `x * 2^power`, rounded once where `x` is neither tiny nor huge: for `power` from -1500 to 1500.
@inline(__always)
func scaled(_ x: Double, byTwoToThe power: Int) -> Double {
    let half = power < -1000 ? -600 : power > 1000 ? 600 : 0
    let first = Double(bitPattern: UInt64(half + 1023) << 52)
    let second = Double(bitPattern: UInt64(power - half + 1023) << 52)
    return x * first * second
}
