// Which lines have a match: a deterministic automaton, made as far as a text leads it, that goes through many
// lines in one pass. Knows nothing of groups, and of where in a line the match is.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds lines without the C library. The table has a row of 256 numbers a state, the places of the rows that
/// the bytes lead to. Two rows lead nowhere else, so that a pass over a text needs no look at each byte:
/// `unknown`, where the table has not been made yet, and `matched`.
final class LineAutomaton {
    private static let unknown: UInt32 = 0
    private static let matched: UInt32 = 256
    /// More states than that are no gain over the C library.
    private static let mostStates = 2000

    private let pattern: PatternNodes
    private var table: [UInt32]
    /// The nodes of each state, sorted; and whether it is at the beginning of a line.
    private var states: [State] = []
    private var rows: [State: UInt32] = [:]
    private var lineStart: UInt32 = 0
    /// Whether there were too many states: then it is of no use any more.
    private(set) var isOver = false

    private struct State: Hashable {
        let nodes: [Int]
        let isLineStart: Bool
    }

    init?(_ pattern: String) {
        guard let nodes = PatternNodes(pattern) else { return nil }
        self.pattern = nodes
        table = Array(repeating: LineAutomaton.unknown, count: 256)
        table += Array(repeating: LineAutomaton.matched, count: 256)
        let none = State(nodes: [], isLineStart: false)
        states = [none, none]
        lineStart = row(of: closed([nodes.start], isLineStart: true), isLineStart: true)
    }

    // MARK: states

    /// All nodes that some nodes lead to without a byte; nodes at `$` stay where that is not known.
    private func closed(_ nodes: [Int], isLineStart: Bool, isLineEnd: Bool = false) -> [Int] {
        var (open, seen) = (nodes, Set<Int>())
        while let index = open.popLast() {
            guard seen.insert(index).inserted else { continue }
            switch pattern.nodes[index] {
            case .either(let a, let b): open += [a, b]
            case .lineStart(let next): if isLineStart { open.append(next) }
            case .lineEnd(let next): if isLineEnd { open.append(next) }
            case .bytes, .match: break
            }
        }
        return seen.filter { index in
            switch pattern.nodes[index] {
            case .bytes, .lineEnd, .match: true
            case .either, .lineStart: false
            }
        }.sorted()
    }

    private func row(of nodes: [Int], isLineStart: Bool) -> UInt32 {
        // The first node is where all has matched.
        if nodes.first == 0 { return LineAutomaton.matched }
        let state = State(nodes: nodes, isLineStart: isLineStart)
        if let known = rows[state] { return known }
        guard states.count < LineAutomaton.mostStates else {
            isOver = true
            return LineAutomaton.matched
        }
        let row = UInt32(states.count * 256)
        states.append(state)
        rows[state] = row
        table += Array(repeating: LineAutomaton.unknown, count: 256)
        return row
    }

    private func matchesAtEnd(_ row: UInt32) -> Bool {
        if row == LineAutomaton.matched { return true }
        let state = states[Int(row) / 256]
        return closed(state.nodes, isLineStart: state.isLineStart, isLineEnd: true).first == 0
    }

    /// The row that a byte leads to, made where it was not known.
    private func step(_ row: UInt32, _ byte: UInt8) -> UInt32 {
        let known = table[Int(row) + Int(byte)]
        if known != LineAutomaton.unknown { return known }
        let next: UInt32
        if byte == UInt8(ascii: "\n") {
            next = matchesAtEnd(row) ? LineAutomaton.matched : lineStart
        } else {
            var nodes = [pattern.start]
            for index in states[Int(row) / 256].nodes {
                if case .bytes(let set, let after) = pattern.nodes[index], set.contains(byte) {
                    nodes.append(after)
                }
            }
            next = self.row(of: closed(nodes, isLineStart: false), isLineStart: false)
        }
        table[Int(row) + Int(byte)] = next
        return next
    }

    // MARK: lines

    /// A place in the first or last of some whole lines that has a match; nothing where there are too many
    /// states.
    func place(
        in bytes: UnsafeBufferPointer<UInt8>, _ lines: Range<Int>, last: Bool
    ) -> Int? {
        var (at, row, found) = (lines.lowerBound, lineStart, Int?.none)
        while at < lines.upperBound {
            row = step(row, bytes[at])
            if isOver { return nil }
            if row == LineAutomaton.matched {
                if !last { return at }
                found = at
                row = lineStart
                while at < lines.upperBound, bytes[at] != UInt8(ascii: "\n") { at += 1 }
            }
            at += 1
        }
        guard at == lines.upperBound, bytes[at - 1] != UInt8(ascii: "\n"), matchesAtEnd(row) else {
            return found
        }
        return at - 1
    }

    /// Whether some whole lines may have a match; where they may not, they have none. Four parts are gone
    /// through at once, since each step waits for the one before.
    func mayMatch(in bytes: UnsafeBufferPointer<UInt8>, _ lines: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        var ends = [lines.lowerBound]
        for part in 1..<4 {
            let middle = max(ends[part - 1], lines.lowerBound + lines.count * part / 4)
            let end = memchr(base + middle, Int32(UInt8(ascii: "\n")), lines.upperBound - middle)
            ends.append(
                end.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) + 1 } ?? lines.upperBound)
        }
        ends.append(lines.upperBound)
        var rows = (lineStart, lineStart, lineStart, lineStart)
        table.withUnsafeBufferPointer { table in
            let common = (0..<4).reduce(Int.max) { min($0, ends[$1 + 1] - ends[$1]) }
            let (a, b, c, d) = (base + ends[0], base + ends[1], base + ends[2], base + ends[3])
            var (w, x, y, z) = rows
            for index in 0..<common {
                w = table[Int(w &+ UInt32(a[index]))]
                x = table[Int(x &+ UInt32(b[index]))]
                y = table[Int(y &+ UInt32(c[index]))]
                z = table[Int(z &+ UInt32(d[index]))]
            }
            func rest(_ row: UInt32, _ part: Int) -> UInt32 {
                var row = row
                for index in ends[part] + common..<ends[part + 1] {
                    row = table[Int(row &+ UInt32(base[index]))]
                }
                return row
            }
            rows = (rest(w, 0), rest(x, 1), rest(y, 2), rest(z, 3))
        }
        // Behind the end of a line it is at the beginning of the next.
        return rows.0 != lineStart || rows.1 != lineStart || rows.2 != lineStart
            || rows.3 != lineStart
    }
}
