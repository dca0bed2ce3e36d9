// `hpmake completions` and `hpmake man`: what shells and man know of the commands, made from the same
// descriptions as `--help`. Nothing but parsing and wiring.
import System
import Templates
import Text

let completionsCommand = Command(
    name: "completions", arguments: ["SHELL"], words: Shell.allCases.map(\.rawValue),
    summary: "print the completions for a shell: bash, zsh or fish",
    details: """
        bash:  eval "$(hpmake completions bash)" in ~/.bashrc
        zsh:   hpmake completions zsh >DIR/_hpmake with a DIR of $fpath, or
               eval "$(hpmake completions zsh)" behind compinit in ~/.zshrc
        fish:  hpmake completions fish >~/.config/fish/completions/hpmake.fish
        """,
    run: { arguments in
        let name = arguments.positional[0]
        guard let shell = Shell(rawValue: name) else {
            let known = Shell.allCases.map(\.rawValue)
            return CommandTable.fail(
                completionsCommand,
                "no completions for \(quoted(name)): there are \(known.joined(separator: ", "))"
                    + suggestion(for: name, among: known))
        }
        switch shell {
        case .bash: printText(bashCompletions(CommandTable.commands))
        case .zsh: printText(zshCompletions(CommandTable.commands))
        case .fish: printText(fishCompletions(CommandTable.commands))
        }
        return ExitCode.success
    })

private enum Shell: String, CaseIterable {
    case bash, zsh, fish
}

let manCommand = Command(
    name: "man", arguments: ["[TOPIC]"],
    summary: "print the manual page, or that of a topic",
    details: """
        hpmake man >/usr/local/share/man/man1/hpmake.1 installs it; hpmake man | man -l - shows it. Those of
        the topics of hpmake help are of section 7, such as hpmake-search(7).
        """,
    run: { arguments in
        guard let name = arguments.positional.first else {
            printText(manPage(CommandTable.commands))
            return ExitCode.success
        }
        guard let text = Templates.topic(name) else {
            return complain("man", "no topic \(quoted(name)); hpmake help lists them")
        }
        printText(manPage(ofTopic: name, String(decoding: text, as: UTF8.self)))
        return ExitCode.success
    })

/// What can be completed in a place.
enum Completion {
    case words([String])
    case files
    case folders
    /// The ids below the output folder, which is the first argument, or that of the Makefile here.
    case runs
    /// An output folder, or what comes next where that is left out.
    indirect case dist(else: Completion)
    /// A value of which nothing is known.
    case nothing

    /// - Parameters:
    ///   - name: how usage calls the place, such as `DIST` or `[DIR]`.
    ///   - words: what stands there, where that is known.
    init(_ name: String, words: [String]) {
        let bare = name.prefix { $0 != " " }.filter { $0 != "[" && $0 != "]" }
        self =
            if !words.isEmpty {
                .words(words)
            } else {
                switch bare {
                case "SPEC", "FILE": .files
                case "DIST", "DIR": .folders
                case "ID": .runs
                default: .nothing
                }
            }
    }
}

extension Command {
    /// What can be completed at each argument; the last is for all that follow where there may be more.
    var completions: [Completion] {
        let first = findsDist ? 1 : 0
        var result = arguments.enumerated().map { Completion($1, words: $0 == first ? words : []) }
        if findsDist, result.count > 1 { result[0] = .dist(else: result[1]) }
        return result
    }
}

extension Command.Option {
    /// What can be completed behind the option; nil for a flag.
    var completion: Completion? { value.map { Completion($0, words: words) } }

    var names: [String] { [short, name].compactMap { $0 } }
}

/// A word of all three shells.
func singleQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        + "'"
}
