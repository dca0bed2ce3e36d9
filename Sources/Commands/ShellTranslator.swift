// Shell text with placeholders in, shell text with variables out, so that no value is ever parsed.
// Knows the grammar of sh (POSIX.1-2017, XCU 2.2 to 2.6) as far as quoting goes, and nothing of
// what the placeholders stand for.
import Spec

/// Walks through a command once, keeping a stack of the contexts it is in.
struct ShellTranslator {
    /// What the bytes at hand are inside of.
    enum Context: Equatable {
        /// The command itself.
        case top
        /// `$(..)`: with the parentheses open in it and the `case`s that it is in.
        case substitution(parentheses: Int, cases: Int)
        case backticks
        case doubleQuotes
        /// `${..}`, itself in double quotes or a heredoc, or not.
        case parameter(quoted: Bool)
        /// `$((..))`, with the parentheses open in it.
        case arithmetic(parentheses: Int)
        /// The body of a heredoc whose delimiter is not quoted.
        case heredoc
    }

    private struct Heredoc {
        let delimiter: [UInt8]
        let isQuoted: Bool
        let stripsTabs: Bool
    }

    private let source: SourceString
    private let shell: Shell
    private let bytes: [UInt8]
    private var end: Int
    private var at = 0
    private var output: [UInt8] = []
    private var contexts: [Context] = [.top]
    private var heredocs: [Heredoc] = []
    /// Where the word at hand begins, to know comments, `case` and `esac`.
    private var wordStart = 0
    private var hasWarned = false

    init(_ source: SourceString, shell: Shell) {
        self.source = source
        self.shell = shell
        bytes = Array(source.text.utf8)
        end = bytes.count
    }

    mutating func translate(with compiler: inout CommandCompiler) -> String {
        walk(&compiler)
        if contexts.count > 1 {
            let what =
                switch contexts[contexts.count - 1] {
                case .doubleQuotes: "double quotes"
                case .backticks: "backticks"
                case .parameter: "${"
                case .arithmetic: "$(("
                default: "$("
                }
            compiler.error("the command ends inside \(what)", source, at: max(0, bytes.count - 1))
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func walk(_ compiler: inout CommandCompiler) {
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "{"), let found = Placeholder.at(at, in: bytes),
                found.range.upperBound <= end
            {
                emit(found, &compiler)
                continue
            }
            if byte == UInt8(ascii: "\\") {
                copy(2)
                continue
            }
            if expansion(byte) { continue }
            switch contexts[contexts.count - 1] {
            case .top, .substitution, .backticks: command(byte, &compiler)
            case .doubleQuotes:
                if byte == UInt8(ascii: "\"") { contexts.removeLast() }
                copy(1)
            case .parameter(let quoted): parameter(byte, quoted: quoted, &compiler)
            case .arithmetic(let open): arithmetic(byte, open)
            case .heredoc: copy(1)
            }
        }
    }

    // MARK: placeholders

    private mutating func emit(_ found: Placeholder, _ compiler: inout CommandCompiler) {
        let before = at
        at = found.range.upperBound
        guard let resolved = compiler.resolve(found, in: source) else { return }
        let context = contexts[contexts.count - 1]
        switch resolved {
        case .text(let literal): output += literal.utf8
        case .value(let index):
            let variable = "${\(CompiledCommand.variable(index))}"
            switch context {
            case .doubleQuotes, .heredoc: output += variable.utf8
            case .parameter(quoted: true): output += variable.utf8
            case .arithmetic:
                if !compiler.isNumeric(found) {
                    compiler.error(
                        "only a number can stand in $((..)), and \(found.name) may be a text",
                        found, source)
                }
                output += variable.utf8
            default: output += "\"\(variable)\"".utf8
            }
        case .options(let indices):
            if !isWord(before, at) || !isCommand(context) {
                compiler.error(
                    "this becomes several words: write it outside of quotes, with blanks around "
                        + "it, or use {params}", found, source)
            }
            let words = indices.flatMap { index in
                ["_1", "_2"].map { "\(CompiledCommand.variable(index))\($0)" }
            }
            output += words.map { "${\($0)+\"$\($0)\"}" }.joined(separator: " ").utf8
        }
    }

    private func isCommand(_ context: Context) -> Bool {
        switch context {
        case .top, .substitution, .backticks: true
        default: false
        }
    }

    /// Whether nothing is glued to either side.
    private func isWord(_ start: Int, _ end: Int) -> Bool {
        let breaks = Array(" \t\n;&|()<>`".utf8)
        return (start == 0 || breaks.contains(bytes[start - 1]))
            && (end >= bytes.count || breaks.contains(bytes[end]))
    }

    // MARK: contexts

    /// `$(`, `$((`, `${` and backticks, which are known everywhere but in single quotes.
    private mutating func expansion(_ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "`") {
            if contexts.last == .backticks {
                contexts.removeLast()
            } else {
                contexts.append(.backticks)
            }
            copy(1)
            wordStart = at
            return true
        }
        guard byte == UInt8(ascii: "$"), at + 1 < end else { return false }
        switch bytes[at + 1] {
        case UInt8(ascii: "(") where at + 2 < end && bytes[at + 2] == UInt8(ascii: "("):
            contexts.append(.arithmetic(parentheses: 0))
            copy(3)
        case UInt8(ascii: "("):
            contexts.append(.substitution(parentheses: 0, cases: 0))
            copy(2)
            wordStart = at
        case UInt8(ascii: "{"):
            let quoted: [Context] = [.doubleQuotes, .heredoc, .parameter(quoted: true)]
            contexts.append(.parameter(quoted: quoted.contains(contexts[contexts.count - 1])))
            copy(2)
        default: return false
        }
        return true
    }

    private mutating func parameter(
        _ byte: UInt8, quoted: Bool, _ compiler: inout CommandCompiler
    ) {
        switch byte {
        case UInt8(ascii: "}"):
            contexts.removeLast()
            copy(1)
        case UInt8(ascii: "\""):
            contexts.append(.doubleQuotes)
            copy(1)
        case UInt8(ascii: "'") where !quoted: singleQuotes(&compiler)
        default: copy(1)
        }
    }

    private mutating func arithmetic(_ byte: UInt8, _ open: Int) {
        switch byte {
        case UInt8(ascii: "("):
            contexts[contexts.count - 1] = .arithmetic(parentheses: open + 1)
            copy(1)
        case UInt8(ascii: ")") where open > 0:
            contexts[contexts.count - 1] = .arithmetic(parentheses: open - 1)
            copy(1)
        case UInt8(ascii: ")"):
            contexts.removeLast()
            copy(2)
        default: copy(1)
        }
    }

    private mutating func command(_ byte: UInt8, _ compiler: inout CommandCompiler) {
        switch byte {
        case UInt8(ascii: "'"): singleQuotes(&compiler)
        case UInt8(ascii: "\""):
            contexts.append(.doubleQuotes)
            copy(1)
        case UInt8(ascii: "#") where at == wordStart: comment()
        case UInt8(ascii: "<") where following("<<"): heredocOperator(&compiler)
        case UInt8(ascii: "\n"):
            endWord()
            copy(1)
            wordStart = at
            if !heredocs.isEmpty { heredocBodies(&compiler) }
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            endWord()
            parenthesis(byte)
            wordStart = at
        case UInt8(ascii: "|"):
            endWord()
            pipe(&compiler)
            wordStart = at
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "&"):
            endWord()
            copy(1)
            wordStart = at
        default: copy(1)
        }
    }

    /// Counts the `case`s of a `$(..)`: the parentheses of their patterns have no partner.
    private mutating func endWord() {
        guard case .substitution(let open, let cases) = contexts[contexts.count - 1],
            wordStart <= at
        else { return }
        let word = bytes[wordStart..<at]
        let change = word.elementsEqual("case".utf8) ? 1 : word.elementsEqual("esac".utf8) ? -1 : 0
        contexts[contexts.count - 1] = .substitution(
            parentheses: open, cases: max(0, cases + change))
    }

    private mutating func parenthesis(_ byte: UInt8) {
        if case .substitution(let open, let cases) = contexts[contexts.count - 1] {
            if byte == UInt8(ascii: "(") {
                contexts[contexts.count - 1] = .substitution(parentheses: open + 1, cases: cases)
            } else if open > 0 {
                contexts[contexts.count - 1] = .substitution(parentheses: open - 1, cases: cases)
            } else if cases == 0 {
                contexts.removeLast()
            }
        }
        copy(1)
    }

    private mutating func pipe(_ compiler: inout CommandCompiler) {
        if following("||") {
            copy(2)
            return
        }
        let isClobber = at > 0 && bytes[at - 1] == UInt8(ascii: ">")
        var isPattern = false
        if case .substitution(_, let cases) = contexts[contexts.count - 1] { isPattern = cases > 0 }
        if shell == .sh, !isClobber, !isPattern, !hasWarned {
            hasWarned = true
            compiler.warning(
                "sh hides the failure of all but the last command of a pipeline: write \"shell\": "
                    + "\"bash\", or do without the pipe", source, at: at)
        }
        copy(1)
    }

    private mutating func comment() {
        while at < end, bytes[at] != UInt8(ascii: "\n") { copy(1) }
    }

    /// From the opening to the closing quote; a value closes the quotes, and opens them again.
    private mutating func singleQuotes(_ compiler: inout CommandCompiler) {
        let start = at
        let isANSI = shell == .bash && at > 0 && bytes[at - 1] == UInt8(ascii: "$")
        copy(1)
        while at < end {
            if bytes[at] == UInt8(ascii: "'") {
                copy(1)
                return
            }
            if bytes[at] == UInt8(ascii: "{"), let found = Placeholder.at(at, in: bytes) {
                if found.form == .literal {
                    emit(found, &compiler)
                } else {
                    output.append(UInt8(ascii: "'"))
                    let context = contexts
                    if found.form == .option || found.name == Builtin.args.rawValue {
                        contexts.append(.doubleQuotes)
                    }
                    emit(found, &compiler)
                    contexts = context
                    output += (isANSI ? "$'" : "'").utf8
                }
            } else {
                copy(isANSI && bytes[at] == UInt8(ascii: "\\") ? 2 : 1)
            }
        }
        compiler.error("the single quotes do not end", source, at: start)
    }

    // MARK: heredocs

    /// `<<WORD` or `<<-WORD`; the body begins behind the end of the line.
    private mutating func heredocOperator(_ compiler: inout CommandCompiler) {
        if following("<<<") {
            copy(3)
            return
        }
        copy(2)
        let stripsTabs = at < end && bytes[at] == UInt8(ascii: "-")
        if stripsTabs { copy(1) }
        while at < end, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") {
            copy(1)
        }
        var delimiter: [UInt8] = []
        var isQuoted = false
        var quote: UInt8?
        while at < end {
            let byte = bytes[at]
            if let open = quote {
                if byte == open { quote = nil } else { delimiter.append(byte) }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                (quote, isQuoted) = (byte, true)
            } else if byte == UInt8(ascii: "\\") {
                isQuoted = true
            } else if " \t\n;&|()<>".utf8.contains(byte) {
                break
            } else {
                delimiter.append(byte)
            }
            copy(1)
        }
        wordStart = at
        heredocs.append(
            Heredoc(delimiter: delimiter, isQuoted: isQuoted, stripsTabs: stripsTabs))
    }

    private mutating func heredocBodies(_ compiler: inout CommandCompiler) {
        let pending = heredocs
        heredocs = []
        for heredoc in pending {
            let (bodyEnd, next) = bodyEnd(of: heredoc)
            if heredoc.isQuoted {
                quotedBody(bodyEnd, &compiler)
            } else {
                let outer = (end: end, contexts: contexts)
                (end, contexts) = (bodyEnd, [.heredoc])
                walk(&compiler)
                if contexts.count > 1 {
                    compiler.error("an expansion in the heredoc does not end", source, at: at - 1)
                }
                (end, contexts) = outer
            }
            copy(max(0, next - at))
        }
        wordStart = at
    }

    private mutating func quotedBody(_ bodyEnd: Int, _ compiler: inout CommandCompiler) {
        while at < bodyEnd {
            guard let found = Placeholder.at(at, in: bytes) else {
                copy(1)
                continue
            }
            if found.form == .literal {
                emit(found, &compiler)
            } else {
                at = found.range.upperBound
                guard compiler.resolve(found, in: source) != nil else { continue }
                compiler.error(
                    "no value can reach a heredoc with a quoted delimiter: read the file {params} "
                        + "there, or leave the quotes out", found, source)
            }
        }
    }

    /// Where the body ends, and where the line behind the delimiter begins.
    private func bodyEnd(of heredoc: Heredoc) -> (end: Int, next: Int) {
        var line = at
        while line < end {
            let stop = bytes[line..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
            var text = bytes[line..<stop]
            if heredoc.stripsTabs { text = text.drop { $0 == UInt8(ascii: "\t") } }
            if text.elementsEqual(heredoc.delimiter) { return (line, min(stop + 1, end)) }
            line = stop + 1
        }
        return (end, end)
    }

    // MARK: bytes

    private func following(_ text: StaticString) -> Bool {
        at + text.utf8CodeUnitCount <= end
            && text.withUTF8Buffer { bytes[at...].starts(with: $0) }
    }

    private mutating func copy(_ count: Int) {
        let next = min(at + count, end)
        output += bytes[at..<max(at, next)]
        at = max(at, next)
    }
}
