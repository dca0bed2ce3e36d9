// All runs of a sweep in one table: states, and metrics as columns. Knows nothing of what is best.
import Graph
import Running
import Spec
import System

/// The runs in order, each with its metrics by column.
package struct RunTable: Sendable {
    package struct Row: Sendable {
        package let state: RunStatus.State
        /// The stage that failed, is running, or is missing.
        package let stage: String?
        /// Why it failed, or what is wrong with its results.
        package let reason: String?
        /// By index in `columns`; nil where the run has no such metric.
        package let metrics: [Double?]
    }

    package let sweep: Sweep
    /// Names of all metrics, in the order in which runs report them.
    package let columns: [String]
    package let rows: [Row]

    /// Reads all runs, on all processors.
    package init(reading sweep: Sweep) {
        let reader = RunReader(sweep)
        let parts = inParallel(sweep.runCount, atLeast: 200) { range in
            Part(range.map { reader.status(sweep.runID($0)) })
        }
        self.init(sweep, parts)
    }

    private init(_ sweep: Sweep, _ parts: [Part]) {
        var columns: [String] = []
        var rows: [Row] = []
        for part in parts {
            let targets = part.columns.map { name in
                columns.firstIndex(of: name)
                    ?? {
                        columns.append(name)
                        return columns.count - 1
                    }()
            }
            for row in part.rows {
                var metrics = [Double?](repeating: nil, count: columns.count)
                for (target, value) in zip(targets, row.metrics) { metrics[target] = value }
                rows.append(
                    Row(state: row.state, stage: row.stage, reason: row.reason, metrics: metrics))
            }
        }
        self.sweep = sweep
        self.columns = columns
        self.rows = rows
    }

    /// The value of a metric of a run.
    package func metric(_ column: Int?, ofRun run: Int) -> Double? {
        guard let column, column < rows[run].metrics.count else { return nil }
        return rows[run].metrics[column]
    }

    package func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

    /// Indices of the runs of a configuration.
    package func runs(ofConfiguration index: Int) -> Range<Int> {
        let count = sweep.repeats.count
        return index * count..<(index + 1) * count
    }
}

/// The rows that one thread has read, with columns of its own.
private struct Part: Sendable {
    var columns: [String] = []
    var rows: [RunTable.Row] = []

    init(_ statuses: [RunStatus]) {
        var places: [String: Int] = [:]
        rows.reserveCapacity(statuses.count)
        for status in statuses {
            var metrics = [Double?](repeating: nil, count: columns.count)
            for (name, value) in zip(status.metrics.names, status.metrics.values) {
                let place =
                    places[name]
                    ?? {
                        columns.append(name)
                        metrics.append(nil)
                        places[name] = columns.count - 1
                        return columns.count - 1
                    }()
                metrics[place] = value
            }
            rows.append(
                RunTable.Row(
                    state: status.state, stage: status.stage,
                    reason: status.record?.reason ?? status.metrics.problem, metrics: metrics))
        }
    }
}
