// Large files as blocks of whole lines, as patterns look at them. Knows nothing of what is looked for.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file in blocks of whole lines, whatever its size, until `body` returns false. A carriage
/// return, such as progress bars print, ends a line as well, and so does NUL, of which the holes that a
/// crash leaves are made; escape sequences of colours are left out. Of a line that is longer than a block
/// each block holds a part.
package func forEachBlockOfLines(
    ofFile path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
) throws(SystemError) {
    let (descriptor, _) = try openFile(path)
    defer { close(descriptor) }
    let size = LinePattern.longestLine * 8
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { buffer.deallocate() }
    guard let base = buffer.baseAddress else { return }
    var filled = 0
    while true {
        let count = try readSome(
            descriptor, path,
            into: UnsafeMutableRawBufferPointer(start: base + filled, count: size - filled))
        let bytes = UnsafeBufferPointer(rebasing: buffer[..<(filled + count)])
        var fresh = filled..<filled + count
        for end in [UInt8(ascii: "\r"), 0] {
            fresh = filled..<filled + count
            while let place = bytes.place(of: end, in: fresh, fromEnd: false) {
                buffer[place] = UInt8(ascii: "\n")
                fresh = place + 1..<fresh.upperBound
            }
        }
        filled += count
        let last = bytes.place(of: UInt8(ascii: "\n"), in: 0..<filled, fromEnd: true)
        let end = count == 0 || last == nil && filled == size ? filled : last.map { $0 + 1 } ?? 0
        let shown = withoutEscapes(UnsafeMutableBufferPointer(rebasing: buffer[..<end]))
        if !body(UnsafeBufferPointer(rebasing: buffer[..<shown])) || count == 0 { return }
        memmove(base, base + end, filled - end)
        filled -= end
    }
}

/// Closes the gaps that are left without the escape sequences of terminals (`ESC [ .. letter`), and
/// returns how many bytes remain.
private func withoutEscapes(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let escape: UInt8 = 0x1B
    let all = UnsafeBufferPointer(bytes)
    guard var at = all.place(of: escape, in: 0..<all.count, fromEnd: false) else {
        return bytes.count
    }
    var kept = at
    while at < bytes.count {
        if bytes[at] == escape, at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "[") {
            at += 2
            while at < bytes.count, (0x20..<0x40).contains(bytes[at]) { at += 1 }
            at += 1
        } else {
            bytes[kept] = bytes[at]
            (kept, at) = (kept + 1, at + 1)
        }
    }
    return kept
}
