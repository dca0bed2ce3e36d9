// A compiled command and the values of one run in, words and variables of a process out.
// Knows nothing of processes.
import Spec

/// What a process is started with.
package struct Invocation: Equatable {
    /// Program and arguments.
    package let words: [String]
    /// Variables besides those of every stage.
    package let variables: [(name: String, value: String)]
    /// The command with its values in place, for people: pasted into a shell it does the same.
    package let rendered: String

    package static func == (a: Invocation, b: Invocation) -> Bool {
        a.words == b.words && a.rendered == b.rendered
            && a.variables.elementsEqual(b.variables, by: { $0 == $1 })
    }
}

extension CompiledCommand {
    /// Fills in the values. `value` tells that of a parameter or built-in name; nil if absent.
    package func invocation(shell: Shell, value: (String) -> Value?) -> Invocation {
        switch form {
        case .words(let words):
            let filled = words.flatMap { fill($0, value) }
            return Invocation(
                words: filled, variables: [],
                rendered: filled.reduce(into: "") { text, word in
                    if !text.isEmpty { text += " " }
                    text += shellQuoted(word)
                })
        case .shell(let text):
            let variables = variables(value)
            let program = shell == .sh ? ["/bin/sh", "-ec"] : ["bash", "-eo", "pipefail", "-c"]
            return Invocation(
                words: program + [text], variables: variables, rendered: render(text, variables))
        }
    }

    /// One word becomes none, one or two where it is an option.
    private func fill(_ word: Word, _ value: (String) -> Value?) -> [String] {
        if word.count == 1, case .reference(let index) = word[0],
            references.indices.contains(index), references[index].isOption
        {
            return references[index].words(value(references[index].name))
        }
        return [CompiledCommand.fill(word, references, value)]
    }

    /// The text of a word of values.
    package static func fill(
        _ word: Word, _ references: [Reference], _ value: (String) -> Value?
    ) -> String {
        var filled = ""
        for part in word {
            switch part {
            case .text(let text): filled += text
            case .reference(let index) where references.indices.contains(index):
                filled += value(references[index].name)?.text ?? ""
            case .reference: break
            }
        }
        return filled
    }

    private func variables(_ value: (String) -> Value?) -> [(name: String, value: String)] {
        references.enumerated().flatMap { index, reference in
            let variable = CompiledCommand.variable(index)
            let value = value(reference.name)
            if !reference.isOption { return value.map { [(variable, $0.text)] } ?? [] }
            return reference.words(value).enumerated().map {
                ("\(variable)_\($0.offset + 1)", $0.element)
            }
        }
    }

    /// Puts values where the translator put variables: it wrote `"$hpmake_3"` outside of quotes,
    /// `${hpmake_3}` in double quotes, `${hpmake_4_1+"$hpmake_4_1"}` for a word of an option, and
    /// `${hpmake_3-}` where a value cannot stand as text, which is therefore set before.
    private func render(_ text: String, _ variables: [(name: String, value: String)]) -> String {
        guard !references.isEmpty else { return text }
        func value(_ name: String) -> String? { variables.first { $0.name == name }?.value }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var kept: [String] = []
        var at = 0
        while at < bytes.count {
            let rest = bytes[at...]
            guard "\"$".utf8.contains(bytes[at]), let name = variable(in: rest.prefix(64)) else {
                result.append(bytes[at])
                at += 1
                continue
            }
            let option = "${\(name)+\"$\(name)\"}"
            if rest.starts(with: "\"$\(name)\"".utf8) {
                let length = name.utf8.count + 3
                let isWord = endsWord(result.last) && endsWord(rest.dropFirst(length).first)
                result += word(value(name) ?? "", isWord: isWord).utf8
                at += length
            } else if rest.starts(with: "${\(name)}".utf8) {
                result += escapedForDoubleQuotes(value(name) ?? "").utf8
                at += name.utf8.count + 3
            } else if rest.starts(with: option.utf8) {
                if let word = value(name) {
                    result += shellQuoted(word).utf8
                } else if result.last == UInt8(ascii: " ") {
                    result.removeLast()
                }
                at += option.utf8.count
            } else {
                if bytes[at] == UInt8(ascii: "$") { kept.append(name) }
                result.append(bytes[at])
                at += 1
            }
        }
        let settings = variables.filter { kept.contains($0.name) }.map {
            "\($0.name)=\(shellQuoted($0.value)); "
        }
        return settings.joined() + String(decoding: result, as: UTF8.self)
    }

    /// A value outside of quotes, which must not become an operator or a word of sh's own.
    private func word(_ value: String, isWord: Bool) -> String {
        let reserved = [
            "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "for", "in", "case",
            "esac", "function", "select", "time", "coproc",
        ]
        let quoted = shellQuoted(value)
        let isSafe =
            isWord && !reserved.contains(value) && value.utf8.first != UInt8(ascii: "-")
            && !value.utf8.contains(UInt8(ascii: "="))
        return isSafe || quoted != value ? quoted : "'\(value)'"
    }

    private func endsWord(_ byte: UInt8?) -> Bool {
        byte.map { " \t\n;".utf8.contains($0) } ?? true
    }

    /// The variable that a text begins with, behind a quote, a dollar and a brace.
    private func variable(in text: ArraySlice<UInt8>) -> String? {
        var rest = text.first == UInt8(ascii: "\"") ? text.dropFirst() : text
        guard rest.first == UInt8(ascii: "$") else { return nil }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "{") { rest = rest.dropFirst() }
        let stem = CompiledCommand.variableStem.utf8
        guard rest.starts(with: stem) else { return nil }
        let number = rest.dropFirst(stem.count).prefix(while: isNameByte)
        return String(decoding: Array(stem) + number, as: UTF8.self)
    }
}

/// `text` as one word of sh.
package func shellQuoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
            || "._/+,@%:=-".utf8.contains($0)
    }
    if plain, !text.isEmpty { return text }
    // By scalars: a quote before a combining accent is no character of its own.
    let parts = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
}

private func escapedForDoubleQuotes(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
        if "$`\"\\".unicodeScalars.contains(character) { result += "\\" }
        result.unicodeScalars.append(character)
    }
    return result
}
