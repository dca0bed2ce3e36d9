// Where the ticks of a scale are, and how numbers are written beside them. Knows nothing of pixels.
import Numerics
import Text

/// A place on an axis with its label.
struct Tick: Sendable, Equatable {
    var value: Double
    var label: String
}

extension Scale {
    /// Round numbers within the scale, in order: at most about `count`, and where there is any at least
    /// one.
    ///
    /// - Parameter values: what the scale is for; where these are whole numbers, so are the ticks.
    func ticks(_ count: Int, of values: [Double] = []) -> [Tick] {
        let count = max(2, count)
        let isWhole = !values.isEmpty && values.allSatisfy { $0 == $0.rounded() }
        let decades = kind == .log ? decadeTicks(count) : []
        let ticks = decades.isEmpty ? linearTicks(count, isWhole) : decades
        return (hasZero ? [Tick(value: 0, label: "0")] : [])
            + ticks.filter { $0.value != 0 || !hasZero }
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    private func linearTicks(_ count: Int, _ isWhole: Bool) -> [Tick] {
        let extent = high / Double(count) - low / Double(count)
        let least = isWhole ? max(1, extent) : extent
        guard least > 0, least.isFinite else { return [] }
        var power = Scale.decade(least)
        var factor = [1, 2, 5].first { Scale.number($0, power) >= least * 0.999_999 } ?? 10
        if factor == 10 { (factor, power) = (1, power + 1) }
        let step = Scale.number(factor, power)
        let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
        // So narrow a range so far from 0 has no round numbers within.
        guard abs(first) < 1e15, abs(last) < 1e15, first <= last else {
            return [low, high].map { Tick(value: $0, label: numberLabel($0)) }
        }
        return (Int(first)...Int(last)).map { index in
            let value = Scale.number(index * factor, power)
            return Tick(value: value, label: numberLabel(value))
        }.filter { (low...high).contains($0.value) }
    }

    /// Powers of ten, some left out where there are too many; of few decades also twice and five times
    /// them. Nothing where there would be a single tick.
    private func decadeTicks(_ count: Int) -> [Tick] {
        let (first, last) = (Scale.decade(low), Scale.decade(high) + 1)
        let stride = max(1, (last - first + count - 1) / count)
        for factors in [[1], [1, 3], [1, 2, 5]].reversed() where stride == 1 || factors == [1] {
            let ticks = (first...last).filter { $0 % stride == 0 }.flatMap { power in
                factors.map { Scale.number($0, power) }
            }.filter { (low...high).contains($0) }
            if ticks.count <= count, ticks.count > 1 {
                return ticks.map { Tick(value: $0, label: numberLabel($0)) }
            }
        }
        return []
    }

    /// The power of ten at or below a positive number.
    static func decade(_ value: Double) -> Int {
        var power = Int((log(value) / 2.302585092994046).rounded(.down))
        if number(1, power) > value { power -= 1 }
        if number(1, power + 1) <= value { power += 1 }
        return power
    }

    /// `factor * 10^power`, correctly rounded.
    static func number(_ factor: Int, _ power: Int) -> Double {
        Double("\(factor)e\(power)") ?? .infinity
    }

    /// Ticks of a scale of seconds, at round numbers of seconds, minutes, hours or days.
    func timeTicks(_ count: Int) -> [Tick] {
        let least = (high - low) / Double(max(2, count))
        let units: [(seconds: Double, name: String, steps: [Double])] = [
            (1, "s", [1, 2, 5, 10, 15, 30]), (60, "min", [1, 2, 5, 10, 15, 30]),
            (3600, "h", [1, 2, 3, 6, 12]),
            (86400, "d", [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
        ]
        for (seconds, name, steps) in units {
            guard least > 0.5, let step = steps.first(where: { $0 * seconds >= least }) else {
                continue
            }
            let size = step * seconds
            let range = Int((low / size).rounded(.up))...Int((high / size).rounded(.down))
            return range.map { index in
                let label = index == 0 ? "0" : "\(decimalText(Double(index) * step)) \(name)"
                return Tick(value: Double(index) * size, label: label)
            }
        }
        return ticks(count).map { Tick(value: $0.value, label: "\($0.label) s") }
    }
}

/// A number as people write it: `0.001`, `250`, `1e-5`, `2.5e7`, in full.
func numberLabel(_ value: Double) -> String {
    let text = decimalText(value)
    if let e = text.firstIndex(where: { $0 == "e" }) {
        let power = Int(text[text.index(after: e)...]) ?? 0
        return "\(text[..<e].hasSuffix(".0") ? text[..<e].dropLast(2) : text[..<e])e\(power)"
    }
    let digits = text.drop { $0 == "-" }
    let zeros = digits.reversed().prefix { $0 == "0" }.count
    guard zeros >= 5, zeros < digits.count, !digits.contains(".") else { return text }
    let head = digits.dropLast(zeros)
    let fraction = head.count > 1 ? ".\(head.dropFirst())" : ""
    return "\(value < 0 ? "-" : "")\(head.prefix(1))\(fraction)e\(digits.count - 1)"
}

/// Labels of numbers: with four significant digits, or as many more as tell them apart. Whole numbers,
/// which may be seeds, are not rounded.
func numberLabels(_ values: [Double]) -> [String] {
    for digits in [4, 6, 9, 12] {
        let labels = values.map { value in
            let isWhole = value == value.rounded() && abs(value) < 1e9
            return numberLabel(isWhole ? value : Double(significant(value, digits)) ?? value)
        }
        if Set(labels).count == Set(values).count { return labels }
    }
    return values.map(numberLabel)
}

/// A number with four significant digits, for cells and legends.
func shortNumber(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    return numberLabel(Double(significant(value, 4)) ?? value)
}
