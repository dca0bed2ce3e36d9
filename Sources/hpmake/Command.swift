// Commands as data: name, arguments, options. Usage, help and the parser all read these.
// Knows nothing of single commands.
import Text

/// The exit codes that scripts rely on.
enum ExitCode {
    static let success: Int32 = 0
    /// It ran, but something failed, is missing, or nothing matched.
    static let failure: Int32 = 1
    /// Bad usage or bad input.
    static let usage: Int32 = 2
}

/// A command of the program.
struct Command: Sendable {
    /// An option: `--top K`, or a flag where `value` is nil.
    struct Option: Sendable {
        let name: String
        var short: String?
        var value: String?
        /// The words that the value is one of, for completions; empty where it may be anything.
        var words: [String] = []
        let help: String

        /// `-o, --output FILE`
        var form: String {
            [short, name].compactMap { $0 }.joined(separator: ", ")
                + (value.map { " \($0)" } ?? "")
        }
    }

    let name: String
    /// The arguments, such as `SPEC`; in brackets where they may be left out, and with dots behind
    /// where there may be several.
    var arguments: [String] = []
    /// The words that the first argument after the output folder is one of, for completions; empty where it
    /// is no such word.
    var words: [String] = []
    var options: [Option] = []
    /// One line.
    let summary: String
    /// More, for `--help`.
    var details = ""
    /// Returns the exit code. Errors are reported by the one who calls.
    let run: @Sendable (Arguments) throws -> Int32

    /// Whether the last argument may be repeated.
    var isOpen: Bool { arguments.contains { $0.holds("..") } }

    var usage: String {
        (["hpmake", name] + (options.isEmpty ? [] : ["[options]"]) + arguments)
            .joined(separator: " ")
    }

    /// What an option that there is not may stand for, such as `--out` for `--output`.
    fileprivate func meant(by name: String) -> String {
        let begun = options.filter { name.count > 3 && $0.name.hasPrefix(name) }
        guard begun.count == 1, let option = begun.first else {
            return suggestion(for: name, among: options.map(\.name))
        }
        return "; did you mean \(option.form)?"
    }

    /// The options with `--help`, which all commands have.
    var allOptions: [Option] {
        options + [Option(name: "--help", short: "-h", help: "show this text")]
    }

    var help: String {
        var text = "\(summary)\n\nusage: \(usage)\n"
        if !details.isEmpty { text += "\n\(details)\n" }
        let shown = allOptions
        let forms = shown.map(\.form)
        let width = forms.map(\.count).max() ?? 0
        text += "\noptions:\n"
        for (form, option) in zip(forms, shown) {
            text +=
                "  \(form)\(String(repeating: " ", count: width - form.count))  \(option.help)\n"
        }
        return text
    }
}

/// What a command was called with.
struct Arguments: Sendable {
    var positional: [String] = []
    /// Whether the output folder among them was given, and not found.
    var isDistNamed = false
    /// Values of options by their long name; flags hold an empty text.
    var options: [String: String] = [:]

    /// What is wrong with a call.
    struct Failure: Error {
        let message: String
    }

    subscript(_ option: String) -> String? { options[option] }

    func has(_ flag: String) -> Bool { options[flag] != nil }

    /// The value of an option that takes a whole number.
    func integer(_ option: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
        guard let text = options[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Failure(
                message: "\(option) takes a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound), not \(quoted(text))")
        }
        return number
    }

    /// The value of an option that takes one of some words.
    func word<T: RawRepresentable<String> & CaseIterable>(
        _ option: String, _ type: T.Type
    ) throws(Failure) -> T? {
        guard let text = options[option] else { return nil }
        if let value = T(rawValue: text) { return value }
        let words = T.allCases.map(\.rawValue)
        throw Failure(
            message: "\(option) takes \(words.joined(separator: ", ")), not \(quoted(text))"
                + suggestion(for: text, among: words))
    }

    init(_ words: [String], for command: Command) throws(Failure) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                positional += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                positional.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = command.options.first(where: { $0.name == name || $0.short == name })
            else {
                throw Failure(message: "no option \(name)" + command.meant(by: name))
            }
            if let value = option.value {
                guard let given = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                    throw Failure(message: "\(name) needs a value: \(name) \(value)")
                }
                options[option.name] = given
            } else if parts.count > 1 {
                throw Failure(message: "\(name) takes no value")
            } else {
                options[option.name] = ""
            }
        }
        findDist(command)
        try checkCount(command)
    }

    private func checkCount(_ command: Command) throws(Failure) {
        let needed = command.arguments.filter { command.findsDist || !$0.hasPrefix("[") }
            .prefix { !$0.holds("..") }
        if positional.count < needed.count {
            throw Failure(message: "\(needed[positional.count]) is missing")
        }
        if !command.isOpen, positional.count > command.arguments.count {
            throw Failure(
                message: "too many arguments: \(quoted(positional[command.arguments.count]))")
        }
    }
}
