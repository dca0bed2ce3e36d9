// `hpmake report`: the page, once or again and again until all is done. Nothing but parsing and wiring.
import Report
import Running
import Sweep
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let reportCommand = Command(
    name: "report", arguments: ["[DIST]"],
    options: [
        allRunsOption,
        Command.Option(
            name: "--output", short: "-o", value: "FILE",
            help: "write the page there, - for standard output (default: report.html in DIST)"),
        Command.Option(
            name: "--watch",
            help: "write it again and again until all is done; the page loads itself anew"),
    ],
    summary: "write a page that shows the sweep",
    details: """
        One HTML file that needs nothing else: it opens from disk in any browser, and without
        JavaScript shows the headline, the best runs and figures. Folders of FILE are made.
        """,
    run: { arguments in
        let dist = arguments.positional[0]
        let folder = dist.count > 1 && dist.hasSuffix("/") ? String(dist.dropLast()) : dist
        let output = arguments["--output"] ?? "\(folder)/report.html"
        if output.isEmpty {
            throw Arguments.Failure(message: "--output needs the name of a file")
        }
        guard arguments.has("--watch") else {
            _ = try writePage(
                folder, output, isLive: false, withFormer: arguments.has("--all"))
            if output != "-" { printText("\(output)\n") }
            return ExitCode.success
        }
        if output == "-" { throw Arguments.Failure(message: "--watch needs a file") }
        return try watch(folder, output)
    })

/// Writes the page.
///
/// - Parameter isLive: whether it is to load itself anew as long as not all runs are done.
private func writePage(
    _ dist: String, _ output: String, isLive: Bool, withFormer: Bool = false
) throws -> PageSource {
    let sweep = try readSweep(dist, withFormer: withFormer, isTold: false)
    let begin = now()
    var source = PageSource(sweep, output: output)
    if isLive, !source.isOver {
        source.reload = Int(pause(since: begin).rounded(.up))
    }
    try deliver(pageText(source), to: output)
    return source
}

/// Seconds between two pages: a large sweep is read for a small part of the time only.
private func pause(since begin: Int64) -> Double {
    min(60, max(2, Double(now() - begin) / 1e9 * 10))
}

private func watch(_ dist: String, _ output: String) throws -> Int32 {
    writeText("\(output)\n")
    while true {
        let begin = now()
        let source = try writePage(dist, output, isLive: true)
        if source.isOver { return source.hasFailures ? ExitCode.failure : ExitCode.success }
        usleep(UInt32(pause(since: begin) * 1e6))
    }
}
