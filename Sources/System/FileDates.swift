// The dates of files, by which make decides where to look, also where a file system keeps whole seconds
// only. Knows nothing of what is in the files.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a file is dated at: nanoseconds since 1970, and how much earlier where they do not last.
///
/// A file system that keeps whole seconds (ext2 and ext3 with small inodes, sshfs, Lustre; FAT keeps every
/// second one) dates an edit as if it were older than what was dated just before it. There a file of ours
/// is dated some steps of two seconds earlier: then make looks once too often, and the record decides.
package struct FileDate: Sendable {
    package let nanoseconds: Int64
    /// What depends on others is this many steps before them: all that happened in the same step is newer.
    package let steps: Int64

    package init(_ nanoseconds: Int64, steps: Int64 = 0) {
        (self.nanoseconds, self.steps) = (nanoseconds, steps)
    }

    /// The longest time that a file system takes for one moment.
    package static let step: Int64 = 2_000_000_000

    /// Whether a date is one of those that have lost their parts of seconds.
    package static func isCoarse(_ nanoseconds: Int64) -> Bool {
        nanoseconds % 1_000_000_000 == 0
    }

    /// Sets the date, looks at what became of it, and sets an earlier one where parts of a second are gone.
    ///
    /// - Parameters:
    ///   - set: dates the file, and says whether that worked.
    ///   - get: tells its date.
    func apply(set: (timespec) -> Bool, get: () -> Int64?) -> Bool {
        guard steps > 0 else { return set(fileTime(nanoseconds)) }
        // One that has no such parts could not tell.
        let wanted = FileDate.isCoarse(nanoseconds) ? nanoseconds - 1 : nanoseconds
        guard set(fileTime(wanted)) else { return false }
        guard let found = get(), FileDate.isCoarse(found) else { return true }
        return set(fileTime(wanted - steps * FileDate.step))
    }
}

/// Sets the date of a file.
package func setModified(_ path: String, _ date: FileDate) throws(SystemError) {
    let isSet = date.apply(
        set: { utimensat(AT_FDCWD, path, [$0, $0], 0) == 0 },
        get: { fileStatus(path)?.modified })
    guard isSet else { throw SystemError("cannot set the date of \(path)") }
}

/// Sets the date of an open file, and says whether that worked.
func setModified(descriptor: Int32, _ date: FileDate) -> Bool {
    date.apply(
        set: { time in
            var times = (time, time)
            return withUnsafePointer(to: &times) {
                $0.withMemoryRebound(to: timespec.self, capacity: 2) {
                    futimens(descriptor, $0) == 0
                }
            }
        }, get: { fileStatus(descriptor: descriptor)?.modified })
}

private func fileTime(_ nanoseconds: Int64) -> timespec {
    timespec(tv_sec: time_t(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
}
