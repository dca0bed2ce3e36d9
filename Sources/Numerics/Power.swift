// Powers of positive numbers from basic IEEE 754 operations: the same bits on every machine.

/// `x^y` for `x >= 0`: the exact value rounded, but for about one in 2^40 where the other neighbour
/// is as near (error below 0.501 ulp; below 1.001 ulp of the smallest double where the result is
/// subnormal). NaN for `x < 0`, and where IEEE 754 says so.
package func pow(_ x: Double, _ y: Double) -> Double {
    if x == 1 || y == 0 { return 1 }
    guard x >= 0, !y.isNaN else { return .nan }
    if x == 0 || x == .infinity { return (x == 0) == (y > 0) ? 0 : .infinity }
    if y.isInfinite { return (x < 1) == (y > 0) ? 0 : .infinity }
    let logarithm = DoubleDouble.log(DoubleDouble(x))
    // Far beyond the range of doubles; past it a product might overflow on its way.
    let estimate = logarithm.hi * y
    if estimate > 800 { return .infinity }
    if estimate < -800 { return 0 }
    let (fraction, power) = DoubleDouble.exp(logarithm * y)
    return scaled(fraction.hi, byTwoToThe: power)
}
