// What the kernel tells of processes that are not our children. Knows nothing of what they do.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process as `/proc` shows it (proc(5), `/proc/pid/stat`).
package struct ProcessStatus {
    /// `R`, `S`, `Z`, ..
    package let state: UInt8
    package let group: pid_t
    /// When it began, by the kernel's count.
    package let start: String

    /// nil where there is no such process, or no `/proc`.
    package init?(_ process: pid_t) {
        guard let bytes = readFileIfAny("/proc/\(process)/stat") else { return nil }
        // The name, in parentheses, may hold blanks.
        let name = bytes.lastIndex(of: UInt8(ascii: ")")) ?? 0
        let fields = bytes[name...].split(separator: UInt8(ascii: " "), maxSplits: 21)
        guard fields.count > 20, let state = fields[1].first,
            let group = pid_t(String(decoding: fields[3], as: UTF8.self))
        else { return nil }
        (self.state, self.group) = (state, group)
        start = String(decoding: fields[20], as: UTF8.self)
    }

    /// For how many seconds a process has been there; nil where the system does not tell.
    package static func age(_ process: pid_t) -> Double? {
        guard let start = ProcessStatus(process).flatMap({ Double($0.start) }),
            let bytes = readFileIfAny("/proc/uptime"),
            let uptime = Double(String(decoding: bytes.prefix { $0 != 0x20 }, as: UTF8.self))
        else { return nil }
        return max(0, uptime - start / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// It has ended, and is only waiting for its parent to notice. In a container there may be nobody
    /// who ever does.
    var isGone: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
}

/// Whether the make that has started us is ending, since it has got a signal: it asks the system for
/// such a signal's usual effect then, and waits for us. Always false where there is no `/proc`.
package func isMakeEnding() -> Bool {
    let status = readFileIfAny("/proc/\(getppid())/status") ?? []
    var masks: [UInt64] = []
    var isMake = false
    for line in String(decoding: status, as: UTF8.self).split(separator: "\n") {
        if line.hasPrefix("Name:") { isMake = line.hasSuffix("make") }
        if line.hasPrefix("SigIgn:") || line.hasPrefix("SigCgt:") {
            masks.append(UInt64(line.dropFirst(8), radix: 16) ?? .max)
        }
    }
    guard isMake, masks.count == 2 else { return false }
    return [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains {
        (masks[0] | masks[1]) >> UInt64($0 - 1) & 1 == 0
    }
}

/// How many processes of our parent have started some of their own: of those that make has started, how many
/// have a stage at work. nil where the system does not tell.
package func busySiblingCount() -> Int? {
    func children(_ process: pid_t) -> [pid_t]? {
        readFileIfAny("/proc/\(process)/task/\(process)/children").map { bytes in
            bytes.split(separator: UInt8(ascii: " ")).compactMap {
                pid_t(String(decoding: $0, as: UTF8.self))
            }
        }
    }
    return children(getppid())?.count { children($0)?.isEmpty == false }
}

/// What a child process has started: its process group, and those that have left it (`timeout`,
/// `setsid`), who still have the variable in their environment that marks it.
struct ProcessTree {
    let group: pid_t
    /// `NAME=value`, of no other process.
    let mark: String

    func send(_ signal: Int32) {
        kill(-group, signal)
        for process in living where process.group != group { kill(process.id, signal) }
    }

    /// Whether there is a process left that has not ended.
    var isAlive: Bool {
        // A /proc that does not show ourselves is that of another container, or there is none.
        guard ProcessStatus(getpid())?.group == getpgrp() else {
            return kill(-group, 0) == 0 || errno == EPERM
        }
        return !living.isEmpty
    }

    /// Those of the tree that have not ended; none where there is no `/proc`.
    private var living: [(id: pid_t, group: pid_t)] {
        let entry = Array(mark.utf8)
        return folderNames("/proc").compactMap { name in
            guard let process = pid_t(name), let status = ProcessStatus(process), !status.isGone
            else { return nil }
            let isOurs = status.group == group || environment(process).contains(entry[...])
            return isOurs ? (process, status.group) : nil
        }
    }

    private func environment(_ process: pid_t) -> [ArraySlice<UInt8>] {
        readFileIfAny("/proc/\(process)/environ")?.split(separator: 0) ?? []
    }
}
