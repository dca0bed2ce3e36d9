// Reads metrics over the steps of a run, in as many points as a figure can show.
// Knows nothing of how they are shown.
import System
import Text

/// A metric over the steps of one run.
package struct Curve: Sendable {
    /// Ascending.
    package let steps: [Double]
    package let values: [Double]
}

/// Reads the curves of single runs.
package enum CurveReader {
    /// What a curve is called in `metrics.jsonl`.
    package static func name(_ metric: String?, among names: [String]) -> String? {
        guard let metric else { return nil }
        if names.contains(metric) { return metric }
        let stem = [".min", ".max", ".steps"].first { metric.hasSuffix($0) }
            .map { String(metric.dropLast($0.count)) }
        return stem.flatMap { names.contains($0) ? $0 : nil }
    }

    /// The metrics of the first lines of a file.
    package static func names(_ path: String) -> [String] {
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
    package static func curve(of name: String, _ path: String) -> Curve {
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
        return curve.curve
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
    var curve: Curve {
        var kept = points
        if !isAscending {
            let latest = Dictionary(
                points.enumerated().map { ($0.element.step, $0.offset) }, uniquingKeysWith: { $1 })
            kept = latest.sorted { $0.key < $1.key }.map { points[$0.value] }
        }
        var stride = 1
        while kept.count > Steps.most * stride { stride *= 2 }
        let shown = kept.indices.filter { $0 % stride == 0 || $0 == kept.count - 1 }
        return Curve(steps: shown.map { kept[$0].step }, values: shown.map { kept[$0].value })
    }
}
