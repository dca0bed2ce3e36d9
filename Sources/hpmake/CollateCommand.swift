// `hpmake collate`: gathers all runs, writes the files of the collation, prints the best.
// Nothing but parsing and wiring.
import Graph
import Running
import Slurm
import Spec
import Sweep
import System
import Tables
import Text

let collateCommand = Command(
    name: "collate", arguments: ["[DIST]"],
    options: [
        Command.Option(
            name: "--top", value: "K",
            help: "show the best K (in tables 10, in other formats all)"),
        Command.Option(
            name: "--sort", value: "NAME",
            help: "order by a metric or parameter, the smallest first; -NAME: the largest first"),
        Command.Option(
            name: "--by", value: "P,..",
            help: "group runs by parameters: count, mean, standard deviation, best"),
        tableFormatOption,
        allColumnsOption,
        Command.Option(name: "--partial", help: "exit 0 although runs are missing or failed"),
    ],
    summary: "gather all runs and pick the best",
    details: """
        Writes collated.json, results.csv and the link best into DIST, and prints the best
        configurations; * marks the best one, or with several objectives those that no other one
        beats in all of them. --top, --sort, --by and --format are for what is printed alone.
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
    let sweep = try Sweep.read(dist: arguments.positional[0])
    JobEnds(sweep.plan, sweep.layout).complete()
    let collation = Collation(sweep)
    let isSuccess = collation.isComplete || arguments.has("--partial")
    // What was asked wrongly is said before anything is written.
    var table = try wantedTable(
        collation, arguments, count: top, listsAll: !format.isForPeople)
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
    _ collation: Collation, _ arguments: Arguments, count: Int?, listsAll: Bool
) throws -> DataTable {
    let sweep = collation.sweep
    var (ranking, objectives) = (collation.ranking, sweep.plan.objectives)
    var isByParameter = false
    if let text = arguments["--sort"] {
        let order = try order(collation, text)
        if let objective = order.objective { objectives = [objective] }
        (ranking, isByParameter) = (order.ranking, order.objective == nil)
    }
    guard let names = arguments["--by"] else {
        return collation.bestTable(ranking, objectives, count: count, listsAll: listsAll)
    }
    let known = sweep.plan.parameters + (sweep.plan.repetition.map { [$0.name] } ?? [])
    var wanted: [String] = []
    for name in names.split(separator: ",").map(String.init) where !wanted.contains(name) {
        guard known.contains(name) else {
            throw Arguments.Failure(
                message: "there is no parameter \(quoted(name))"
                    + suggestion(for: name, among: known))
        }
        wanted.append(name)
    }
    guard let objective = objectives.first, !wanted.isEmpty, !isByParameter else {
        throw Arguments.Failure(
            message: "--by needs parameters, and an objective or --sort with a metric")
    }
    return collation.groupTable(ranking, objective, by: wanted, count: count)
}

/// The order by `--sort`; without an objective where it is by a parameter.
private func order(
    _ collation: Collation, _ text: String
) throws -> (ranking: Ranking, objective: Objective?) {
    let (table, parameters) = (collation.table, collation.sweep.plan.parameters)
    let name = text.hasPrefix("-") && !table.columns.contains(text) ? text.dropFirst() : text[...]
    let isDescending = name.count < text.count
    let metric = String(name.hasPrefix("metrics.") ? name.dropFirst(8) : name)
    for metric in [String(name), metric] where table.columns.contains(metric) {
        let objective = Objective(metric: metric, maximize: isDescending)
        return (Ranking(table, objectives: [objective]), objective)
    }
    let parameter = String(name.hasPrefix("params.") ? name.dropFirst(7) : name)
    guard let slot = parameters.firstIndex(of: parameter) else {
        throw Arguments.Failure(
            message: "no metric or parameter is called \(quoted(String(name)))"
                + suggestion(for: String(name), among: table.columns + parameters))
    }
    return (Ranking(table, byParameter: slot, descending: isDescending), nil)
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
    if let record = RunReader.failedPreprocess(collation.sweep.plan, layout) {
        writeText(
            "failed: \(record.stage): \(record.reason ?? "?"); log: "
                + "\(layout.preprocess.log(record.stage))\n", to: 2)
    }
    list(collation.runs(.failed)) { run in
        let (id, row) = (collation.sweep.runID(run), table.rows[run])
        let stage = row.stage ?? ""
        return "failed: \(id): \(stage): \(row.reason ?? "?"); log: "
            + layout.chain(id).log(stage)
    }
    list(collation.runs(.missing)) { "missing: \(collation.sweep.runID($0))" }
    let (names, unranked) = (
        collation.sweep.plan.objectives.map(\.metric), collation.ranking.unranked
    )
    // What no run has is wrong in the spec, and said once.
    let unknown = unranked.isEmpty ? [] : names.filter { table.column($0) == nil }
    for name in unknown {
        writeText(
            "unranked: no run has a metric \(quoted(name))"
                + suggestion(for: name, among: table.columns) + "\n", to: 2)
    }
    func lacking(_ run: Int) -> [String] {
        names.filter { name in
            !unknown.contains(name)
                && table.metric(table.column(name), ofRun: run)?.isFinite != true
        }
    }
    list(unranked.filter { table.rows[$0].reason != nil || !lacking($0).isEmpty }) { run in
        let reason =
            table.rows[run].reason
            ?? "no finite \(lacking(run).joined(separator: ", ")) in its results"
        return "unranked: \(collation.sweep.runID(run)): \(reason)"
    }
}
