// A metric as an axis, with the runs that have a place on it and notes on those that have none.
// Knows nothing of what it is shown against.
import Numerics

/// A metric of the runs that are done.
struct MetricAxis: Sendable {
    let name: String
    /// nil where the metric is no objective.
    let maximize: Bool?
    /// By run; NaN where there is none.
    let values: [Double]
    /// Indices of the runs that are done and have a finite value.
    let shown: [Int]
    let axis: Axis
    /// About runs that cannot be seen.
    let notes: [String]

    /// Why a metric cannot be shown.
    struct Problem: Error {
        let message: String
    }

    /// - Parameter name: nil for the first objective, or else the first metric.
    init(_ data: FigureData, _ name: String?) throws(Problem) {
        guard data.runCount > 0 else { throw Problem(message: "there are no runs") }
        let done = data.states.indices.filter { data.states[$0] == .done }
        guard !done.isEmpty else {
            let counts = FigureData.State.allCases.dropFirst().compactMap { state in
                let count = data.states.count { $0 == state }
                return count > 0 ? "\(count) \(state.rawValue)" : nil
            }
            throw Problem(message: "no run is done yet (\(counts.joined(separator: ", ")))")
        }
        guard let name = name ?? data.objectives.first?.metric ?? data.metrics.first?.name else {
            throw Problem(message: "no run has reported a metric")
        }
        let values = data.metric(name)?.values ?? []
        let shown = done.filter { $0 < values.count && values[$0].isFinite }
        guard !shown.isEmpty else {
            throw Problem(message: "none of the \(done.count) done runs has a finite \(name)")
        }
        self.name = name
        self.values = values
        self.shown = shown
        maximize = data.maximizes(name)
        let best = maximize.flatMap { maximize in
            let finite = shown.lazy.map { values[$0] }
            return maximize ? finite.max() : finite.min()
        }
        let known = shown.map { values[$0] }
        let isLoss = MetricAxis.isLoss(name, maximize)
        let (scale, outside) = MetricAxis.scale(known, best, isLoss: isLoss)
        axis = Axis(label: name, scale: scale, ticks: scale.ticks(6, of: known))
        var notes: [String] = []
        if data.objectives.isEmpty { notes.append("There is no objective: this shows \(name).") }
        if shown.count < done.count {
            notes.append(
                "\(done.count - shown.count) of \(done.count) done \(data.noun)s have no finite \(name)."
            )
        }
        if outside > 0 {
            notes.append(MetricAxis.outsideNote(outside, name))
        }
        self.notes = notes
    }

    /// A scale for most of the values: a few that are very far out, such as losses of runs that
    /// diverged, would press all others onto one line.
    ///
    /// - Parameters:
    ///   - best: a value that has to be within.
    ///   - isLoss: whether values are compared by ratio: then a decade and a half is enough for that.
    /// - Returns: the scale, and how many values lie outside.
    static func scale(
        _ values: [Double], _ best: Double?, isLoss: Bool = false
    ) -> (Scale, outside: Int) {
        func fit(_ sorted: some BidirectionalCollection<Double>) -> Scale? {
            guard isLoss, let low = sorted.first, let high = sorted.last, low > 0,
                high / low > 31.6
            else { return Scale.fitting(sorted) }
            return Scale(.log, low, high)
        }
        let sorted = values.filter(\.isFinite).sorted()
        guard let least = sorted.first, let most = sorted.last, let full = fit(sorted)
        else { return (Scale(.linear, 0, 1), 0) }
        let central = sorted[sorted.count / 20..<sorted.count - sorted.count / 20]
        guard sorted.count >= 20, let fitting = fit(central),
            let first = central.first, let last = central.last, first < last
        else { return (full.padded(0.05), 0) }
        // One or two that are far out do not make a loss one by ratio.
        let few = max(1, sorted.count / 50)
        let usual = sorted[few..<sorted.count - few]
        let isByRatio = isLoss && least > 0 && fit(usual)?.kind == .log
        // What is not positive has no place by ratio.
        let base =
            isByRatio
            ? Scale(.log, usual.first ?? first, usual.last ?? last)
            : least > 0 ? fitting : Scale(.linear, first, last)
        // In units of the extent of nine tenths of the values, or of nearly all by ratio, where a decade
        // more is much less.
        let (widest, margin) = isByRatio ? (3.0, 0.2) : (10, 1)
        var (low, high) = (base.place(least), base.place(most))
        guard high - low > widest else {
            return (Scale(base.kind, least, most).padded(0.05), 0)
        }
        let place = best.map(base.place) ?? 0
        (low, high) = (max(low, min(-margin, place)), min(high, max(1 + margin, place)))
        let (bottom, top) = (base.value(at: low), base.value(at: high))
        guard bottom.isFinite, top.isFinite, bottom < top, base.kind == .linear || bottom > 0 else {
            return (full.padded(0.05), 0)
        }
        let scale = Scale(base.kind, bottom, top).padded(0.05)
        return (scale, sorted.count { $0 < scale.low || $0 > scale.high })
    }

    /// What is made small, or is called or looks like it: shares such as accuracies are none.
    static func isLoss(_ name: String, _ maximize: Bool?) -> Bool {
        if let maximize { return !maximize }
        let words = ["loss", "error", "perplexity", "ppl", "mse", "rmse", "mae", "nll"]
        let parts = name.lowercased().split { !$0.isLetter }
        return parts.contains { words.contains(String($0)) }
    }

    static func outsideNote(_ count: Int, _ name: String) -> String {
        "\(counted(count, "value")) of \(name) beyond the axis."
    }

    /// Whether `a` is better than `b`; where that is not known, whether it is larger.
    func isBetter(_ a: Double, _ b: Double) -> Bool { maximize ?? true ? a > b : a < b }

    /// The best runs of the data, or so many of a large front, each with what it is.
    func marks(_ data: FigureData, limit: Int = 40, _ place: (Int) -> Double?) -> Layer {
        let front = data.objectives.count > 1
        return .marks(
            data.best.prefix(limit).compactMap { run in
                guard run < values.count, values[run].isFinite, let x = place(run) else {
                    return nil
                }
                let title = "\(front ? "front" : "best"): \(data.ids[run]), "
                return (
                    Point(x: x, y: values[run]), title + "\(name) \(data.text(of: name, run))"
                )
            }, .best)
    }

    /// How marks are called in a legend.
    static func legend(_ data: FigureData) -> [LegendEntry] {
        data.best.isEmpty
            ? []
            : [LegendEntry(tone: .best, text: data.objectives.count > 1 ? "Pareto front" : "best")]
    }

    /// The runs that are shown, so that better ones are drawn above worse.
    var worstFirst: [Int] {
        let values = shown.map { self.values[$0] }
        return (maximize ?? true ? ascending(values) : descending(values)).map { shown[$0] }
    }

    /// The level of each run that is shown, 6 for the best, by rank; those with one value have one.
    func levels() -> [Int: Int] {
        let order = worstFirst
        var levels: [Int: Int] = [:]
        var (share, last) = (0.0, Double.nan)
        for (rank, run) in order.enumerated() {
            if values[run] != last { share = Double(rank) / Double(max(1, order.count - 1)) }
            last = values[run]
            levels[run] = Palette.level(order.count == 1 ? 1 : share)
        }
        return levels
    }
}
