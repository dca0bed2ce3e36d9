// `hpmake status`: how far a sweep is, once or until it is over. Nothing but parsing and wiring.
import Running
import Sweep
import System
import Tables
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let statusCommand = Command(
    name: "status", arguments: ["[DIST]"],
    options: [
        Command.Option(
            name: "--failed",
            help: "print the ids of failed runs, one a line; preprocess where that failed"),
        Command.Option(name: "--missing", help: "print the ids of runs that have not begun"),
        Command.Option(
            name: "--array", help: "print their numbers, from 0, in the form of sbatch --array"),
        Command.Option(name: "--json", help: "print everything as JSON"),
        allRunsOption,
        Command.Option(name: "--watch", help: "show it again and again until all is done"),
    ],
    summary: "count the runs by state and stage, and estimate the time left",
    details: "Exits with 1 where --failed or --missing finds none, or --watch ends with failures.",
    run: { arguments in
        let dist = arguments.positional[0]
        var states: Set<RunStatus.State> = []
        if arguments.has("--failed") { states.insert(.failed) }
        if arguments.has("--missing") { states.insert(.missing) }
        if arguments.has("--array"), states.isEmpty {
            return CommandTable.fail(statusCommand, "--array goes with --failed or --missing")
        }
        let forms = ["--json", "--watch"].filter(arguments.has)
        if forms.count + (states.isEmpty ? 0 : 1) > 1 {
            return CommandTable.fail(
                statusCommand, "choose one of --failed and --missing, --json, --watch")
        }
        if arguments.has("--watch") { return try watch(dist) }
        let report = try report(dist, withFormer: arguments.has("--all"))
        if !states.isEmpty {
            return list(report, states, asArray: arguments.has("--array"))
        }
        printText(
            arguments.has("--json")
                ? report.json.compact + "\n"
                : report.text(width: isTerminal(1) ? tableWidth() : nil))
        return ExitCode.success
    })

/// - Parameter isFirst: whether it is to be said where the spec is newer.
private func report(
    _ dist: String, isFirst: Bool = true, withFormer: Bool = false
) throws(Sweep.Failure) -> StatusReport {
    StatusReport(try readSweepHead(dist, isTold: isFirst), withFormer: withFormer)
}

private func list(
    _ report: StatusReport, _ states: Set<RunStatus.State>, asArray: Bool
) -> Int32 {
    let indices = report.indices(states)
    let places = SlotList(report.head.plan, report.head.layout)?.runs.map(\.file) ?? []
    // Of a search by results the places that stay empty have numbers, too.
    let numbers = indices.map { places.indices.contains($0) ? places[$0] : $0 }
    var lines = asArray && !indices.isEmpty ? [rangeList(numbers)] : []
    if !asArray {
        // `log` and `explain` take it for an id; it has no index.
        if states.contains(.failed), report.preprocess == .failed { lines = ["preprocess"] }
        lines += indices.map { report.ids[$0] }
    }
    guard !lines.isEmpty else { return ExitCode.failure }
    printText(lines.joined(separator: "\n") + "\n")
    return ExitCode.success
}

/// On a terminal the text is drawn over the last one; elsewhere a line says what has changed.
private func watch(_ dist: String) throws -> Int32 {
    let isTerminal = isatty(1) == 1
    var (drawn, last) = (0, "")
    var isFirst = true
    while true {
        let begin = now()
        let report = try report(dist, isFirst: isFirst)
        isFirst = false
        if isTerminal {
            let text = screen(report)
            let up = drawn > 0 ? "\u{1B}[\(drawn)A\r\u{1B}[J" : ""
            printText(up + text)
            drawn = text.count { $0 == "\n" }
        } else if report.summary != last {
            last = report.summary
            printText(last + "\n")
        }
        if report.isOver {
            return report.hasFailures ? ExitCode.failure : ExitCode.success
        }
        // A large sweep is read for a small part of the time only.
        let cost = Double(now() - begin) / 1e9
        usleep(UInt32(min(60, max(0.5, cost * 10)) * 1e6))
    }
}

/// As many lines as the terminal has, those that would wrap broken up.
private func screen(_ report: StatusReport) -> String {
    let (width, height) = (terminalWidth(1), terminalHeight(1))
    let room = max(10, width - 1)
    let lines = report.text(width: room).split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().flatMap { line in
            stride(from: 0, to: max(1, line.count), by: room).map {
                line.dropFirst($0).prefix(room)
            }
        }
    return lines.prefix(max(2, height - 1)).map { $0 + "\n" }.joined()
}
