// Shell text with placeholders in, shell text with variables out, so that no value is ever parsed.
// Knows the grammar of sh (POSIX.1-2017, XCU 2.2 to 2.10) and bash as far as quoting goes, and
// nothing of what the placeholders stand for.
import Spec

/// Walks through a command once, keeping a stack of the contexts it is in.
struct ShellTranslator {
    /// What the bytes at hand are inside of.
    enum Context {
        case commands(CommandState)
        case doubleQuotes
        /// `${..}`, itself in double quotes or a heredoc, or not.
        case parameter(quoted: Bool)
        /// `$((..))`, `((..))` or `$[..]`, with the brackets open in it.
        case arithmetic(closing: StaticString, open: Int)
        /// The body of a heredoc whose delimiter is not quoted.
        case heredoc
    }

    struct Frame {
        var context: Context
        /// Where its contents begin, behind the quote or bracket.
        let start: Int
    }

    let source: SourceString
    let shell: Shell
    let bytes: [UInt8]
    var end: Int
    var at = 0
    var output: [UInt8] = []
    var frames: [Frame]
    private var hasWarned = false

    init(_ source: SourceString, shell: Shell) {
        self.source = source
        self.shell = shell
        bytes = Array(source.text.utf8)
        end = bytes.count
        frames = [Frame(context: .commands(CommandState(.whole, wordStart: 0)), start: 0)]
    }

    mutating func translate(with compiler: inout CommandCompiler) -> String {
        walk(&compiler)
        if frames.count > 1 {
            let frame = frames[frames.count - 1]
            compiler.error(
                "\(name(of: frame.context)) not closed", source, at: max(0, frame.start - 1))
        } else if let heredoc = commandState?.heredocs.first {
            compiler.error("the heredoc has no body", source, at: heredoc.start)
        }
        return String(decoding: output, as: UTF8.self)
    }

    func name(of context: Context) -> String {
        switch context {
        case .commands(let state): state.isBackticks ? "the backticks are" : "the \"$(\" is"
        case .doubleQuotes: "the double quotes are"
        case .parameter: "the \"${\" is"
        case .arithmetic(let closing, _): closing.description == "]" ? "\"$[\" is" : "\"((\" is"
        case .heredoc: "the heredoc is"
        }
    }

    /// The commands at hand; nil in quotes and expansions.
    var commandState: CommandState? {
        get {
            if case .commands(let state) = frames[frames.count - 1].context { state } else { nil }
        }
        set { if let newValue { frames[frames.count - 1].context = .commands(newValue) } }
    }

    mutating func walk(_ compiler: inout CommandCompiler) {
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "{"), let found = Placeholder.at(at, in: bytes),
                found.range.upperBound <= end
            {
                emit(found, &compiler)
                continue
            }
            if byte == UInt8(ascii: "\\") {
                backslash()
                continue
            }
            if expansion(byte, &compiler) { continue }
            switch frames[frames.count - 1].context {
            case .commands: command(byte, &compiler)
            case .doubleQuotes:
                if byte == UInt8(ascii: "\"") { frames.removeLast() }
                copy(1)
            case .parameter(let quoted): parameter(byte, quoted: quoted, &compiler)
            case .arithmetic(let closing, let open): arithmetic(byte, closing, open, &compiler)
            case .heredoc: copy(1)
            }
        }
    }

    // MARK: commands

    private mutating func command(_ byte: UInt8, _ compiler: inout CommandCompiler) {
        switch byte {
        case UInt8(ascii: "'"): singleQuotes(isANSI: false, &compiler)
        case UInt8(ascii: "\""): enter(.doubleQuotes, copying: 1)
        case UInt8(ascii: "#") where at == commandState?.wordStart: comment()
        case UInt8(ascii: "<") where following("<<"): heredocOperator(&compiler)
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            endWord()
            commandState?.expectsCommand = false
            copyBreak(1)
        case UInt8(ascii: "\n"):
            endWord()
            copyBreak(1)
            commandState?.expectsCommand = true
            if commandState?.heredocs.isEmpty == false { heredocBodies(&compiler) }
        case UInt8(ascii: "("), UInt8(ascii: ")"): parenthesis(byte)
        case UInt8(ascii: "|"): pipe(&compiler)
        case UInt8(ascii: ";"): semicolon()
        case UInt8(ascii: "&"):
            endWord()
            copyBreak(1)
            commandState?.expectsCommand = true
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            endWord()
            copyBreak(1)
        default: copy(1)
        }
    }

    mutating func endWord() {
        guard let start = commandState?.wordStart, start <= at else { return }
        let word = bytes[start..<at]
        commandState?.end(word)
    }

    /// Copies what ends a word, so that the next one begins behind it.
    mutating func copyBreak(_ count: Int) {
        copy(count)
        beginWord()
    }

    mutating func beginWord() {
        let start = at
        commandState?.wordStart = start
    }

    private mutating func semicolon() {
        endWord()
        let ends: [StaticString] = [";;&", ";;", ";&"]
        if commandState?.isBody == true, let found = ends.first(where: following) {
            copyBreak(found.utf8CodeUnitCount)
            commandState?.endCase()
        } else {
            copyBreak(1)
        }
        commandState?.expectsCommand = true
    }

    private mutating func parenthesis(_ byte: UInt8) {
        let isGlued = commandState.map { $0.wordStart < at } ?? false
        if byte == UInt8(ascii: "("), shell == .bash, !isGlued, following("(("),
            isArithmetic(at + 2)
        {
            enter(.arithmetic(closing: "))", open: 0), copying: 2)
            return
        }
        endWord()
        if byte == UInt8(ascii: "(") {
            commandState?.openParenthesis()
            // The elements of `a=(..)` are no commands.
            let isArray = isGlued && bytes[at - 1] == UInt8(ascii: "=")
            copyBreak(1)
            commandState?.expectsCommand = !isArray
        } else if commandState?.closeParenthesis() == false {
            frames.removeLast()
            copy(1)
        } else {
            copyBreak(1)
            commandState?.expectsCommand = true
        }
    }

    private mutating func pipe(_ compiler: inout CommandCompiler) {
        endWord()
        let isClobber = at > 0 && bytes[at - 1] == UInt8(ascii: ">")
        let isPattern = commandState?.isPattern ?? false
        if following("||"), !isPattern {
            copyBreak(2)
            commandState?.expectsCommand = true
            return
        }
        if shell == .sh, !isClobber, !isPattern, !hasWarned {
            hasWarned = true
            compiler.warning(
                "sh hides the failure of all but the last command of a pipeline: write \"shell\": "
                    + "\"bash\", or do without the pipe", source, at: at)
        }
        copyBreak(1)
        commandState?.expectsCommand = !isClobber && !isPattern
    }

    /// Up to the end of the line; in backticks no further than these reach.
    private mutating func comment() {
        let isBackticks = commandState?.isBackticks ?? false
        while at < end, bytes[at] != UInt8(ascii: "\n") {
            if isBackticks, bytes[at] == UInt8(ascii: "`") { break }
            copy(1)
        }
        beginWord()
    }

    // MARK: bytes

    mutating func enter(_ context: Context, copying count: Int) {
        copy(count)
        frames.append(Frame(context: context, start: at))
    }

    func following(_ text: StaticString) -> Bool {
        at + text.utf8CodeUnitCount <= end
            && text.withUTF8Buffer { bytes[at..<end].starts(with: $0) }
    }

    mutating func copy(_ count: Int) {
        let next = max(at, min(at + count, end))
        output += bytes[at..<next]
        at = next
    }
}
