// Reads a file in blocks of which the reader says how much it has used. Knows nothing of what is in them.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Calls `body` with block after block of a file, each beginning where the last one was used up to; what
/// is left at the end is handed over once more with `isLast`.
///
/// - Parameter body: returns how many bytes it has used; nil ends the reading. Where it uses nothing of a
///   full block, the next one is twice as large, up to 64 MiB; then the reading ends.
package func forEachBlock(
    ofFile path: String, _ body: (_ bytes: UnsafeBufferPointer<UInt8>, _ isLast: Bool) -> Int?
) throws(SystemError) {
    let (descriptor, _) = try openFile(path)
    defer { close(descriptor) }
    var size = 1 << 18
    guard var base = malloc(size) else { return }
    defer { free(base) }
    var filled = 0
    while true {
        let count = try readSome(
            descriptor, path,
            into: UnsafeMutableRawBufferPointer(start: base + filled, count: size - filled))
        filled += count
        let bytes = UnsafeBufferPointer(
            start: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: filled)
        guard let used = body(bytes, count == 0), count > 0 else { return }
        if used > 0 {
            filled -= used
            memmove(base, base + used, filled)
        } else if filled == size {
            guard size < 1 << 26, let larger = realloc(base, size * 2) else { return }
            (base, size) = (larger, size * 2)
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where a byte first stands from a place on.
    @inline(__always)
    package func place(of byte: UInt8, from start: Int) -> Int? {
        guard let base = baseAddress, start < count else { return nil }
        return memchr(base + start, Int32(byte), count - start).map {
            UnsafeRawPointer($0) - UnsafeRawPointer(base)
        }
    }
}
