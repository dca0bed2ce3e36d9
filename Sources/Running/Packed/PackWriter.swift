// Appends runs to the files of a pack. Knows nothing of folders; what it has begun to write and could not
// end is taken back, by itself or by the next one who has the pack.
import Graph
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A pack that nobody else writes to, as long as this object lives.
final class PackWriter {
    let pack: Pack
    private(set) var content: PackContent
    private let layout: Layout
    private let lock: FileLock
    private var end: Int
    private var parts: [PackPart: Part] = [:]

    /// Another file of the pack.
    private struct Part {
        let descriptor: Int32
        var end: Int
        /// Where that ends of which lines tell.
        var known: Int
    }

    /// Waits for the pack.
    init(_ layout: Layout, _ pack: Pack, waits: () -> Void) throws(SystemError) {
        (self.layout, self.pack) = (layout, pack)
        try makeFolder(layout.packed)
        while true {
            let file = try FileLock(opening: layout.pack(pack))
            if !file.tryLock(), !FileLock.areThereNone {
                waits()
                while !withSignalsAtWork({ file.lock() }) {
                    guard errno == EINTR else { throw SystemError("cannot lock \(file.path)") }
                }
            }
            // It may have been written anew meanwhile.
            guard file.isCurrent else { continue }
            lock = file
            break
        }
        try PackCleaning.finish(pack, layout)
        content = PackContent()
        for other in layout.packs(covering: pack) where other != pack {
            if let bytes = readFileIfAny(layout.pack(other)) { content.add(other, bytes) }
        }
        end = content.add(pack, lock.content)
        ftruncate(lock.descriptor, off_t(end))
    }

    deinit {
        for part in parts.values { close(part.descriptor) }
        lock.unlock()
    }

    /// Appends the content of a file to another file of the pack, between a title line and the end of a line.
    func append(
        _ path: String, to part: PackPart, id: String, name: String
    ) throws(SystemError) -> (offset: Int, count: Int) {
        let file = try opened(part)
        let size = Int(fileStatus(path)?.size ?? 0)
        let head = PackTitle(id, name, size).line
        var (at, isWritten) = (file.end, true)
        func add(_ bytes: UnsafeRawBufferPointer) {
            isWritten = isWritten && writeAll(bytes, to: file.descriptor, at: at)
            at += bytes.count
        }
        head.withUnsafeBytes(add)
        let offset = at
        try forEachPiece(ofFile: path) { add(UnsafeRawBufferPointer($0)) }
        let count = at - offset
        withUnsafeBytes(of: UInt8(ascii: "\n")) { add($0) }
        guard isWritten else { throw SystemError("cannot write \(layout.pack(pack, part))") }
        // Something that the run has left behind writes to it still.
        guard count == size else { throw SystemError("\(path) is being written", code: EBUSY) }
        parts[part]?.end = at
        return (offset, count)
    }

    /// What is behind the last content that a line tells of is of somebody who did not come to write his
    /// line.
    private func opened(_ part: PackPart) throws(SystemError) -> Part {
        if let opened = parts[part] { return opened }
        let path = layout.pack(pack, part)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SystemError("cannot write \(path)") }
        var end = 0
        for run in content.all where run.pack == pack {
            for file in run.files {
                if case .part(part, let offset, let count) = file.content {
                    end = max(end, offset + count + 1)
                }
            }
        }
        let size = Int(fileStatus(descriptor: descriptor)?.size ?? 0)
        if size > end { ftruncate(descriptor, off_t(end)) }
        let opened = Part(descriptor: descriptor, end: end, known: end)
        parts[part] = opened
        return opened
    }

    /// Removes what was appended for a run whose line is not written.
    func takeBack() {
        for (part, opened) in parts where opened.end > opened.known {
            ftruncate(opened.descriptor, off_t(opened.known))
            parts[part]?.end = opened.known
        }
    }

    /// Appends the line of a run, or none of it.
    func append(line: [UInt8]) throws(SystemError) {
        let isWritten = line.withUnsafeBytes { writeAll($0, to: lock.descriptor, at: end) }
        guard isWritten else {
            let code = errno
            ftruncate(lock.descriptor, off_t(end))
            throw SystemError("cannot write \(layout.pack(pack))", code: code)
        }
        end += line.count
        for (part, opened) in parts { parts[part]?.known = opened.end }
    }
}

/// Writes all of `bytes` at a place of a file, and says whether that worked.
private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at start: Int) -> Bool
{
    var done = 0
    while done < bytes.count {
        let count = pwrite(
            descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done,
            off_t(start + done))
        if count < 0 {
            if errno == EINTR { continue }
            return false
        }
        if count == 0 {
            errno = ENOSPC
            return false
        }
        done += count
    }
    return true
}
