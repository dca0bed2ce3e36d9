// The lock of a run: one stage of it at a time, across makes, shells and crashed runners.
// Knows nothing of stages; it tells who holds it by the record that the holder wrote into it.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A held lock. The file is gone at a normal end: it becomes the last stamp of the chain, or it is
/// removed.
final class RunLock {
    let file: FileLock
    private var isSpent = false
    /// What a runner that was killed left behind: the attempt that it was at.
    let left: StageRecord?

    private init(_ file: FileLock, left: StageRecord?) {
        self.file = file
        self.left = left
    }

    /// Waits for the lock.
    ///
    /// - Parameter marks: folder of a file by which only the first says that there are no locks.
    static func acquire(
        _ path: String, _ lines: ProgressLines, marks: String
    ) throws(SystemError) -> RunLock {
        while true {
            let file = try FileLock(opening: path)
            if !file.tryLock() {
                if FileLock.areThereNone { return withoutLock(file, lines, marks: marks) }
                guard errno == EWOULDBLOCK else { throw SystemError("cannot lock \(path)") }
                // Somebody may only have looked whether it is held.
                usleep(2000)
                if !file.tryLock() { try wait(file, lines) }
            }
            if file.isCurrent { return RunLock(file, left: StageRecord(file.content)) }
        }
    }

    private static func wait(_ file: FileLock, _ lines: ProgressLines) throws(SystemError) {
        lines.note(waiting(StageRecord(file.content)))
        while !file.lock() {
            guard errno == EINTR else { throw SystemError("cannot lock \(file.path)") }
        }
    }

    /// Goes on where there are no locks, and says once what that means.
    private static func withoutLock(
        _ file: FileLock, _ lines: ProgressLines, marks: String
    ) -> RunLock {
        if isFirst("\(marks)/no-locks") {
            lines.note(
                "this file system has no locks: two makes at once may do a run twice, and status "
                    + "does not know what runs")
        }
        return RunLock(file, left: StageRecord(file.content))
    }

    private static func waiting(_ holder: StageRecord?) -> String {
        guard let holder else { return "waits: another hpmake is at this run" }
        let job = holder.job.map { " in job \($0)" } ?? ""
        return "waits for \(holder.stage) of pid \(holder.pid) on \(holder.host)\(job), since "
            + dateText(holder.start)
    }

    /// Lets the file be the stamp of the chain's last stage. Nothing of the chain may run after that.
    func become(_ stamp: String, _ record: StageRecord, modified: FileDate) throws(SystemError) {
        try file.become(stamp, record.line, modified: modified)
        isSpent = true
    }

    /// Lets go, also for what a trainer left running.
    func release(keepsFile: Bool) {
        if !isSpent, !keepsFile, file.isCurrent { unlink(file.path) }
        file.unlock()
    }
}
