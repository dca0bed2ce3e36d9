// Regular expressions (POSIX extended, by the C library) over the lines of large files.
// Knows nothing of what they look for.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A compiled POSIX extended regular expression. It is matched against single lines, so `^` and `$`
/// are their ends.
package final class LinePattern {
    private var compiled = regex_t()

    /// A pattern that cannot be compiled.
    package struct Failure: Error {
        package let message: String
    }

    package init(_ pattern: String) throws(Failure) {
        let code = regcomp(&compiled, pattern, REG_EXTENDED | REG_NEWLINE)
        guard code == 0 else {
            var text = [CChar](repeating: 0, count: 256)
            regerror(code, &compiled, &text, text.count)
            let message = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Failure(message: String(decoding: message, as: UTF8.self))
        }
    }

    deinit {
        regfree(&compiled)
    }

    /// How many groups the pattern has.
    package var groups: Int { compiled.re_nsub }

    /// Whether it matches anywhere in `text`.
    package func matches(_ text: String) -> Bool {
        regexec(&compiled, text, 0, nil, 0) == 0
    }

    /// Calls `body` with the text of the first group of each match in a file, from the beginning, until
    /// it returns false. The file is read in pieces of some MiB: its size does not matter.
    package func forEachMatch(
        inFile path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(SystemError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("cannot read \(path)") }
        defer { close(descriptor) }
        let pieceSize = 1 << 20
        var (buffer, filled) = ([UInt8](repeating: 0, count: pieceSize), 0)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0 { throw SystemError("cannot read \(path)") }
            filled += count
            // Whole lines only; a longer line than the buffer is cut.
            let lines = buffer[..<filled].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            let end = count == 0 ? filled : lines ?? (filled == pieceSize ? filled : 0)
            if !forEachMatch(in: buffer, end: end, body) || count == 0 { return }
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + end, filled - end)
            }
            filled -= end
        }
    }

    private func forEachMatch(
        in buffer: [UInt8], end: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        buffer.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < end {
                var match = [
                    regmatch_t(rm_so: regoff_t(start), rm_eo: regoff_t(end)), regmatch_t(),
                ]
                let code = bytes.withMemoryRebound(to: CChar.self) {
                    regexec(&compiled, $0.baseAddress, 2, &match, REG_STARTEND)
                }
                guard code == 0 else { return true }
                let (from, to) = (Int(match[1].rm_so), Int(match[1].rm_eo))
                if from >= 0, !body(UnsafeBufferPointer(rebasing: bytes[from..<to])) {
                    return false
                }
                start = max(Int(match[0].rm_eo), start + 1)
            }
            return true
        }
    }
}
