// `hpmake run slurm`: what a submission's script and its jobs call. Nothing but wiring; not for people.
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
    let isPacked = words.last == "--packed"
    let rest = isPacked ? Array(words.dropLast()) : words
    switch (rest.first, rest.count) {
    case ("pending", 6): return pending(rest, only: nil)
    case ("pending", 7): return pending(rest, only: rest[6])
    case ("prepare", 3): return prepare(script: rest[1], sweep: rest[2])
    case ("queued", 2): return queued(dist: rest[1])
    case ("lock", 1): return lockSubmission()
    case ("task", 4):
        guard let index = Int(rest[3]) else { break }
        return runTask(folder: rest[1], stages: rest[2], index: index, isPacked: isPacked)
    case ("preprocess", 2): return runPreprocessJob(folder: rest[1])
    case ("collate", 2): return collateJob(folder: rest[1])
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
    var selection: Set<Int>?
    if let only {
        do {
            var sweep = try Sweep.read(
                SweepHead.read(try SweepFile.text(graph), layout, signature: 0))
            sweep.waiting = AskedQueue(entries).waiting(graph.plan, layout)
            let runs = try runs(of: sweep, only: only)
            if runs.isEmpty {
                return complain("run", "no run matches ONLY=\(only)", code: ExitCode.failure)
            }
            selection = Set(runs)
        } catch {
            return complain("run", "\(error)")
        }
    }
    let queue = SlurmQueue(entries, layout)
    do {
        let (submission, summary) = try queue.submission(
            graph, sweep: words[2], arrays: arrays, pack: pack, limit: limit,
            selection: selection)
        let jobs = submission.jobs()
        writeText(summary + (jobs.isEmpty ? "; nothing to submit\n" : "\n"), to: 2)
        printText(jobs.map(\.line).joined())
        return ExitCode.success
    } catch {
        writeText("hpmake: \(error.message)\n", to: 2)
        return ExitCode.failure
    }
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

// MARK: jobs

private func readPlan(_ folder: String) -> Plan? {
    guard let plan = SubmissionFolder(folder).plan else {
        _ = complain(
            "run", "\(folder) is damaged, or of another version of hpmake: submit anew",
            code: ExitCode.failure)
        return nil
    }
    return plan.onCluster(devices: allowedDevices() ?? [])
}

private func runPreprocessJob(folder: String) -> Int32 {
    guard let plan = readPlan(folder),
        var runner = ChainRunner.preprocessing(
            plan, session: SubmissionFolder(folder).session, granted: plan.resources)
    else { return ExitCode.failure }
    return runner.run() == .done ? ExitCode.success : ExitCode.failure
}

/// Runs some stages of one run.
private func runTask(folder: String, stages: String, index: Int, isPacked: Bool) -> Int32 {
    guard let plan = readPlan(folder) else { return ExitCode.failure }
    let submission = SubmissionFolder(folder)
    let names = stages.split(separator: ",")
    guard let first = plan.stages.firstIndex(where: { $0.name == names.first ?? "" }),
        first + names.count <= plan.stages.count
    else { return complain("run", "\(folder) has no stages \(stages)", code: ExitCode.failure) }
    // The last task of a pack may have fewer runs.
    if isPacked, index >= plan.runCount { return ExitCode.success }
    guard let run = submission.run(index, plan),
        let list = try? ValueList.read(
            run.configuration.values, count: plan.parameters.count)
    else { return complain("run", "\(folder) has no run \(index)", code: ExitCode.failure) }
    let layout = Layout(dist: plan.dist)
    let before = plan.preprocess.map { ($0, StageRecord.read(layout.preprocess.stamp($0.name))) }
    if let (stage, record) = before,
        record?.state != .done || record?.origin.command != stage.digest
    {
        return complain("run", "the preprocessing is not done", code: ExitCode.failure)
    }
    let id = run.configuration.id + (run.repeats.map { "/\($0)" } ?? "")
    let files = layout.chain(id)
    let repetition = run.repeats.flatMap { plan.repetition?.value(of: $0) }
    let values = RunValues(plan, id: id, values: list, repetition: repetition, files: files)
    var runner = ChainRunner(
        plan, plan.stages, values, files,
        predecessors: Predecessors(ofRun: id, plan, layout, after: before?.1?.execution),
        own: first..<first + names.count, session: submission.session,
        granted: isPacked ? nil : plan.resources)
    let isDone = runner.run() == .done
    // The next stages of the other runs in this task must not wait for this one.
    let hasFollowers = isPacked && first + names.count < plan.stages.count
    return isDone || hasFollowers ? ExitCode.success : ExitCode.failure
}

private func collateJob(folder: String) -> Int32 {
    guard let plan = SubmissionFolder(folder).plan else { return ExitCode.failure }
    let layout = Layout(dist: plan.dist)
    JobEnds(plan, layout).complete(AskedQueue(layout).entries, withAccounting: true)
    return CommandTable.run(["collate", plan.dist])
}
