// What other tools round, and where that leads: to the same values as hpmake's `q` domains, or to a
// list of values with their exact shares. Knows nothing of single tools.
import Numerics
import Text

/// A continuous distribution between two bounds, before it is rounded.
enum BoundedShape {
    case uniform
    case loguniform

    /// The share of the distribution on [low, high] that lies below `x`.
    func share(below x: Double, low: Double, high: Double) -> Double {
        let x = max(low, min(high, x))
        switch self {
        case .uniform: return (x - low) / (high - low)
        case .loguniform: return (log(x) - log(low)) / (log(high) - log(low))
        }
    }

    var keyword: String {
        switch self {
        case .uniform: "uniform"
        case .loguniform: "loguniform"
        }
    }
}

/// Lists of values that are written out have at most so many.
let longestList = 64

extension ImportedDomain {
    /// A multiple of `q` nearest to a number between the bounds.
    ///
    /// - Parameters:
    ///   - isClipped: whether what lies outside of the bounds then is moved to them.
    ///   - tool: who draws so.
    static func rounded(
        _ shape: BoundedShape, _ low: Decimal, _ high: Decimal, _ q: Decimal, isClipped: Bool,
        tool: String
    ) -> ImportedDomain {
        if low.value == high.value { return .constant(low.json) }
        let first = (low.value / q.value).rounded(.toNearestOrEven)
        let last = (high.value / q.value).rounded(.toNearestOrEven)
        // Within the bounds rounding leads where hpmake's does.
        if let range = multiples(of: q.value, from: low.value, to: high.value),
            first >= Double(range.lowerBound), last <= Double(range.upperBound)
        {
            return .keyword("q" + shape.keyword, [low, high, q])
        }
        guard low.value < high.value, q.value > 0, abs(first) < 0x1p53, abs(last) < 0x1p53 else {
            return .keyword("q" + shape.keyword, [low, high, q])
        }
        guard last - first < Double(longestList) else {
            return .keyword(
                "q" + shape.keyword, [low, high, q],
                note: "\(tool) also draws values outside of the multiples of \(q.text) within "
                    + "the bounds; hpmake does not")
        }
        var (values, weights): ([Decimal], [Double]) = ([], [])
        for index in Int(first)...Int(last) {
            let share =
                shape.share(
                    below: (Double(index) + 0.5) * q.value, low: low.value, high: high.value)
                - shape.share(
                    below: (Double(index) - 0.5) * q.value, low: low.value, high: high.value)
            guard share > 0 else { continue }
            let value = multiple(index, of: q)
            let isOut = value.value < low.value || value.value > high.value
            values.append(!isClipped || !isOut ? value : value.value < low.value ? low : high)
            weights.append(share.rounded(digits: 9))
        }
        return .choice(values.map(\.json), weights: weights)
    }

    /// The whole numbers from `low` to `high`, rounded from the logarithmic scale between `from` and `to`.
    static func roundedLogIntegers(
        _ low: Int, _ high: Int, from: Double, to: Double, tool: String
    ) -> ImportedDomain {
        guard low > 0, low <= high else {
            return .keyword("lograndint", [Decimal(low), Decimal(high + 1)])
        }
        guard high - low < longestList else {
            return .keyword(
                "lograndint", [Decimal(low), Decimal(high + 1)],
                note: "\(tool) rounds to the nearest whole number, hpmake down: the shares of the "
                    + "lowest numbers differ")
        }
        let shape = BoundedShape.loguniform
        let weights = (low...high).map { value in
            let share =
                shape.share(below: Double(value) + 0.5, low: from, high: to)
                - shape.share(below: Double(value) - 0.5, low: from, high: to)
            return share.rounded(digits: 9)
        }
        return .choice((low...high).map { .int($0) }, weights: weights)
    }

    /// Evenly, the numbers from `low` on in steps, up to and with `high`.
    static func stepped(_ low: Decimal, _ high: Decimal, _ step: Decimal) -> ImportedDomain? {
        guard step.value > 0, let count = stepCount(from: low, to: high, by: step) else {
            return nil
        }
        if count == 1 { return .constant(low.json) }
        let isWhole = low.isInteger && step.isInteger
        if isWhole, let start = low.integer, let size = step.integer {
            if size == 1 { return .keyword("randint", [low, Decimal(start + count)]) }
            return .keyword("arange", [low, Decimal(start + (count - 1) * size + 1), step])
        }
        guard let last = steps(from: low, by: step, count: count).last else { return nil }
        return .keyword("linspace", [Decimal(floating: low.value), last, Decimal(count)])
    }

    /// The same of a parameter that has to have such numbers.
    static func stepped(
        _ name: String, _ low: Decimal, _ high: Decimal, _ step: Decimal
    ) throws(ImportFailure) -> ImportedDomain {
        if let domain = stepped(low, high, step) { return domain }
        throw ImportFailure(
            "\(quoted(name)): no step of \(step.text) leads from \(low.text) to \(high.text)")
    }

    /// A multiple of `q`, whole or not as `q` is.
    static func multiple(_ index: Int, of q: Decimal) -> Decimal {
        if q.isInteger, let size = q.integer {
            let (product, overflow) = index.multipliedReportingOverflow(by: size)
            if !overflow { return Decimal(product) }
        }
        return Decimal(floating: ArithmeticPoints(from: 0, to: 0, step: q.value)[index])
    }
}
