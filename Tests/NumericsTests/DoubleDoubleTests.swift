// Arithmetic with two doubles: exact where it promises to be.

import Testing

@testable import Numerics

@Suite struct DoubleDoubleTests {
    @Test func integersAreExact() {
        let a = DoubleDouble(integer: 12_345_678_901_234_567)
        #expect(UInt64(a.hi) == 12_345_678_901_234_568 && a.lo == -1)
        // The product has 89 bits: 376760220374590057373046875.
        let product = a * DoubleDouble.five(toThe: 15)
        #expect(product.hi == 0x1.37a61478c8b28p+88 && product.lo == 6_023_878_747)
        let rest = product - a * DoubleDouble.five(toThe: 14) * 5
        #expect(rest.hi == 0 && rest.lo == 0)
    }

    @Test func powersOfFiveAreExactUpTo45() {
        var (high, low) = (UInt64(0), UInt64(1))  // 5^n in 128 bits
        for n in 0...45 {
            let power = DoubleDouble.five(toThe: n)
            let value = Double(high) * 0x1p64 + Double(low)
            #expect(power.hi == value || abs(power.hi - value) <= value.ulp)
            let (carry, next) = low.multipliedFullWidth(by: 5)
            (high, low) = (high * 5 + carry, next)
            let quotient = DoubleDouble.five(toThe: n + 1) / DoubleDouble(5)
            if n < 45 { #expect(quotient.hi == power.hi && quotient.lo == power.lo) }
        }
        #expect(high > 0)
    }

    @Test func expAndLogAreInverse() {
        for k in 1...200 {
            let x = DoubleDouble(openUnitInterval(mixed(UInt64(k))) * Double(k * k))
            let (fraction, power) = DoubleDouble.exp(DoubleDouble.log(x))
            let back = scaled(fraction.hi, byTwoToThe: power)
            let low = scaled(fraction.lo, byTwoToThe: power)
            #expect(abs((back - x.hi) + low) < x.hi * 0x1p-94)
        }
    }

    @Test func scalingByPowersOfTwo() {
        #expect(scaled(1.5, byTwoToThe: 1023) == 0x1.8p1023)
        #expect(scaled(1.5, byTwoToThe: -1074) == 0x1p-1073)
        #expect(scaled(0.75, byTwoToThe: 1024) == 0x1.8p1023)
        #expect(scaled(1, byTwoToThe: 1024) == .infinity)
        #expect(scaled(1, byTwoToThe: -1080) == 0)
    }
}
