// Files: what they are, reading, writing, renaming, links. Knows nothing of what is in them.
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
        modified = Int64(mtime.tv_sec) * 1_000_000_000 + Int64(mtime.tv_nsec)
        changed = Int64(ctime.tv_sec) * 1_000_000_000 + Int64(ctime.tv_nsec)
        inode = UInt64(status.st_ino)
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

/// Reads a whole file.
package func readFile(_ path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("cannot read \(path)") }
    defer { close(descriptor) }
    return try readAll(descriptor, path, size: fileStatus(descriptor: descriptor)?.size ?? 0)
}

private func readAll(
    _ descriptor: Int32, _ path: String, size: Int64
) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(size) + 1)
    var filled = 0
    while true {
        let count = bytes.withUnsafeMutableBytes {
            read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
        }
        if count < 0 {
            if errno == EINTR { continue }
            throw SystemError("cannot read \(path)")
        }
        if count == 0 { break }
        filled += count
        // Files such as those of /proc say 0 and hold more.
        if filled == bytes.count { bytes += [UInt8](repeating: 0, count: max(4096, filled)) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
}

/// Reads a whole file; nil where that is not possible, or it is none, such as a pipe, which one could
/// wait at for ever.
package func readFileIfAny(_ path: String) -> [UInt8]? {
    guard let (descriptor, size) = try? openRegular(path) else { return nil }
    defer { close(descriptor) }
    return try? readAll(descriptor, path, size: size)
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

/// Writes a file beside `path` and renames it, so that no one ever sees half of it.
///
/// - Parameter modified: its date, in nanoseconds since 1970; nil for now.
package func replaceFile(
    _ path: String, _ bytes: [UInt8], modified: Int64? = nil
) throws(SystemError) {
    try replaceFile(path, pieces: [bytes], modified: modified)
}

/// The same with a text in pieces.
package func replaceFile(
    _ path: String, pieces: [[UInt8]], modified: Int64? = nil
) throws(SystemError) {
    let beside = "\(path).\(getpid()).tmp"
    do throws(SystemError) {
        try writeFile(beside, pieces: pieces)
        if let modified { try setModified(beside, modified) }
        guard rename(beside, path) == 0 else { throw SystemError("cannot write \(path)") }
    } catch {
        unlink(beside)
        throw error
    }
}

/// Writes what somebody asked to have in `path`: at once, through links, and into what is no file, such
/// as a device, itself.
package func writeOutput(
    _ path: String, _ bytes: [UInt8], modified: Int64? = nil
) throws(SystemError) {
    if let status = fileStatus(path), !status.isRegular { return try writeFile(path, bytes) }
    guard let target = realpath(path, nil) else {
        return try replaceFile(path, bytes, modified: modified)
    }
    defer { free(target) }
    try replaceFile(String(cString: target), bytes, modified: modified)
}

/// Sets the date of a file, in nanoseconds since 1970.
package func setModified(_ path: String, _ nanoseconds: Int64) throws(SystemError) {
    let time = fileTime(nanoseconds)
    guard utimensat(AT_FDCWD, path, [time, time], 0) == 0 else {
        throw SystemError("cannot set the date of \(path)")
    }
}

func fileTime(_ nanoseconds: Int64) -> timespec {
    timespec(tv_sec: time_t(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
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

/// Lets `path` be a link to `target`, at once.
package func replaceLink(_ path: String, to target: String) throws(SystemError) {
    let beside = "\(path).\(getpid()).tmp"
    unlink(beside)
    guard symlink(target, beside) == 0, rename(beside, path) == 0 else {
        let error = SystemError("cannot make the link \(path)")
        unlink(beside)
        throw error
    }
}

/// What the link `path` leads to; nil where it is none.
package func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Opens what somebody else has written, where it is a file: at a pipe one could wait for ever.
private func openRegular(_ path: String) throws(SystemError) -> (descriptor: Int32, size: Int64) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError("cannot read \(path)") }
    guard let status = fileStatus(descriptor: descriptor), status.isRegular else {
        close(descriptor)
        throw SystemError("cannot read \(path)", code: EINVAL)
    }
    return (descriptor, status.size)
}

/// Reads a file piece by piece, however large it is; what is no file, such as a pipe, is an error.
package func forEachPiece(
    ofFile path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void
) throws(SystemError) {
    let (descriptor, _) = try openRegular(path)
    defer { close(descriptor) }
    let size = 1 << 18
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { buffer.deallocate() }
    while true {
        let count = read(descriptor, buffer.baseAddress, size)
        if count < 0 {
            if errno == EINTR { continue }
            throw SystemError("cannot read \(path)")
        }
        if count == 0 { return }
        body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
}

/// The last `bytes` bytes of a file; what is no file, such as a pipe, is an error.
package func endOfFile(_ path: String, bytes: Int) throws(SystemError) -> [UInt8] {
    let (descriptor, size) = try openRegular(path)
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: bytes)
    let count = pread(descriptor, &buffer, bytes, off_t(max(0, size - Int64(bytes))))
    return Array(buffer.prefix(max(0, count)))
}

/// Calls `body` with each line of a file, without its end; a line longer than 1 MiB is left out.
package func forEachLine(
    ofFile path: String, _ body: (ArraySlice<UInt8>) -> Void
) throws(SystemError) {
    var rest: [UInt8] = []
    try forEachPiece(ofFile: path) { piece in
        rest += piece
        var start = 0
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            body(rest[start..<end])
            start = end + 1
        }
        rest.removeFirst(start)
        if rest.count > 1 << 20 { rest = [] }
    }
    if !rest.isEmpty { body(rest[...]) }
}
