// Metrics over the steps of a run, from whatever source: what is kept of them, and the one rule for
// which value counts. Knows nothing of files.
import Spec

/// One metric over steps.
package struct Series: Sendable {
    package fileprivate(set) var name: String
    /// What the steps are called.
    package fileprivate(set) var axis: String
    package fileprivate(set) var count = 0
    package fileprivate(set) var last = Double.nan
    fileprivate var first = Double.nan
    /// NaN where there is nothing else.
    package fileprivate(set) var min = Double.nan
    package fileprivate(set) var max = Double.nan
    /// In the order in which they were written; empty where only the summary was wanted.
    package fileprivate(set) var points: [(step: Double, value: Double)] = []

    /// What an extractor takes; nil of an empty series, and for `at`, which needs another series.
    package func value(_ take: MetricExtractor.Take) -> Double? {
        guard count > 0 else { return nil }
        switch take {
        case .last: return last
        case .first: return first
        case .min: return min
        case .max: return max
        case .at: return nil
        }
    }

    /// The value where another series is smallest, or largest: at the same step, or else the last one
    /// before. Both have to have their points.
    package func value(where other: Series, is best: MetricExtractor.Best) -> Double? {
        var place: (step: Double, value: Double)?
        for point in other.points where !point.value.isNaN {
            let isBetter = place.map {
                best == .min ? point.value < $0.value : point.value > $0.value
            }
            if isBetter ?? true { place = point }
        }
        guard let place else { return nil }
        return points.last { $0.step == place.step }?.value
            ?? points.filter { $0.step <= place.step }.max { $0.step < $1.step }?.value
    }
}

/// Collects the series of one source.
package struct SeriesCollector {
    package private(set) var all: [Series] = []
    /// How far the source has come.
    package var axes = AxisValues()
    private var places: [String: Int] = [:]
    private let keepsPoints: Bool

    /// - Parameter keepsPoints: whether more than a summary is wanted.
    package init(keepsPoints: Bool) { self.keepsPoints = keepsPoints }

    package subscript(_ name: String) -> Series? { places[name].map { all[$0] } }

    /// Where a series is; it is made where there is none.
    mutating func place(of name: String, axis: String = axisNames[0]) -> Int {
        if let place = places[name] { return place }
        places[name] = all.count
        all.append(Series(name: name, axis: axis))
        return all.count - 1
    }

    /// - Parameter step: nil to count.
    @inline(__always)
    mutating func add(_ value: Double, step: Double?, to place: Int) {
        let count = all[place].count + 1
        all[place].count = count
        if count == 1 { all[place].first = value }
        all[place].last = value
        // What is not a number counts only where there is nothing else.
        if !(value >= all[place].min), !value.isNaN { all[place].min = value }
        if !(value <= all[place].max), !value.isNaN { all[place].max = value }
        if keepsPoints { all[place].points.append((step ?? Double(count), value)) }
    }

    mutating func add(_ value: Double, of name: String, axis: String, step: Double?) {
        let place = place(of: name, axis: axis)
        if all[place].count == 0 { all[place].axis = axis }
        add(value, step: step, to: place)
    }
}

extension SeriesCollector {
    /// Takes a series over under the one of these names that it has, perhaps behind a folder.
    mutating func adopt(_ series: Series, for names: [String]) {
        let name =
            names.first { series.name == $0 } ?? names.first { series.name.hasSuffix("/" + $0) }
        guard let name else { return }
        let place = place(of: name)
        // Of one tag in several folders the first that is met counts.
        guard all[place].count == 0 else { return }
        all[place] = series
        all[place].name = name
    }
}
