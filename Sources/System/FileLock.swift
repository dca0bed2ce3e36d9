// Locks that the kernel lets go when the last process that has them is gone (`flock`).
// Knows nothing of what they guard.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is locked, or about to be. Children inherit the lock: where the runner is killed, it
/// lives on in the trainer. Its descriptor is 100 or above, clear of those that make passes on.
package final class FileLock {
    package let descriptor: Int32
    package let path: String

    /// Opens the file, which is made where it is missing, and locks nothing.
    package init(opening path: String, mode: mode_t = 0o666) throws(SystemError) {
        self.path = path
        // Without O_CREAT first: in a folder for all, such as /tmp, the kernel may refuse to open
        // somebody else's file for creation.
        var opened = open(path, O_RDWR | O_CLOEXEC)
        if opened < 0, errno == ENOENT { opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode) }
        guard opened >= 0 else { throw SystemError("cannot open the lock \(path)") }
        defer { close(opened) }
        descriptor = fcntl(opened, F_DUPFD, 100)
        guard descriptor >= 0 else { throw SystemError("cannot open the lock \(path)") }
    }

    deinit {
        close(descriptor)
    }

    /// Locks where nobody else has it.
    package func tryLock() -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Waits for the lock. False where a signal came first, or the file system has no locks.
    package func lock() -> Bool {
        flock(descriptor, LOCK_EX) == 0
    }

    /// Lets go, also for children that still have the descriptor.
    package func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// Whether the path still leads to this very file: it may have been removed while one waited.
    package var isCurrent: Bool {
        guard let mine = fileStatus(descriptor: descriptor), let there = fileStatus(path) else {
            return false
        }
        return mine.inode == there.inode
    }

    /// What the holder wrote into the file.
    package var content: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    /// Replaces what is in the file.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        guard ftruncate(descriptor, 0) == 0,
            pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
        else { throw SystemError("cannot write \(path)") }
    }
}
