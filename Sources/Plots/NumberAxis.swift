// The axis of a column of numbers, for pages that draw figures by themselves: so that these agree with
// the figures made here on scale, ticks and what lies beyond. Knows nothing of pixels and of pages.

package struct NumberAxis: Sendable {
    package let isLog: Bool
    package let low: Double
    package let high: Double
    package let ticks: [(value: Double, label: String)]
    /// How many values lie beyond the ends.
    package let outside: Int

    /// Of more values a part says where the others lie.
    private static let most = 2000

    private init(_ scale: Scale, _ ticks: [Tick], outside: Int = 0) {
        (isLog, low, high) = (scale.kind == .log, scale.low, scale.high)
        self.ticks = ticks.map { ($0.value, $0.label) }
        self.outside = outside
    }

    /// The axis of a parameter, which holds all of its values; nil where none is finite.
    package static func parameter(_ values: [Double]) -> NumberAxis? {
        ParameterAxis.numbers(part(of: values), ticks: 7, margin: 0.03).map {
            NumberAxis($0.scale, $0.ticks)
        }
    }

    /// The axis of a metric, beyond which a few values may lie that are far out, but not the best one;
    /// nil where none is finite.
    ///
    /// - Parameter maximize: nil where the metric is no objective.
    package static func metric(_ values: [Double], maximize: Bool?) -> NumberAxis? {
        let part = part(of: values)
        guard let least = part.first, let most = part.last else { return nil }
        let (scale, _) = MetricAxis.scale(part, maximize.map { $0 ? most : least })
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
        _ values: [Double], ticks count: Int, margin: Double
    ) -> (scale: Scale, ticks: [Tick])? {
        guard let scale = Scale.fitting(values)?.padded(margin) else { return nil }
        let distinct = Set(values.lazy.filter(\.isFinite))
        guard distinct.count <= count + 1 else { return (scale, scale.ticks(count, of: values)) }
        let sorted = distinct.sorted()
        return (scale, zip(sorted, numberLabels(sorted)).map { Tick(value: $0, label: $1) })
    }
}
