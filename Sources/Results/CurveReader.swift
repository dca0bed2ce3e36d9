// Reads metrics over the steps of runs, of as many runs and in as many points as a figure can show.
// Knows nothing of how they are shown.
import Plots
import Running
import System
import Text

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
            range.map { CurveReader.curve(of: name, run: places[$0], paths[$0]) }
        }
        let read = parts.flatMap { $0 }
        topCurves = read.prefix(min(FigureData.most, order.count)).count { !$0.steps.isEmpty }
        curves = read.filter { !$0.steps.isEmpty }
    }
}

/// Reads single files.
private enum CurveReader {
    /// What a curve is called in `metrics.jsonl`.
    static func name(_ metric: String?, among names: [String]) -> String? {
        guard let metric else { return nil }
        if names.contains(metric) { return metric }
        let stem = [".min", ".max", ".steps"].first { metric.hasSuffix($0) }
            .map { String(metric.dropLast($0.count)) }
        return stem.flatMap { names.contains($0) ? $0 : nil }
    }

    /// The metrics of the first lines of a file.
    static func names(_ path: String) -> [String] {
        var names: [String] = []
        var lines = 0
        try? forEachLine(ofFile: path) { line in
            lines += 1
            guard lines <= 100 else { return }
            let parsed = try? JSONValue.parse(Array(line), allowsNonFinite: true)
            for (name, value) in parsed?.members ?? [] where name != "step" {
                if value.doubleValue != nil, !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    /// A curve of one file. A line that is no JSON object, such as a half-written last one, is skipped.
    static func curve(of name: String, run: Int, _ path: String) -> FigureData.Curve {
        var curve = Steps()
        var line = 0.0
        try? forEachLine(ofFile: path) { bytes in
            var (step, value): (Double?, Double?)
            let isWhole = bytes.withUnsafeBufferPointer { buffer in
                var lexer = JSONLexer(buffer, allowsNonFinite: true)
                let read: Void? = try? lexer.members { (lexer, key) throws(JSONError) in
                    switch key {
                    case name: value = try lexer.numberText().flatMap { Double($0) }
                    case "step": step = try lexer.numberText().flatMap { Double($0) }
                    default: try lexer.skipValue()
                    }
                }
                return read != nil
            }
            line += 1
            if isWhole, let value { curve.add(step ?? line, value) }
        }
        return curve.curve(of: run)
    }
}

/// A curve as it is written: a run that was tried again begins anew, or some steps back.
private struct Steps {
    private var points: [(step: Double, value: Double)] = []
    private var isAscending = true

    /// What a figure can show of one curve.
    private static let most = 256

    mutating func add(_ step: Double, _ value: Double) {
        guard step.isFinite else { return }
        if let last = points.last, step <= last.step { isAscending = false }
        points.append((step, value))
    }

    /// The last value of each step, in order: every first, second, fourth .. of them, and the last.
    func curve(of run: Int) -> FigureData.Curve {
        var kept = points
        if !isAscending {
            let latest = Dictionary(
                points.enumerated().map { ($0.element.step, $0.offset) }, uniquingKeysWith: { $1 })
            kept = latest.sorted { $0.key < $1.key }.map { points[$0.value] }
        }
        var stride = 1
        while kept.count > Steps.most * stride { stride *= 2 }
        let shown = kept.indices.filter { $0 % stride == 0 || $0 == kept.count - 1 }
        return FigureData.Curve(
            run: run, steps: shown.map { kept[$0].step }, values: shown.map { kept[$0].value })
    }
}
