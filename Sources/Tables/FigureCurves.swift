// The curves of as many runs as a figure can show. Knows nothing of files, and of how they are shown.
import Graph
import Plots
import Running
import Sweep
import System

extension FigureData {
    /// Curves of the best runs that are shown one by one.
    private static let most = 8
    /// Of further runs so many are read, evenly over all of them.
    private static let mostOthers = 400

    /// Of so many runs it is found out which curves there are.
    private static let mostNamed = 16

    /// Reads the curves of a metric, those of the best runs first.
    ///
    /// - Parameters:
    ///   - metric: its name, or, where it is derived from a curve (`loss.min`), its name there; where no
    ///     run has a curve of it, the first that there is, and `curveNote` says so.
    ///   - groups: the runs of each row: one, or the repeats of a configuration.
    ///   - order: places of the ranked rows, the best first.
    mutating func addCurves(
        _ table: RunTable, _ groups: [[Int]], metric: String?, order: [Int]
    ) {
        var isRanked = [Bool](repeating: false, count: ids.count)
        for place in order { isRanked[place] = true }
        let others =
            order.dropFirst(FigureData.most)
            + ids.indices.filter { !isRanked[$0] && states[$0] != .missing }
        let count = min(others.count, FigureData.mostOthers / repeats)
        let spread = (0..<count).map { others[others.startIndex + others.count * $0 / count] }
        let places = order.prefix(FigureData.most) + spread
        let reader = RunReader(table.sweep)
        let files = places.map { place in
            groups[place].map { reader.files(table.sweep.runID($0)) }
        }
        let plan = table.sweep.plan
        func read(_ name: String) -> Bool {
            let parts = inParallel(places.count, atLeast: 8) { range in
                range.map { FigureData.curve(of: name, files[$0], plan, run: places[$0]) }
            }
            let read = parts.flatMap { $0 }
            topCurves = read.prefix(min(FigureData.most, order.count)).count { !$0.steps.isEmpty }
            curves = read.filter { !$0.steps.isEmpty }
            curveMetric = curves.isEmpty ? nil : name
            return !curves.isEmpty
        }
        func names(_ read: (ChainFiles) -> [String]) -> [String] {
            files.joined().prefix(FigureData.mostNamed).reduce(into: []) { names, files in
                for name in read(files) where !names.contains(name) { names.append(name) }
            }
        }
        if let metric, read(metric) { return }
        let known = names(CurveReader.names) + names { CurveReader.names($0, plan) }
        curveNames = known + names(CurveReader.arrays)
        guard let name = CurveReader.name(metric, among: known) ?? known.first, read(name) else {
            return
        }
        if let metric, !metric.hasPrefix(name) {
            curveNote = "\(metric) has no curve: this shows \(name)."
        }
    }

    /// The curve of one run, or the mean of those of several, at the steps that all of them have.
    private static func curve(
        of name: String, _ files: [ChainFiles], _ plan: Plan, run: Int
    ) -> Curve {
        let read = files.map { CurveReader.curve(of: name, $0, plan) }.filter { !$0.steps.isEmpty }
        guard let first = read.first else { return Curve(run: run, steps: [], values: []) }
        let values = read.map {
            Dictionary(zip($0.steps, $0.values), uniquingKeysWith: { $1 })
        }
        let steps = first.steps.filter { step in values.allSatisfy { $0[step] != nil } }
        guard read.count > 1, !steps.isEmpty else {
            return Curve(run: run, axis: first.axis, steps: first.steps, values: first.values)
        }
        let summaries = steps.map { step in Summary(values.compactMap { $0[step] }) }
        return Curve(
            run: run, axis: first.axis, steps: steps, values: summaries.map { $0?.mean ?? .nan },
            deviations: summaries.map { $0?.deviation ?? .nan })
    }
}
