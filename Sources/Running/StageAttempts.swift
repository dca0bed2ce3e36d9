// The attempts at one stage of a chain: how often, how long apart, and how their ends are counted and told.
// Knows nothing of which stage is next.
import Graph
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ChainRunner {
    /// Runs a stage until it is done or has no attempt left.
    mutating func attempts(
        _ stage: PlannedStage, _ record: inout StageRecord, _ lock: RunLock
    ) throws(SystemError) -> Outcome {
        let attempt = Attempt(
            plan: plan, stage: stage, values: values, files: files, session: session,
            granted: granted, lines: lines, limit: limit)
        let log = files.log(stage.name)
        record.commit = session.workTree.commit
        record.dirty = session.workTree.dirty(stage)
        record.difference = session.workTree.difference
        for retry in 0...stage.retries {
            if retry > 0 {
                try pause(retry, record, lock)
                if limit.reason(session) != nil { break }
                record.attempt += 1
            }
            guard let ended = attempt.run(record, lock: lock.file) else { return skip(stage) }
            defer { ended.slots.release() }
            record = ended.record
            leavesProcesses = leavesProcesses || record.outcome.leavesProcesses
            if record.state == .done { return .done }
            try makeFolder(files.folder)
            try replaceFile(files.attempt(stage.name), record.line)
            guard record.state != .interrupted, !record.isFinal, retry < stage.retries else {
                return end(record, log: log)
            }
            lines.failed(record, session.progress, log: log, called: logName, retries: true)
        }
        return end(record, log: log)
    }

    /// The log of a packed run is where its folder is, or not.
    private var logName: String? {
        plan.packing != nil && files.parameters != nil ? logCommand(ofRun: values.id) : nil
    }

    /// Counts and tells the failure of a stage that is not tried again.
    private func end(_ record: StageRecord, log: String?) -> Outcome {
        // One of all has said so, and that make is ending.
        if record.state == .interrupted, session.isShared, isMakeEnding() { return .interrupted }
        let progress = finish(failure: "\(record.stage): \(record.reason ?? "")")
        lines.failed(record, progress, log: log, called: logName, retries: false)
        if progress.failsAlike, !limit.failsFast, record.state != .interrupted,
            progress.finished < progress.total
        {
            lines.note("all runs so far failed alike: make FAIL_FAST=1 stops at the first")
        }
        return record.state == .interrupted ? .interrupted : .failed
    }

    /// A failure is told by the run that failed, and the end of the time by each that may not go on.
    func skip(_ stage: PlannedStage) -> Outcome {
        if let reason = limit.reason(session), !(limit.failsFast && session.hasFailure) {
            lines.note("SKIP \(values.id): \(stage.name): \(reason)")
        }
        return .skipped
    }

    /// Counts the run as ended; the preprocessing is none.
    func finish(failure: String?) -> Progress {
        files.parameters == nil ? session.progress : session.finish(failure: failure)
    }

    /// 0.5, 1, 2, .. up to 60 seconds, in which the lock tells why.
    private func pause(
        _ retry: Int, _ record: StageRecord, _ lock: RunLock
    ) throws(SystemError) {
        let unit = environmentSeconds("HPMAKE_RETRY_PAUSE", standard: 0.5)
        let seconds = min(60, unit * Double(1 << min(retry - 1, 20)))
        var waiting = record
        waiting.state = .running
        waiting.reason = "\(record.reason ?? "failed"), tried again after \(durationText(seconds))"
        try lock.file.write(waiting.line)
        withSignalsAtWork { _ = usleep(UInt32(seconds * 1e6)) }
    }

    /// A stage that cannot even be tried. Its record keeps the origin of the last attempt, so that a
    /// trainer can go on from its checkpoint when the reason is gone.
    func fail(_ stage: PlannedStage, reason: String, known: StageRecord?) -> Outcome {
        let last = known ?? StageRecord.read(files.attempt(stage.name))
        var record = StageRecord(
            stage: stage.name, host: hostName(), pid: Int(getpid()), job: clusterJob(),
            origin: last?.origin
                ?? Origin(command: stage.digest, parameters: "", inputs: [], after: nil))
        record.attempt = last?.attempt ?? 1
        (record.start, record.end) = (now(), now())
        (record.state, record.reason) = (.failed, reason)
        try? replaceFile(files.attempt(stage.name), record.line)
        // The log is of an attempt that was not this one.
        return end(record, log: nil)
    }
}
