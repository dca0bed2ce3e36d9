// `hpmake collate`: gathers all runs, writes the files of the collation, prints the best.
// Nothing but parsing and wiring.
import Graph
import Query
import Running
import Spec
import Sweep
import System
import Tables
import Text

let collateCommand = Command(
    name: "collate", arguments: ["[DIST]"],
    options: [
        allRunsOption,
        Command.Option(
            name: "--top", value: "K",
            help: "show the best K (in tables 10, in other formats all)"),
        Command.Option(
            name: "--sort", value: "NAME",
            help: "order by a metric, parameter or field, the smallest first; -NAME: the largest"),
        Command.Option(
            name: "--by", value: "P,..",
            help: "group configurations by parameters: count, mean, standard deviation, best"),
        Command.Option(
            name: "--columns", value: "NAME,..",
            help: "only these parameters, metrics and fields such as seconds, in this order"),
        tableFormatOption,
        allColumnsOption,
        Command.Option(name: "--partial", help: "exit 0 although runs are missing or failed"),
    ],
    summary: "gather all runs and pick the best",
    details: """
        Writes collated.json, results.csv and the link best into DIST, and prints the best
        configurations; * marks the best one, or with several objectives those that no other one
        beats in all of them. --top, --sort, --by, --columns and --format are for what is printed
        alone. Where there is no room for all columns, the parameters that matter most are kept.
        csv, tsv, json and jsonl list all configurations, with rank and state: those that cannot be
        ranked come last and have no rank.
        """,
    run: { arguments in
        return try collate(arguments)
    })

private func collate(_ arguments: Arguments) throws -> Int32 {
    let begin = now() - fileDateTick
    let format = try arguments.word("--format", TableFormat.self) ?? .table
    let top = try arguments.integer("--top", in: 1...10_000_000) ?? (format.isForPeople ? 10 : nil)
    let sweep = try readSweep(arguments.positional[0], asksAccounts: true)
    let collation = Collation(sweep)
    let isSuccess =
        collation.isComplete && collation.reportsObjectives || arguments.has("--partial")
    // The files are of the spec, whatever is printed.
    let shown = arguments.has("--all") ? Collation(sweep.withFormer()) : collation
    // Where no run has the objective, what there is shows what it may be called.
    let listsAll = !format.isForPeople || !collation.reportsObjectives
    // What was asked wrongly is said before anything is written.
    var table = try wantedTable(shown, arguments, count: top, listsAll: listsAll)
    let denial = try write(collation, begin: begin, isSuccess)
    if arguments.has("--all-columns") {
        for index in table.columns.indices { table.columns[index].isHidden = false }
    }
    if !table.rows.isEmpty || !format.isForPeople {
        let width = arguments.has("--all-columns") ? nil : tableWidth()
        if format == .table, let width, !table.fits(width) { shown.rankByImportance(&table) }
        if format == .table, let rungs = collation.sweep.plan.search?.rungs,
            arguments["--sort"] == nil,
            arguments["--by"] == nil
        {
            printText("runs with more \(rungs.name) come first, whatever they have come to\n")
        }
        printTable(table, format, width: width)
    }
    writeText(summary(collation, width: tableWidth()), to: format == .table ? 1 : 2)
    let former = collation.table.formerIDs.count
    if former > 0 {
        writeText(formerText(former, isShown: arguments.has("--all")) + "\n", to: 2)
    }
    for line in collation.notes(width: tableWidth()) { writeText(line + "\n", to: 2) }
    if let denial {
        writeText("collated.json, results.csv and best are not written: \(denial)\n", to: 2)
    }
    // To give back each row of a large sweep takes long, and the process ends here.
    _ = Unmanaged.passRetained(Kept(collation))
    return isSuccess ? ExitCode.success : ExitCode.failure
}

/// What stays until the process ends.
private final class Kept: Sendable {
    let collation: Collation
    init(_ collation: Collation) { self.collation = collation }
}

/// Writes the files of the collation, and tells what kept somebody who may only read from that.
private func write(
    _ collation: Collation, begin: Int64, _ isSuccess: Bool
) throws -> SystemError? {
    do throws(SystemError) {
        try collation.write(begin: begin)
        if isSuccess { try collation.stamp(begin: begin) }
        return nil
    } catch {
        guard error.isDenied else { throw error }
        return error
    }
}

/// The table by `--sort`, `--by` and `--columns`.
private func wantedTable(
    _ collation: Collation, _ arguments: Arguments, count: Int?, listsAll: Bool
) throws -> DataTable {
    let names = Names(collation.sweep.plan, columns: collation.table.columns)
    var (ranking, objectives) = (collation.ranking, collation.sweep.plan.objectives)
    var isByMetric = true
    if let text = arguments["--sort"] {
        let order = try order(collation, text, names)
        if let objective = order.objective { objectives = [objective] }
        (ranking, isByMetric) = (order.ranking, order.objective != nil)
    }
    let columns = try arguments["--columns"].map { text in
        try text.split(separator: ",").map { try subject(String($0), names, collation.sweep) }
    }
    if columns?.isEmpty == true { throw Arguments.Failure(message: "--columns needs names") }
    guard let by = arguments["--by"] else {
        return collation.bestTable(
            ranking, objectives, count: count, listsAll: listsAll, columns: columns)
    }
    var wanted: [String] = []
    for name in by.split(separator: ",") {
        let parameter = try names.parameter(String(name))
        if !wanted.contains(parameter) { wanted.append(parameter) }
    }
    guard let objective = objectives.first, !wanted.isEmpty, isByMetric, columns == nil else {
        throw Arguments.Failure(
            message: columns == nil
                ? "--by needs parameters, and an objective or --sort with a metric"
                : "--by has columns of its own, and takes no --columns")
    }
    return collation.groupTable(ranking, objective, by: wanted, count: count)
}

/// What a name of `--columns` and `--sort` means; a configuration has no value of the repeat.
private func subject(_ name: String, _ names: Names, _ sweep: Sweep) throws -> Subject {
    guard let subject = names[name] else { throw names.unknown(name) }
    if case .parameter(let parameter) = subject, parameter == sweep.plan.repetition?.name {
        throw Arguments.Failure(
            message: "\(parameter) is the repeat, of which each configuration has all values")
    }
    return subject
}

/// The order by `--sort`; without an objective where it is by no metric.
private func order(
    _ collation: Collation, _ text: String, _ names: Names
) throws -> (ranking: Ranking, objective: Objective?) {
    let isDescending = text.hasPrefix("-") && names[text] == nil
    let name = isDescending ? String(text.dropFirst()) : text
    let table = collation.table
    switch try subject(name, names, collation.sweep) {
    case .metric(let metric):
        let objective = Objective(metric: metric, maximize: isDescending)
        return (Ranking(table, objectives: [objective]), objective)
    case .id:
        return (
            Ranking(table, descending: isDescending) { (nil, table.sweep.configurations[$0].id) },
            nil
        )
    case .field(let field):
        let ranking = Ranking(table, descending: isDescending) { index in
            collation.sortKey(field, ofConfiguration: index)
        }
        return (ranking, nil)
    case .parameter(let parameter):
        let ranking = Ranking(table, descending: isDescending) { index in
            table.sweep.value(parameter, ofRun: index * table.sweep.repeats.count)
                .map { ($0.number, $0.text) }
        }
        return (ranking, nil)
    }
}

private func summary(_ collation: Collation, width: Int?) -> String {
    let counts = RunStatus.State.shown.compactMap { state in
        let count = collation.runs(state).count
        return count > 0 ? "\(count) \(state.rawValue)" : nil
    }
    var text = "\(collation.sweep.runCount) runs: \(counts.joined(separator: ", "))"
    if let best = collation.ranking.best {
        let path = collation.sweep.layout.run(collation.sweep.configurations[best].id)
        let room = (width ?? Int.max) - text.count - 8
        text += path.count <= room ? "; best: \(path)" : "\nbest: \(shortPath(path, to: room))"
    } else if !collation.ranking.front.isEmpty {
        text += "; \(collation.ranking.front.count) on the front"
    }
    return text + "\n"
}
