// Quotes and expansions of a command: backslashes, `'..'`, `$(..)`, `${..}`, `$((..))`, backticks.
// Knows nothing of words and of what ends a command.
import Spec

extension ShellTranslator {
    mutating func backslash() {
        noteBackslash(at)
        switch frames[frames.count - 1].context {
        case .commands:
            // A line that goes on: no word begins with it.
            if commandState?.wordStart == at, following("\\\n") {
                copyBreak(2)
            } else {
                copy(2)
            }
        case .parameter(quoted: false), .arithmetic: copy(2)
        case .doubleQuotes, .heredoc, .parameter(quoted: true):
            if at + 1 < end, Placeholder.at(at + 1, in: bytes) != nil {
                // It stands for itself before a brace, and must not take the value's dollar away.
                output += "\\\\".utf8
                at += 1
            } else {
                copy(2)
            }
        }
    }

    /// Remembers a backslash that the shell takes away before it reads what backticks hold.
    private mutating func noteBackslash(_ offset: Int) {
        guard offset + 1 < end else { return }
        for index in frames.indices {
            guard case .commands(var state) = frames[index].context,
                case .backticks(let inQuotes) = state.enclosure
            else { continue }
            let taken = inQuotes ? "$`\\\"" : "$`\\"
            if taken.utf8.contains(bytes[offset + 1]) { state.isRewritten = true }
            frames[index].context = .commands(state)
        }
    }

    /// From the opening to the closing quote; a value closes the quotes, and opens them again.
    mutating func singleQuotes(isANSI: Bool, _ compiler: inout CommandCompiler) {
        let start = at
        copy(1)
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "'") {
                copy(1)
                return
            }
            if byte == UInt8(ascii: "{"), let found = Placeholder.at(at, in: bytes) {
                emit(found, inSingleQuotes: isANSI ? "$'" : "'", &compiler)
                continue
            }
            if byte == UInt8(ascii: "\\") { noteBackslash(at) }
            copy(isANSI && byte == UInt8(ascii: "\\") ? 2 : 1)
        }
        compiler.error("the single quotes are not closed", source, at: start)
    }

    /// `$(`, `$((`, `${` and backticks, which are known everywhere but in single quotes.
    mutating func expansion(_ byte: UInt8, _ compiler: inout CommandCompiler) -> Bool {
        if byte == UInt8(ascii: "`") {
            backtick()
            return true
        }
        guard byte == UInt8(ascii: "$"), at + 1 < end else { return false }
        switch bytes[at + 1] {
        case UInt8(ascii: "(") where at + 2 < end && bytes[at + 2] == UInt8(ascii: "("):
            enter(.arithmetic(closing: "))", open: 0), copying: 3)
        case UInt8(ascii: "("):
            enter(.commands(CommandState(.substitution, wordStart: at + 2)), copying: 2)
        case UInt8(ascii: "["):
            guard shell == .bash else { return false }
            enter(.arithmetic(closing: "]", open: 0), copying: 2)
        case UInt8(ascii: "{"):
            enter(.parameter(quoted: isQuoted), copying: 2)
        case UInt8(ascii: "'") where shell == .bash && !isQuoted:
            copy(1)
            singleQuotes(isANSI: true, &compiler)
        case UInt8(ascii: "$"), UInt8(ascii: "#"): copy(2)
        default: return false
        }
        return true
    }

    private var isQuoted: Bool {
        switch frames[frames.count - 1].context {
        case .doubleQuotes, .heredoc, .parameter(quoted: true): true
        case .commands, .parameter(quoted: false), .arithmetic: false
        }
    }

    private mutating func backtick() {
        if commandState?.isBackticks == true {
            endWord()
            frames.removeLast()
            copy(1)
        } else {
            let state = CommandState(.backticks(inQuotes: isQuoted), wordStart: at + 1)
            enter(.commands(state), copying: 1)
        }
    }

    // MARK: ${..}

    /// What a place in `${..}` is.
    enum ParameterPart {
        case name, index, word, pattern
    }

    /// The part of the `${..}` at hand that `offset` is in.
    func parameterPart(_ offset: Int) -> ParameterPart {
        let text = bytes[frames[frames.count - 1].start..<offset]
        let prefixes = text.count > 1 && "#!".utf8.contains(text[text.startIndex]) ? 1 : 0
        var rest = text.dropFirst(prefixes)
        let name = rest.prefix { isNameByte($0) }
        rest = rest.dropFirst(max(1, name.count))
        if rest.first == UInt8(ascii: "[") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { return .index }
            rest = rest[(close + 1)...]
        }
        guard let sign = rest.first else { return .name }
        switch sign {
        case UInt8(ascii: ":"):
            // `${x:1}` is a part of the text, whose bounds bash evaluates.
            guard let next = rest.dropFirst().first else { return .index }
            return "-=?+".utf8.contains(next) ? .word : .index
        case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "+"):
            return .word
        default: return .pattern
        }
    }

    mutating func parameter(_ byte: UInt8, quoted: Bool, _ compiler: inout CommandCompiler) {
        switch byte {
        case UInt8(ascii: "}"):
            frames.removeLast()
            copy(1)
        case UInt8(ascii: "\""): enter(.doubleQuotes, copying: 1)
        case UInt8(ascii: "'") where !quoted || parameterPart(at) == .pattern:
            singleQuotes(isANSI: false, &compiler)
        default: copy(1)
        }
    }

    // MARK: arithmetic

    mutating func arithmetic(
        _ byte: UInt8, _ closing: StaticString, _ open: Int, _ compiler: inout CommandCompiler
    ) {
        let isBracket = closing.utf8CodeUnitCount == 1
        var open = open
        if byte == (isBracket ? UInt8(ascii: "[") : UInt8(ascii: "(")) { open += 1 }
        if byte == (isBracket ? UInt8(ascii: "]") : UInt8(ascii: ")")) { open -= 1 }
        if open >= 0 {
            frames[frames.count - 1].context = .arithmetic(closing: closing, open: open)
            copy(1)
            return
        }
        if !following(closing) {
            compiler.error(
                "\"((\" begins arithmetic, which ends with \"))\": write \"( (\" for a list of "
                    + "commands", source, at: at)
        }
        frames.removeLast()
        copy(closing.utf8CodeUnitCount)
        commandState?.expectsCommand = false
    }

    /// Whether the parentheses from here on end with two at once, as those of `((..))` do.
    func isArithmetic(_ start: Int) -> Bool {
        var open = 0
        for offset in start..<max(start, end) {
            if bytes[offset] == UInt8(ascii: "(") { open += 1 }
            if bytes[offset] == UInt8(ascii: ")") { open -= 1 }
            if open < 0 { return offset + 1 < end && bytes[offset + 1] == UInt8(ascii: ")") }
        }
        return false
    }
}

/// Whether a byte can be in the name of a variable.
func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x5F
}
