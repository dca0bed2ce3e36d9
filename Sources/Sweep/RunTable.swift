// All runs of a sweep in one table: states, and metrics as columns. Knows nothing of what is best.
import Graph
import Metrics
import Running
import Spec
import System

/// The runs in order, each with its metrics by column.
package struct RunTable: Sendable {
    /// An object, since a table of them is handed around and looked through many times.
    package final class Row: Sendable {
        package let state: RunStatus.State
        /// The stage that failed, is running, is missing, or would run again.
        package let stage: String?
        /// Why it failed or is outdated, or of a done run what is wrong with its results.
        package let reason: String?
        /// By index in `columns`; nil where the run has no such metric.
        package let metrics: [Double?]
        /// How far it has come by the axes of its curves.
        package let axes: AxisValues
        /// When, where and from what code; nil for a missing run.
        package let trace: RunTrace?
        /// Of the files that a complete run's row was read from: that of its stamp, and that of its
        /// results.
        let signatures: Signatures?
        /// What a complete run was made from.
        let origin: ChainOrigin?
        /// Why a run that is complete would run again.
        package let outdated: Outdated?
        /// Whether it is done since somebody has accepted what has changed.
        package let isAccepted: Bool

        init(
            state: RunStatus.State, stage: String?, reason: String?, metrics: [Double?],
            axes: AxisValues, trace: RunTrace?, signatures: Signatures?, origin: ChainOrigin?,
            outdated: Outdated?, isAccepted: Bool
        ) {
            (self.state, self.stage, self.reason) = (state, stage, reason)
            (self.metrics, self.axes, self.trace) = (metrics, axes, trace)
            (self.signatures, self.origin) = (signatures, origin)
            (self.outdated, self.isAccepted) = (outdated, isAccepted)
        }

        fileprivate func with(metrics: [Double?]) -> Row {
            Row(
                state: state, stage: stage, reason: reason, metrics: metrics, axes: axes,
                trace: trace, signatures: signatures, origin: origin, outdated: outdated,
                isAccepted: isAccepted)
        }
    }

    /// What tells whether the files of a row have changed.
    struct Signatures: Equatable, Sendable {
        let stamp: UInt64
        /// 0 where there is no file.
        let result: UInt64
    }

    package let sweep: Sweep
    /// Names of all metrics, in the order in which runs report them.
    package let columns: [String]
    package let rows: [Row]
    /// Whether there may be runs in packs that the sweep does not have.
    let packsHoldMore: Bool

    /// Reads all runs, on all processors. Of runs whose files are as they were when they were last
    /// collated nothing is read.
    ///
    /// - Parameter seesEdits: whether to look also for a `result.json` that somebody changed after the
    ///   run was done and collated, which takes as long again.
    package init(reading sweep: Sweep, seesEdits: Bool = true) {
        let reader = RunReader(sweep)
        let cache = RunCache(reading: sweep, reader.present)
        let stamp = "/.\(sweep.plan.stages.last?.name ?? "")"
        let trained = Folder(sweep.layout.trained)
        let places = RunPlaces(sweep.layout)
        let ids = (0..<sweep.runCount).map(sweep.runID)
        let groups = places.groups(ids)
        let parts = inParallel(groups.count, atLeast: 2) { range in
            var part = Part(columns: cache?.columns ?? [])
            let cursor = PlaceCursor(places)
            part.runs = groups.runs(range)
            part.rows.reserveCapacity(part.runs.count)
            for run in part.runs {
                let id = ids[run]
                if let packed = cursor.packed(id) {
                    let stamp = packed.signature
                    if let known = cache?.row(run, stamp: stamp) {
                        part.rows.append(known)
                    } else {
                        part.add(
                            reader.status(RunPlace(id: id, .pack(packed, sweep.layout))),
                            Signatures(stamp: stamp, result: 0))
                    }
                    continue
                }
                // Before anything is read, so that a change meanwhile is seen the next time.
                let stamp = fileStatus(id + stamp, in: trained)?.signature
                let known = stamp.flatMap { cache?.row(run, stamp: $0) }
                if let known, !seesEdits {
                    part.rows.append(known)
                    continue
                }
                let signatures = stamp.map {
                    Signatures(
                        stamp: $0,
                        result: fileStatus(id + "/result.json", in: trained)?.signature ?? 0)
                }
                if let known, known.signatures == signatures {
                    part.rows.append(known)
                } else {
                    let place = RunPlace(id: id, .folder(sweep.layout.chain(id)))
                    part.add(reader.status(place), signatures)
                }
            }
            part.cursor = (cursor.packs, cursor.others)
            return part
        }
        self.init(sweep, parts, packsHoldMore: places.holdMore(parts.map(\.cursor)))
    }

    private init(_ sweep: Sweep, _ parts: [Part], packsHoldMore: Bool) {
        var columns: [String] = []
        var places: [String: Int] = [:]
        var rows: [Row?] = Array(repeating: nil, count: sweep.runCount)
        for part in parts {
            let targets = part.columns.map { name in
                let place = places[name] ?? columns.count
                if place == columns.count {
                    columns.append(name)
                    places[name] = place
                }
                return place
            }
            let isSame = targets.elementsEqual(targets.indices)
            for (run, row) in zip(part.runs, part.rows) {
                if isSame {
                    rows[run] = row
                    continue
                }
                var metrics = [Double?](repeating: nil, count: columns.count)
                for (target, value) in zip(targets, row.metrics) { metrics[target] = value }
                rows[run] = row.with(metrics: metrics)
            }
        }
        self.init(sweep, columns, rows.compactMap { $0 }, packsHoldMore)
    }

    private init(_ sweep: Sweep, _ found: [String], _ read: [Row], _ packsHoldMore: Bool) {
        var (columns, rows) = (found, read)
        // The cache remembers metrics that no run has any more.
        let used = columns.indices.filter { column in
            rows.contains { $0.metrics.count > column && $0.metrics[column] != nil }
        }
        if used.count < columns.count {
            columns = used.map { columns[$0] }
            for index in rows.indices {
                let metrics = rows[index].metrics
                rows[index] = rows[index].with(
                    metrics: used.map { $0 < metrics.count ? metrics[$0] : nil })
            }
        }
        self.packsHoldMore = packsHoldMore
        self.sweep = sweep
        self.columns = columns
        self.rows = rows
    }

    /// The value of a metric of a run.
    package func metric(_ column: Int?, ofRun run: Int) -> Double? {
        guard let column, column < rows[run].metrics.count else { return nil }
        return rows[run].metrics[column]
    }

    /// Whether runs may be, or were, stopped since others did better.
    package var mayBeStopped: Bool {
        sweep.plan.stop != nil || rows.contains { $0.trace?.stopped != nil }
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
    private(set) var columns: [String]
    private var places: [String: Int]
    private var origins: Set<ChainOrigin> = []
    var rows: [RunTable.Row] = []
    /// Indices of the runs that these are of.
    var runs: [Int] = []
    /// How many packs were read, and how many runs in them are none of these.
    var cursor = (packs: 0, others: 0)

    init(columns: [String]) {
        self.columns = columns
        places = Dictionary(
            columns.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    }

    mutating func add(_ status: RunStatus, _ signatures: RunTable.Signatures?) {
        let table = status.metrics
        var metrics: [Double?]
        // Most runs report the same metrics in the same order.
        if table.names == columns {
            metrics = table.values
        } else {
            metrics = [Double?](repeating: nil, count: columns.count)
            for (name, value) in zip(table.names, table.values) {
                let place = places[name] ?? columns.count
                if place == columns.count {
                    columns.append(name)
                    metrics.append(nil)
                    places[name] = place
                }
                metrics[place] = value
            }
        }
        let isComplete = status.state.isComplete
        rows.append(
            RunTable.Row(
                state: status.state, stage: status.stage,
                // The record of a run that is done may tell of an earlier attempt.
                reason: status.outdated?.text
                    ?? (isComplete ? table.problem : status.record?.reason),
                metrics: metrics, axes: table.axes, trace: status.trace,
                signatures: isComplete ? signatures : nil,
                origin: status.origin.map { shared($0) }, outdated: status.outdated,
                isAccepted: status.isAccepted))
    }

    /// One object for all that are equal.
    private mutating func shared(_ origin: ChainOrigin) -> ChainOrigin {
        let (_, known) = origins.insert(origin)
        return known
    }
}
