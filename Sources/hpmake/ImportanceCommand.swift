// `hpmake importance`: which parameters matter. Nothing but parsing and wiring.
import Query
import Running
import Sweep
import System
import Tables
import Text

let importanceCommand = Command(
    name: "importance", arguments: ["[DIST]"],
    options: [
        allRunsOption,
        Command.Option(
            name: "--metric", value: "METRIC", help: "in place of the (first) objective"),
        Command.Option(name: "--top", value: "K", help: "so many parameters and pairs"),
        tableFormatOption,
    ],
    summary: "tell which parameters matter for the objective",
    details: """
        Fits a random forest to the done configurations and takes apart the variance of what it
        says (fANOVA): the share of each parameter alone, then of pairs beyond what either does
        alone. Each parameter is taken to vary by itself, as often at each value as in the sweep;
        where it is absent counts as one more value.
        """,
    run: { arguments in
        return try importance(arguments)
    })

private func importance(_ arguments: Arguments) throws -> Int32 {
    let format = try arguments.word("--format", TableFormat.self) ?? .table
    let count = try arguments.integer("--top", in: 1...10_000_000)
    let sweep = try readSweep(arguments.positional[0], withFormer: arguments.has("--all"))
    let table = RunTable(reading: sweep, seesEdits: false)
    let names = Names(sweep.plan, columns: table.columns)
    guard
        let metric = try arguments["--metric"].map({ try names.metric($0) })
            ?? sweep.plan.objectives.first?.metric
    else { throw Arguments.Failure(message: "the spec has no objective: say which --metric") }
    let (result, quality) = try table.importance(of: metric, count: count)
    printTable(result, format, width: tableWidth())
    let percent = Int((max(0, quality) * 100).rounded())
    writeText(
        "the forest explains \(percent) % of the variance of \(metric) in configurations that it "
            + "has not seen\(percent < 50 ? ": too little to trust the shares" : "")\n",
        to: format == .table ? 1 : 2)
    return ExitCode.success
}
