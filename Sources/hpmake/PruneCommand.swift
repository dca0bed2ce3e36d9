// `hpmake prune`: what is left of runs that the spec no longer has. Nothing but parsing and wiring.
import Running
import Sweep
import System
import Text

let pruneCommand = Command(
    name: "prune", arguments: ["[DIST]"],
    options: [Command.Option(name: "--delete", help: "remove them")],
    summary: "list runs that the spec no longer has, and what is kept aside",
    details: """
        Prints their folders, and on standard error how many there are and how large. What is kept aside
        of runs that are done anew, hidden folders that end in .before, is listed, too: without it an
        edit cannot be taken back any more. Runs of another spec that had this output folder before and
        is still there are not listed. Folders that hpmake has not made are named, and never removed.
        """,
    run: { arguments in
        let sweep = try readSweep(arguments.positional[0]).fromMakefile()
        return try prune(sweep, deletes: arguments.has("--delete"))
    })

/// The hashes of the configurations of other specs that had the output folder, and are still there.
private func hashesOfOthers(_ sweep: Sweep) -> Set<Substring> {
    var hashes: Set<Substring> = []
    for path in sweep.owner?.earlier ?? [] {
        let spec = joined(sweep.layout.dist, path)
        guard fileStatus(spec) != nil,
            let graph = compiledGraph(SpecChoice(spec, samples: nil), command: "prune")
        else { continue }
        hashes.formUnion(graph.configurations.lazy.map(\.key))
    }
    return hashes
}

private func prune(_ sweep: Sweep, deletes: Bool) throws -> Int32 {
    if deletes, sweep.owner?.whatIsNewer(sweep.layout, makefiles: Here.makefiles) != nil {
        return complain("prune", "run make first", code: ExitCode.failure)
    }
    let (stale, others) = sweep.staleRuns(besides: hashesOfOthers(sweep))
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
        for item in idle where item.pack == nil { try removeTree(item.path) }
        let packed = Dictionary(grouping: idle.filter { $0.pack != nil }, by: \.pack)
        for (pack, items) in packed {
            guard let pack else { continue }
            let paths = Set(items.map(\.path))
            try PackCleaning.clean(pack, sweep.layout) { !paths.contains(sweep.layout.run($0)) }
        }
    }
    return ExitCode.success
}
