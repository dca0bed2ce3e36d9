// Runs side by side: the parameters in which they differ, and all that they reported.
// Knows nothing of terminals.
import Graph
import Query
import Running
import Spec
import Sweep
import System

extension RunTable {
    /// A row for each parameter that differs, each metric, and what the records tell.
    ///
    /// - Parameter groups: the runs of each column: one, or the repeats of a configuration.
    package func comparison(_ groups: [Range<Int>], names: [String]) -> DataTable {
        var result = DataTable(titles(names))
        let parameters = sweep.plan.parameters + (sweep.plan.repetition.map { [$0.name] } ?? [])
        let labels = columnNames(RunTable.recordNames, parameters: parameters, metrics: columns)
            .dropFirst(RunTable.recordNames.count)
        for (name, label) in zip(parameters, labels) {
            let values = groups.map { group -> Value? in
                let all = group.map { sweep.value(name, ofRun: $0) }
                return all.allSatisfy { $0 == all[0] } ? all[0] : nil
            }
            guard values.contains(where: { !same($0, values[0]) }) else { continue }
            result.add(
                [.text(label)] + values.map { $0.map { .value($0) } ?? .none }
                    + [difference(values.map { $0?.number })])
        }
        for (column, label) in labels.dropFirst(parameters.count).enumerated() {
            let summaries = groups.map { group in
                Summary(group.compactMap { metric(column, ofRun: $0) })
            }
            guard summaries.contains(where: { $0 != nil }) else { continue }
            result.add(
                [.text(label)]
                    + summaries.map { summary -> DataTable.Cell in
                        guard let summary else { return .none }
                        return summary.count > 1 ? .summary(summary) : .number(summary.mean)
                    } + [difference(summaries.map { $0?.mean })])
        }
        addRecords(groups, to: &result)
        return result
    }

    /// What is told of the records; parameters and metrics of these names are told apart.
    private static let recordNames = ["state", "seconds", "start", "host", "git", "dirty"]

    /// A run that is named twice is told apart, too. Narrow columns leave room for the last one.
    private func titles(_ names: [String]) -> [DataTable.Column] {
        var columns = [DataTable.Column("name", canShrink: true)]
        var seen: [String: Int] = [:]
        for name in names {
            seen[name, default: 0] += 1
            let number = seen[name] ?? 1
            columns.append(
                DataTable.Column(number > 1 ? "\(name) (\(number))" : name, canShrink: true))
        }
        for index in columns.indices { columns[index].least = index == 0 ? 12 : 16 }
        return columns + [DataTable.Column(names.count == 2 ? "difference" : "range")]
    }

    private func addRecords(_ groups: [Range<Int>], to result: inout DataTable) {
        let firsts = groups.map { rows[$0.lowerBound] }
        result.add([.text("state")] + firsts.map { .text($0.state.rawValue) } + [.none])
        let seconds = groups.map { group in
            Summary(group.compactMap { rows[$0].trace?.seconds })?.mean
        }
        result.add(
            [.text("seconds")] + seconds.map { $0.map { .number($0) } ?? .none }
                + [difference(seconds)])
        let traces = firsts.map(\.trace)
        result.add([.text("start")] + traces.map { $0.map { .date($0.start) } ?? .none } + [.none])
        if traces.contains(where: { $0?.stopped != nil }) {
            result.add(
                [.text("stopped")] + traces.map { $0?.stopped.map { .number($0) } ?? .none }
                    + [.none])
        }
        result.add([.text("host")] + traces.map { $0.map { .text($0.host) } ?? .none } + [.none])
        guard traces.contains(where: { $0?.commit != nil }) else { return }
        result.add(
            [.text("git")] + traces.map { $0?.commit.map { .commit($0) } ?? .none } + [.none])
        result.add(
            [.text("dirty")] + traces.map { $0.map { .flag($0.isDirty) } ?? .none } + [.none])
    }

    private func same(_ a: Value?, _ b: Value?) -> Bool {
        guard let a, let b else { return a == b }
        return a.matches(b)
    }

    /// Of two the second less the first, of more the largest less the smallest.
    private func difference(_ numbers: [Double?]) -> DataTable.Cell {
        let known = numbers.compactMap { $0 }
        guard known.count == numbers.count, known.allSatisfy(\.isFinite) else { return .none }
        if known.count == 2 { return .number(known[1] - known[0]) }
        guard let least = known.min(), let most = known.max() else { return .none }
        return .number(most - least)
    }
}
