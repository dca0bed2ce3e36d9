// A metric of a `metrics.jsonl` that somebody is writing. Knows nothing of who writes it, and what for.
import System

/// The points of one metric so far.
package final class GrowingSeries {
    private let name: String
    private var file: GrowingLines
    private var lines: JSONLines
    private var collector = SeriesCollector(keepsPoints: true)

    package init(_ path: String, of name: String) {
        self.name = name
        file = GrowingLines(path)
        lines = JSONLines([name])
    }

    /// In the order in which they were written.
    package var points: [(step: Double, value: Double)] { collector[name]?.points ?? [] }

    /// Reads what was written since the last look.
    ///
    /// - Parameter isAll: whether nobody writes any more, so that the last line needs no end.
    /// - Returns: whether the points of before are still the first ones; they are not where the file is
    ///   another by now.
    @discardableResult
    package func look(isAll: Bool = false) -> Bool {
        var isSame = true
        file.look(isAll: isAll) {
            isSame = false
            lines = JSONLines([name])
            collector = SeriesCollector(keepsPoints: true)
        } _: { line in
            lines.add(line, to: &collector)
        }
        return isSame
    }
}
