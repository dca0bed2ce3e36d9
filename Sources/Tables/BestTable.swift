// The table of a collation: the best configurations.
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
        let groups = ranking.order.prefix(10_000).map { countingRuns(ofConfiguration: $0) }
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

    private func countingRuns(ofConfiguration index: Int) -> [Int] {
        table.counting(table.runs(ofConfiguration: index))
    }

    /// The best configurations with their parameters and metrics, the objectives first.
    ///
    /// - Parameters:
    ///   - ranking: in whose order.
    ///   - objectives: those of the ranking.
    ///   - count: how many; nil for all.
    ///   - listsAll: whether those without a rank follow, each with its state; for programs.
    ///   - chosen: the columns behind the id, in place of all; the repeat is none.
    package func bestTable(
        _ ranking: Ranking, _ objectives: [Objective], count: Int?, listsAll: Bool = false,
        columns chosen: [Subject]? = nil
    ) -> DataTable {
        var columns = chosen.map { self.columns($0) } ?? self.columns(ranking, objectives, listsAll)
        let spread = sweep.plan.repetition != nil
        for index in columns.indices where columns[index].subject.isMetric {
            columns[index].column.hasSpread = spread
        }
        var result = DataTable(columns.map(\.column))
        let marked = Set(sweep.plan.objectives.count > 1 ? self.ranking.front : [])
        let ranked = Set(listsAll ? ranking.order : [])
        let rest = listsAll ? sweep.configurations.indices.filter { !ranked.contains($0) } : []
        for (place, index) in (ranking.order + rest).prefix(count ?? Int.max).enumerated() {
            let done = countingRuns(ofConfiguration: index)
            let cells = columns.map { column -> DataTable.Cell in
                switch column.subject {
                case .id: .text(sweep.configurations[index].id)
                case .rank: ranked.contains(index) ? .number(Double(place + 1)) : .none
                case .count: share(done, objectives)
                case .former: .flag(sweep.isFormer(index))
                case .parameter(let slot):
                    sweep.configurations[index].values[slot].map(DataTable.Cell.value) ?? .none
                case .metric(let column): cell(column, done, spread)
                case .field(let field): cell(field, index)
                }
            }
            let isBest = index == self.ranking.best || marked.contains(index)
            result.add(cells, mark: isBest ? "*" : "\(place + 1)")
        }
        if chosen == nil { rankColumns(&result, columns.map(\.subject)) }
        return result
    }

    /// What the readable part tells is in columns of its own.
    private var idColumn: DataTable.Column {
        var column = DataTable.Column("id", canShrink: true)
        // Of a rung's folder all is needed.
        let rung = sweep.plan.search?.rungs?.folders.map(\.count).max() ?? 0
        column.least = rung > 0 ? rung + 11 : 12
        return column
    }

    /// What a column is of.
    private enum ColumnSubject {
        case id, rank, count
        /// Whether the spec no longer has it.
        case former
        case parameter(Int)
        case metric(Int?)
        case field(RecordField)

        var isMetric: Bool { if case .metric = self { true } else { false } }
    }

    private typealias NamedColumn = (subject: ColumnSubject, column: DataTable.Column)

    /// All columns; those that tell nothing are hidden.
    private func columns(
        _ ranking: Ranking, _ objectives: [Objective], _ listsAll: Bool
    ) -> [NamedColumn] {
        let first = objectives.compactMap { table.column($0.metric) }
        let metrics = first + table.columns.indices.filter { !first.contains($0) }
        let (varying, telling) = (Set(varyingParameters), telling(ranking, objectives))
        var heads: [NamedColumn] = [(.id, idColumn)]
        if listsAll {
            heads.append((.rank, DataTable.Column("rank")))
            heads.append((.field(.state), DataTable.Column("state")))
        }
        let hasOutdated =
            table.rows.contains { $0.state == .outdated }
            && ranking.order.contains { state(ofConfiguration: $0) == .outdated }
        if hasOutdated, !listsAll { heads.append((.field(.state), DataTable.Column("state"))) }
        if ranking.order.contains(where: hasStopped) {
            heads.append((.field(.stopped), DataTable.Column("stopped")))
        }
        if sweep.hasFormer { heads.append((.former, DataTable.Column("former"))) }
        if sweep.plan.repetition != nil { heads.append((.count, DataTable.Column("n"))) }
        let names = columnNames(
            heads.map(\.column.name), parameters: sweep.plan.parameters,
            metrics: metrics.map { table.columns[$0] }, hasSpread: sweep.plan.repetition != nil)
        var rest = names.dropFirst(heads.count).makeIterator()
        let parameters = sweep.plan.parameters.indices.map { slot -> NamedColumn in
            let isHidden = !varying.contains(slot)
            return (.parameter(slot), DataTable.Column(rest.next() ?? "", isHidden: isHidden))
        }
        let reported = metrics.map { column -> NamedColumn in
            let isHidden = !telling.contains(column)
            return (.metric(column), DataTable.Column(rest.next() ?? "", isHidden: isHidden))
        }
        // The objectives before the parameters, which is where people look for them.
        return heads + reported.prefix(first.count) + parameters + reported.dropFirst(first.count)
    }

    /// The id, and columns that were asked for.
    private func columns(_ chosen: [Subject]) -> [NamedColumn] {
        [(.id, idColumn)]
            + chosen.compactMap { subject -> NamedColumn? in
                switch subject {
                case .id: return nil
                case .field(let field):
                    return (.field(field), DataTable.Column(field.rawValue))
                case .parameter(let name):
                    let title = columnNames([], parameters: [name], metrics: [])[0]
                    return sweep.plan.parameters.firstIndex(of: name).map {
                        (.parameter($0), DataTable.Column(title))
                    }
                case .metric(let name):
                    let title = columnNames(
                        [], parameters: sweep.plan.parameters, metrics: [name]
                    ).last
                    return (.metric(table.column(name)), DataTable.Column(title ?? name))
                }
            }
    }

    /// Empty columns are hidden; and where there is no room for all, those go last that the best
    /// configuration has.
    private func rankColumns(_ result: inout DataTable, _ subjects: [ColumnSubject]) {
        for (index, subject) in subjects.enumerated() {
            if !result.rows.isEmpty, result.isEmpty(index) {
                result.columns[index].isHidden = true
            }
            switch subject {
            case .id, .rank: break
            case .count:
                let isFull = result.rows.allSatisfy { row in
                    if case .share(let part, let all) = row[index] { part == all } else { false }
                }
                result.columns[index].rank = isFull ? 20_000 : 1
            case .field, .former: result.columns[index].rank = 1
            case .parameter:
                if case .none? = result.rows.first?[index] {
                    result.columns[index].rank = 10_000 + index
                } else {
                    result.columns[index].rank = 2 + index
                }
            case .metric(let column):
                let isObjective = sweep.plan.objectives.contains {
                    table.column($0.metric) == column
                }
                result.columns[index].rank = isObjective ? 0 : 5000 + index
            }
        }
    }

    /// Puts the parameters that matter most first among those that are kept where there is no room for
    /// all of them.
    package func rankByImportance(_ result: inout DataTable) {
        let count = sweep.runCount
        let sample = count <= 600 ? nil : Set((0..<600).map { $0 * count / 600 })
        guard let metric = sweep.plan.objectives.first?.metric,
            let shares = try? table.shares(of: metric, among: sample)
        else { return }
        for (place, share) in shares.main.enumerated() {
            let titles = ["params.\(share.name)", share.name]
            guard
                let title = titles.first(where: { title in
                    result.columns.contains { $0.name == title && $0.rank > 1 }
                }), let index = result.columns.firstIndex(where: { $0.name == title })
            else { continue }
            let first = result.columns[index].rank >= 10_000 ? 10_000 : 2
            result.columns[index].rank = first + place
        }
    }

    /// Whether a run of a configuration was stopped early.
    private func hasStopped(_ index: Int) -> Bool {
        table.runs(ofConfiguration: index).contains { table.rows[$0].trace?.stopped != nil }
    }

    /// Done where all repeats are; else the first state that holds of one of them.
    private func state(ofConfiguration index: Int) -> RunStatus.State {
        let states = table.runs(ofConfiguration: index).map { table.rows[$0].state }
        return RunStatus.State.allCases.first(where: states.contains) ?? .done
    }

    /// Of how many runs the statistics are made: those that have a value of every objective.
    private func share(_ done: [Int], _ objectives: [Objective]) -> DataTable.Cell {
        let columns = objectives.map { table.column($0.metric) }
        let counted = done.filter { run in
            columns.allSatisfy { table.metric($0, ofRun: run)?.isFinite == true }
        }
        return .share(counted.count, of: sweep.repeats.count)
    }

    private func cell(_ column: Int?, _ runs: [Int], _ hasRepeats: Bool) -> DataTable.Cell {
        let values = runs.compactMap { table.metric(column, ofRun: $0) }
        if hasRepeats, let summary = Summary(values) { return .summary(summary) }
        return values.first.map(DataTable.Cell.number) ?? .none
    }

    /// What configurations are ordered by where it is a field.
    package func sortKey(
        _ field: RecordField, ofConfiguration index: Int
    ) -> (number: Double?, text: String)? {
        switch cell(field, index) {
        case .none: nil
        case .number(let number), .duration(let number): (number, "")
        case .date(let date): (Double(date), "")
        case .flag(let flag): (flag ? 1 : 0, "")
        case let other: (nil, DataTable.text(other))
        }
    }

    /// What the records of a configuration tell: what all of its runs agree in, the mean of their
    /// seconds, the first start.
    private func cell(_ field: RecordField, _ index: Int) -> DataTable.Cell {
        let runs = table.runs(ofConfiguration: index)
        let traces = runs.compactMap { table.rows[$0].trace }
        func common(_ texts: [String?]) -> DataTable.Cell {
            guard let first = texts.first, texts.allSatisfy({ $0 == first }) else { return .none }
            return first.map { .text($0) } ?? .none
        }
        switch field {
        case .rank:
            return ranking.order.firstIndex(of: index).map { .number(Double($0 + 1)) } ?? .none
        case .state: return .text(state(ofConfiguration: index).rawValue)
        case .stage: return common(runs.map { table.rows[$0].stage })
        case .reason: return common(runs.map { table.rows[$0].reason })
        case .start: return traces.map(\.start).min().map { .date($0) } ?? .none
        case .seconds: return Summary(traces.map(\.seconds)).map { .duration($0.mean) } ?? .none
        case .host: return common(traces.map(\.host))
        case .slots: return common(traces.map(\.slots))
        case .attempt:
            return traces.map(\.attempt).max().map { .number(Double($0)) } ?? .none
        case .step, .epoch, .iter, .ownStep:
            return runs.compactMap { table.rows[$0].axes[field.rawValue] }.max()
                .map { .number($0) } ?? .none
        case .stopped:
            return Summary(traces.compactMap(\.stopped)).map { .number($0.mean) } ?? .none
        case .git: return common(traces.map(\.commit))
        case .dirty:
            return traces.isEmpty ? .none : .flag(traces.contains { $0.isDirty })
        }
    }
}
