// What the runners of one make share: the commit, how many runs are done, since when.
// Knows nothing of stages; where its file cannot be written, runs go on without it.
import Graph
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How far a make has come.
package struct Progress {
    /// Runs that are done or have failed.
    package let finished: Int
    package let total: Int
    /// Seconds, from the runs of this make so far; nil before the first has ended.
    package let timeLeft: Double?
    /// Whether the third run of this make has just failed like the two before it.
    package var failsAlike = false
}

/// A file for each make that is running, named after its process.
package final class Session {
    private struct State {
        /// When the make's process started, so that another process of its number is not taken for it.
        var owner = ""
        var start: Int64 = 0
        var total = 0
        var doneBefore = 0
        var finished = 0
        var failed = 0
        /// Processes that the kernel had killed for want of memory.
        var memoryKills = 0
        /// How many runs failed one after another since the make began, all for one reason, and its hash.
        var alike = 0
        var reason = "-"
        /// What was told to whoever watches, since once is enough.
        var told: Set<Notice> = []
        var workTree = WorkTree()

        var text: String {
            "\(owner)\n\(start)\n\(total)\n\(doneBefore)\n\(finished)\n\(failed)\n\(memoryKills)\n"
                + "\(alike)\n\(reason)\n-\(told.map(\.rawValue).sorted().joined())\n"
                + workTree.text
        }

        init() {}

        init?(_ bytes: [UInt8]) {
            let parts = bytes.split(separator: UInt8(ascii: "\n")).map {
                String(decoding: $0, as: UTF8.self)
            }
            let numbers = parts.dropFirst().prefix(7).compactMap { Int($0) }
            guard parts.count == 11, numbers.count == 7 else { return nil }
            owner = parts[0]
            start = Int64(numbers[0])
            (total, doneBefore) = (numbers[1], numbers[2])
            (finished, failed, memoryKills) = (numbers[3], numbers[4], numbers[5])
            (alike, reason) = (numbers[6], parts[8])
            told = Set(parts[9].dropFirst().compactMap { Notice(rawValue: String($0)) })
            workTree = WorkTree(parts[10])
        }
    }

    /// What is said once a make.
    package enum Notice: String {
        case objective = "o"
        case interruption = "i"
        case curve = "c"
    }

    private let lock: FileLock?
    private var state = State()

    /// What git said of the working folder when this make began; it is asked once.
    package var workTree: WorkTree { state.workTree }

    /// When this make began, in nanoseconds since 1970.
    package var start: Int64 { state.start }

    /// That of a job of a cluster: it knows nothing of other runs, and asks nobody about the commit.
    package init(_ workTree: WorkTree) {
        lock = nil
        state.workTree = workTree
        state.memoryKills = memoryKillCount()
    }

    /// Joins the session of the make that called us, and begins it where we are the first.
    ///
    /// - Parameter survey: counts the runs that are done; called where we are the first, while all others
    ///   wait.
    package init(_ plan: Plan, _ layout: Layout, survey: () -> Int = { 0 }) {
        let make = getppid()
        let owner = ProcessStatus(make)?.start ?? "?"
        lock = try? FileLock(opening: "\(layout.marks)/make-\(make)")
        guard let lock, lock.lock() else { return }
        defer { lock.unlock() }
        if let known = State(lock.content), known.owner == owner {
            state = known
            return
        }
        removeOthers(layout)
        for folder in [layout.dist, layout.marks] { removeLeftovers(in: folder) }
        state.owner = owner
        state.start = now()
        // Where only some runs are asked for, the Makefile says how many of them are done.
        let scope = environmentVariable("HPMAKE_SCOPE")?.split(separator: "/").compactMap {
            Int($0)
        }
        if let scope, scope.count == 2 {
            (state.doneBefore, state.total) = (scope[0], scope[1])
        } else {
            (state.doneBefore, state.total) = (survey(), plan.runCount)
        }
        state.memoryKills = memoryKillCount()
        state.workTree = WorkTree.ask(plan)
        try? lock.write(Array(state.text.utf8))
    }

    /// When the make that called us began its first run, and whether one has failed since; nil where none has
    /// begun.
    package static func ofThisMake(_ layout: Layout) -> (start: Int64, hasFailure: Bool)? {
        let make = getppid()
        guard let state = readFileIfAny("\(layout.marks)/make-\(make)").flatMap(State.init),
            state.owner == ProcessStatus(make)?.start ?? "?"
        else { return nil }
        return (state.start, state.failed > 0)
    }

    /// Whether a run of this make has failed so far.
    package var hasFailure: Bool {
        lock.flatMap { State($0.content) }.map { $0.failed > 0 } ?? false
    }

    /// Whether the kernel has killed a process for want of memory since this make began.
    package var hasRunOutOfMemory: Bool { memoryKillCount() > state.memoryKills }

    /// Counts a run that has come to its end, and tells how far the make is.
    ///
    /// - Parameter failure: why it failed; nil where it did not.
    package func finish(failure: String?) -> Progress {
        update { state in
            state.finished += 1
            guard let failure else { return }
            state.failed += 1
            let reason = String(SHA256.hex(failure.utf8).prefix(12))
            if state.finished == 1 { state.reason = reason }
            if state.finished == state.failed, state.reason == reason { state.alike += 1 }
        }
        var progress = knownProgress
        progress.failsAlike = failure != nil && state.finished == 3 && state.alike == 3
        return progress
    }

    /// Whether nobody has told this of the make yet; the one who asks does. Always true of a job of a
    /// cluster, which knows nothing of others.
    package func mayTell(_ notice: Notice) -> Bool {
        var isNew = true
        update { isNew = $0.told.insert(notice).inserted }
        return isNew
    }

    /// Whether there is a make with other runs.
    package var isShared: Bool { lock != nil }

    /// How many runs that this make began or found are done.
    package var doneCount: Int {
        _ = progress
        return max(0, state.doneBefore + state.finished - state.failed)
    }

    /// How far the make is, with the runs that others have ended meanwhile.
    package var progress: Progress {
        if let known = lock.flatMap({ State($0.content) }), known.owner == state.owner {
            state = known
        }
        return knownProgress
    }

    /// Runs that were not done when this make began; nil where nobody knows.
    var runsLeft: Int? { state.total > 0 ? max(0, state.total - state.doneBefore) : nil }

    private var knownProgress: Progress {
        let done = min(state.doneBefore + state.finished, state.total)
        let seconds = Double(now() - state.start) / 1e9
        let each = state.finished > 0 ? seconds / Double(state.finished) : nil
        return Progress(
            finished: done, total: state.total,
            timeLeft: each.map { $0 * Double(state.total - done) })
    }

    private func update(_ change: (inout State) -> Void) {
        guard let lock, lock.lock() else { return change(&state) }
        defer { lock.unlock() }
        if let known = State(lock.content), known.owner == state.owner { state = known }
        change(&state)
        try? lock.write(Array(state.text.utf8))
    }

    /// Removes the files of makes that are gone.
    private func removeOthers(_ layout: Layout) {
        for name in folderNames(layout.marks) where name.hasPrefix("make-") {
            guard let process = pid_t(name.dropFirst(5)), process != getppid() else { continue }
            if kill(process, 0) != 0, errno == ESRCH { unlink("\(layout.marks)/\(name)") }
        }
    }
}

/// The kernel's own count for the whole machine; 0 where it does not tell.
private func memoryKillCount() -> Int {
    guard let bytes = readFileIfAny("/proc/vmstat") else { return 0 }
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "oom_kill ".utf8)
    {
        return Int(String(decoding: line.dropFirst(9), as: UTF8.self)) ?? 0
    }
    return 0
}
