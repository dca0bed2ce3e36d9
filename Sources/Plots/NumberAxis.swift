// The axis of a column of numbers, for pages that draw figures by themselves: so that these agree with
// the figures made here on scale, ticks and what lies beyond. Knows nothing of pixels and of pages.

package struct NumberAxis: Sendable {
    package let isLog: Bool
    /// Whether 0 has a place of its own beside a log scale, and where the rest of it begins.
    package let zero: (place: Double, end: Double)?
    package let low: Double
    package let high: Double
    package let ticks: [(value: Double, label: String)]
    /// How many values lie beyond the ends.
    package let outside: Int

    /// Of more values a part says where the others lie.
    private static let most = 2000

    private init(_ scale: Scale, _ ticks: [Tick], outside: Int = 0) {
        (isLog, low, high) = (scale.kind == .log, scale.low, scale.high)
        zero = scale.hasZero ? (scale.place(0), scale.place(scale.low)) : nil
        self.ticks = ticks.map { ($0.value, $0.label) }
        self.outside = outside
    }

    /// The axis of a parameter, which holds all of its values; nil where none is finite.
    ///
    /// - Parameter isLog: whether its domain lies evenly by ratio; nil where only the values can tell.
    package static func parameter(_ values: [Double], isLog: Bool? = nil) -> NumberAxis? {
        ParameterAxis.numbers(part(of: values), isLog: isLog, ticks: 7, margin: 0.03).map {
            NumberAxis($0.scale, $0.ticks)
        }
    }

    /// The axis of a metric, beyond which a few values may lie that are far out, but not the best one;
    /// nil where none is finite.
    ///
    /// - Parameters:
    ///   - name: that of a loss makes its axis logarithmic earlier.
    ///   - maximize: nil where the metric is no objective.
    package static func metric(
        _ values: [Double], name: String = "", maximize: Bool?
    ) -> NumberAxis? {
        let part = part(of: values)
        guard let least = part.first, let most = part.last else { return nil }
        let (scale, _) = MetricAxis.scale(
            part, maximize.map { $0 ? most : least },
            isLoss: MetricAxis.isLoss(name, maximize))
        return NumberAxis(
            scale, scale.ticks(6, of: part),
            outside: values.count { $0.isFinite && ($0 < scale.low || $0 > scale.high) })
    }

    /// Finite values in order, of very many the first, the last, and others evenly.
    private static func part(of values: [Double]) -> [Double] {
        let sorted = values.filter(\.isFinite).sorted()
        guard sorted.count > most else { return sorted }
        return (0..<most).map { sorted[(sorted.count - 1) * $0 / (most - 1)] }
    }
}

extension ParameterAxis {
    /// The scale of a parameter's numbers, and its ticks: each value where these are few.
    static func numbers(
        _ values: [Double], isLog: Bool? = nil, ticks count: Int, margin: Double
    ) -> (scale: Scale, ticks: [Tick])? {
        let wanted =
            switch isLog {
            case .none: Scale.fitting(values)
            case .some(true): Scale.logarithmic(values) ?? Scale.linear(values)
            case .some(false): Scale.linear(values)
            }
        guard let scale = wanted?.padded(margin) else { return nil }
        let distinct = Set(values.lazy.filter(\.isFinite))
        guard distinct.count <= count + 1 else { return (scale, scale.ticks(count, of: values)) }
        let sorted = distinct.sorted()
        return (scale, zip(sorted, numberLabels(sorted)).map { Tick(value: $0, label: $1) })
    }
}
