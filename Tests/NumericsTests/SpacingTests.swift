// Points of linspace, geomspace and arange: as people expect them, and rounded as exact fractions are.

import Testing

@testable import Numerics

@Suite struct SpacingTests {
    @Test func pointsAreThoseOneWouldWrite() {
        #expect((0..<4).map { geometricPoint(1e-4, 1e-1, $0, 4) } == [1e-4, 1e-3, 1e-2, 1e-1])
        #expect((0..<4).map { geometricPoint(-1000, -1, $0, 4) } == [-1000, -100, -10, -1])
        let powersOfTwo = (0..<11).map { Double(1 << $0) }
        #expect((0..<11).map { geometricPoint(1, 1024, $0, 11) } == powersOfTwo)
        let tenths = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
        #expect((0..<11).map { linearPoint(0, 1, $0, 11) } == tenths)
        #expect((0..<11).map { linearPoint(1, 0, $0, 11) } == tenths.reversed())
        #expect((0..<11).map { arithmeticPoint(0, 0.1, $0) } == tenths)
        #expect((0..<11).map { arithmeticPoint(1, -0.1, $0) } == tenths.reversed())
        #expect(linearPoint(-0.3, 0.6, 3, 10) == 0)
        #expect(arithmeticPoint(-0.3, 0.1, 3) == 0)
        // 1e23 is the one power of ten halfway between two doubles.
        for e in -300...296 where e != 18 {
            let (lo, hi) = (Double("1e\(e)") ?? 0, Double("1e\(e + 12)") ?? 0)
            #expect(geometricPoint(lo, hi, 5, 13) == Double("1e\(e + 5)"))
        }
    }

    @Test func pointsAreRoundedLikeExactFractions() throws {
        for fields in try fixture("spacing.txt") {
            let (a, b) = (double(fields[1]), double(fields[2]))
            let n = try #require(Int(fields[3]))
            let i = try #require(Int(fields[4]))
            let point =
                switch fields[0] {
                case "linear": linearPoint(a, b, i, n)
                case "geometric": geometricPoint(a, b, i, n)
                default: arithmeticPoint(a, b, i)
                }
            #expect(point == double(fields[5]), "\(fields[0]) \(a) \(b) \(n) \(i)")
        }
    }

    @Test func countsAreThoseOfExactFractions() throws {
        for fields in try fixture("counts.txt") {
            let (start, stop, step) = (double(fields[0]), double(fields[1]), double(fields[2]))
            #expect(
                arithmeticCount(start, stop, step) == Int(fields[3]), "\(start) \(stop) \(step)")
        }
    }

    @Test func countsAtTheirEdges() {
        #expect(arithmeticCount(0, 1, 0.1) == 10)
        #expect(arithmeticCount(1, 1.3, 0.1) == 3)
        #expect(arithmeticCount(0, 1, 0.3) == 4)
        #expect(arithmeticCount(1, 0, -0.25) == 4)
        #expect(arithmeticCount(0, 0, 1) == 0)
        #expect(arithmeticCount(0, 1, 0) == 0)
        #expect(arithmeticCount(0, 1, -1) == 0)
        #expect(arithmeticCount(0, 1e12, 1) == 1_000_000_000_000)
        #expect(arithmeticCount(0, 1, 1e-300) == nil)
        #expect(arithmeticCount(-1e308, 1e308, 1e307) == 20)
        #expect(arithmeticCount(0, 1e308, 0x1p-1074) == nil)
        #expect(arithmeticCount(1e-300, 1, 0.5) == 2)
        #expect(arithmeticCount(1e-250, 1e-260, -1e100) == 1)
        #expect(arithmeticCount(1e15 + 0.125, 1e15 + 0.625, 0.001) == 500)
        // Not allowed, but it has to end.
        for bad in [Double.infinity, -.infinity, .nan] {
            _ = arithmeticCount(bad, 1, 0.1)
            _ = arithmeticCount(0, bad, 0.1)
            _ = arithmeticCount(0, 1, bad)
            _ = linearPoint(bad, 1, 1, 3)
            _ = geometricPoint(bad, 0, 1, 3)
        }
    }

    @Test func endsAreExactAndExtremesHold() {
        let ends = [0.1 + 0.2, -0x1p-1074, 1.7976931348623157e308, -0x1p-1030, 123_456_789.123]
        for lo in ends {
            for hi in ends {
                #expect(linearPoint(lo, hi, 0, 7) == lo)
                #expect(linearPoint(lo, hi, 6, 7) == hi)
                for i in 0..<7 {
                    let point = linearPoint(lo, hi, i, 7)
                    #expect(point >= min(lo, hi) && point <= max(lo, hi))
                    if lo * hi > 0 || (lo < 0 && hi < 0) {
                        let point = geometricPoint(lo, hi, i, 7)
                        #expect(point >= min(lo, hi) && point <= max(lo, hi))
                    }
                }
            }
        }
        #expect(linearPoint(-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1, 3) == 0)
        #expect(linearPoint(3, 9, 0, 1) == 3)
        #expect(geometricPoint(3, 9, 0, 1) == 3)
        let largest = Double.greatestFiniteMagnitude
        #expect(geometricPoint(0x1p-1074, largest, 1, 2) == largest)
        #expect(geometricPoint(0x1p-1074, largest, 1, 3) > 0)
    }

    @Test func decimalsAreShortest() {
        func parts(_ x: Double) -> [Int64] {
            let decimal = ShortestDecimal(x)
            let significand = Int64(decimal.significand) * (decimal.isNegative ? -1 : 1)
            return [significand, Int64(decimal.exponent)]
        }
        #expect(parts(0) == [0, 0])
        #expect(parts(0.1) == [1, -1])
        #expect(parts(-1200) == [-12, 2])
        #expect(parts(0x1p-1074) == [5, -324])
        #expect(parts(1e22) == [1, 22])
        #expect(parts(.greatestFiniteMagnitude) == [17_976_931_348_623_157, 292])
        #expect(parts(9_007_199_254_740_992) == [9_007_199_254_740_992, 0])
        #expect(parts(.infinity) == [0, 0])
        #expect(parts(.nan) == [0, 0])
    }
}
