// `hpmake annotate`: runs with what their records tell. Nothing but parsing and wiring.
import Query
import Running
import Sweep
import System
import Tables
import Text

let annotateCommand = Command(
    name: "annotate", arguments: ["[DIST]"],
    options: [tableFormatOption, allColumnsOption],
    summary: "list runs with when, how long, where, commit, state, objective",
    details: """
        Takes paths of runs from standard input, one a line, as where prints them; or all runs of
        DIST. The path of a configuration with repeats, such as DIST/best, stands for all of them.
        Exit 1 where a path is no run.
        """,
    run: { arguments in
        let format = try arguments.word("--format", TableFormat.self) ?? .table
        let isPiped = !arguments.isDistNamed && isPiped(0)
        return try annotate(
            isPiped ? nil : arguments.positional[0], format,
            showsAll: arguments.has("--all-columns"))
    })

private func annotate(_ dist: String?, _ format: TableFormat, showsAll: Bool) throws -> Int32 {
    let listed = try dist.map(allRuns) ?? givenRuns()
    var objectives: [String] = []
    for item in listed {
        for objective in item.table?.sweep.plan.objectives ?? []
        where !objectives.contains(objective.metric) {
            objectives.append(objective.metric)
        }
    }
    var result = DataTable.annotations(
        objectives, mayBeStopped: listed.contains { $0.table?.mayBeStopped ?? false })
    for item in listed {
        result.annotate(path: item.path, item.table, item.run, objectives: objectives)
    }
    if format.isForPeople {
        result = result.arrangedForPeople
        if !showsAll { result.hideEmptyColumns() }
    }
    if result.rows.isEmpty, format.isForPeople { return ExitCode.success }
    printTable(result, format, width: showsAll ? nil : tableWidth())
    let unknown = listed.filter { $0.run == nil }
    for item in unknown.prefix(20) {
        writeText("hpmake annotate: \(quoted(item.path)) is no run\n", to: 2)
    }
    return unknown.isEmpty ? ExitCode.success : ExitCode.failure
}

private typealias ListedRun = (path: String, table: RunTable?, run: Int?)

private func allRuns(_ dist: String) throws -> [ListedRun] {
    let sweep = try readSweep(dist, isTold: false)
    let table = RunTable(reading: sweep, seesEdits: false)
    return table.rows.indices.map { (sweep.layout.run(sweep.runID($0)), table, $0) }
}

/// The paths on standard input, of one output folder or of several.
private func givenRuns() throws -> [ListedRun] {
    var known: [String: (table: RunTable, paths: RunPaths)] = [:]
    return try readFile("/dev/stdin").split(separator: UInt8(ascii: "\n")).flatMap { line in
        let path = String(decoding: line, as: UTF8.self)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let unknown: [ListedRun] = [(path, nil, nil)]
        guard let place = parts.lastIndex(of: "trained") ?? parts.lastIndex(of: "best") else {
            return unknown
        }
        let dist = place > 0 ? parts[..<place].joined(separator: "/") : "."
        if known[dist] == nil {
            guard let sweep = try? readSweep(dist, isTold: false) else { return unknown }
            known[dist] = (RunTable(reading: sweep, seesEdits: false), RunPaths(sweep))
        }
        guard let (table, paths) = known[dist] else { return unknown }
        let runs = paths[path]
        if runs.count == 1 { return [(path, table, runs.lowerBound)] }
        return runs.isEmpty
            ? unknown : runs.map { (table.sweep.layout.run(table.sweep.runID($0)), table, $0) }
    }
}
