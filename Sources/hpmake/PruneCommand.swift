// `hpmake prune`: what is left of runs that the spec no longer has. Nothing but parsing and wiring.
import Running
import Sweep
import System
import Text

let pruneCommand = Command(
    name: "prune", arguments: ["[DIST]"],
    options: [Command.Option(name: "--delete", help: "remove them")],
    summary: "list runs that the spec no longer has",
    details: """
        Prints their folders, and on standard error how many there are and how large. Folders that
        hpmake has not made are named there, and never removed.
        """,
    run: { arguments in
        let sweep = try Sweep.read(dist: arguments.positional[0]).fromMakefile()
        return try prune(sweep, deletes: arguments.has("--delete"))
    })

private func prune(_ sweep: Sweep, deletes: Bool) throws -> Int32 {
    if sweep.isOutdated {
        let message = "\(sweep.plan.spec) is newer than \(sweep.layout.plan): run make first"
        if deletes { return complain("prune", message, code: ExitCode.failure) }
        writeText("hpmake prune: \(message)\n", to: 2)
    }
    let (stale, others) = sweep.staleRuns
    let running = stale.filter(\.isRunning)
    let idle = stale.filter { !$0.isRunning }
    printText(idle.map { $0.path + "\n" }.joined())
    let files = idle.reduce(0) { $0 + $1.files }
    let size = idle.reduce(0) { $0 + $1.size }
    var text = "\(idle.count) to remove: \(files) files, \(sizeText(size))"
    if !running.isEmpty { text += "; \(running.count) left alone: they are running" }
    if !idle.isEmpty, !deletes { text += "; --delete removes them" }
    writeText(text + "\n", to: 2)
    for path in others.prefix(20) {
        writeText("left alone, since it is no run of hpmake: \(path)\n", to: 2)
    }
    if others.count > 20 { writeText("  .. and \(others.count - 20) more\n", to: 2) }
    if deletes {
        for item in idle { try removeTree(item.path) }
    }
    return ExitCode.success
}
