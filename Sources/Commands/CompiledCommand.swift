// A command as a plan holds it: placeholders resolved to numbered references, values left out.
// Knows nothing of sh's grammar and of processes.
import Spec
import Text

/// A command without any value in it.
package struct CompiledCommand: Equatable, Sendable {
    package enum Form: Equatable, Sendable {
        /// Shell text in which reference 3 is the variable `hpmake_3` or, of an option, the
        /// variables `hpmake_3_1` and `hpmake_3_2`, which are unset where there is no such word.
        case shell(String)
        /// Words that are run without a shell.
        case words([Word])
    }

    /// A piece of a word: text, or the number of a reference.
    package enum Part: Equatable, Sendable {
        case text(String)
        case reference(Int)
    }

    package typealias Word = [Part]

    package let form: Form
    package let references: [Reference]

    package init(form: Form, references: [Reference]) {
        self.form = form
        self.references = references
    }

    /// Whether `{args}` is in it, and written by a pattern.
    package var usesPattern: Bool {
        references.contains { if case .pattern = $0.form { true } else { false } }
    }

    /// The variable of a value, or the prefix of those of an option.
    package static func variable(_ index: Int) -> String { "\(variableStem)\(index)" }

    /// What no command calls its own variables.
    static let variableStem = "hpmake_"

    // MARK: as JSON

    package var json: [(String, JSONValue)] {
        let references = ("references", JSONValue.array(references.map { .string($0.encoded) }))
        switch form {
        case .shell(let text): return [("shell", .string(text)), references]
        case .words(let words):
            return [("words", .array(words.map(CompiledCommand.json))), references]
        }
    }

    package init?(json: JSONValue) {
        let references = (json["references"]?.items ?? []).compactMap(\.stringValue)
        if let text = json["shell"]?.stringValue {
            form = .shell(text)
        } else if let words = json["words"]?.items {
            form = .words(words.map(CompiledCommand.word))
        } else {
            return nil
        }
        self.references = references.map(Reference.init(encoded:))
    }

    /// A word as an array of texts and numbers.
    package static func json(_ word: Word) -> JSONValue {
        .array(
            word.map { part in
                switch part {
                case .text(let text): .string(text)
                case .reference(let index): .int(index)
                }
            })
    }

    package static func word(_ json: JSONValue) -> Word {
        (json.items ?? []).compactMap { part in
            part.stringValue.map(Part.text) ?? part.intValue.map(Part.reference)
        }
    }
}
