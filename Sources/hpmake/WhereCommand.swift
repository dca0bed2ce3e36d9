// `hpmake where`: paths of the runs that match. Nothing but parsing and wiring.
import Query
import Running
import Sweep
import System
import Tables
import Text

let whereCommand = Command(
    name: "where", arguments: ["[DIST]", "TERM", "[TERM ..]"],
    options: [
        allRunsOption,
        Command.Option(name: "--id", help: "print ids, not paths"),
        Command.Option(
            name: "--null", short: "-0", help: "end each with a NUL byte, for xargs -0"),
    ],
    summary: "print the paths of runs that match all terms",
    details: """
        A TERM is a name, one of = != < <= > >= ~, and a value: 'lr<1e-2' opt=sgd,adam host~^gpu
        Numbers are compared as numbers. With = and != there may be several values, with commas.
        ~ looks for a POSIX extended regular expression, as grep -E has them, anywhere in the text:
        digits are [0-9] there, and space is [[:space:]].

        The name is a parameter, a metric, or one of id, rank (of the configuration, from 1), state
        (running, queued, failed, interrupted, missing, outdated, done),
        stage (that has failed, is running, or is the first to do; a done run has none), reason,
        start (a date or its beginning), seconds, host, slots, attempt, git (a commit or its
        beginning), dirty. These names come first: params.x, metrics.x and record.x tell apart what
        is called alike. A run that has no such value matches NAME= alone.

        Exit 1 where no run matches.
        """,
    run: { arguments in
        return try find(arguments)
    })

private func find(_ arguments: Arguments) throws -> Int32 {
    let terms = try arguments.positional.dropFirst().map { try Term($0) }
    let sweep = try readSweep(arguments.positional[0], withFormer: arguments.has("--all"))
    let filter = try RunFilter(terms, sweep, ranks: Ranking.ranks) {
        RunTable(reading: sweep, seesEdits: false)
    }
    var output: [UInt8] = []
    for run in 0..<sweep.runCount where filter.matches(run) {
        let id = sweep.runID(run)
        output += (arguments.has("--id") ? id : sweep.layout.run(id)).utf8
        output.append(arguments.has("--null") ? 0 : UInt8(ascii: "\n"))
    }
    printBytes(output)
    return output.isEmpty ? ExitCode.failure : ExitCode.success
}
