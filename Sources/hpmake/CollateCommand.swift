// `hpmake collate`: gathers all runs, writes the files of the collation, prints the best.
// Nothing but parsing and wiring.
import Graph
import Results
import Running
import Slurm
import Spec
import System
import Text

let collateCommand = Command(
    name: "collate", arguments: ["DIST"],
    options: [
        Command.Option(
            name: "--top", value: "K",
            help: "show the best K (in tables 10, in other formats all)"),
        Command.Option(
            name: "--sort", value: "METRIC",
            help: "order by METRIC, the smallest first; -METRIC: the largest first"),
        Command.Option(
            name: "--by", value: "P,..",
            help: "group runs by parameters: count, mean, standard deviation, best"),
        tableFormatOption,
        Command.Option(
            name: "--all-columns",
            help: "also columns that are the same for all, and those that do not fit"),
        Command.Option(name: "--partial", help: "exit 0 although runs are missing or failed"),
    ],
    summary: "gather all runs and pick the best",
    details: """
        Writes collated.json, results.csv and the link best into DIST, and prints the best
        configurations; * marks the best one, or with several objectives those that no other one
        beats in all of them. --top, --sort, --by and --format are for what is printed alone.
        """,
    run: { arguments in
        return try collate(arguments)
    })

private func collate(_ arguments: Arguments) throws -> Int32 {
    let begin = now() - fileDateTick
    let format = try arguments.word("--format", TableFormat.self) ?? .table
    let top = try arguments.integer("--top", in: 1...10_000_000) ?? (format.isForPeople ? 10 : nil)
    let sweep = try Sweep.read(dist: arguments.positional[0])
    JobEnds(sweep.plan, sweep.layout).complete()
    let collation = Collation(sweep)
    let isSuccess = collation.isComplete || arguments.has("--partial")
    // What was asked wrongly is said before anything is written.
    var table = try wantedTable(collation, arguments, count: top)
    try collation.write(begin: begin)
    if isSuccess { try collation.stamp(begin: begin) }
    if arguments.has("--all-columns") {
        for index in table.columns.indices { table.columns[index].isHidden = false }
    }
    if !table.rows.isEmpty || !format.isForPeople {
        let width = arguments.has("--all-columns") ? nil : tableWidth()
        printBytes(table.rendered(format, width: width))
    }
    writeText(summary(collation), to: format == .table ? 1 : 2)
    report(collation)
    return isSuccess ? ExitCode.success : ExitCode.failure
}

/// The table by `--sort` and `--by`.
private func wantedTable(
    _ collation: Collation, _ arguments: Arguments, count: Int?
) throws -> DataTable {
    let sweep = collation.sweep
    var (ranking, objectives) = (collation.ranking, sweep.plan.objectives)
    if let text = arguments["--sort"] {
        let isKnown = collation.table.columns.contains(text)
        let name = text.hasPrefix("-") && !isKnown ? String(text.dropFirst()) : text
        guard collation.table.columns.contains(name) else {
            throw Arguments.Failure(
                message: "no run has a metric \(quoted(name))"
                    + suggestion(for: name, among: collation.table.columns))
        }
        objectives = [Objective(metric: name, maximize: name != text)]
        ranking = Ranking(collation.table, objectives: objectives)
    }
    guard let names = arguments["--by"] else {
        return collation.bestTable(ranking, objectives, count: count)
    }
    let known = sweep.plan.parameters + (sweep.plan.repetition.map { [$0.name] } ?? [])
    let wanted = names.split(separator: ",").map(String.init)
    for name in wanted where !known.contains(name) {
        throw Arguments.Failure(
            message: "there is no parameter \(quoted(name))" + suggestion(for: name, among: known))
    }
    guard let objective = objectives.first, !wanted.isEmpty else {
        throw Arguments.Failure(message: "--by needs parameters, and an objective or --sort METRIC")
    }
    return collation.groupTable(ranking, objective, by: wanted, count: count)
}

private func summary(_ collation: Collation) -> String {
    let counts = RunStatus.State.allCases.compactMap { state in
        let count = collation.runs(state).count
        return count > 0 ? "\(count) \(state.rawValue)" : nil
    }
    var text = "\(collation.sweep.runCount) runs: \(counts.joined(separator: ", "))"
    if let best = collation.ranking.best {
        text += "; best: \(collation.sweep.layout.run(collation.sweep.configurations[best].id))"
    } else if !collation.ranking.front.isEmpty {
        text += "; \(collation.ranking.front.count) on the front"
    }
    return text + "\n"
}

/// Names what is not in the ranking, and why; the first few of each kind.
private func report(_ collation: Collation) {
    let (table, layout) = (collation.table, collation.sweep.layout)
    func list(_ runs: [Int], _ line: (Int) -> String) {
        for run in runs.prefix(20) { writeText(line(run) + "\n", to: 2) }
        if runs.count > 20 { writeText("  .. and \(runs.count - 20) more\n", to: 2) }
    }
    list(collation.runs(.failed)) { run in
        let (id, row) = (collation.sweep.runID(run), table.rows[run])
        let stage = row.stage ?? ""
        return "failed: \(id): \(stage): \(row.reason ?? "?"); log: "
            + layout.chain(id).log(stage)
    }
    list(collation.runs(.missing)) { "missing: \(collation.sweep.runID($0))" }
    list(collation.ranking.unranked) { run in
        let names = collation.sweep.plan.objectives.map(\.metric).joined(separator: ", ")
        let reason = table.rows[run].reason ?? "no finite \(names) in its results"
        return "unranked: \(collation.sweep.runID(run)): \(reason)"
    }
}
