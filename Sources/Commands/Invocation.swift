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
        if word.count == 1, case .reference(let index) = word[0] {
            guard let reference = reference(index) else { return [] }
            if reference.isOption { return optionWords(reference.name, value(reference.name)) }
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

    private func reference(_ index: Int) -> Reference? {
        references.indices.contains(index) ? references[index] : nil
    }

    private func variables(_ value: (String) -> Value?) -> [(name: String, value: String)] {
        references.enumerated().flatMap { index, reference in
            let variable = CompiledCommand.variable(index)
            let value = value(reference.name)
            if !reference.isOption { return value.map { [(variable, $0.text)] } ?? [] }
            return optionWords(reference.name, value).enumerated().map {
                ("\(variable)_\($0.offset + 1)", $0.element)
            }
        }
    }

    /// Puts values where the translator put variables: it wrote `${hp3}` between double quotes and
    /// `${hp4_1+"$hp4_1"}` outside of them, nothing else.
    private func render(_ text: String, _ variables: [(name: String, value: String)]) -> String {
        let (bytes, start) = (Array(text.utf8), Array("${hp".utf8))
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard bytes[at] == start[0], bytes[at...].starts(with: start) else {
                result.append(bytes[at])
                at += 1
                continue
            }
            let name = bytes[(at + 2)...].prefix {
                $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "+")
            }
            let value = variables.first { $0.name.utf8.elementsEqual(name) }?.value
            let rest = bytes[name.endIndex...]
            let option = Array("+\"$".utf8) + name + Array("\"}".utf8)
            if rest.first == UInt8(ascii: "}") {
                result += escapedForDoubleQuotes(value ?? "").utf8
                at = name.endIndex + 1
            } else if rest.starts(with: option) {
                if let value {
                    result += shellQuoted(value).utf8
                } else if result.last == UInt8(ascii: " ") {
                    result.removeLast()
                }
                at = name.endIndex + option.count
            } else {
                result += bytes[at..<name.endIndex]
                at = name.endIndex
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// `text` as one word of sh.
package func shellQuoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
            || "._/+,@%:=-".utf8.contains($0)
    }
    if plain, !text.isEmpty { return text }
    return "'"
        + text.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
}

private func escapedForDoubleQuotes(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
        if "$`\"\\".unicodeScalars.contains(character) { result += "\\" }
        result.unicodeScalars.append(character)
    }
    return result
}
