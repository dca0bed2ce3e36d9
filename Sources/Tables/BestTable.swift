// The tables of a collation: the best configurations, and groups of them by parameters.
// Knows nothing of terminals and formats.
import Graph
import Query
import Running
import Spec
import Sweep
import Text

extension Collation {
    /// Parameters of which the configurations have more than one value, counting absence.
    package var varyingParameters: [Int] {
        sweep.plan.parameters.indices.filter { slot in
            let first = sweep.configurations.first?.values[slot]
            return sweep.configurations.contains { $0.values[slot] != first }
        }
    }

    /// Metrics that tell configurations apart: neither one value for all nor, beside the last value of
    /// a metric over time, its extremes and number of steps. The objectives always are.
    func telling(_ ranking: Ranking, _ objectives: [Objective]) -> Set<Int> {
        // Repeats are told by their mean and deviation: that one failed makes no difference.
        let groups = ranking.order.prefix(10_000).map { doneRuns(ofConfiguration: $0) }
        func summary(_ column: Int, _ runs: [Int]) -> [Double]? {
            Summary(runs.compactMap { table.metric(column, ofRun: $0) })
                .map { [$0.mean, $0.deviation ?? 0] }
        }
        return Set(
            table.columns.indices.filter { column in
                let name = table.columns[column]
                if objectives.contains(where: { $0.metric == name }) { return true }
                let isDerived = [".min", ".max", ".steps"].contains { suffix in
                    name.hasSuffix(suffix)
                        && table.column(String(name.dropLast(suffix.count))) != nil
                }
                guard !isDerived, let first = groups.first else { return !isDerived }
                let value = summary(column, first)
                return groups.count == 1 || groups.contains { summary(column, $0) != value }
            })
    }

    private func doneRuns(ofConfiguration index: Int) -> [Int] {
        table.runs(ofConfiguration: index).filter { table.rows[$0].state == .done }
    }

    /// The best configurations with their parameters and metrics, the objectives first.
    ///
    /// - Parameters:
    ///   - ranking: in whose order.
    ///   - objectives: those of the ranking.
    ///   - count: how many; nil for all.
    ///   - listsAll: whether those without a rank follow, each with its state; for programs.
    package func bestTable(
        _ ranking: Ranking, _ objectives: [Objective], count: Int?, listsAll: Bool = false
    ) -> DataTable {
        let repeats = sweep.repeats.count
        let hasRepeats = sweep.plan.repetition != nil
        let first = objectives.compactMap { table.column($0.metric) }
        let metrics = first + table.columns.indices.filter { !first.contains($0) }
        let (varying, telling) = (Set(varyingParameters), telling(ranking, objectives))
        let heads = ["id"] + (listsAll ? ["rank", "state"] : []) + (hasRepeats ? ["n"] : [])
        let names = columnNames(
            heads, parameters: sweep.plan.parameters, metrics: metrics.map { table.columns[$0] },
            hasSpread: hasRepeats)
        var columns = names.map { DataTable.Column($0) }
        columns[0].canShrink = true
        for slot in sweep.plan.parameters.indices {
            columns[heads.count + slot].isHidden = !varying.contains(slot)
        }
        let start = heads.count + sweep.plan.parameters.count
        for (place, column) in metrics.enumerated() {
            columns[start + place].isHidden = !telling.contains(column)
            columns[start + place].hasSpread = hasRepeats
        }
        // The objectives before the parameters, so that they are never left out for want of room.
        let order =
            Array(heads.indices) + Array(start..<start + first.count)
            + Array(heads.count..<start) + Array(start + first.count..<columns.count)
        var result = DataTable(order.map { columns[$0] })
        let marked = Set(sweep.plan.objectives.count > 1 ? self.ranking.front : [])
        let ranked = Set(listsAll ? ranking.order : [])
        let rest = listsAll ? sweep.configurations.indices.filter { !ranked.contains($0) } : []
        for (place, index) in (ranking.order + rest).prefix(count ?? Int.max).enumerated() {
            let configuration = sweep.configurations[index]
            let done = doneRuns(ofConfiguration: index)
            var cells: [DataTable.Cell] = [.text(configuration.id)]
            if listsAll {
                cells.append(ranked.contains(index) ? .number(Double(place + 1)) : .none)
                cells.append(.text(state(ofConfiguration: index).rawValue))
            }
            if hasRepeats { cells.append(.share(done.count, of: repeats)) }
            cells += configuration.values.map { $0.map(DataTable.Cell.value) ?? .none }
            cells += metrics.map { cell($0, done, hasRepeats) }
            let isBest = index == self.ranking.best || marked.contains(index)
            result.add(order.map { cells[$0] }, mark: isBest ? "*" : "\(place + 1)")
        }
        return result
    }

    /// Done where all repeats are; else what the first says that is not.
    private func state(ofConfiguration index: Int) -> RunStatus.State {
        let states = table.runs(ofConfiguration: index).map { table.rows[$0].state }
        return states.first { $0 != .done } ?? .done
    }

    private func cell(_ column: Int, _ runs: [Int], _ hasRepeats: Bool) -> DataTable.Cell {
        let values = runs.compactMap { table.metric(column, ofRun: $0) }
        if hasRepeats, let summary = Summary(values) { return .summary(summary) }
        return values.first.map(DataTable.Cell.number) ?? .none
    }

    /// Groups of runs that agree in some parameters: how many, mean, standard deviation and best of a
    /// metric, ordered by the mean.
    package func groupTable(
        _ ranking: Ranking, _ objective: Objective, by parameters: [String], count: Int?
    ) -> DataTable {
        let column = table.column(objective.metric)
        var groups: [[String]: (values: [Value?], numbers: [Double], hasBest: Bool)] = [:]
        for index in ranking.order {
            for run in table.runs(ofConfiguration: index) where table.rows[run].state == .done {
                guard let number = table.metric(column, ofRun: run), number.isFinite else {
                    continue
                }
                let values = parameters.map { sweep.value($0, ofRun: run) }
                let key = values.map { $0.map(groupKey) ?? "" }
                groups[key, default: (values, [], false)].numbers.append(number)
                if index == self.ranking.best { groups[key]?.hasBest = true }
            }
        }
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

    /// Numbers that are equal are of one group, however they are written.
    private func groupKey(_ value: Value) -> String {
        "\(value.kind) \(value.number.map(decimalText) ?? value.text)"
    }
}
