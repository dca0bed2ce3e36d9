// Reads metrics over the steps of a run, in as many points as a figure can show.
// Knows nothing of how they are shown.
import Graph
import Metrics
import Running
import System
import Text

/// A metric over the steps of one run.
package struct Curve: Sendable {
    /// What the steps are called, such as `epoch`.
    package let axis: String
    /// Ascending.
    package let steps: [Double]
    package let values: [Double]
}

/// Reads the curves of single runs.
package enum CurveReader {
    /// What a line of `metrics.jsonl` may call its step; the first that is there counts.
    private static let axes = axisNames

    /// What a curve is called in `metrics.jsonl`.
    package static func name(_ metric: String?, among names: [String]) -> String? {
        guard let metric else { return nil }
        if names.contains(metric) { return metric }
        let stem = [".min", ".max", ".steps"].first { metric.hasSuffix($0) }
            .map { String(metric.dropLast($0.count)) }
        return stem.flatMap { names.contains($0) ? $0 : nil }
    }

    /// All metrics over time of a run, nested ones with dotted names, in the order in which they first
    /// come: what is measured every thousandth step has its first line late.
    package static func names(_ files: ChainFiles) -> [String] {
        var (names, known): ([String], Set<String>) = ([], Set(axes))
        try? forEachLine(ofFile: files.curves) { line in
            let found = JSONLexer.scan(line, allowsNonFinite: true) { lexer throws(JSONError) in
                var found: [String] = []
                try lexer.numbers { name, _ in found.append(name) }
                return found
            }
            for name in found ?? [] where known.insert(name).inserted { names.append(name) }
        }
        return names
    }

    /// The arrays of `result.json`: histories may be among them, but also anything else.
    package static func arrays(_ files: ChainFiles) -> [String] {
        guard let bytes = readFileIfAny(files.result) else { return [] }
        var names: [String] = []
        _ = JSONLexer.scan(bytes[...], allowsNonFinite: true) { lexer throws(JSONError) in
            try lexer.numbers(array: { names.append($0) }, { _, _ in })
        }
        return names
    }

    /// The curve of a metric, from `metrics.jsonl`, or else an array of that name in `result.json`, whose
    /// steps are counted from 1. Empty where there is neither.
    package static func curve(of name: String, _ files: ChainFiles) -> Curve {
        let curve = curve(of: name, files.curves)
        return curve.steps.isEmpty ? array(named: name, files.result) ?? curve : curve
    }

    /// The curve of a metric wherever the plan has it from; else that of `metrics.jsonl` or an array.
    package static func curve(of name: String, _ files: ChainFiles, _ plan: Plan) -> Curve {
        if let extractor = plan.metrics.first(where: { $0.name == name }),
            let curve = Extraction.series(extractor, files.metricFiles).map(shown),
            curve.steps.count > 1
        {
            return curve
        }
        let own = curve(of: name, files)
        guard own.steps.isEmpty, plan.findsMetrics else { return own }
        return found(in: files).first { $0.name == name }.map(shown) ?? own
    }

    /// Names of the curves that the plan's extractors have, or that lie in the folder.
    package static func names(_ files: ChainFiles, _ plan: Plan) -> [String] {
        let extracted = plan.metrics.filter { metric in
            Extraction.series(metric, files.metricFiles).map { $0.count > 1 } ?? false
        }.map(\.name)
        let found = plan.findsMetrics ? self.found(in: files).map(\.name) : []
        return extracted + found
    }

    private static func found(in files: ChainFiles) -> [Series] {
        FoundFile.all(in: files.folder).flatMap { file in
            var collector = SeriesCollector(keepsPoints: true)
            file.read(in: files.folder, into: &collector)
            return collector.all.filter { $0.count > 1 }
        }
    }

    private static func shown(_ series: Series) -> Curve {
        var steps = Steps()
        for point in series.points { steps.add(point.step, point.value) }
        return steps.curve(axis: series.axis)
    }

    private static func array(named name: String, _ path: String) -> Curve? {
        guard let bytes = readFileIfAny(path) else { return nil }
        var curve = Steps()
        _ = JSONLexer.scan(bytes[...], allowsNonFinite: true) { lexer throws(JSONError) in
            try lexer.find(name[...]) { (lexer) throws(JSONError) in
                guard lexer.peek() == UInt8(ascii: "[") else { return try lexer.skipValue() }
                var step = 0.0
                try lexer.elements { (lexer) throws(JSONError) in
                    step += 1
                    if let value = try lexer.double() {
                        curve.add(step, value)
                    }
                }
            }
        }
        return curve.curve(axis: axes[0])
    }

    /// A line that is no JSON object, such as a half-written last one, is skipped.
    private static func curve(of name: String, _ path: String) -> Curve {
        var curve = Steps()
        var (line, axis) = (0.0, axes.count)
        try? forEachLine(ofFile: path) { bytes in
            line += 1
            var (steps, value): ([Double?], Double?) = ([], nil)
            let isWhole: Void? = JSONLexer.scan(bytes, allowsNonFinite: true) {
                lexer throws(JSONError) in
                steps = Array(repeating: nil, count: axes.count)
                try lexer.members { (lexer, key) throws(JSONError) in
                    if let place = axes.firstIndex(where: { key == $0 }) {
                        steps[place] = try lexer.double()
                    } else {
                        try lexer.find(name[...], behind: key.text) { (lexer) throws(JSONError) in
                            value = try lexer.double()
                        }
                    }
                }
            }
            guard isWhole != nil, let value else { return }
            if axis == axes.count { axis = steps.firstIndex { $0 != nil } ?? axis }
            curve.add(steps.indices.contains(axis) ? steps[axis] ?? line : line, value)
        }
        return curve.curve(axis: axes.indices.contains(axis) ? axes[axis] : axes[0])
    }
}

extension JSONLexer {
    /// Consumes an object, and calls `body` before the value of a dotted name in it.
    fileprivate mutating func find(
        _ name: Substring, _ body: (inout JSONLexer) throws(JSONError) -> Void
    ) throws(JSONError) {
        try members { (lexer, key) throws(JSONError) in
            try lexer.find(name, behind: key.text, body)
        }
    }

    /// Consumes the value behind a key, and calls `body` before it, or before what in it has the name.
    fileprivate mutating func find(
        _ name: Substring, behind key: String,
        _ body: (inout JSONLexer) throws(JSONError) -> Void
    ) throws(JSONError) {
        if name == key { return try body(&self) }
        let rest = name.dropFirst(key.count)
        guard rest.first == ".", name.hasPrefix(key), peek() == UInt8(ascii: "{") else {
            return try skipValue()
        }
        try find(rest.dropFirst(), body)
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
    func curve(axis: String) -> Curve {
        var kept = points
        if !isAscending {
            let latest = Dictionary(
                points.enumerated().map { ($0.element.step, $0.offset) }, uniquingKeysWith: { $1 })
            kept = latest.sorted { $0.key < $1.key }.map { points[$0.value] }
        }
        var stride = 1
        while kept.count > Steps.most * stride { stride *= 2 }
        let shown = kept.indices.filter { $0 % stride == 0 || $0 == kept.count - 1 }
        return Curve(
            axis: axis, steps: shown.map { kept[$0].step }, values: shown.map { kept[$0].value })
    }
}
