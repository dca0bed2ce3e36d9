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

    /// It has ended, and is only waiting for its parent to notice. In a container there may be nobody
    /// who ever does.
    var isGone: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
}

/// What a child process has started: its process group, and those that have left it (`timeout`,
/// `setsid`), who still have the variable in their environment that marks it.
struct ProcessTree {
    let group: pid_t
    /// `NAME=value`, of no other process.
    let mark: String

    func send(_ signal: Int32) {
        kill(-group, signal)
        for process in strays { kill(process, signal) }
    }

    /// Whether there is a process left that has not ended.
    var isAlive: Bool { isGroupAlive || !strays.isEmpty }

    private var isGroupAlive: Bool {
        guard kill(-group, 0) == 0 || errno == EPERM else { return false }
        // A /proc that does not show ourselves is that of another container, or there is none.
        guard ProcessStatus(getpid())?.group == getpgrp() else { return true }
        return folderNames("/proc").contains { name in
            guard let process = pid_t(name), let status = ProcessStatus(process) else {
                return false
            }
            return status.group == group && !status.isGone
        }
    }

    /// Those outside of the group; none where there is no `/proc`.
    private var strays: [pid_t] {
        let entry = Array(mark.utf8)
        return folderNames("/proc").compactMap { pid_t($0) }.filter { process in
            guard let environment = readFileIfAny("/proc/\(process)/environ"),
                environment.split(separator: 0).contains(where: { $0.elementsEqual(entry) }),
                let status = ProcessStatus(process)
            else { return false }
            return status.group != group && !status.isGone
        }
    }
}
