// `hpmake run slurm`: what the script of a submission calls. Nothing but wiring; not for people.
import Backends
import Graph
import Running
import Slurm
import Spec
import Sweep
import System
import Templates
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs what a script or a job asks for.
func runSlurmRecipe(_ words: [String]) -> Int32 {
    switch (words.first, words.count) {
    case ("pending", 6): return pending(words, only: nil)
    case ("pending", 7): return pending(words, only: words[6])
    case ("prepare", 3): return prepare(script: words[1], sweep: words[2])
    case ("queued", 2): return queued(dist: words[1])
    case ("lock", 1): return lockSubmission()
    case ("task", 4...):
        guard let task = SlurmTask(words) else { break }
        return task.run()
    case ("preprocess", 2): return runPreprocessJob(folder: words[1])
    case ("collate", 2): return collateJob(folder: words[1])
    default: break
    }
    return complain("run", "this is what the jobs of a submission call, not for people")
}

// MARK: the script

private func readScript(_ path: String) -> BuildGraph? {
    do {
        return try SlurmScriptReader.graph(try readFile(path))
    } catch let error as SystemError {
        _ = complain("run", "\(error)")
    } catch let error as JSONError {
        _ = complain("run", "\(path): \(error.message)")
    } catch {
        _ = complain("run", "\(error)")
    }
    return nil
}

private func readQueue() -> [QueueEntry] {
    QueueEntry.read(String(decoding: (try? readFile("/dev/stdin")) ?? [], as: UTF8.self))
}

/// Waits until nobody else submits, by a lock of the file that is our input: it belongs to the script,
/// which has opened that. Where there are no locks all goes on without.
private func lockSubmission() -> Int32 {
    if flock(0, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        writeText("waits for another call of this script\n", to: 2)
        while flock(0, LOCK_EX) != 0, errno == EINTR {}
    }
    return ExitCode.success
}

/// Prints the jobs that a script has to submit: script, sweep, limit of indices, pack, arrays.
///
/// - Parameter only: the terms of the runs that are to be submitted; nil for all.
private func pending(_ words: [String], only: String?) -> Int32 {
    guard let graph = readScript(words[1]), let limit = Int(words[3]), limit > 0,
        let pack = Int(words[4]), pack > 0
    else { return ExitCode.usage }
    let arrays = words[5].split(separator: " ").map {
        $0.split(separator: ",").map(String.init)
    }
    let layout = Layout(dist: graph.plan.dist)
    if let refusal = SweepOwner.refusal(graph.plan, layout) {
        return complain("run", refusal, code: ExitCode.failure)
    }
    let entries = readQueue()
    do {
        var selection: Set<Int>?
        if let only {
            let waiting = AskedQueue(entries).waiting(graph.plan, layout)
            let runs = try selected(only, graph, waiting)
            if runs.isEmpty {
                return complain("run", "no run matches ONLY=\(only)", code: ExitCode.failure)
            }
            selection = runs
        }
        let slots = KnownSlots(graph, layout, isFixed: only != nil) { layer in
            guard let sweep = try? sweep(of: graph) else { return nil }
            return try? promotion(of: layer, graph.plan, sweep)
        }
        let (submission, summary) = try SlurmQueue(entries, layout).submission(
            graph, sweep: words[2], arrays: arrays, pack: pack, limit: limit,
            selection: selection, slots: slots)
        let jobs = submission.jobs()
        writeText(summary + (jobs.isEmpty ? "; nothing to submit\n" : "\n"), to: 2)
        printText(jobs.map(\.line).joined())
        return ExitCode.success
    } catch let error as SlurmQueue.Failure {
        writeText("hpmake: \(error.message)\n", to: 2)
        return ExitCode.failure
    } catch let error as Sweep.Failure {
        return complain("run", error.message)
    } catch {
        return complain("run", "\(error)")
    }
}

/// The sweep of a script, which need not be that of `hparams.json` yet.
private func sweep(of graph: BuildGraph) throws -> Sweep {
    let layout = Layout(dist: graph.plan.dist)
    return try Sweep.read(SweepHead.read(try SweepFile.text(graph), layout, signature: 0))
}

/// The runs that match, by index; slots that are not decided are none.
private func selected(
    _ only: String, _ graph: BuildGraph, _ waiting: WaitingTasks
) throws -> Set<Int> {
    var sweep = try sweep(of: graph)
    sweep.waiting = waiting
    let runs = try runs(of: sweep, only: only).filter(sweep.isDecided(ofRun:))
    let files = graph.plan.slotFiles
    if files.isEmpty { return Set(runs) }
    let places = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1, $0) })
    return Set(runs.compactMap { sweep.slotFile(ofRun: $0).flatMap { places[$0] } })
}

private func prepare(script: String, sweep: String) -> Int32 {
    guard let graph = readScript(script) else { return ExitCode.usage }
    let layout = Layout(dist: graph.plan.dist)
    do {
        try makeFolder("\(layout.slurm)/logs")
        // Before the next attempts: afterwards it would be about those.
        let entries = readQueue()
        JobEnds(graph.plan, layout).complete(entries, withAccounting: true)
        try SlurmQueue(entries, layout).forgetOthers(than: sweep)
        try SubmissionFolder("\(layout.slurm)/\(sweep)").write(graph, job: Templates.slurmJob)
        let before = readFileIfAny(layout.plan)
        guard try beginSweep(graph) else { return ExitCode.failure }
        if readFileIfAny(layout.plan) != before {
            // make would take the file for that of its own sweep.
            for name in folderNames(layout.marks) where name.hasPrefix("sweep-") {
                try removeIfAny("\(layout.marks)/\(name)")
            }
        }
        return ExitCode.success
    } catch {
        return complain("run", "\(error)", code: ExitCode.failure)
    }
}

/// Prints the ids of jobs that are queued or running.
private func queued(dist: String) -> Int32 {
    let queue = SlurmQueue(readQueue(), Layout(dist: dist))
    printText(queue.openJobs.map { $0 + "\n" }.joined())
    return ExitCode.success
}
