// Locks that the kernel lets go when the last process that has them is gone (`flock`).
// Knows nothing of what they guard.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is locked, or about to be. A child process may be given the lock, too: where the runner
/// is killed, it lives on in the trainer.
package final class FileLock {
    package let descriptor: Int32
    package let path: String
    /// Bytes in the file, as far as we know.
    private var length = 0

    /// Opens the file, which is made where it is missing, and locks nothing.
    ///
    /// - Parameter isForAll: whether every user of the machine may lock it.
    package init(opening path: String, isForAll: Bool = false) throws(SystemError) {
        self.path = path
        // Without O_CREAT first: in a folder for all, such as /tmp, the kernel may refuse to open
        // somebody else's file for creation.
        var opened = open(path, O_RDWR | O_CLOEXEC)
        if opened < 0, errno == ENOENT {
            opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            if isForAll, opened >= 0 { fchmod(opened, 0o666) }
        }
        guard opened >= 0 else { throw SystemError("cannot open the lock \(path)") }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Locks where nobody else has it.
    package func tryLock() -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Whether the last call has failed since the file system has no locks.
    package static var areThereNone: Bool { [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL].contains(errno) }

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
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = pread(descriptor, &piece, piece.count, off_t(bytes.count)), count > 0
        {
            bytes += piece[..<count]
            if count < piece.count { break }
        }
        length = bytes.count
        return bytes
    }

    /// Replaces what is in the file. It is not emptied first: ext4 writes such a file to the disk when
    /// it is closed.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        if bytes.isEmpty, length == 0 { return }
        let count = bytes.isEmpty ? 0 : pwrite(descriptor, bytes, bytes.count, 0)
        guard count == bytes.count else {
            throw SystemError("cannot write \(path)", code: count < 0 ? errno : ENOSPC)
        }
        if length > count, ftruncate(descriptor, off_t(count)) != 0 {
            throw SystemError("cannot write \(path)")
        }
        length = count
    }

    /// Writes the file and lets it be `target`: one file less to make and to remove, which is slow on
    /// ext4 with thousands of them. The lock stays held, but no longer stands in anybody's way.
    package func become(
        _ target: String, _ bytes: [UInt8], modified: FileDate
    ) throws(SystemError) {
        try write(bytes)
        guard setModified(descriptor: descriptor, modified), renameOver(path, target) else {
            throw SystemError("cannot write \(target)")
        }
    }
}

/// What the holder of a lock has written into its file; nil where nobody has it. Makes no file.
package func contentOfHeldLock(_ path: String) -> [UInt8]? {
    let (content, isHeld) = contentOfLock(path)
    return isHeld ? content ?? [] : nil
}

/// What is in the file of a lock, if there is one, and whether somebody has it: where nobody has, a holder
/// was killed and left it. Makes no file.
///
/// - Parameter folder: descriptor of the folder that the path begins in.
package func contentOfLock(
    _ path: UnsafePointer<CChar>, in folder: Int32 = AT_FDCWD
) -> (content: [UInt8]?, isHeld: Bool) {
    let descriptor = openat(folder, path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return (nil, false) }
    defer { close(descriptor) }
    let isHeld = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    let size = Int(fileStatus(descriptor: descriptor)?.size ?? 0)
    var bytes = [UInt8](repeating: 0, count: size)
    let count = pread(descriptor, &bytes, size, 0)
    return (Array(bytes.prefix(max(0, count))), isHeld)
}
