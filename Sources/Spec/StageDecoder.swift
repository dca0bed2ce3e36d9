// The `preprocess` and `stages` of a spec. Knows nothing of what the commands mean.
import Text

extension SpecDecoder {
    mutating func stages(_ node: JSONNode) -> [Stage] {
        guard let members = object(node, "\"stages\"") else { return [] }
        if members.isEmpty {
            diagnostics.error("\"stages\" needs at least one stage", at: node.range)
        }
        var names: [String: String] = [:]
        return members.map { member in
            checkStageName(member.key, member.keyRange)
            // Each stage has files of its name, which some file systems would take for the same.
            if let other = names.updateValue(member.key, forKey: member.key.lowercased()) {
                diagnostics.error(
                    "the stages \(quoted(other)) and \(quoted(member.key)) differ only in case",
                    at: member.keyRange)
            }
            return stage(member.key, member.value)
        }
    }

    private mutating func checkStageName(_ name: String, _ range: Range<Int>) {
        if !isStageName(name) {
            diagnostics.error(
                "\(quoted(name)) is no name for a stage: use letters, digits, '_' and '-', "
                    + "beginning with a letter", at: range)
        } else if makeTargets.contains(name) {
            diagnostics.error(
                "\(quoted(name)) is a target of the Makefile: choose another name", at: range)
        } else if name.utf8.count > 64 {
            diagnostics.error("the name is longer than 64 characters", at: range)
        }
    }

    mutating func stage(_ name: String, _ node: JSONNode) -> Stage {
        let what = "the stage \(quoted(name))"
        guard case .object = node.content else {
            let command = command(node, what)
            return Stage(name: name, command: command ?? .words([]), range: node.range)
        }
        let run = node["run"]
        if run == nil, let lines = node["lines"] {
            diagnostics.error(
                "\(what) needs the key \"run\": write \"run\": { \"lines\": [..] }", at: lines.range
            )
            return Stage(name: name, command: .words([]), range: node.range)
        }
        if run == nil {
            diagnostics.error("\(what) needs the key \"run\"", at: node.range.prefix(1))
        }
        // One whose command is wrong is declared all the same, or all that name it would be wrong too.
        var stage = Stage(
            name: name, command: run.flatMap { command($0, "\"run\"") } ?? .words([]),
            range: node.range)
        let keys = ["run", "inputs", "needs", "timeout", "retries", "env"]
        for (key, node) in object(node, what, keys: keys) ?? [] {
            switch key {
            case "inputs":
                stage.inputs = inputs(node)
            case "needs": stage.needs = needs(node)
            case "timeout": stage.timeout = duration(node)
            case "retries": stage.retries = integer(node, "\"retries\"", in: 0...1000) ?? 0
            case "env": stage.environment = environment(node)
            default: break
            }
        }
        return stage
    }

    /// A path or an array of paths.
    private mutating func inputs(_ node: JSONNode) -> [Input] {
        if case .string = node.content { return input(node, "\"inputs\"").map { [$0] } ?? [] }
        guard case .array(let items) = node.content else {
            wrongKind(node, "\"inputs\"", "a path, or an array of paths")
            return []
        }
        return items.compactMap { input($0, "each of \"inputs\"") }
    }

    private mutating func input(_ node: JSONNode, _ what: String) -> Input? {
        guard let text = string(node, what) else { return nil }
        guard isInputPath(text) else {
            diagnostics.error(
                "\(what) must be a path of the characters A-Z a-z 0-9 . _ / + , @ - and the wildcards "
                    + "* and ? only, not beginning with -: others are special to make",
                at: node.range)
            return nil
        }
        if text.split(separator: "/").contains(where: { $0 != "**" && holdsTwoStars($0) }) {
            diagnostics.error(
                "** stands for any number of folders, and by itself: write src/**/*.py",
                at: node.range)
            return nil
        }
        return Input(path: text, range: node.range)
    }

    /// Lines of a command for the shell; an array of strings is one line in parts.
    private mutating func lines(_ node: JSONNode, range: Range<Int>) -> SourceString? {
        guard let items = array(node, "\"lines\"") else { return nil }
        let lines = items.compactMap { item -> SourceString? in
            guard case .array(let parts) = item.content else {
                return sourceString(item, "each of \"lines\"")
            }
            let words = parts.compactMap { sourceString($0, "each part of a line") }
            guard words.count == parts.count else { return nil }
            return SourceString(words, joinedBy: " ", range: item.range)
        }
        guard lines.count == items.count else { return nil }
        return SourceString(lines, joinedBy: "\n", range: range)
    }

    private mutating func shellCommand(_ source: SourceString) -> CommandSource? {
        if source.text.utf8.allSatisfy({ $0 <= 0x20 }) {
            diagnostics.error("the command is empty", at: source.range)
            return nil
        }
        if source.text.utf8.count > Value.maximumBytes {
            diagnostics.error(
                "longer than 100 KiB, which cannot be passed to a program: put it into a file",
                at: source.range)
            return nil
        }
        return .shell(source)
    }

    private mutating func command(_ node: JSONNode, _ what: String) -> CommandSource? {
        switch node.content {
        case .object where node["lines"] != nil:
            guard object(node, what, keys: ["lines"]) != nil else { return nil }
            return node["lines"].flatMap { lines($0, range: node.range) }.flatMap {
                shellCommand($0)
            }
        case .string:
            return sourceString(node, what).flatMap { shellCommand($0) }
        case .array(let items):
            let words = items.compactMap { sourceString($0, "each word of the command") }
            guard words.count == items.count else { return nil }
            guard let program = words.first, !program.text.isEmpty else {
                diagnostics.error("the command is empty", at: node.range)
                return nil
            }
            return .words(words)
        default:
            wrongKind(
                node, what, "a command (a string, an array of strings, or { \"lines\": [..] })")
            return nil
        }
    }

    private mutating func needs(_ node: JSONNode) -> [(resource: String, count: Int)] {
        (object(node, "\"needs\"") ?? []).compactMap { member in
            integer(member.value, "a need", in: 0...1_000_000).map { (member.key, $0) }
        }
    }

    private mutating func environment(
        _ node: JSONNode
    ) -> [(name: String, text: SourceString)] {
        guard case .object(let members) = node.content else {
            wrongKind(node, "\"env\"", "an object")
            return []
        }
        for comment in members where comment.key == JSONNode.comment {
            diagnostics.error(
                "\"env\" has variables only: write the comment beside \"env\"", at: comment.keyRange
            )
        }
        return node.members.compactMap { member in
            let plain = member.key.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "=") }
            if member.key.isEmpty || !plain {
                diagnostics.error(
                    "\(quoted(member.key)) is no name for a variable", at: member.keyRange)
            }
            return variable(member.value).map { (member.key, $0) }
        }
    }

    private mutating func variable(_ node: JSONNode) -> SourceString? {
        switch node.content {
        case .number(let text): return SourceString(text: text, range: node.range, raw: [])
        case .string: return sourceString(node, "a variable of \"env\"")
        case .bool(let flag):
            diagnostics.error(
                "a variable is a string or a number: write \"\(flag)\" or \(flag ? 1 : 0)",
                at: node.range)
        default: wrongKind(node, "a variable of \"env\"", "a string or a number")
        }
        return nil
    }

    /// `"90s"`, `"15m"`, `"2h"`, `"1d"` in seconds.
    private mutating func duration(_ node: JSONNode) -> Int? {
        if case .string(let text) = node.content, let found = Spec.duration(text) {
            if durationCounts.contains(found.count) { return found.count * found.unit }
            diagnostics.error(
                "\"timeout\" must be from 1 to 10,000,000 of its units; leave it out for none",
                at: node.range)
            return nil
        }
        diagnostics.error(
            "\"timeout\" must be a whole number with a unit, such as \"90s\", \"15m\" or \"2h\"",
            at: node.range)
        return nil
    }
}

/// Whether `**` is somewhere in a name.
private func holdsTwoStars(_ name: Substring) -> Bool {
    let star = UInt8(ascii: "*")
    return zip(name.utf8, name.utf8.dropFirst()).contains { $0 == star && $1 == star }
}
