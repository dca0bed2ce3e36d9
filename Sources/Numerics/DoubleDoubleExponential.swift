// exp and log to about 100 bits, for those results that have to be rounded correctly: points of grids,
// powers, and the table behind the fast `exp`. Some hundred nanoseconds each.

extension DoubleDouble {
    /// `e^r - 1` for `|r| <= 0.36`, relative error below 2^-98, small `r` included.
    ///
    /// The Taylor series of `r / 16`, then four times `s -> s^2 + 2s`. From the eighth term on the
    /// factor weighs less than 2^-53, so that plain doubles will do.
    static func reducedExpMinusOne(_ r: DoubleDouble) -> DoubleDouble {
        let small = DoubleDouble(hi: r.hi / 16, lo: r.lo / 16)
        var tail = 1.0
        for n in stride(from: 15.0, through: 8, by: -1) {
            tail = 1 + tail * small.hi / n
        }
        var factor = DoubleDouble(tail)
        for n in stride(from: 7.0, through: 2, by: -1) {
            factor = one + factor * small / DoubleDouble(n)
        }
        var s = small * factor
        for _ in 0..<4 {
            s = s * s + DoubleDouble(hi: 2 * s.hi, lo: 2 * s.lo)
        }
        return s
    }

    /// `e^a` as a fraction from 0.7 to 1.42 and a power of two; relative error below 2^-95 for
    /// `|a| <= 800`, beyond which the result is held at e^800 or e^-800.
    static func exp(_ a: DoubleDouble) -> (fraction: DoubleDouble, power: Int) {
        if a.hi > 800 { return exp(DoubleDouble(800)) }
        if a.hi < -800 { return exp(DoubleDouble(-800)) }
        let shift = 6_755_399_441_055_744.0  // 1.5 * 2^52: adding it rounds to an integer
        let power = (a.hi / ln2.hi + shift) - shift
        return (one + reducedExpMinusOne(a - ln2 * power), Int(power))
    }

    /// `ln(x * 2^power)` for finite `x > 0`; relative error below 2^-96.
    ///
    /// One step of Halley's kind from the fast logarithm: with `t = x e^-y - 1`, which is tiny,
    /// `ln x = y + t - t^2 / 2 + O(t^3)`.
    static func log(_ x: DoubleDouble, timesTwoToThe power: Int = 0) -> DoubleDouble {
        let (near, own) = splitNearOne(x.hi)
        let low = scaled(x.lo, byTwoToThe: -own)
        let guess = Numerics.log(near)
        let f = DoubleDouble(near - 1) + DoubleDouble(low)
        let e = reducedExpMinusOne(DoubleDouble(-guess))
        let t = f + e + f * e
        let fine = DoubleDouble(guess) + (t - DoubleDouble(0.5 * t.hi * t.hi))
        return ln2 * Double(own + power) + fine
    }
}
