// What a stage finds in the folder of its run: nothing stale, and its checkpoint where it goes on.
// Knows nothing of processes.
import Graph
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Prepares the folder for one stage of a chain.
struct RunFolder {
    let stages: [PlannedStage]
    let index: Int
    let files: ChainFiles
    /// The run whose folder this one begins with.
    var seed: ChainFiles?

    private var stage: String { stages[index].name }

    /// Removes the stamps of the stage and of all after it, the last first, so that at no moment one
    /// counts as done whose predecessor does not.
    func removeStamps() throws(SystemError) {
        for later in stages[index...].reversed() { try removeIfAny(files.stamp(later.name)) }
    }

    /// Makes the folder ready, and returns the record of the attempt to come.
    ///
    /// - Parameters:
    ///   - known: the record of the stamp, which belongs to another origin.
    ///   - isNew: whether the folder was made just now.
    ///   - follows: whether the stage before it has run just now.
    func prepare(
        _ origin: Origin, known: StageRecord?, isNew: Bool, follows: Bool
    ) throws(SystemError) -> StageRecord {
        var record = StageRecord(
            stage: stage, host: hostName(), pid: Int(getpid()), job: clusterJob(),
            origin: origin)
        if isNew {
            if index > 0 { try report(follows: true) } else { try plant() }
            return record
        }
        // We have the lock, and only the holder writes here.
        removeLeftovers(in: files.folder, areAllGone: files.parameters != nil)
        for later in stages[(index + 1)...] { try removeTree(files.before(later.name)) }
        let last = StageRecord.read(files.attempt(stage)) ?? known
        if let last, origin.fits(last.origin), !follows {
            // Nothing has changed: the trainer may go on from its checkpoint. What tells so stays where it
            // is until the attempt begins, or an end while waiting for a slot would cost the checkpoint.
            record.attempt = last.attempt + 1
            return record
        }
        if index == 0 {
            try empty()
            try plant()
        } else {
            for later in stages[index...] { try removeTraces(of: later.name) }
            try report(follows: follows)
        }
        return record
    }

    /// Puts the log and the record of the attempt before this one aside, under its number.
    static func keepAttempt(before record: StageRecord, _ files: ChainFiles) throws(SystemError) {
        let (log, attempt) = (files.log(record.stage), files.attempt(record.stage))
        try renameIfAny(log, "\(log).\(record.attempt - 1)")
        try renameIfAny(attempt, "\(attempt).\(record.attempt - 1)")
    }

    /// Lets the first stage find the checkpoint of the rung below.
    private func plant() throws(SystemError) {
        if let seed { try Seed(files: seed, stages: stages).fill(files.folder) }
    }

    private func empty() throws(SystemError) {
        for name in folderNames(files.folder) {
            try removeTree("\(files.folder)/\(name)")
        }
        // The traces of the preprocessing lie outside of its folder.
        try removeTraces(of: stage)
    }

    private func removeTraces(of stage: String) throws(SystemError) {
        for path in traces(of: stage, in: files) { try removeIfAny(path) }
    }

    /// A later stage finds what its predecessor reported, not what it reported itself the last time.
    private func report(follows: Bool) throws(SystemError) {
        let reports = [files.result, files.curves]
        let kept = stages[index...].map { files.before($0.name) }.first {
            fileStatus($0) != nil
        }
        if follows || kept == nil {
            for later in stages[index...] { try removeTree(files.before(later.name)) }
            // At once, or a part of it would be taken for all.
            let beside = files.before(stage) + ".tmp"
            try removeTree(beside)
            try makeFolder(beside)
            for path in reports { try copyFile(path, "\(beside)/\(lastName(path))") }
            try renameIfAny(beside, files.before(stage))
        } else if let kept {
            for path in reports {
                try removeIfAny(path)
                try copyFile("\(kept)/\(lastName(path))", path)
            }
            if kept != files.before(stage) { try renameIfAny(kept, files.before(stage)) }
        }
    }
}
