// What the shell knows while it reads commands: words, parentheses, `case`, heredocs to come.
// Knows nothing of quotes and expansions, which are contexts of their own.

/// The state of a command list, at the top or in a `$(..)` or backticks.
struct CommandState {
    enum Enclosure {
        case whole, substitution
        /// `inQuotes`: the shell takes away backslashes before double quotes, too.
        case backticks(inQuotes: Bool)
    }

    /// What has begun and not ended; patterns of a `case` have a `)` without a partner.
    enum Nesting {
        case parenthesis
        /// Between `case` and `in`, with the words seen so far.
        case caseHead(words: Int)
        case casePattern
        case caseBody
    }

    struct Heredoc {
        let delimiter: [UInt8]
        let isQuoted: Bool
        let stripsTabs: Bool
        let start: Int
    }

    let enclosure: Enclosure
    var nesting: [Nesting] = []
    /// Those whose bodies begin behind the end of the line.
    var heredocs: [Heredoc] = []
    /// Where the word at hand begins.
    var wordStart: Int
    /// Whether a reserved word would be taken for one here.
    var expectsCommand = true
    /// In bash's `[[ .. ]]`.
    var isConditional = false
    var lastWord: ArraySlice<UInt8> = []
    /// Whether backticks hold a backslash that the shell takes away before it reads the command.
    var isRewritten = false

    init(_ enclosure: Enclosure, wordStart: Int) {
        self.enclosure = enclosure
        self.wordStart = wordStart
    }

    var isSubstitution: Bool { if case .substitution = enclosure { true } else { false } }
    var isBackticks: Bool { if case .backticks = enclosure { true } else { false } }
    var isPattern: Bool { if case .casePattern? = nesting.last { true } else { false } }
    var isBody: Bool { if case .caseBody? = nesting.last { true } else { false } }

    private static let followedByCommand = [
        "if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "fi", "done", "time",
    ].map { Array($0.utf8) }

    /// Takes note of a word that has ended.
    mutating func end(_ word: ArraySlice<UInt8>) {
        guard !word.isEmpty else { return }
        lastWord = word
        if case .caseHead(let words)? = nesting.last {
            nesting[nesting.count - 1] = words == 0 ? .caseHead(words: 1) : .casePattern
            expectsCommand = true
            return
        }
        if word.elementsEqual("]]".utf8) { isConditional = false }
        guard expectsCommand else { return }
        expectsCommand = CommandState.followedByCommand.contains { $0.elementsEqual(word) }
        if word.elementsEqual("esac".utf8), isPattern || isBody {
            nesting.removeLast()
            expectsCommand = true
        } else if isPattern {
            expectsCommand = false
        } else if word.elementsEqual("case".utf8) {
            nesting.append(.caseHead(words: 0))
        } else if word.elementsEqual("[[".utf8) {
            isConditional = true
        }
    }

    /// `;;` and, in bash, `;&` and `;;&` in a `case`: patterns follow.
    mutating func endCase() {
        nesting[nesting.count - 1] = .casePattern
    }

    mutating func openParenthesis() {
        if !isPattern { nesting.append(.parenthesis) }
    }

    /// False where the parenthesis ends the command list itself.
    mutating func closeParenthesis() -> Bool {
        switch nesting.last {
        case .casePattern: nesting[nesting.count - 1] = .caseBody
        case .parenthesis: nesting.removeLast()
        case .caseHead, .caseBody: break
        case nil: return !isSubstitution
        }
        return true
    }
}
