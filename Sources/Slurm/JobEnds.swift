// Why runs have ended that Slurm put an end to: what it says of its jobs goes into the records of their
// attempts, since it forgets that soon. Knows nothing of what is submitted.
import Graph
import Running
import System
import Text

/// Completes the records of runs.
package struct JobEnds {
    /// Slurm's own words for a task that is over, `DependencyNeverSatisfied` and the like apart.
    private static let violent: Set<String> = [
        "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "CANCELLED", "PREEMPTED", "BOOT_FAIL", "DEADLINE",
        "FAILED", "LAUNCH_FAILED", "RECONFIG_FAIL", "REVOKED",
    ]

    private let plan: Plan
    private let layout: Layout

    /// - Parameter layout: where the plan's output folder is, seen from here.
    package init(_ plan: Plan, _ layout: Layout) { (self.plan, self.layout) = (plan, layout) }

    /// With what squeue has said. What Slurm does not know any more stays as it is.
    ///
    /// - Parameter withAccounting: whether to ask sacct, too, which remembers for long, but takes its time
    ///   and is not everywhere; squeue remembers for some minutes.
    package func complete(_ queue: [QueueEntry], withAccounting: Bool) {
        let jobs = SubmittedJob.read(layout.slurm).filter { $0.stages != ["collate"] }
        guard !jobs.isEmpty else { return }
        var entries = queue
        if withAccounting {
            let ids = jobs.suffix(1000).map(\.id).joined(separator: ",")
            let accounts = AskedQueue.answer([
                "sacct", "-n", "-P", "-X", "-j", ids, "-o", "JobID,State,WorkDir",
            ])
            entries = QueueEntry.readAccounts(accounts.text) + entries
        }
        complete(ours(entries, jobs, isHere: writers(to: layout.dist, as: plan.dist)))
    }

    private func complete(_ known: [(entry: QueueEntry, job: SubmittedJob)]) {
        var plans: [String: Plan?] = [:]
        for (entry, job) in known where JobEnds.violent.contains(entry.state) {
            guard entry.reason != "DependencyNeverSatisfied" else { continue }
            guard let task = entry.task else {
                let stages = plan.preprocess.map { [$0.name] } ?? []
                complete(layout.preprocess, entry, job: job.id, stages)
                continue
            }
            let folder = SubmissionFolder("\(layout.slurm)/\(job.sweep)")
            if plans[job.sweep] == nil { plans[job.sweep] = folder.plan }
            guard let plan = plans[job.sweep] ?? nil else { continue }
            for index in job.runs(ofTask: task) {
                guard let id = folder.runID(index, plan, layout) else { continue }
                complete(layout.chain(id), entry, job: "\(job.id)_\(task)", job.stages)
            }
        }
    }

    /// Completes the record of an attempt that belongs to the job and tells nothing better.
    private func complete(
        _ files: ChainFiles, _ entry: QueueEntry, job: String, _ stages: [String]
    ) {
        let said = "Slurm: \(entry.state) (job \(job))"
        if let left = readFileIfAny(files.lock).flatMap(StageRecord.init), left.job == job,
            contentOfHeldLock(files.lock) == nil
        {
            // Its hpmake was killed before it could tell.
            var record = left
            (record.state, record.end, record.reason) = (.interrupted, record.start, said)
            write(record, files.attempt(left.stage))
            return
        }
        // That a job failed is what its attempt says already, and better.
        for stage in stages where entry.state != "FAILED" {
            guard var record = StageRecord.read(files.attempt(stage)), record.job == job,
                let reason = record.reason, !reason.holds("Slurm: ")
            else { continue }
            if entry.state != "OUT_OF_MEMORY" {
                // Slurm's first signal may end a trainer before its hpmake has got the same.
                let isTerminated = record.outcome.signal.map(signalName) == "SIGTERM"
                guard record.state == .interrupted || isTerminated else { continue }
                record.state = .interrupted
            }
            record.reason = "\(reason); \(said)"
            write(record, files.attempt(stage))
        }
    }

    /// What cannot be written is told another time.
    private func write(_ record: StageRecord, _ path: String) {
        let known = StageRecord.read(path)
        if known?.execution == record.execution, known?.reason == record.reason { return }
        try? replaceFile(path, record.line)
    }
}
