// The files of a collation and their dates: `results.csv` whole, `collated.json`, the link `best`, the stamps.
// Knows nothing of tables for people.
import Graph
import Query
import Running
import Spec
import Sweep
import System
import Text

/// All of a sweep gathered and ranked.
package struct Collation: Sendable {
    package let table: RunTable
    package let ranking: Ranking

    package var sweep: Sweep { table.sweep }

    package init(_ sweep: Sweep) {
        table = RunTable(reading: sweep)
        ranking = Ranking(table)
    }

    /// Indices of runs in this state.
    package func runs(_ state: RunStatus.State) -> [Int] {
        table.rows.indices.filter { table.rows[$0].state == state }
    }

    /// Whether every run is done.
    package var isComplete: Bool { table.rows.allSatisfy { $0.state == .done } }

    /// Whether some run reports each objective, or none can yet.
    package var reportsObjectives: Bool {
        let counting = table.rows.indices.filter { table.rows[$0].state.isComplete }
        return counting.isEmpty
            || sweep.plan.objectives.allSatisfy { objective in
                let column = table.column(objective.metric)
                return counting.contains { table.metric(column, ofRun: $0) != nil }
            }
    }

    // MARK: files

    /// Writes all files; the stamps only where every run is done.
    ///
    /// - Parameter begin: when reading began, in nanoseconds since 1970: a run that is stamped while it
    ///   goes on is newer than the stamp of the collation.
    package func write(begin: Int64) throws(SystemError) {
        let layout = sweep.layout
        removeLeftovers(in: layout.dist)
        for run in runs(.missing) { try removeDamagedStamp(run) }
        try replaceFile(layout.collated, pieces: CollatedJSON(self).pieces)
        try replaceFile(layout.table, pieces: csv)
        RunCache.write(table)
        let best = ranking.best.map { sweep.configurations[$0].id }
        if let best, sweep.plan.packing != nil, fileStatus(layout.run(best)) == nil {
            // A link would lead nowhere.
            try replaceLink(layout.best, byText: "trained/\(best)")
        } else if let best {
            let isKnown = fileStatus("\(layout.best).txt") != nil
            let isLink = try replaceLink(layout.best, to: "trained/\(best)")
            if !isLink, !isKnown {
                writeText(
                    "this file system has no links: the best run is named in "
                        + "\(layout.best).txt instead\n", to: 2)
            }
        } else {
            try removeLink(layout.best)
        }
        if isComplete {
            try replaceFile(layout.gathered, [], modified: FileDate(begin))
        } else {
            try removeIfAny(layout.gathered)
        }
        if !isComplete || !reportsObjectives { try removeIfAny(layout.collatedStamp) }
    }

    /// A last stamp that holds no record, or follows one that does not, keeps make from looking at the
    /// run: it took them for done.
    private func removeDamagedStamp(_ run: Int) throws(SystemError) {
        let files = sweep.layout.chain(sweep.runID(run))
        // First: a run that ends at this moment has all its records by then.
        guard let last = sweep.plan.stages.last, fileStatus(files.stamp(last.name)) != nil,
            sweep.plan.stages.contains(where: { StageRecord.read(files.stamp($0.name)) == nil })
        else { return }
        try removeIfAny(files.stamp(last.name))
    }

    /// Tells make that there is nothing left to do.
    package func stamp(begin: Int64) throws(SystemError) {
        try replaceFile(
            sweep.layout.collatedStamp, [],
            modified: FileDate(begin, steps: DateSteps.collation))
    }

    /// The text of `results.csv`, in pieces: all runs in order, one a line.
    package var csv: [[UInt8]] {
        let plan = sweep.plan
        var writer = CSVWriter()
        let names = columnNames(
            ["id", "config", "state"],
            parameters: plan.parameters + (plan.repetition.map { [$0.name] } ?? []),
            metrics: table.columns)
        for name in names + ["seconds", "start", "host"] { writer.add(name) }
        let mayBeStopped = table.mayBeStopped
        if mayBeStopped { writer.add("stopped") }
        writer.endLine()
        return [writer.bytes]
            + inParallel(table.rows.count, atLeast: 1000) { csvLines($0, mayBeStopped) }
    }

    private func csvLines(_ range: Range<Int>, _ mayBeStopped: Bool) -> [UInt8] {
        var writer = CSVWriter(capacity: range.count * 160)
        for run in range {
            let repeats = sweep.repeats.count
            writer.add(plain: sweep.runID(run))
            writer.add(plain: sweep.configurations[run / repeats].id)
            writer.add(plain: table.rows[run].state.rawValue)
            for value in sweep.configurations[run / repeats].values { writer.add(value) }
            if let repetition = sweep.plan.repetition {
                writer.add(repetition.values[run % repeats])
            }
            for column in table.columns.indices {
                writer.add(number: table.metric(column, ofRun: run))
            }
            let trace = table.rows[run].trace
            writer.add(number: trace?.seconds)
            writer.add(plain: trace.map { dateText($0.start) } ?? "")
            writer.add(trace?.host ?? "")
            if mayBeStopped { writer.add(plain: trace?.stopped.map(plainNumber) ?? "") }
            writer.endLine()
        }
        return writer.bytes
    }
}
