// Regular expressions (POSIX extended, by the C library) over lines: in constant memory, and in a time that
// grows with their size. Knows nothing of what they look for, and of files.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A compiled regular expression. It is matched against single lines, or against whole short texts,
/// so `^` and `$` are their ends; bytes outside ASCII are characters of their own.
package final class LinePattern {
    /// A pattern that cannot be compiled.
    package struct Failure: Error {
        package let message: String
    }

    /// A longer line is taken for several of this size: where a match begins is looked for from each
    /// byte on, so that the time may grow with the square of it.
    package static let longestLine = 1 << 14

    /// Finds matches with their groups.
    private var finder: CompiledPattern
    /// Tells whether a line has a match, always in one pass.
    private var sieve: CompiledPattern
    private let literal: [UInt8]
    /// Tells where to look where there is no literal.
    private let automaton: LineAutomaton?
    /// The byte of the literal that is looked for first.
    private var rarest = 0
    /// How many bytes have been matched since memory was looked at.
    private var fed = 0
    /// Kilobytes, when the expressions were compiled.
    private var memory: Int

    /// - Throws: what is wrong with the pattern.
    package init(_ pattern: String) throws(Failure) {
        literal = try PatternText(pattern).literal
        automaton = literal.isEmpty ? LineAutomaton(pattern) : nil
        finder = try CompiledPattern(pattern, REG_EXTENDED)
        sieve = try CompiledPattern("^.*(\(pattern))", REG_EXTENDED | REG_NOSUB)
        memory = peakMemory()
    }

    /// How many groups the pattern has.
    package var groups: Int { finder.regex.re_nsub }

    /// Whether it matches anywhere in `text`.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // The sieve takes what follows a line end for the beginning of the text.
            bytes.contains(UInt8(ascii: "\n"))
                ? finder.match(in: bytes, isLineStart: true) != nil : hasMatch(bytes)
        }
    }

    func hasMatch(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        feed(text.count)
        return sieve.match(in: text) != nil
    }

    private func feed(_ count: Int) {
        fed += count
        if fed > LinePattern.longestLine { forget() }
    }

    /// The library remembers for ever how it went on from where; for some patterns that is more than
    /// the text. Once it has become much, both expressions are compiled anew.
    private func forget() {
        fed = 0
        guard peakMemory() - memory > 1 << 16 else { return }
        finder = finder.again ?? finder
        sieve = sieve.again ?? sieve
        memory = peakMemory()
    }

    /// Calls `body` with the first group of each match in a line.
    package func forEachMatch(
        inLine line: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var start = 0
        while start < line.count {
            let rest = UnsafeBufferPointer(rebasing: line[start...])
            guard let match = finder.match(in: rest, isLineStart: start == 0) else { return }
            if let group = match.group { body(UnsafeBufferPointer(rebasing: rest[group])) }
            start += max(match.all.upperBound, 1)
        }
    }

    // MARK: lines

    /// Takes the next line that has a match off a part of `bytes`; nil where there is none, when the
    /// whole part has been taken.
    ///
    /// - Parameter fromEnd: whether to go from the end to the beginning.
    package func takeLine(
        of bytes: UnsafeBufferPointer<UInt8>, from rest: inout Range<Int>, fromEnd: Bool
    ) -> UnsafeBufferPointer<UInt8>? {
        while !rest.isEmpty {
            guard let (place, isSure) = candidate(bytes, rest, fromEnd) else { break }
            let line = line(around: place, bytes, rest)
            rest = fromEnd ? rest.lowerBound..<line.lowerBound : line.upperBound..<rest.upperBound
            var text = bytes[line]
            if text.last == UInt8(ascii: "\n") { text.removeLast() }
            let pointer = UnsafeBufferPointer(rebasing: text)
            feed(pointer.count)
            if isSure || sieve.match(in: pointer) != nil { return pointer }
        }
        rest = rest.upperBound..<rest.upperBound
        return nil
    }

    /// A place in the first or last line that may have a match, and whether it has one.
    private func candidate(
        _ bytes: UnsafeBufferPointer<UInt8>, _ rest: Range<Int>, _ fromEnd: Bool
    ) -> (place: Int, isSure: Bool)? {
        guard !literal.isEmpty else { return line(matchingIn: bytes, rest, fromEnd) }
        guard rest.count >= literal.count else { return nil }
        var places = rest.lowerBound + rarest..<rest.upperBound - literal.count + 1 + rarest
        while let place = bytes.place(of: literal[rarest], in: places, fromEnd: fromEnd) {
            let start = place - rarest
            if literal.elementsEqual(bytes[start..<start + literal.count]) { return (start, false) }
            places = fromEnd ? places.lowerBound..<place : place + 1..<places.upperBound
        }
        return nil
    }

    /// The same without a literal: more and more lines are looked at, since they may be all like the first.
    private func line(
        matchingIn bytes: UnsafeBufferPointer<UInt8>, _ rest: Range<Int>, _ fromEnd: Bool
    ) -> (place: Int, isSure: Bool)? {
        let (few, many) = (1 << 11, 1 << 15)
        var (open, size) = (rest, few)
        while !open.isEmpty {
            guard let automaton, !automaton.isOver,
                let lines = wholeLines(bytes, open, size, fromEnd)
            else { return (fromEnd ? open.upperBound - 1 : open.lowerBound, false) }
            if lines.count < 2 * few || automaton.mayMatch(in: bytes, lines),
                let place = automaton.place(in: bytes, lines, last: fromEnd)
            {
                return (place, true)
            }
            if automaton.isOver { continue }
            open =
                fromEnd
                ? open.lowerBound..<lines.lowerBound : lines.upperBound..<open.upperBound
            size = min(4 * size, many)
        }
        return nil
    }

    /// About so many bytes of lines from the beginning, or the end; nil where one of them may be too long.
    private func wholeLines(
        _ bytes: UnsafeBufferPointer<UInt8>, _ open: Range<Int>, _ size: Int, _ fromEnd: Bool
    ) -> Range<Int>? {
        let end = UInt8(ascii: "\n")
        var lines = open
        if open.count > size {
            let place =
                fromEnd
                ? bytes.place(
                    of: end, in: open.upperBound - size..<open.upperBound - 1, fromEnd: false)
                : bytes.place(of: end, in: open.lowerBound..<open.lowerBound + size, fromEnd: true)
            guard let place else { return nil }
            lines = fromEnd ? place + 1..<open.upperBound : open.lowerBound..<place + 1
        }
        // A line that is longer than two pieces of half its length spans one of them.
        var piece = lines.lowerBound
        while lines.upperBound - piece >= LinePattern.longestLine / 2 {
            let next = piece + LinePattern.longestLine / 2
            if bytes.place(of: end, in: piece..<next, fromEnd: false) == nil { return nil }
            piece = next
        }
        return lines
    }

    /// The line at a place with its end, or the part of that size of a line that is too long.
    private func line(
        around place: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ rest: Range<Int>
    ) -> Range<Int> {
        var start = place
        while start > rest.lowerBound, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        start += (place - start) / LinePattern.longestLine * LinePattern.longestLine
        let limit = min(start + LinePattern.longestLine, rest.upperBound)
        let end = bytes.place(of: UInt8(ascii: "\n"), in: place..<limit, fromEnd: false)
        return start..<(end.map { $0 + 1 } ?? limit)
    }

    /// Chooses what to look for first by a sample of the text.
    package func adapt(to sample: UnsafeBufferPointer<UInt8>) {
        var counts = [Int](repeating: 0, count: 256)
        for byte in sample { counts[Int(byte)] += 1 }
        let places = literal.indices.sorted { counts[Int(literal[$0])] < counts[Int(literal[$1])] }
        rarest = places.first ?? 0
    }
}

/// What the C library makes of a pattern.
private final class CompiledPattern {
    private(set) var regex = regex_t()
    private let pattern: String
    private let flags: Int32

    init(_ pattern: String, _ flags: Int32) throws(LinePattern.Failure) {
        (self.pattern, self.flags) = (pattern, flags)
        let code = regcomp(&regex, pattern, flags)
        guard code == 0 else {
            var text = [CChar](repeating: 0, count: 256)
            regerror(code, &regex, &text, text.count)
            let message = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw LinePattern.Failure(message: String(decoding: message, as: UTF8.self))
        }
    }

    deinit {
        regfree(&regex)
    }

    var again: CompiledPattern? { try? CompiledPattern(pattern, flags) }

    /// The first match in a text and its first group.
    func match(
        in text: UnsafeBufferPointer<UInt8>, isLineStart: Bool = true
    ) -> (all: Range<Int>, group: Range<Int>?)? {
        var found = (regmatch_t(rm_so: 0, rm_eo: regoff_t(text.count)), regmatch_t())
        let code = withUnsafeMutablePointer(to: &found) { pair in
            pair.withMemoryRebound(to: regmatch_t.self, capacity: 2) { matches in
                text.withMemoryRebound(to: CChar.self) { text in
                    regexec(
                        &regex, text.baseAddress, 2, matches,
                        REG_STARTEND | (isLineStart ? 0 : REG_NOTBOL))
                }
            }
        }
        guard code == 0 else { return nil }
        let (all, group) = found
        return (
            Int(all.rm_so)..<Int(all.rm_eo),
            group.rm_so < 0 ? nil : Int(group.rm_so)..<Int(group.rm_eo)
        )
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where a byte first, or last, stands in a range.
    func place(of byte: UInt8, in range: Range<Int>, fromEnd: Bool) -> Int? {
        guard let base = baseAddress, !range.isEmpty else { return nil }
        // Not every C library has `memrchr`; `memchr` tells at least whether there is any.
        let first = memchr(base + range.lowerBound, Int32(byte), range.count).map {
            UnsafeRawPointer($0) - UnsafeRawPointer(base)
        }
        guard fromEnd, let first else { return first }
        return self[first..<range.upperBound].lastIndex(of: byte)
    }
}

/// The most memory that this process has had, in kilobytes.
private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #if canImport(Glibc)
        return usage.ru_maxrss
    #else
        return usage.ru_maxrss / 1024
    #endif
}
