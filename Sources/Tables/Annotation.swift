// Runs with what their records tell: when, how long, where, from what code, with what result.
// Knows nothing of where the list of runs comes from.
import Query
import Running
import Spec
import Sweep
import System

extension DataTable {
    /// The columns of annotations, but for the objectives'.
    private static let columns = [
        Column("path", canShrink: true), Column("state"), Column("start"), Column("seconds"),
        Column("host"), Column("slots"), Column("attempt"), Column("git"), Column("dirty"),
    ]

    /// An empty table of annotations.
    ///
    /// - Parameters:
    ///   - objectives: names of the metrics at the end of each row.
    ///   - mayBeStopped: whether the step follows at which a run was stopped early.
    package static func annotations(_ objectives: [String], mayBeStopped: Bool) -> DataTable {
        let names = columnNames(
            columns.map(\.name) + ["stage", "reason", "accepted"], parameters: [],
            metrics: objectives)
        return DataTable(
            columns + names.dropFirst(columns.count).map { Column($0) }
                + (mayBeStopped ? [Column("stopped")] : []))
    }

    /// Adds a run; one that cannot be found has its path alone.
    package mutating func annotate(
        path: String, _ table: RunTable?, _ run: Int?, objectives: [String]
    ) {
        guard let table, let run else {
            return add([.text(path), .text("unknown")].filled(columns))
        }
        let row = table.rows[run]
        let trace = row.trace
        var cells: [Cell] = [.text(path), .text(row.state.rawValue)]
        cells += [
            trace.map { .date($0.start) } ?? .none, trace.map { .duration($0.seconds) } ?? .none,
            trace.map { .text($0.host) } ?? .none, .text(trace?.slots ?? ""),
            trace.map { .number(Double($0.attempt)) } ?? .none,
            trace?.commit.map { .commit($0) } ?? .none,
            trace.map { .flag($0.isDirty) } ?? .none,
            row.stage.map { .text($0) } ?? .none, row.reason.map { .text($0) } ?? .none,
            .flag(row.isAccepted),
        ]
        cells += objectives.map { name in
            table.metric(table.column(name), ofRun: run).map { .number($0) } ?? .none
        }
        if columns.last?.name == "stopped" {
            cells.append(trace?.stopped.map { .number($0) } ?? .none)
        }
        add(cells)
    }

    /// In tables for people what became of a run comes first, since the last columns are left out first;
    /// a reason may be long.
    package var arrangedForPeople: DataTable {
        let names = [
            "path", "state", "stage", "reason", "stopped", "seconds", "start", "attempt", "git",
        ]
        let heads = names.compactMap { name in columns.firstIndex { $0.name == name } }
        let known = DataTable.columns.count + 3
        let objectives = columns.indices.dropFirst(known).filter { columns[$0].name != "stopped" }
        var order = heads.prefix(2) + objectives + heads.dropFirst(2)
        order += columns.indices.filter { !order.contains($0) }
        var table = arranged(Array(order))
        for index in table.columns.indices where table.columns[index].name == "reason" {
            table.columns[index].canShrink = true
        }
        return table
    }

    /// Hides those columns that are empty, in tables for people.
    package mutating func hideEmptyColumns() {
        for index in columns.indices {
            columns[index].isHidden = rows.allSatisfy { row in
                switch row[index] {
                case .none, .text(""), .flag(false): true
                case .number(1): columns[index].name == "attempt"
                default: false
                }
            }
        }
    }
}

extension [DataTable.Cell] {
    /// With empty cells up to the number of columns.
    fileprivate func filled(_ columns: [DataTable.Column]) -> [DataTable.Cell] {
        self + Array(repeating: .none, count: Swift.max(0, columns.count - count))
    }
}
