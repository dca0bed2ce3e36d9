// The lock of a run: one stage of it at a time, across makes, shells and crashed runners.
// Knows nothing of stages; it tells who holds it by the record that the holder wrote into it.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A held lock. The file is removed at a normal end, so that a finished run has one file less.
struct RunLock {
    let file: FileLock
    /// What a runner that was killed left behind: the attempt that it was at.
    let left: StageRecord?

    static func acquire(_ path: String, _ lines: ProgressLines) throws(SystemError) -> RunLock {
        while true {
            let file = try FileLock(opening: path)
            if !file.tryLock() {
                guard errno == EWOULDBLOCK else { throw SystemError("cannot lock \(path)") }
                lines.note(waiting(StageRecord(file.content)))
                while !file.lock() {
                    guard errno == EINTR else { throw SystemError("cannot lock \(path)") }
                }
            }
            if file.isCurrent { return RunLock(file: file, left: StageRecord(file.content)) }
        }
    }

    private static func waiting(_ holder: StageRecord?) -> String {
        guard let holder else { return "waits: another hpmake is at this run" }
        return "waits for \(holder.stage) of pid \(holder.pid) on \(holder.host), since "
            + dateText(holder.start)
    }

    /// Lets go, also for what a trainer left running.
    func release() {
        unlink(file.path)
        file.unlock()
    }
}
