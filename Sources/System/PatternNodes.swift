// A regular expression of the dialect as a nondeterministic automaton over bytes, for what needs no groups.
// Knows nothing of lines. What it does not know of the dialect it has no automaton for.

/// Nodes of an automaton, by index; the last one that is made is where it begins.
struct PatternNodes {
    enum Node {
        /// Goes on with the byte, if that is one of a set.
        case bytes(ByteSet, next: Int)
        case either(Int, Int)
        /// `^`
        case lineStart(next: Int)
        /// `$`
        case lineEnd(next: Int)
        case match
    }

    private(set) var nodes: [Node] = [.match]
    private(set) var start = 0

    private static let match = 0
    /// Repetitions are written out: a larger one is not worth it.
    private static let mostNodes = 4000

    /// - Parameter pattern: one that `PatternText` and the C library take.
    init?(_ pattern: String) {
        var parser = Parser(bytes: Array(pattern.utf8))
        guard let tree = parser.alternatives(), parser.at == parser.bytes.count,
            let first = add(tree, before: PatternNodes.match)
        else { return nil }
        start = first
    }

    private mutating func node(_ node: Node) -> Int? {
        guard nodes.count < PatternNodes.mostNodes else { return nil }
        nodes.append(node)
        return nodes.count - 1
    }

    /// Adds the nodes of a part from its end to its beginning, and returns where it begins.
    private mutating func add(_ part: Part, before next: Int) -> Int? {
        switch part {
        case .bytes(let set): return node(.bytes(set, next: next))
        case .lineStart: return node(.lineStart(next: next))
        case .lineEnd: return node(.lineEnd(next: next))
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() {
                guard let first = add(part, before: next) else { return nil }
                next = first
            }
            return next
        case .alternatives(let parts):
            var first: Int?
            for part in parts.reversed() {
                guard let one = add(part, before: next) else { return nil }
                first = first.map { node(.either(one, $0)) } ?? one
                guard first != nil else { return nil }
            }
            return first
        case .repeated(let part, let least, let most):
            return repetition(part, least, most, before: next)
        }
    }

    private mutating func repetition(
        _ part: Part, _ least: Int, _ most: Int?, before next: Int
    ) -> Int? {
        var first = next
        if let most {
            for _ in least..<max(least, most) {
                guard let one = add(part, before: first), let both = node(.either(one, next))
                else { return nil }
                first = both
            }
        } else {
            // A loop: the node that decides is known before what it leads to.
            guard let loop = node(.match), let one = add(part, before: loop) else { return nil }
            nodes[loop] = .either(one, next)
            first = loop
        }
        for _ in 0..<least {
            guard let one = add(part, before: first) else { return nil }
            first = one
        }
        return first
    }
}

/// A set of bytes.
struct ByteSet: Equatable {
    private var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static func == (a: ByteSet, b: ByteSet) -> Bool { a.bits == b.bits }

    /// All but NUL, which no line has.
    static let any = ByteSet(1...255)

    init() {}

    init(_ range: ClosedRange<UInt8>) { for byte in range { insert(byte) } }

    mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: bits.0 |= bit
        case 1: bits.1 |= bit
        case 2: bits.2 |= bit
        default: bits.3 |= bit
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: bits.0
            case 1: bits.1
            case 2: bits.2
            default: bits.3
            }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    var inverted: ByteSet {
        var result = ByteSet()
        result.bits = (~bits.0, ~bits.1, ~bits.2, ~bits.3)
        return result
    }
}

/// A part of an expression.
private indirect enum Part {
    case bytes(ByteSet)
    case lineStart, lineEnd
    case sequence([Part])
    case alternatives([Part])
    /// Without an upper bound where there is none.
    case repeated(Part, least: Int, most: Int?)
}

/// Reads an expression that is known to be right.
private struct Parser {
    let bytes: [UInt8]
    private(set) var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ byte: Character) -> Bool {
        guard let value = byte.asciiValue, next == value else { return false }
        at += 1
        return true
    }

    mutating func alternatives() -> Part? {
        var parts: [Part] = []
        repeat {
            guard let part = sequence() else { return nil }
            parts.append(part)
        } while take("|")
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func sequence() -> Part? {
        var parts: [Part] = []
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            guard let part = atom() else { return nil }
            guard let repeated = repetition(part) else { return nil }
            parts.append(repeated)
        }
        return .sequence(parts)
    }

    private mutating func atom() -> Part? {
        guard let byte = next else { return nil }
        at += 1
        switch byte {
        case UInt8(ascii: "("):
            guard let part = alternatives(), take(")") else { return nil }
            return part
        case UInt8(ascii: "["): return bracket().map { .bytes($0) }
        case UInt8(ascii: "."): return .bytes(.any)
        case UInt8(ascii: "^"): return .lineStart
        case UInt8(ascii: "$"): return .lineEnd
        case UInt8(ascii: "\\"):
            guard let byte = next else { return nil }
            at += 1
            return .bytes(ByteSet(byte...byte))
        default: return .bytes(ByteSet(byte...byte))
        }
    }

    private mutating func repetition(_ part: Part) -> Part? {
        if take("*") { return .repeated(part, least: 0, most: nil) }
        if take("+") { return .repeated(part, least: 1, most: nil) }
        if take("?") { return .repeated(part, least: 0, most: 1) }
        guard take("{") else { return part }
        guard let least = number() else { return nil }
        var most: Int? = least
        if take(",") { most = number() }
        return take("}") ? .repeated(part, least: least, most: most) : nil
    }

    private mutating func number() -> Int? {
        let digits = bytes[at...].prefix { (0x30...0x39).contains($0) }
        at += digits.count
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// What stands behind a `[`.
    private mutating func bracket() -> ByteSet? {
        let isInverted = take("^")
        var set = ByteSet()
        var isFirst = true
        while let byte = next, isFirst || byte != UInt8(ascii: "]") {
            isFirst = false
            at += 1
            if byte == UInt8(ascii: "["), let kind = next, ":.=".utf8.contains(kind) {
                guard addClass(to: &set) else { return nil }
                continue
            }
            guard next == UInt8(ascii: "-"), at + 1 < bytes.count,
                bytes[at + 1] != UInt8(ascii: "]")
            else {
                set.insert(byte)
                continue
            }
            // Ends that are more than one plain letter are left to the C library.
            let last = bytes[at + 1]
            at += 2
            guard byte <= last, last < 0x80, !"-[\\".utf8.contains(byte),
                !"-[\\".utf8.contains(last)
            else { return nil }
            for value in byte...last { set.insert(value) }
        }
        guard take("]") else { return nil }
        return isInverted ? set.inverted : set
    }

    /// `:digit:]` and the like; of collating symbols none.
    private mutating func addClass(to set: inout ByteSet) -> Bool {
        guard take(":") else { return false }
        let name = bytes[at...].prefix { $0 != UInt8(ascii: ":") }
        at += name.count
        guard take(":"), take("]"),
            let test = Parser.classes[String(decoding: name, as: UTF8.self)]
        else { return false }
        for byte in UInt8(0)..<128 where test(byte) { set.insert(byte) }
        return true
    }

    /// As the C locale has them.
    private static let classes: [String: @Sendable (UInt8) -> Bool] = [
        "digit": { (0x30...0x39).contains($0) }, "upper": { (0x41...0x5A).contains($0) },
        "lower": { (0x61...0x7A).contains($0) }, "alpha": { (0x41...0x5A).contains($0 & 0xDF) },
        "alnum": { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) },
        "space": { $0 == 0x20 || (0x09...0x0D).contains($0) },
        "blank": { $0 == 0x20 || $0 == 0x09 }, "cntrl": { $0 < 0x20 || $0 == 0x7F },
        "print": { (0x20...0x7E).contains($0) }, "graph": { (0x21...0x7E).contains($0) },
        "xdigit": { (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & 0xDF) },
        "punct": {
            (0x21...0x7E).contains($0) && !(0x30...0x39).contains($0)
                && !(0x41...0x5A).contains($0 & 0xDF)
        },
    ]
}
