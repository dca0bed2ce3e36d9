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
                rendered: filled.map(shellQuoted).joined(separator: " "))
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
        word.map { part in
            switch part {
            case .text(let text): text
            case .reference(let index) where references.indices.contains(index):
                value(references[index].name)?.text ?? ""
            case .reference: ""
            }
        }.joined()
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
        guard !references.isEmpty else { return text }
        let values = Dictionary(variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        var result = ""
        var rest = text[...]
        while let start = rest.range(ofText: "${hp") {
            result += rest[..<start.lowerBound]
            rest = rest[start.lowerBound...]
            let name = rest.dropFirst(2).prefix { $0 != "}" && $0 != "+" }
            let option = "${\(name)+\"$\(name)\"}"
            if rest.hasPrefix("${\(name)}") {
                result += escapedForDoubleQuotes(values[String(name)] ?? "")
                rest = rest.dropFirst(name.count + 3)
            } else if rest.hasPrefix(option) {
                let word = values[String(name)].map(shellQuoted)
                if word == nil, result.hasSuffix(" ") { result.removeLast() }
                result += word ?? ""
                rest = rest.dropFirst(option.count)
            } else {
                result += rest.prefix(2)
                rest = rest.dropFirst(2)
            }
        }
        return result + rest
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

extension Substring {
    /// Where `text` first stands; Foundation's search is not linked.
    fileprivate func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while let candidate = self[start...].firstIndex(of: "$") {
            if self[candidate...].hasPrefix(text) {
                return candidate..<index(candidate, offsetBy: text.count)
            }
            start = index(after: candidate)
        }
        return nil
    }
}
