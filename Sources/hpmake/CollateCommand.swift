// `hpmake collate`: gathers all runs, writes the files of the collation, prints the best.
// Nothing but parsing and wiring.
import Graph
import Results
import Running
import System
import Text

let collateCommand = Command(
    name: "collate", arguments: ["DIST"],
    options: [
        Command.Option(name: "--top", value: "K", help: "show the best K configurations (10)"),
        Command.Option(name: "--partial", help: "exit 0 although runs are missing or failed"),
    ],
    summary: "gather all runs and pick the best",
    details: "Writes collated.json, results.csv and the link best into DIST.",
    run: { arguments in
        do throws(Arguments.Failure) {
            let top = try arguments.integer("--top", in: 1...10_000_000) ?? 10
            return collate(arguments.positional[0], top: top, isPartial: arguments.has("--partial"))
        } catch {
            return CommandTable.fail(collateCommand, error.message)
        }
    })

private func collate(_ dist: String, top: Int, isPartial: Bool) -> Int32 {
    let begin = now() - fileDateTick
    let collation: Collation
    do {
        collation = Collation(try Sweep.read(dist: dist))
    } catch {
        return complain("collate", error.message)
    }
    let isSuccess = collation.isComplete || isPartial
    do {
        try collation.write(begin: begin)
        if isSuccess { try collation.stamp(begin: begin) }
    } catch {
        return complain("collate", error.description, code: ExitCode.failure)
    }
    if !collation.ranking.order.isEmpty {
        writeText(collation.bestTable(count: top).rendered(width: terminalWidth(1)))
    }
    writeText(summary(collation))
    report(collation)
    return isSuccess ? ExitCode.success : ExitCode.failure
}

private func summary(_ collation: Collation) -> String {
    let counts = RunStatus.State.allCases.compactMap { state in
        let count = collation.runs(state).count
        return count > 0 ? "\(count) \(state.rawValue)" : nil
    }
    var text = "\(collation.sweep.runCount) runs: \(counts.joined(separator: ", "))"
    if let best = collation.ranking.best {
        text += "; best: \(collation.sweep.layout.run(collation.sweep.configurations[best].id))"
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
