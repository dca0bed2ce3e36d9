// The lines of a file that somebody is writing: each look reads those that are new.
// Knows nothing of what is in them.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is appended to.
package struct GrowingLines {
    private let path: String
    private var offset = 0
    private var inode: UInt64?
    /// The beginning of a line whose end is not written yet.
    private var rest: [UInt8] = []

    package init(_ path: String) { self.path = path }

    /// Calls `body` with each line that was written since the last look, without its end; a line longer than
    /// 1 MiB is left out.
    ///
    /// - Parameters:
    ///   - isAll: whether nobody writes any more, so that the last line needs no end.
    ///   - begin: is called before the first line of a file that is another by now, or has become shorter.
    package mutating func look(
        isAll: Bool = false, begin: () -> Void = {}, _ body: (ArraySlice<UInt8>) -> Void
    ) {
        guard let status = fileStatus(path), status.isRegular else { return }
        if let inode, inode != status.inode || status.size < offset {
            (offset, rest) = (0, [])
            begin()
        }
        inode = status.inode
        if offset < status.size { readOn(body) }
        if isAll, !rest.isEmpty {
            body(rest[...])
            rest = []
        }
    }

    private mutating func readOn(_ body: (ArraySlice<UInt8>) -> Void) {
        var (offset, rest) = (offset, rest)
        try? forEachPiece(ofFile: path, from: offset) { piece in
            offset += piece.count
            rest += piece
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                body(rest[start..<end])
                start = end + 1
            }
            rest.removeFirst(start)
            if rest.count > 1 << 20 { rest = [] }
        }
        (self.offset, self.rest) = (offset, rest)
    }
}
