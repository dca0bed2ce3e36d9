// The points of arange, linspace and geomspace as people expect them: ends exact, every point rounded
// once from the decimals as written. Knows nothing of domains.

/// `count` points from `lo` to `hi`, both included, at equal distances. Bounds have to be finite.
package struct LinearPoints: Sendable {
    private let lo: Double
    private let hi: Double
    package let count: Int
    private let scale: CommonScale
    private let first: DoubleDouble
    private let last: DoubleDouble

    package init(from lo: Double, to hi: Double, count: Int) {
        self.lo = lo
        self.hi = hi
        self.count = count
        scale = CommonScale(of: [lo, hi])
        first = scale.integer(lo)
        last = scale.integer(hi)
    }

    /// Point `index`, from 0: the double nearest to the exact value between the shortest decimals of
    /// `lo` and `hi`. Indices outside are held at the ends.
    package subscript(index: Int) -> Double {
        if index <= 0 { return lo }
        if index >= count - 1 { return hi }
        let sum = first * Double(count - 1 - index) + last * Double(index)
        return scale.value(sum, over: Double(count - 1))
    }
}

/// `count` points from `lo` to `hi`, both included, with equal ratios. Bounds have to be finite, of one
/// sign, and not 0.
package struct GeometricPoints: Sendable {
    private let lo: Double
    private let hi: Double
    package let count: Int
    private let first: DoubleDouble
    private let last: DoubleDouble

    package init(from lo: Double, to hi: Double, count: Int) {
        self.lo = lo
        self.hi = hi
        self.count = count
        first = ShortestDecimal(lo).logarithm
        last = ShortestDecimal(hi).logarithm
    }

    /// Point `index`, from 0: the double nearest to the exact value between the shortest decimals of
    /// `lo` and `hi`, but for a relative 2^-92 before it is rounded. Indices outside are held at the
    /// ends.
    package subscript(index: Int) -> Double {
        if index <= 0 { return lo }
        if index >= count - 1 { return hi }
        let sum = first * Double(count - 1 - index) + last * Double(index)
        let (fraction, power) = DoubleDouble.exp(sum / DoubleDouble(Double(count - 1)))
        let magnitude = scaled(fraction.hi, byTwoToThe: power)
        return lo < 0 ? -magnitude : magnitude
    }
}

/// The points `start`, `start + step`, .. before `stop`. All have to be finite.
package struct ArithmeticPoints: Sendable {
    private let start: Double
    /// How many points lie before `stop`: `ceil((stop - start) / step)` of the decimals as written, so
    /// that (0, 1, 0.1) has 10 and (1, 1.3, 0.1) has 3. 0 where `step` leads away or is 0; nil past
    /// 2^53.
    package let count: Int?
    private let scale: CommonScale
    private let first: DoubleDouble
    private let difference: DoubleDouble

    package init(from start: Double, to stop: Double, step: Double) {
        self.start = start
        scale = CommonScale(of: [start, stop, step])
        first = scale.integer(start)
        difference = scale.integer(step)
        let isAhead = step > 0 ? start < stop : step < 0 && start > stop
        if !isAhead {
            count = 0
        } else if ArithmeticPoints.isEndless(from: start, to: stop, step: step) {
            count = nil
        } else {
            count = ArithmeticPoints.steps(scale.integer(stop) - first, difference)
        }
    }

    /// The double nearest to `start + index * step` of the decimals as written.
    package subscript(index: Int) -> Double {
        index == 0 ? start : scale.value(first + difference * Double(index))
    }

    /// Whether 2^53 steps or more lie between the ends.
    private static func isEndless(from start: Double, to stop: Double, step: Double) -> Bool {
        let distance = stop - start
        // Ends whose difference overflows are far enough apart to be divided one by one.
        let steps = distance.isFinite ? distance / step : stop / step - start / step
        return steps >= 0x1p53
    }

    /// `ceil(distance / step)` of two integers of one sign, at least 1: both may have come out as 0
    /// beside a much larger number.
    private static func steps(_ distance: DoubleDouble, _ step: DoubleDouble) -> Int {
        let quotient = distance.hi / step.hi
        guard quotient > 0, quotient < 0x1p54 else { return 1 }
        // The quotient of doubles is off by two at most; the exact rest says which way.
        let near = Int(quotient)
        let isBefore = { (n: Int) in
            let rest = distance - step * Double(n)
            return step.hi > 0 ? rest.hi > 0 : rest.hi < 0
        }
        return (max(near - 2, 1)...near + 3).first { !isBefore($0) } ?? near
    }
}

/// Point `index` of `count` from `lo` to `hi`; for many points `LinearPoints` is faster.
package func linearPoint(_ lo: Double, _ hi: Double, _ index: Int, _ count: Int) -> Double {
    LinearPoints(from: lo, to: hi, count: count)[index]
}

/// Point `index` of `count` from `lo` to `hi`; for many points `GeometricPoints` is faster.
package func geometricPoint(_ lo: Double, _ hi: Double, _ index: Int, _ count: Int) -> Double {
    GeometricPoints(from: lo, to: hi, count: count)[index]
}

/// `start + index * step`; for many points `ArithmeticPoints` is faster.
package func arithmeticPoint(_ start: Double, _ step: Double, _ index: Int) -> Double {
    ArithmeticPoints(from: start, to: start, step: step)[index]
}

/// How many points from `start` by `step` lie before `stop`: see `ArithmeticPoints.count`.
package func arithmeticCount(_ start: Double, _ stop: Double, _ step: Double) -> Int? {
    ArithmeticPoints(from: start, to: stop, step: step).count
}
