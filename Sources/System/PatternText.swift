// The one dialect of regular expressions: POSIX extended, without what C libraries add to it, each
// its own way, or take for something else than a reader of Perl or Python means.
// Knows nothing of matching, which is the C library's.

/// What can be told from the text of a pattern.
struct PatternText {
    /// A pattern of more characters than this, repetitions written out, needs megabytes to compile.
    private static let maximumSize = 1000
    private static let maximumDepth = 50

    /// Bytes that stand in every match, one after the other; empty where none can be told.
    private(set) var literal: [UInt8] = []

    private let bytes: [UInt8]
    private var at = 0
    /// Sizes of the groups that are open, the pattern itself first.
    private var sizes = [0]
    /// Size of what a repetition would repeat; nil where there is nothing to repeat.
    private var last: Int?
    private var run: [UInt8] = []
    private var hasAlternatives = false
    /// Whether nothing stands since the last `(` or `|`.
    private var isEmpty = true

    private typealias Failure = LinePattern.Failure

    /// - Throws: where the pattern is not of the dialect, or too large.
    init(_ pattern: String) throws(LinePattern.Failure) {
        bytes = Array(pattern.utf8)
        while at < bytes.count { try step() }
        guard sizes.count == 1 else { throw Failure(message: "a ( has no )") }
        try endAlternative()
        endRun()
        if hasAlternatives { literal = [] }
    }

    private func next(_ offset: Int = 0) -> UInt8? {
        at + offset < bytes.count ? bytes[at + offset] : nil
    }

    private mutating func step() throws(LinePattern.Failure) {
        let byte = bytes[at]
        at += 1
        defer { isEmpty = byte == UInt8(ascii: "(") || byte == UInt8(ascii: "|") }
        switch byte {
        case UInt8(ascii: "("):
            if next() == UInt8(ascii: "?") {
                throw Failure(message: "groups that begin with (? are not known: write (..)")
            }
            endRun()
            sizes.append(0)
            last = nil
            if sizes.count > PatternText.maximumDepth {
                throw Failure(message: "groups are nested too deep")
            }
        case UInt8(ascii: ")"):
            guard sizes.count > 1 else {
                throw Failure(message: "a ) has no (: write \\) for the character")
            }
            try endAlternative()
            try add(2 + sizes.removeLast())
        case UInt8(ascii: "|"):
            try endAlternative()
            if sizes.count == 1 { hasAlternatives = true }
            endRun()
            sizes[sizes.count - 1] += 1
            last = nil
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            try repetition(byte)
        case UInt8(ascii: "["): try bracket()
        case UInt8(ascii: "."): try add(1)
        case UInt8(ascii: "^"), UInt8(ascii: "$"):
            endRun()
            sizes[sizes.count - 1] += 1
            last = nil
        case UInt8(ascii: "\\"): try escape()
        default: try character(byte)
        }
    }

    // MARK: the size, and what all matches hold

    /// Adds what is no literal character.
    private mutating func add(_ size: Int) throws(LinePattern.Failure) {
        endRun()
        try grow(size)
        last = size
    }

    private mutating func grow(_ size: Int) throws(LinePattern.Failure) {
        sizes[sizes.count - 1] += size
        if sizes.reduce(0, +) > PatternText.maximumSize {
            throw Failure(
                message: "it is too large: with its repetitions written out more than "
                    + "\(PatternText.maximumSize) characters")
        }
    }

    private mutating func character(_ byte: UInt8) throws(LinePattern.Failure) {
        try grow(1)
        last = 1
        if sizes.count == 1 { run.append(byte) }
    }

    private mutating func endRun() {
        if run.count > literal.count { literal = run }
        run = []
    }

    private func endAlternative() throws(LinePattern.Failure) {
        if isEmpty { throw Failure(message: "it, or one of its alternatives, is empty") }
    }

    // MARK: repetitions

    private mutating func repetition(_ byte: UInt8) throws(LinePattern.Failure) {
        let bounds = try bounds(byte)
        guard let size = last else {
            let sign = Character(Unicode.Scalar(byte))
            throw Failure(
                message: "nothing stands before \(sign): write \\\(sign) for the character")
        }
        if let following = next(), "*+?{".utf8.contains(following) {
            throw Failure(
                message: "a repetition follows another: there are no lazy ones, write [^,]*, in "
                    + "place of .*?,")
        }
        if bounds.least == 0, !run.isEmpty { run.removeLast() }
        endRun()
        try grow(size * (max(1, bounds.most) - 1))
        last = nil
    }

    /// How often what stands before is repeated; without an upper bound, how large that is written out.
    private mutating func bounds(
        _ byte: UInt8
    ) throws(LinePattern.Failure) -> (least: Int, most: Int) {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"): return (0, 1)
        case UInt8(ascii: "+"): return (1, 1)
        default: break
        }
        let least = number()
        var most = least
        if next() == UInt8(ascii: ",") {
            at += 1
            most = next() == UInt8(ascii: "}") ? least.map { $0 + 1 } : number()
        }
        guard let least, let most, next() == UInt8(ascii: "}"), least <= most else {
            throw Failure(
                message: "{ begins no repetition like {2}, {2,} or {2,5}: write \\{ for it")
        }
        at += 1
        return (least, most)
    }

    /// A number below a million.
    private mutating func number() -> Int? {
        let digits = bytes[at...].prefix(6).prefix { (0x30...0x39).contains($0) }
        at += digits.count
        return Int(String(decoding: digits, as: UTF8.self))
    }

    // MARK: brackets and escapes

    private mutating func bracket() throws(LinePattern.Failure) {
        if next() == UInt8(ascii: "^") { at += 1 }
        var isFirst = true
        while let byte = next(), isFirst || byte != UInt8(ascii: "]") {
            isFirst = false
            at += 1
            if byte == UInt8(ascii: "\\") {
                // Perl's [\d.] would be a backslash, d and a point.
                guard next() == byte else {
                    throw Failure(
                        message:
                            "in [..] a backslash is a character: leave it out, or write \\\\ for "
                            + "it (digits are [0-9], space is [[:space:]], ] comes first, - last)")
                }
                at += 1
            } else if byte == UInt8(ascii: "["), let kind = next(), ":.=".utf8.contains(kind) {
                at += 1
                while let inner = next(), inner != kind || next(1) != UInt8(ascii: "]") { at += 1 }
                at += 2
            }
        }
        guard next() == UInt8(ascii: "]") else { throw Failure(message: "a [ has no ]") }
        at += 1
        try add(1)
    }

    private mutating func escape() throws(LinePattern.Failure) {
        guard let byte = next() else { throw Failure(message: "it ends with a backslash") }
        at += 1
        let isWordByte =
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80
        // These mean the ends of words and texts to GNU's library.
        guard isWordByte || "<>`'".utf8.contains(byte) else { return try character(byte) }
        let escape = "\\\(String(decoding: [byte], as: UTF8.self))"
        let instead = [
            "d": "[0-9]", "D": "[^0-9]", "s": "[[:space:]]", "S": "[^[:space:]]",
            "w": "[[:alnum:]_]", "W": "[^[:alnum:]_]", "t": "[[:space:]]",
        ][escape.dropFirst()]
        if let instead { throw Failure(message: "\(escape) is not known: write \(instead)") }
        throw Failure(
            message: (0x31...0x39).contains(byte)
                ? "there are no back-references such as \(escape)" : "\(escape) is not known")
    }
}
