// Files: what they are, writing, renaming, links. Knows nothing of what is in them.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What `stat` tells of a file that hpmake asks for.
package struct FileStatus: Equatable, Sendable {
    package let isFolder: Bool
    /// Whether it is a file, and no folder, pipe or device.
    package let isRegular: Bool
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let changed: Int64
    package let inode: UInt64
    package let device: UInt64

    /// Differs, in all likelihood, for any other state of the file; never 0.
    package var signature: UInt64 {
        var hash: UInt64 = 0
        for part in [UInt64(bitPattern: size), UInt64(bitPattern: modified), inode] {
            hash = (hash ^ part) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        return max(1, (hash ^ UInt64(bitPattern: changed)) &* 0xBF58_476D_1CE4_E5B9)
    }

    fileprivate init(_ status: stat) {
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isRegular = status.st_mode & S_IFMT == S_IFREG
        size = Int64(status.st_size)
        #if canImport(Glibc)
            let (mtime, ctime) = (status.st_mtim, status.st_ctim)
        #else
            let (mtime, ctime) = (status.st_mtimespec, status.st_ctimespec)
        #endif
        modified = FileStatus.nanoseconds(mtime)
        changed = FileStatus.nanoseconds(ctime)
        inode = UInt64(status.st_ino)
        device = UInt64(truncatingIfNeeded: status.st_dev)
    }

    /// Files may have any date, but ours are from 1750 to 2190: later ones count as of then.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        let seconds = min(max(Int64(time.tv_sec), -6_900_000_000), 6_900_000_000)
        return seconds * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// The status of what a path leads to, links followed; nil where there is nothing.
package func fileStatus(_ path: String) -> FileStatus? {
    var status = stat()
    return stat(path, &status) == 0 ? FileStatus(status) : nil
}

/// The status of what a path below an open folder leads to, which is faster to find.
package func fileStatus(_ path: String, in folder: Folder) -> FileStatus? {
    var status = stat()
    return fstatat(folder.descriptor, path, &status, 0) == 0 ? FileStatus(status) : nil
}

/// An open folder, closed with this object.
package final class Folder: Sendable {
    fileprivate let descriptor: Int32

    /// One that does not exist has nothing in it.
    package init(_ path: String) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    deinit {
        close(descriptor)
    }
}

package func fileStatus(descriptor: Int32) -> FileStatus? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
}

/// Writes all of `bytes` to a descriptor, and says whether that worked.
@discardableResult
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
        let count = bytes.withUnsafeBytes {
            write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
        }
        if count < 0 {
            if errno == EINTR { continue }
            return false
        }
        done += count
    }
    return true
}

/// Writes a file in place.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    try writeFile(path, pieces: [bytes])
}

private func writeFile(_ path: String, pieces: [[UInt8]]) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError("cannot write \(path)") }
    let isWritten = pieces.allSatisfy { writeAll($0, to: descriptor) }
    let code = errno
    guard close(descriptor) == 0, isWritten else {
        throw SystemError("cannot write \(path)", code: isWritten ? errno : code)
    }
}

/// Writes a file where it is, if it is there: it keeps its inode, and whoever reads it may see a part of both.
/// Says whether that was possible.
package func overwriteFile(_ path: String, _ bytes: [UInt8]) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    let isWritten =
        writeAll(bytes, to: descriptor) && ftruncate(descriptor, off_t(bytes.count)) == 0
    return close(descriptor) == 0 && isWritten
}

/// Writes a file beside `path` and renames it, so that no one ever sees half of it.
///
/// - Parameter modified: its date; nil for now.
package func replaceFile(
    _ path: String, _ bytes: [UInt8], modified: FileDate? = nil
) throws(SystemError) {
    try replaceFile(path, pieces: [bytes], modified: modified)
}

/// The same with a text in pieces.
package func replaceFile(
    _ path: String, pieces: [[UInt8]], modified: FileDate? = nil
) throws(SystemError) {
    let beside = besideName(path)
    do throws(SystemError) {
        try writeFile(beside, pieces: pieces)
        if let modified { try setModified(beside, modified) }
        guard renameOver(beside, path) else { throw SystemError("cannot write \(path)") }
    } catch {
        unlink(beside)
        throw error
    }
}

/// The name under which a file is written before it takes its place: that of no other process, also of those
/// of a cluster on other machines. The ends of the latter are not known here, so it does not end in a number.
func besideName(_ path: String) -> String {
    "\(path).\(getpid())\(clusterJob().map { ".job\($0)" } ?? "").tmp"
}

/// Appends a line to a file, with a single write. A line that was cut off at the end, on a full disk, is
/// ended before it.
package func appendLine(_ path: String, _ line: String) throws(SystemError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError("cannot write \(path)") }
    defer { close(descriptor) }
    var last: UInt8 = 0
    let size = fileStatus(descriptor: descriptor)?.size ?? 0
    let isCut =
        size > 0 && pread(descriptor, &last, 1, off_t(size - 1)) == 1 && last != UInt8(ascii: "\n")
    guard writeAll(Array(((isCut ? "\n" : "") + line + "\n").utf8), to: descriptor) else {
        throw SystemError("cannot write \(path)")
    }
}

/// Writes what somebody asked to have in `path`: at once, through links, and into what is no file, such
/// as a device, itself.
package func writeOutput(
    _ path: String, _ bytes: [UInt8], modified: FileDate? = nil
) throws(SystemError) {
    if let status = fileStatus(path), !status.isRegular { return try writeFile(path, bytes) }
    try replaceFile(realPath(path) ?? path, bytes, modified: modified)
}

/// The path without links and dots; nil where there is no such file.
package func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Renames; what is not there is no error.
package func renameIfAny(_ path: String, _ target: String) throws(SystemError) {
    guard rename(path, target) == 0 || errno == ENOENT else {
        throw SystemError("cannot rename \(path)")
    }
}

package func removeIfAny(_ path: String) throws(SystemError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw SystemError("cannot remove \(path)") }
}

/// Lets `target`, which must not exist, be the same file as `path`, or a copy of the same date where the
/// file system has no hard links. What is not there is no error.
package func linkOrCopy(_ path: String, _ target: String) throws(SystemError) {
    if link(path, target) == 0 || errno == ENOENT { return }
    try copyFile(path, target)
}

/// Copies a file with its date, at once. What is not there, or no file, is no error.
package func copyFile(_ path: String, _ target: String) throws(SystemError) {
    guard let status = fileStatus(path), status.isRegular else { return }
    let beside = besideName(target)
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError("cannot write \(target)") }
    do throws(SystemError) {
        defer { close(descriptor) }
        var isWritten = true
        try forEachPiece(ofFile: path) { piece in
            isWritten = isWritten && writeAll(Array(piece), to: descriptor)
        }
        guard isWritten else { throw SystemError("cannot write \(target)") }
        try setModified(beside, FileDate(status.modified))
        guard renameOver(beside, target) else { throw SystemError("cannot write \(target)") }
    } catch {
        unlink(beside)
        throw error
    }
}

/// Copies a file with its date and its rights; where the file system can, the copy shares the content until one
/// of both is written to.
package func cloneFile(_ path: String, _ target: String) throws(SystemError) {
    #if canImport(Glibc)
        var status = stat()
        let source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard source >= 0, fstat(source, &status) == 0 else {
            if source >= 0 { close(source) }
            throw SystemError("cannot read \(path)")
        }
        defer { close(source) }
        guard status.st_mode & S_IFMT == S_IFREG else { return }
        let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SystemError("cannot write \(target)") }
        // FICLONE of <linux/fs.h>, a macro that Swift does not import.
        let isShared = ioctl(descriptor, 0x4004_9409, source) == 0
        close(descriptor)
        if !isShared { try copyFile(path, target) }
        chmod(target, status.st_mode & 0o7777)
        try setModified(target, FileDate(FileStatus(status).modified))
    #else
        guard clonefile(path, target, 0) != 0 else { return }
        try copyFile(path, target)
    #endif
}

/// Bytes of a file.
package func readPart(
    of path: String, _ offset: Int, _ count: Int
) throws(SystemError) -> [UInt8] {
    let (descriptor, _) = try openFile(path)
    defer { close(descriptor) }
    var (bytes, done) = ([UInt8](repeating: 0, count: count), 0)
    while done < count {
        let size = bytes.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
        }
        guard size > 0 else {
            throw SystemError("cannot read \(path)", code: size < 0 ? errno : EIO)
        }
        done += size
    }
    return bytes
}

/// Writes bytes of one file into another.
package func copyPart(
    of path: String, _ offset: Int, _ count: Int, to target: String
) throws(SystemError) {
    let (source, _) = try openFile(path)
    defer { close(source) }
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError("cannot write \(target)") }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: max(1, min(count, 1 << 18)))
    var done = 0
    while done < count {
        let size = pread(source, &buffer, min(buffer.count, count - done), off_t(offset + done))
        guard size > 0 else {
            throw SystemError("cannot read \(path)", code: size < 0 ? errno : EIO)
        }
        guard writeAll(Array(buffer[..<size]), to: descriptor) else {
            throw SystemError("cannot write \(target)")
        }
        done += size
    }
}
