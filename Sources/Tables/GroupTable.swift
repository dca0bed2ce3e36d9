// Groups of configurations that agree in some parameters. Knows nothing of terminals and formats.
import Graph
import Query
import Spec
import Sweep
import Text

extension Collation {
    /// Groups by parameters: how many configurations, mean, standard deviation and best of a metric,
    /// ordered by the mean. Repeats count as one, by their mean, unless the repeat is what is grouped by.
    package func groupTable(
        _ ranking: Ranking, _ objective: Objective, by parameters: [String], count: Int?
    ) -> DataTable {
        let groups = groups(ranking, objective, by: parameters)
        let name = objective.metric
        let heads = ["n", "\(name) mean", "\(name) std", "\(name) best"]
        let names = columnNames(heads, parameters: parameters, metrics: [])
        var result = DataTable(
            (names.dropFirst(heads.count) + heads).map { DataTable.Column($0) })
        let summaries = groups.compactMap { key, group in
            Summary(group.numbers).map { (key: key, group: group, summary: $0) }
        }
        let sorted = summaries.sorted { a, b in
            if a.summary.mean != b.summary.mean {
                return objective.maximize == (a.summary.mean > b.summary.mean)
            }
            return a.key.lexicographicallyPrecedes(b.key)
        }
        for (_, group, summary) in sorted.prefix(count ?? Int.max) {
            let best = objective.maximize ? group.numbers.max() : group.numbers.min()
            result.add(
                group.values.map { $0.map(DataTable.Cell.value) ?? .none } + [
                    .number(Double(summary.count)), .number(summary.mean),
                    summary.deviation.map(DataTable.Cell.number) ?? .none,
                    best.map(DataTable.Cell.number) ?? .none,
                ], mark: group.hasBest ? "*" : "")
        }
        return result
    }

    private typealias Group = (values: [Value?], numbers: [Double], hasBest: Bool)

    /// The means of the configurations of each group.
    private func groups(
        _ ranking: Ranking, _ objective: Objective, by parameters: [String]
    ) -> [[String]: Group] {
        let column = table.column(objective.metric)
        var groups: [[String]: Group] = [:]
        for index in ranking.order {
            // Runs of one configuration that are in one group.
            var parts: [[String]: (values: [Value?], numbers: [Double])] = [:]
            for run in table.runs(ofConfiguration: index) where table.rows[run].state == .done {
                guard let number = table.metric(column, ofRun: run), number.isFinite else {
                    continue
                }
                let values = parameters.map { sweep.value($0, ofRun: run) }
                let key = values.map { $0.map(groupKey) ?? "" }
                parts[key, default: (values, [])].numbers.append(number)
            }
            for (key, part) in parts {
                guard let summary = Summary(part.numbers) else { continue }
                groups[key, default: (part.values, [], false)].numbers.append(summary.mean)
                if index == self.ranking.best { groups[key]?.hasBest = true }
            }
        }
        return groups
    }

    /// Numbers that are equal are of one group, however they are written.
    private func groupKey(_ value: Value) -> String {
        "\(value.kind) \(value.number.map(decimalText) ?? value.text)"
    }
}
