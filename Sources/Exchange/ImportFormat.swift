// The formats that an import knows, and which of them a content is of. A new one is a file and a line
// here. Knows nothing of what their domains mean.
import Spec
import Text

/// A format of search spaces.
package struct ImportFormat: Sendable {
    /// As `--from` has it.
    package let name: String
    /// Whether a content is of this format.
    let recognises: @Sendable (JSONValue) -> Bool
    let read: @Sendable (JSONValue) throws(ImportFailure) -> ImportedSpec

    package static let all: [ImportFormat] = [
        .nni, .wandb, .configSpace, .optuna, .katib, .ray, .hydra, .guild, .kerasTuner, .syneTune,
        .determined, .vizier,
    ]

    package static func named(_ name: String) -> ImportFormat? { all.first { $0.name == name } }

    /// Reads a search space.
    ///
    /// - Parameters:
    ///   - json: a JSON document, or what stands for one: lines of JSON as an array, `name=value` words
    ///     as an object of strings.
    ///   - format: nil to tell by the content.
    package static func read(
        _ json: JSONValue, as format: ImportFormat?
    ) throws(ImportFailure) -> ImportedSpec {
        if let format { return try format.checked(json) }
        if json["space"] != nil, json["stages"] != nil {
            throw ImportFailure("it is a spec of hpmake already")
        }
        guard let format = all.first(where: { $0.recognises(json) }) else {
            let names = all.map(\.name).joined(separator: ", ")
            throw ImportFailure("it is of no format that is known: say which by --from (\(names))")
        }
        return try format.checked(json)
    }

    private func checked(_ json: JSONValue) throws(ImportFailure) -> ImportedSpec {
        var spec = try read(json)
        spec.replaceImpossibleGrid()
        guard !spec.parameters.isEmpty else {
            throw ImportFailure("there is no parameter in it, read as \(spec.source)")
        }
        let text = SourceText(name: "of the spec", bytes: Array(spec.text.utf8))
        let (_, found) = SpecDecoder.decode(text)
        if found.hasErrors {
            throw ImportFailure(
                "read as \(spec.source), it says what hpmake cannot do\n"
                    + found.rendered(in: text).dropLast())
        }
        return spec
    }
}

/// The `name=value` words of a text as an object of strings; nil where it is something else.
package func overrides(_ text: String) -> JSONValue? {
    var members: [(String, JSONValue)] = []
    for line in text.split(whereSeparator: \.isNewline) where line.first != "#" {
        for word in shellWords(line) {
            guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return nil }
            members.append(
                (String(word[..<sign]), .string(String(word[word.index(after: sign)...]))))
        }
    }
    return members.isEmpty ? nil : .object(members)
}

/// Words at blanks, but for those within quotes and brackets; a pair of quotes around all of a value is
/// the shell's.
private func shellWords(_ line: Substring) -> [String] {
    var (words, word): ([String], String) = ([], "")
    var (quote, depth): (Character?, Int) = (nil, 0)
    for character in line {
        if let open = quote {
            if character == open { quote = nil }
            if character != open || depth > 0 { word.append(character) }
            continue
        }
        switch character {
        case "'", "\"":
            quote = character
            if depth > 0 { word.append(character) }
        case "(", "[", "{":
            depth += 1
            word.append(character)
        case ")", "]", "}":
            depth -= 1
            word.append(character)
        case _ where character.isWhitespace && depth <= 0:
            if !word.isEmpty { words.append(word) }
            word = ""
        default: word.append(character)
        }
    }
    return word.isEmpty ? words : words + [word]
}
