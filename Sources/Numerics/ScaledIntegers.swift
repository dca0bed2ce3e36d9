// Doubles as the decimals that people wrote: 0.1 as one tenth. So that what is computed from them is
// what people expect, 0.3 and not 0.30000000000000004.

/// The shortest decimal that reads back as a given double: `significand * 10^exponent`.
struct ShortestDecimal: Sendable {
    private(set) var isNegative: Bool
    private(set) var significand: UInt64 = 0
    private(set) var exponent = 0

    /// Taken from `description`, which the standard library computes with integers alone (SwiftDtoa,
    /// after R. Giulietti's Schubfach and others). Numbers that are not finite become 0.
    init(_ value: Double) {
        isNegative = value < 0
        guard value.isFinite, value != 0 else { return }
        var digitsAfterPoint: Int?
        var written = 0
        var isWrittenNegative = false
        var isExponent = false
        for byte in value.magnitude.description.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = Int(byte - UInt8(ascii: "0"))
                if isExponent {
                    written = written * 10 + digit
                } else {
                    significand = significand * 10 + UInt64(digit)
                    digitsAfterPoint = digitsAfterPoint.map { $0 + 1 }
                }
            case UInt8(ascii: "."): digitsAfterPoint = 0
            case UInt8(ascii: "e"): isExponent = true
            case UInt8(ascii: "-"): isWrittenNegative = true
            default: break
            }
        }
        exponent = (isWrittenNegative ? -written : written) - (digitsAfterPoint ?? 0)
        while significand % 10 == 0 {
            significand /= 10
            exponent += 1
        }
    }

    /// `ln |self|`, absolute error below 2^-94; for numbers other than 0.
    var logarithm: DoubleDouble {
        let five = DoubleDouble.five(toThe: abs(exponent))
        let digits = DoubleDouble(integer: significand)
        return DoubleDouble.log(
            exponent < 0 ? digits / five : digits * five, timesTwoToThe: exponent)
    }
}

/// The power of ten of which several decimals are all multiples. Sums of multiples of them are then
/// integers, and exact as long as they stay below 10^30.
struct CommonScale: Sendable {
    private let exponent: Int
    /// `5^|exponent|`: the power of two in `10^exponent` costs nothing.
    private let five: DoubleDouble

    /// A decimal that is 10^130 times smaller than another one counts as 0, so that nothing overflows.
    init(of values: [Double]) {
        let exponents = values.filter { $0 != 0 }.map { ShortestDecimal($0).exponent }
        exponent = max(exponents.min() ?? 0, (exponents.max() ?? 0) - 150)
        five = DoubleDouble.five(toThe: abs(exponent))
    }

    /// One of the values as a multiple of the scale.
    func integer(_ value: Double) -> DoubleDouble {
        let decimal = ShortestDecimal(value)
        let power = decimal.exponent - exponent
        guard power >= 0 else { return DoubleDouble(0) }
        let unscaled = DoubleDouble(integer: decimal.significand) * DoubleDouble.five(toThe: power)
        let two = scaled(1, byTwoToThe: power) * (decimal.isNegative ? -1 : 1)
        return DoubleDouble(hi: unscaled.hi * two, lo: unscaled.lo * two)
    }

    /// The double nearest to `multiple / divisor` times the scale: off by a relative 2^-96 at most
    /// before it is rounded. (Below 1e-290 it may be the other neighbour.)
    func value(_ multiple: DoubleDouble, over divisor: Double = 1) -> Double {
        let quotient =
            exponent < 0
            ? multiple / (five * divisor) : multiple * five / DoubleDouble(divisor)
        return scaled(quotient.hi, byTwoToThe: exponent)
    }
}
