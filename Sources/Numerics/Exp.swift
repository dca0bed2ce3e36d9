// The exponential function from basic IEEE 754 operations: the same bits on every machine, which the
// C library does not promise.

/// Pairs `2^(j/64)` as `hi, lo`, for `j` from 0 to 63.
private let powersOfTwo: [Double] = (0..<64).flatMap { j in
    let (fraction, power) = DoubleDouble.exp(DoubleDouble.ln2 * (Double(j) / 64))
    return [
        scaled(fraction.hi, byTwoToThe: power), scaled(fraction.lo, byTwoToThe: power),
    ]
}

/// `e^x`, with an error below 0.52 ulp (below 1.02 ulp of the smallest double where the result is
/// subnormal). Infinity above 709.78, 0 below -745.13; NaN stays NaN.
///
/// With `x = (64 k + j) ln2 / 64 + r`: `2^k 2^(j/64) e^r`, after P. T. P. Tang, "Table-driven
/// implementation of the exponential function in IEEE floating-point arithmetic" (ACM TOMS 15, 1989).
package func exp(_ x: Double) -> Double {
    guard x <= 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x > -745.1332191019412 else { return 0 }
    let shift = 6_755_399_441_055_744.0  // 1.5 * 2^52: adding it rounds to an integer
    let steps = (x * 92.33248261893357 + shift) - shift  // 64 / ln2
    // ln2 / 64 in two parts; the first has 33 bits, so that its product with `steps` is exact.
    let r =
        (x - steps * Double(bitPattern: 0x3F86_2E42_FEF0_0000))
        - steps * Double(bitPattern: 0x3D74_73DE_6AF2_78ED)
    let whole = Int(steps)
    let r2 = r * r
    let high = 1 / 24.0 + r * (1 / 120.0) + r2 * (1 / 720.0)
    let growth = r + r2 * (0.5 + r * (1 / 6.0) + r2 * high)
    let j = 2 * (whole & 63)
    let base = powersOfTwo[j]
    let fraction = base + (powersOfTwo[j + 1] + base * growth)
    return scaled(fraction, byTwoToThe: whole >> 6)
}
