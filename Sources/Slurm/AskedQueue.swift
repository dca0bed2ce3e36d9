// What squeue says of the jobs of an output folder, asked once a command, and which runs wait by that.
// Knows nothing of what is done about it.
import Graph
import Running
import Sweep
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The queue as a command has found it.
package struct AskedQueue: Sendable {
    package let entries: [QueueEntry]
    /// Why it is not known what waits; nil where it is.
    package let problem: String?

    /// What squeue has said already.
    package init(_ entries: [QueueEntry], problem: String? = nil) {
        (self.entries, self.problem) = (entries, problem)
    }

    /// Asks Slurm where anything was submitted since all was done; elsewhere nothing waits.
    package init(_ layout: Layout) {
        guard let jobs = fileStatus("\(layout.slurm)/jobs"), jobs.size > 0,
            jobs.modified >= fileStatus(layout.collatedStamp)?.modified ?? 0
        else {
            self.init([])
            return
        }
        // By number: a name may be one that Slurm has another use for.
        let answer = AskedQueue.answer([
            "squeue", "-a", "-h", "-r", "-t", "all", "-u", "\(getuid())", "-o", "%F|%K|%T|%r|%Z",
        ])
        self.init(
            answer.problem == nil ? QueueEntry.read(answer.text) : [], problem: answer.problem)
    }

    /// Whether squeue does not know all jobs any more.
    package func hasForgotten(_ layout: Layout) -> Bool {
        !Set(SubmittedJob.read(layout.slurm).map(\.id)).isSubset(of: entries.map(\.job))
    }

    /// What waits, by run; under `preprocess` the preprocessing.
    package func waiting(_ plan: Plan, _ layout: Layout) -> WaitingTasks {
        var waiting = WaitingTasks()
        if entries.isEmpty { return waiting }
        let jobs = SubmittedJob.read(layout.slurm).filter { $0.stages != ["collate"] }
        var known: [String: [String]] = [:]
        for (entry, job) in ours(entries, jobs, isHere: writers(to: layout.dist, as: plan.dist))
        where !entry.isOver && !entry.isEnding && entry.reason != "DependencyNeverSatisfied" {
            func task(_ name: String) -> WaitingTasks.Task {
                WaitingTasks.Task(
                    stages: job.stages, job: name, hasBegun: entry.state == "RUNNING")
            }
            guard let index = entry.task else {
                waiting.add(task(job.id), forRun: "preprocess")
                continue
            }
            if known[job.sweep] == nil {
                let folder = SubmissionFolder("\(layout.slurm)/\(job.sweep)")
                known[job.sweep] = folder.plan.map { folder.runIDs($0, layout) } ?? []
            }
            let ids = known[job.sweep] ?? []
            for run in job.runs(ofTask: index) where ids.indices.contains(run) {
                waiting.add(task("\(job.id)_\(index)"), forRun: ids[run])
            }
        }
        return waiting
    }

    /// What a program of Slurm prints, whatever people's environment tells it to leave out. An error, be
    /// it with the exit code of success, makes it no answer. Where there is no such program it is empty.
    static func answer(_ words: [String]) -> (text: String, problem: String?) {
        let script = """
            command -v "$1" >/dev/null || exit 0
            for name in $(env | sed -n 's/^\\(S[A-Z]*_[A-Z0-9_]*\\)=.*/\\1/p'); do
                case $name in SQUEUE_* | SACCT_*) unset "$name" ;; esac
            done
            "$@" 2>&1 || echo "error: it ends with exit code $?"
            """
        let text = outputOfProgram(["sh", "-c", script, "sh"] + words) ?? ""
        // Lines of the answer begin with a number, warnings do not.
        let others = text.split(separator: "\n").filter { $0.utf8.first.map(isDigit) != true }
        return (text, others.first { $0.holds("error") }.map(String.init))
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
