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

/// Whether a process of the group is still alive.
func isGroupAlive(_ group: pid_t) -> Bool {
    guard kill(-group, 0) == 0 || errno == EPERM else { return false }
    // A /proc that does not show ourselves is that of another container, or there is none.
    guard ProcessStatus(getpid())?.group == getpgrp() else { return true }
    return folderNames("/proc").contains { name in
        guard let process = pid_t(name), let status = ProcessStatus(process) else { return false }
        return status.group == group && !status.isGone
    }
}
