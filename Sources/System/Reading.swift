// Reading files: whole, in pieces, by lines. Knows nothing of what is in them.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a whole file.
package func readFile(_ path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("cannot read \(path)") }
    defer { close(descriptor) }
    return try readAll(descriptor, path, size: fileStatus(descriptor: descriptor)?.size ?? 0)
}

/// Nothing that is read as a whole is larger: 1 GiB.
private let largestFile = 1 << 30

private func readAll(
    _ descriptor: Int32, _ path: String, size: Int64
) throws(SystemError) -> [UInt8] {
    func tooLarge() -> SystemError { SystemError("cannot read \(path)", code: EFBIG) }
    guard size <= largestFile else { throw tooLarge() }
    var bytes = [UInt8](repeating: 0, count: Int(size) + 1)
    var filled = 0
    while true {
        let read = bytes.withUnsafeMutableBytes { buffer in
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            return Result { () throws(SystemError) in try readSome(descriptor, path, into: room) }
        }
        let count = try read.get()
        if count == 0 { break }
        filled += count
        if filled > largestFile { throw tooLarge() }
        // Files such as those of /proc say 0 and hold more.
        if filled == bytes.count { bytes += [UInt8](repeating: 0, count: max(4096, filled)) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
}

/// Reads a whole file; nil where that is not possible, or it is none, such as a pipe, which one could
/// wait at for ever.
package func readFileIfAny(_ path: String) -> [UInt8]? {
    guard let (descriptor, size) = openRegular(path) else { return nil }
    defer { close(descriptor) }
    return try? readAll(descriptor, path, size: size)
}

/// Opens a file for reading: a regular one, since one could wait at a pipe for ever. nil, with `errno`,
/// where that is not possible.
private func openRegular(_ path: String) -> (descriptor: Int32, size: Int64)? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    if let status = fileStatus(descriptor: descriptor), status.isRegular {
        return (descriptor, status.size)
    }
    close(descriptor)
    errno = EINVAL
    return nil
}

/// The same where it has to be possible.
func openFile(_ path: String) throws(SystemError) -> (descriptor: Int32, size: Int64) {
    if let opened = openRegular(path) { return opened }
    let isNoFile = errno == EINVAL
    throw SystemError("cannot read \(path)" + (isNoFile ? ", which is no file" : ""))
}

/// Reads what there is next of a file, as far as there is room for it; 0 at its end.
func readSome(
    _ descriptor: Int32, _ path: String, into room: UnsafeMutableRawBufferPointer
) throws(SystemError) -> Int {
    while true {
        let count = read(descriptor, room.baseAddress, room.count)
        if count >= 0 { return count }
        if errno != EINTR { throw SystemError("cannot read \(path)") }
    }
}

/// Reads a file piece by piece, however large it is.
///
/// - Parameter offset: where the first piece begins.
package func forEachPiece(
    ofFile path: String, from offset: Int = 0, _ body: (UnsafeBufferPointer<UInt8>) -> Void
) throws(SystemError) {
    let (descriptor, _) = try openFile(path)
    defer { close(descriptor) }
    if offset > 0 { lseek(descriptor, off_t(offset), SEEK_SET) }
    let size = 1 << 18
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { buffer.deallocate() }
    while true {
        let count = try readSome(descriptor, path, into: UnsafeMutableRawBufferPointer(buffer))
        if count == 0 { return }
        body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
}

/// The bytes of a file before a text, which are read no further than that; nil where it is not in it.
package func startOfFile(_ path: String, before text: String) throws(SystemError) -> [UInt8]? {
    let (descriptor, _) = try openFile(path)
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while true {
        let count = try readSome(descriptor, path, into: buffer)
        if count == 0 { return nil }
        bytes += buffer[..<count]
        if let found = bytes.firstRange(of: text.utf8) { return Array(bytes[..<found.lowerBound]) }
    }
}

extension [UInt8] {
    /// Where these bytes first stand.
    package func firstRange(of text: String.UTF8View) -> Range<Int>? {
        guard let first = text.first else { return nil }
        var start = startIndex
        while let candidate = self[start...].firstIndex(of: first) {
            if self[candidate...].starts(with: text) { return candidate..<candidate + text.count }
            start = candidate + 1
        }
        return nil
    }
}

/// The last `bytes` bytes of a file.
package func endOfFile(_ path: String, bytes: Int) throws(SystemError) -> [UInt8] {
    let (descriptor, size) = try openFile(path)
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
