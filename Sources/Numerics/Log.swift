// The natural logarithm from basic IEEE 754 operations: the same bits on every machine, which the C
// library does not promise.

/// `x` as `near * 2^power` with `near` between sqrt(1/2) and sqrt(2); for finite `x > 0`.
@inline(__always)
func splitNearOne(_ x: Double) -> (near: Double, power: Int) {
    let isTiny = x < 0x1p-1022
    let bits = (isTiny ? x * 0x1p54 : x).bitPattern
    let rootOfHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    let power = Int(truncatingIfNeeded: Int64(bitPattern: bits &- rootOfHalf) >> 52)
    let near = Double(bitPattern: bits &- UInt64(bitPattern: Int64(power)) << 52)
    return (near, isTiny ? power - 54 : power)
}

/// `ln x`, with an error below 0.9 ulp. -infinity at 0, NaN below it; infinity and NaN stay.
///
/// With `x = 2^k (1 + f)` and `s = f / (2 + f)`: `ln(1 + f) = 2 s + s R`, where
/// `R = 2/3 s^2 + 2/5 s^4 + ..` is the series of the inverse hyperbolic tangent, and `2 s` is taken
/// apart into `f - f^2 / 2 + s f^2 / 2` so that its leading part is exact; the arrangement is that of
/// K. C. Ng's `log` (fdlibm, 1993).
package func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
    let (near, power) = splitNearOne(x)
    let f = near - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (2 / 5.0 + w * (2 / 9.0 + w * (2 / 13.0 + w * (2 / 17.0 + w * (2 / 21.0)))))
    let odd = z * (2 / 3.0 + w * (2 / 7.0 + w * (2 / 11.0 + w * (2 / 15.0 + w * (2 / 19.0)))))
    let halfSquare = 0.5 * f * f
    let small = s * (halfSquare + (even + odd))
    let k = Double(power)
    // ln2 in two parts; the first has 32 bits, so that its product with `k` is exact.
    let high = k * Double(bitPattern: 0x3FE6_2E42_FEE0_0000)
    let low = k * Double(bitPattern: 0x3DEA_39EF_3579_3C76)
    return high - ((halfSquare - (small + low)) - f)
}
