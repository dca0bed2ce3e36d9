// The data that the page's scripts work on, as one JSON object. Knows nothing of HTML; who embeds it
// escapes it.
import Graph
import Metrics
import Plots
import Spec
import Sweep
import System
import Tables
import Text

extension PageSource {
    /// The text of the object.
    var data: [UInt8] {
        var output: [UInt8] = []
        output.append(UInt8(ascii: "{"))
        for (name, value) in head {
            writeJSONString(name, to: &output)
            output.append(UInt8(ascii: ":"))
            value.write(to: &output)
            output.append(UInt8(ascii: ","))
        }
        output += "\"columns\":[".utf8
        for (index, column) in columns.texts.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output += column
        }
        output += "],\"ids\":[".utf8
        for (index, part) in columns.ids.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output += part
        }
        output += "]}".utf8
        return output
    }

    private var head: [(String, JSONValue)] {
        let objectives = plan.objectives.map {
            JSONValue.object([("metric", .string($0.metric)), ("maximize", .bool($0.maximize))])
        }
        let best = collation.ranking.best.map { [$0] } ?? collation.ranking.front
        let shares = figures.shares?.main.map { name, share in
            JSONValue.array([.string(name), .double(share)])
        }
        return [
            ("dist", .string(sweep.layout.dist)),
            ("created", .double(Double(created / 1000))),
            ("reload", reload.map(JSONValue.int) ?? .null),
            ("base", base.map(JSONValue.string) ?? .null),
            ("objectives", .array(objectives)),
            ("stages", .array(plan.stages.map { .string($0.name) })),
            ("runs", .int(sweep.runCount)),
            ("repeats", .array(sweep.repeats.map { .string($0) })),
            ("best", .array(best.map(JSONValue.int))),
            ("shares", .array(shares ?? [])),
            ("curves", curves),
            ("records", .object(records.map { ("\($0.run)", .array($0.stages)) })),
        ]
    }

    // MARK: curves

    /// Of the best runs, and of some of the others.
    private var curves: JSONValue {
        guard let metric = figures.curveMetric else { return .null }
        let top = figures.topCurves
        let others = figures.curves.count - top
        let shown = min(others, 120)
        let chosen =
            Array(figures.curves.prefix(top))
            + (0..<shown).map { figures.curves[top + others * $0 / shown] }
        let runs = chosen.map { curve -> JSONValue in
            let stride = max(1, (curve.steps.count + 119) / 120)
            let places = curve.steps.indices.filter {
                $0 % stride == 0 || $0 == curve.steps.count - 1
            }
            return .object([
                ("configuration", .int(figures.configurations[curve.run])),
                ("steps", .array(places.map { .double(curve.steps[$0]) })),
                ("values", .array(places.map { rounded(curve.values[$0]) })),
            ])
        }
        let steps = NumberAxis.parameter(chosen.flatMap(\.steps))
        let values = NumberAxis.metric(chosen.flatMap(\.values), name: metric, maximize: nil)
        guard let steps, let values else { return .null }
        return .object([
            ("metric", .string(metric)), ("step", .string(figures.curves.first?.axis ?? "step")),
            ("note", figures.curveNote.map(JSONValue.string) ?? .null), ("top", .int(top)),
            ("x", steps.json), ("y", values.json),
            ("runs", .array(runs)),
        ])
    }

    /// Figures see no difference behind the fifth digit.
    private func rounded(_ value: Double) -> JSONValue {
        value.isFinite ? .number(significant(value, 5)) : .null
    }
}

extension RunTable {
    /// The means of a metric over the done runs of each configuration that has any.
    fileprivate func means(_ column: Int) -> [Double] {
        sweep.configurations.indices.compactMap { index in
            var (sum, count) = (0.0, 0.0)
            for run in runs(ofConfiguration: index) where rows[run].state == .done {
                guard let value = metric(column, ofRun: run), value.isFinite else { continue }
                (sum, count) = (sum + value, count + 1)
            }
            return count > 0 ? sum / count : nil
        }
    }
}

/// The columns of a page as JSON, which takes the longest of all.
struct PageColumns: Sendable {
    /// Parameters, the repeat, metrics and what records tell, each an object.
    let texts: [[UInt8]]
    /// Ids of configurations, in pieces of a list.
    let ids: [[UInt8]]

    init(_ table: RunTable, _ ranking: Ranking) {
        let sweep = table.sweep
        let plan = sweep.plan
        let fields = PageColumns.fields(ranking) + PageColumns.axes(table)
        let first = plan.parameters.count + (plan.repetition == nil ? 0 : 1)
        let count = first + table.columns.count + fields.count
        // Beside runs that are done, outdated ones are no results to be compared with them.
        let hasDone = table.rows.contains { $0.state == .done }
        let isShown = { @Sendable (run: Int) in !hasDone || table.rows[run].state != .outdated }
        // Columns that lie side by side take about as long: every second one for each of two threads.
        let order = (0..<count).filter { $0 % 2 == 0 } + (0..<count).filter { $0 % 2 == 1 }
        let parts = inParallel(count) { range in
            range.map { place -> (Int, [UInt8]) in
                let index = order[place]
                var output: [UInt8] = []
                if index < first {
                    PageColumns.parameter(index, sweep).write(to: &output)
                } else if index < count - fields.count {
                    let values = table.rows.indices.map {
                        isShown($0) ? table.metric(index - first, ofRun: $0) : nil
                    }
                    let name = table.columns[index - first]
                    var column = Column("metric", name, numbers: values)
                    let maximize = plan.objectives.first { $0.metric == name }?.maximize
                    column.axis = NumberAxis.metric(
                        values.compactMap { $0 }, name: name, maximize: maximize)
                    if plan.repetition != nil {
                        column.meanAxis = NumberAxis.metric(
                            table.means(index - first), name: name, maximize: maximize)
                    }
                    column.write(to: &output)
                } else {
                    fields[index - count + fields.count](table).write(to: &output)
                }
                return (index, output)
            }
        }
        texts = parts.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
        let short = ShortIDs(parameters: plan.parameters)
        ids = inParallel(sweep.configurations.count, atLeast: 1000) { range in
            var output: [UInt8] = []
            for index in range {
                if index > range.lowerBound { output.append(UInt8(ascii: ",")) }
                let configuration = sweep.configurations[index]
                short.write(configuration.id, configuration.values, to: &output)
            }
            return output
        }.filter { !$0.isEmpty }
    }

    /// The last one is the repeat, where there is one.
    private static func parameter(_ slot: Int, _ sweep: Sweep) -> Column {
        let (plan, repeats) = (sweep.plan, sweep.repeats.count)
        let isRepeat = slot == plan.parameters.count
        let own = isRepeat ? plan.repetition?.values ?? [] : []
        let values = (0..<sweep.runCount).map { run in
            isRepeat ? own[run % repeats] : sweep.configurations[run / repeats].values[slot]
        }
        var column =
            isRepeat
            ? Column("repeat", plan.repetition?.name ?? "", values)
            : Column("parameter", plan.parameters[slot], values)
        let numbers = values.compactMap { $0?.number }.filter(\.isFinite)
        if numbers.count == values.count(where: { $0 != nil }) {
            column.axis = NumberAxis.parameter(
                numbers, isLog: plan.scales[column.name].map { $0 == .log })
        }
        return column
    }

    /// How far runs have come, where nothing else is called so.
    private static func axes(_ table: RunTable) -> [@Sendable (RunTable) -> Column] {
        let others = table.sweep.plan.parameters + table.columns
        return axisNames.filter { name in
            !others.contains(name) && table.rows.contains { $0.axes[name] != nil }
        }.map { name in
            { Column("field", name, numbers: $0.rows.map { $0.axes[name] }) }
        }
    }

    /// By the names that terms know them by.
    private static func fields(_ ranking: Ranking) -> [@Sendable (RunTable) -> Column] {
        [
            { Column("state", texts: $0.rows.map(\.state.rawValue)) },
            { Column("field", "rank", numbers: ranking.ranks($0).map { $0.map(Double.init) }) },
            { Column("stage", texts: $0.rows.map(\.stage)) },
            { Column("reason", texts: $0.rows.map(\.reason)) },
            // Microseconds since 1970, which a double holds.
            {
                Column(
                    "field", "start",
                    numbers: $0.rows.map { $0.trace.map { Double($0.start / 1000) } })
            },
            { Column("field", "seconds", numbers: $0.rows.map { $0.trace?.seconds }) },
            { Column("host", texts: $0.rows.map { $0.trace?.host }) },
            { Column("slots", texts: $0.rows.map { $0.trace?.slots }) },
            {
                Column(
                    "field", "attempt", numbers: $0.rows.map { $0.trace.map { Double($0.attempt) } }
                )
            },
            { Column("field", "stopped", numbers: $0.rows.map { $0.trace?.stopped }) },
            { Column("git", texts: $0.rows.map { $0.trace?.commit }) },
            { Column("dirty", texts: $0.rows.map { $0.trace.map { "\($0.isDirty)" } }) },
        ]
    }
}
