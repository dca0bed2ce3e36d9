// The curves of as many runs as a figure can show. Knows nothing of files, and of how they are shown.
import Plots
import Sweep
import System

extension FigureData {
    /// Curves of the best runs that are shown one by one.
    private static let most = 8
    /// Of further runs so many are read, evenly over all of them.
    private static let mostOthers = 400

    /// Reads the curves of a metric, those of the best runs first.
    ///
    /// - Parameters:
    ///   - runs: indices in the table of the runs of this data.
    ///   - metric: its name, or, where it is derived from a curve (`loss.min`), its name there; where no
    ///     run has a curve of it, the first that there is.
    ///   - order: places of the ranked runs, the best first.
    mutating func addCurves(_ table: RunTable, _ runs: [Int], metric: String?, order: [Int]) {
        let ranked = Set(order)
        let others =
            order.dropFirst(FigureData.most)
            + runs.indices.filter { !ranked.contains($0) && states[$0] != .missing }
        let count = min(others.count, FigureData.mostOthers)
        let spread = (0..<count).map { others[others.startIndex + others.count * $0 / count] }
        let places = order.prefix(FigureData.most) + spread
        let paths = places.map { table.sweep.layout.chain(ids[$0]).curves }
        let names = paths.prefix(16).reduce(into: [String]()) { names, path in
            for name in CurveReader.names(path) where !names.contains(name) { names.append(name) }
        }
        curveNames = names
        guard let name = CurveReader.name(metric, among: names) ?? names.first else { return }
        curveMetric = name
        let parts = inParallel(places.count, atLeast: 8) { range in
            range.map { CurveReader.curve(of: name, paths[$0]) }
        }
        let read = zip(places, parts.joined()).map { run, curve in
            Curve(run: run, steps: curve.steps, values: curve.values)
        }
        topCurves = read.prefix(min(FigureData.most, order.count)).count { !$0.steps.isEmpty }
        curves = read.filter { !$0.steps.isEmpty }
    }
}
