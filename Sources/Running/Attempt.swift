// One attempt at a stage: slots, log, process, and what became of it, as a record.
// Knows nothing of stamps and of other stages.
import Commands
import Graph
import Spec
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs the command of a stage once.
struct Attempt {
    let plan: Plan
    let stage: PlannedStage
    let values: RunValues
    let files: ChainFiles
    let session: Session
    /// Slots that were given to us alone; nil where they have to be found.
    let granted: [Resource]?
    let lines: ProgressLines
    let limit: StartLimit

    /// Runs the command and returns its record, finished, and the slots, to be released when a failure
    /// has been told to those who wait for them; nil where nothing was started, since another run has
    /// failed meanwhile. The lock tells others what runs.
    func run(_ begun: StageRecord, lock: FileLock) -> (record: StageRecord, slots: HeldSlots)? {
        var (record, slots) = (begun, HeldSlots(granted: [], []))
        (record.state, record.reason, record.outcome) = (.running, nil, ProcessOutcome())
        record.start = now()
        do throws(SystemError) {
            // Nothing runs as long as the stage waits for its slots.
            if !stage.needs.isEmpty { try lock.write([]) }
            if let granted {
                slots = HeldSlots(granted: granted, stage.needs)
            } else {
                slots = try SlotPool(plan.resources).acquire(stage.needs)
            }
            if limit.reason(session) != nil {
                slots.release()
                return nil
            }
            record.slots = slots.values
            let invocation = stage.command.invocation(shell: plan.shell) {
                values.value($0, stage: stage.name)
            }
            record.command = invocation.rendered
            record.start = now()
            try lock.write(record.line)
            if record.attempt > 1 { try RunFolder.keepAttempt(before: record, files) }
            let folder = fileStatus(files.folder)?.inode
            lines.started(stage.name, record.slots)
            let early = EarlyStop(plan, stage, values.id, files, record)
            record.outcome = try execute(invocation, record, [lock] + slots.locks, early)
            record.end = now()
            judge(&record, early)
            if record.state == .done, fileStatus(files.folder)?.inode != folder {
                (record.state, record.stopped) = (.failed, nil)
                record.reason = "it removed its own folder, \(files.folder): write into it only"
            }
            if record.state == .done { early?.finish() }
        } catch {
            record.end = now()
            record.state = .failed
            record.isFinal = error.code == 0
            record.reason = error.description
        }
        return (record, slots)
    }

    private func execute(
        _ invocation: Invocation, _ record: StageRecord, _ locks: [FileLock], _ early: EarlyStop?
    ) throws(SystemError) -> ProcessOutcome {
        let path = files.log(stage.name)
        let log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        guard log >= 0 else { throw SystemError("cannot write \(path)") }
        defer { close(log) }
        let environment = StageEnvironment(
            plan: plan, stage: stage, values: values, files: files, runsLeft: session.runsLeft)
        var request = try environment.request(invocation, record, output: log)
        defer { unlink(files.launch(stage.name)) }
        request.locks = locks
        request.onInterruption = { tellInterruption($0) }
        if let early { request.watch = (EarlyStop.pause, early.look) }
        return try request.run()
    }

    /// Whoever presses Ctrl-C asks all runs of a make to stop: one says so for all.
    private func tellInterruption(_ signal: Int32) {
        guard session.isShared, signal == SIGINT || isMakeEnding(), session.mayTell(.interruption)
        else { return }
        lines.interrupted(done: session.doneCount, stopped: busySiblingCount())
    }

    private func judge(_ record: inout StageRecord, _ early: EarlyStop?) {
        let outcome = record.outcome
        if let signal = outcome.interruption {
            record.state = .interrupted
            let left = signal == SIGTERM ? timeLeftOfJob() : nil
            record.reason =
                "interrupted by \(signalName(signal))"
                + (left.map { ", with \($0) left of the job's time limit" } ?? "")
        } else if outcome.isTimedOut {
            record.state = .timeout
            record.reason = "timeout after \(stage.timeout ?? 0) s"
        } else if outcome.isStopped, let verdict = early?.verdict, let stop = plan.stop {
            // Whatever it ended with: we have asked it to.
            record.state = .done
            record.stopped = verdict.step
            record.reason = verdict.text(stop.metric)
        } else if let signal = outcome.signal {
            record.state = .failed
            record.reason = killed(signal)
        } else if let code = outcome.exitCode, code != 0 {
            record.state = .failed
            record.reason = "exit \(code)"
            if code == 127 { record.reason? += " (a command was not found)" }
            // What a shell says of a command that a signal has ended.
            if (129...159).contains(code) { record.reason? += " (\(killed(code - 128)))" }
        } else {
            record.state = .done
        }
    }

    /// What Slurm still gives to our job, as `minutes:seconds`; nil where that is no reason to be warned.
    private func timeLeftOfJob() -> String? {
        guard let job = environmentVariable("SLURM_JOB_ID"), Int(job) != nil,
            let left = outputOfProgram(["squeue", "-a", "-h", "-j", job, "-o", "%L"])
        else { return nil }
        let parts = left.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let minutes = parts[0], parts[1] != nil, minutes < 5 else {
            return nil
        }
        return left
    }

    private func killed(_ signal: Int32) -> String {
        let isMemory = signal == SIGKILL && session.hasRunOutOfMemory
        return "killed by \(signalName(signal))" + (isMemory ? ": out of memory?" : "")
    }
}
