// `hpmake help`: the manual, topic by topic, through a pager on a terminal. Nothing but wiring.
import System
import Templates
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let helpCommand = Command(
    name: "help", arguments: ["[TOPIC]"], words: Templates.topics.map(\.name),
    summary: "read the manual, a topic at a time",
    details: "Without a topic it lists them. A command's own options: hpmake COMMAND --help.",
    run: { arguments in
        guard let name = arguments.positional.first else {
            printText(CommandTable.help + "\ntopics (hpmake help TOPIC):\n\n" + topicList)
            return ExitCode.success
        }
        if let text = Templates.topic(name) {
            let topic = Topic(String(decoding: text, as: UTF8.self))
            return page(Array(topic.text(width: 80).utf8))
        }
        if let command = CommandTable.commands.first(where: { $0.name == name }) {
            printText(command.help)
            return ExitCode.success
        }
        let known = Templates.topics.map(\.name) + CommandTable.commands.map(\.name)
        return complain(
            "help",
            "no topic \(quoted(name))\(suggestion(for: name, among: known)); hpmake help lists them"
        )
    })

/// The topics, each with its title.
private var topicList: String {
    let width = Templates.topics.map(\.name.count).max() ?? 0
    return Templates.topics.map { topic in
        let title = topic.text.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        return "  \(topic.name)\(String(repeating: " ", count: width - topic.name.count + 2))"
            + String(decoding: title, as: UTF8.self) + "\n"
    }.joined()
}

/// Shows a text a screen at a time where there is one, with `$PAGER` or less.
private func page(_ text: [UInt8]) -> Int32 {
    let pager = environmentVariable("PAGER") ?? "less"
    guard isatty(1) == 1, !pager.isEmpty, pager != "cat" else {
        return printBytes(text) ? ExitCode.success : ExitCode.failure
    }
    setenv("LESS", environmentVariable("LESS") ?? "FRX", 1)
    guard let pipe = popen(pager, "w") else {
        return printBytes(text) ? ExitCode.success : ExitCode.failure
    }
    // One who leaves the pager early has read enough.
    signal(SIGPIPE, SIG_IGN)
    text.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, pipe) }
    // The shell says so where there is no such program.
    if pclose(pipe) >> 8 == 127 { printBytes(text) }
    return ExitCode.success
}
