// The curves of as many runs as a figure can show. Knows nothing of files, and of how they are shown.
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
    ///   - order: places of the ranked runs, the best first.
    mutating func addCurves(_ table: RunTable, metric: String?, order: [Int]) {
        let ranked = Set(order)
        let others =
            order.dropFirst(FigureData.most)
            + ids.indices.filter { !ranked.contains($0) && states[$0] != .missing }
        let count = min(others.count, FigureData.mostOthers)
        let spread = (0..<count).map { others[others.startIndex + others.count * $0 / count] }
        let places = order.prefix(FigureData.most) + spread
        let files = places.map { table.sweep.layout.chain(ids[$0]) }
        let plan = table.sweep.plan
        func read(_ name: String) -> Bool {
            let parts = inParallel(places.count, atLeast: 8) { range in
                range.map { CurveReader.curve(of: name, files[$0], plan) }
            }
            let read = zip(places, parts.joined()).map { run, curve in
                Curve(run: run, axis: curve.axis, steps: curve.steps, values: curve.values)
            }
            topCurves = read.prefix(min(FigureData.most, order.count)).count { !$0.steps.isEmpty }
            curves = read.filter { !$0.steps.isEmpty }
            curveMetric = curves.isEmpty ? nil : name
            return !curves.isEmpty
        }
        func names(_ read: (ChainFiles) -> [String]) -> [String] {
            files.prefix(FigureData.mostNamed).reduce(into: []) { names, files in
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
}
