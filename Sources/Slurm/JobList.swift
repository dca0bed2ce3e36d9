// The jobs that were submitted, as the script of a submission notes them, and what squeue says of
// them. Knows nothing of what is done about it.
import System

/// A line of `DIST/.hpmake/slurm/jobs`: `<id> <sweep> <stages> <offset> <pack>`.
package struct SubmittedJob: Sendable, Equatable {
    package let id: String
    /// The folder of its submission.
    package let sweep: String
    /// Names of stages; or `preprocess`, or `collate`.
    package let stages: [String]
    /// What is added to the index of a task.
    package let offset: Int
    /// How many runs share a task.
    package let pack: Int

    package init(id: String, sweep: String, stages: [String], offset: Int, pack: Int) {
        (self.id, self.sweep, self.stages) = (id, sweep, stages)
        (self.offset, self.pack) = (offset, pack)
    }

    var line: String { "\(id) \(sweep) \(stages.joined(separator: ",")) \(offset) \(pack)\n" }

    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 5, let offset = Int(words[3]), let pack = Int(words[4]), pack > 0,
            words[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            words[1].utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ".") })
        else { return nil }
        self.init(
            id: String(words[0]), sweep: String(words[1]),
            stages: words[2].split(separator: ",").map(String.init), offset: offset, pack: pack)
    }

    package var isArray: Bool { stages != ["preprocess"] && stages != ["collate"] }

    /// The runs of one of its tasks, by their index in its sweep.
    package func runs(ofTask task: Int) -> Range<Int> {
        (offset + task) * pack..<(offset + task + 1) * pack
    }

    /// All jobs that a folder knows of, the oldest first.
    package static func read(_ layoutFolder: String) -> [SubmittedJob] {
        let text = String(decoding: readFileIfAny("\(layoutFolder)/jobs") ?? [], as: UTF8.self)
        return text.split(separator: "\n").compactMap { SubmittedJob($0) }
    }
}

/// A line of `squeue -r -o '%F|%K|%T|%r|%Z'`.
package struct QueueEntry: Sendable, Equatable {
    package let job: String
    /// Index in its array; nil where it is none.
    package let task: Int?
    /// Such as `PENDING`.
    package let state: String
    package let reason: String
    /// The working folder.
    package let folder: String

    package init(job: String, task: Int?, state: String, reason: String, folder: String) {
        (self.job, self.task, self.state) = (job, task, state)
        (self.reason, self.folder) = (reason, folder)
    }

    init?(_ line: Substring) {
        let parts = line.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5 else { return nil }
        self.init(
            job: String(parts[0]), task: Int(parts[1]), state: String(parts[2]),
            reason: String(parts[3]), folder: String(parts[4]))
    }

    /// Whether its processes end just now: for good, or, after a preemption, to begin once more.
    package var isEnding: Bool { state == "COMPLETING" }

    /// Whether it is over.
    package var isOver: Bool {
        ![
            "PENDING", "RUNNING", "SUSPENDED", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD",
            "REQUEUE_FED", "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED", "RESV_DEL_HOLD",
            "SPECIAL_EXIT", "COMPLETING",
        ].contains(state)
    }

    /// Lines of `sacct -P -X -o JobID,State,WorkDir`: `12_3|CANCELLED by 0|/home/me`, and `13|..` for a job
    /// that is no array. Tasks that wait are one line, `12_[4-7]`, which tells nothing here; the option
    /// `--array`, which makes them several, is younger than Slurm 22.05.
    package static func readAccounts(_ text: String) -> [QueueEntry] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
            let id = parts[0].split(separator: "_")
            guard parts.count == 3, let job = id.first else { return nil }
            let task = id.count > 1 ? Int(id[1]) : nil
            guard id.count == 1 || task != nil else { return nil }
            let state = parts[1].prefix { $0 != " " }
            return QueueEntry(
                job: String(job), task: task, state: String(state), reason: "",
                folder: String(parts[2]))
        }
    }

    package static func read(_ text: String) -> [QueueEntry] {
        text.split(separator: "\n").compactMap { QueueEntry($0) }
    }
}

/// The entries of our own jobs. An id may have been given anew, and a folder be a copy of another,
/// with its list of jobs: so the working folder has to be ours, too.
package func ours(
    _ entries: [QueueEntry], _ jobs: [SubmittedJob], isHere: (_ folder: String) -> Bool
) -> [(entry: QueueEntry, job: SubmittedJob)] {
    let known = Dictionary(jobs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    return entries.compactMap { entry in
        guard let job = known[entry.job], job.isArray == (entry.task != nil), isHere(entry.folder)
        else { return nil }
        return (entry, job)
    }
}

/// Tells whether jobs of a working folder write to an output folder.
///
/// - Parameter name: what they call the output folder.
func writers(to dist: String, as name: String) -> (_ folder: String) -> Bool {
    let place = realPath(dist)
    var known: [String: Bool] = [:]
    return { folder in
        if let answer = known[folder] { return answer }
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
        let answer = place != nil && realPath(path) == place
        known[folder] = answer
        return answer
    }
}
