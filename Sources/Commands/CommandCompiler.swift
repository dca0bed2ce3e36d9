// Compiles the commands of a spec: resolves placeholders, hands shell text to the translator.
// Knows nothing of single configurations.
import Spec
import Text

/// Turns a stage's command and environment into compiled form, and says what is wrong with them.
package struct CommandCompiler {
    package private(set) var diagnostics = Diagnostics()
    private let vocabulary: Vocabulary
    private let shell: Shell
    private let isPreprocess: Bool
    private var references: [Reference] = []
    private var numbers: [Reference: Int] = [:]

    /// - Parameter isPreprocess: whether there is no run, so that its placeholders are errors.
    package init(vocabulary: Vocabulary, shell: Shell, isPreprocess: Bool) {
        self.vocabulary = vocabulary
        self.shell = shell
        self.isPreprocess = isPreprocess
    }

    /// The compiled command and environment of a stage; they share one list of references.
    package mutating func compile(
        _ stage: Stage
    ) -> (command: CompiledCommand, environment: [(name: String, text: CompiledCommand.Word)]) {
        (references, numbers) = ([], [:])
        let form: CompiledCommand.Form
        switch stage.command {
        case .shell(let source):
            var translator = ShellTranslator(source, shell: shell)
            form = .shell(translator.translate(with: &self))
        case .words(let words): form = .words(words.flatMap { self.words($0) })
        }
        let environment = stage.environment.map { name, text in
            warnOfVariables(text)
            return (name: name, text: word(text, "a variable's value cannot hold them"))
        }
        return (CompiledCommand(form: form, references: references), environment)
    }

    /// One element of an array command: itself, or the options that it stands for as a whole.
    private mutating func words(_ source: SourceString) -> [CompiledCommand.Word] {
        let bytes = Array(source.text.utf8)
        if let placeholder = Placeholder.all(in: bytes).first, placeholder.range == bytes.indices,
            placeholder.form != .literal
        {
            switch resolve(placeholder, in: source) {
            case .options(let indices): return indices.map { [.reference($0)] }
            case .value(let index): return [[.reference(index)]]
            case .text, nil: return []
            }
        }
        return [word(source, "let it be an element of its own")]
    }

    /// `$NAME` is replaced by nobody where no shell reads it.
    private mutating func warnOfVariables(_ source: SourceString) {
        let bytes = Array(source.text.utf8)
        for (offset, byte) in bytes.enumerated().dropLast() where byte == UInt8(ascii: "$") {
            let rest = bytes[(offset + 1)...].drop { $0 == UInt8(ascii: "{") }
            let name = rest.prefix(while: isNameByte)
            guard let first = name.first, !(0x30...0x39).contains(first) else { continue }
            let shown = String(decoding: name, as: UTF8.self)
            diagnostics.warning(
                "no shell reads this: the stage gets $\(shown) as it stands here; set the variable in "
                    + "the command, as in X=\"$\(shown)\" python ..",
                at: source.range(of: offset..<name.endIndex))
            return
        }
    }

    /// The literal text of a word and its references.
    ///
    /// - Parameter advice: what to do instead of writing several words into it.
    private mutating func word(_ source: SourceString, _ advice: String) -> CompiledCommand.Word {
        let bytes = Array(source.text.utf8)
        var word: CompiledCommand.Word = []
        var text: [UInt8] = []
        var offset = 0
        for placeholder in Placeholder.all(in: bytes) {
            text += bytes[offset..<placeholder.range.lowerBound]
            offset = placeholder.range.upperBound
            switch resolve(placeholder, in: source) {
            case .text(let literal): text += Array(literal.utf8)
            case .value(let index):
                if !text.isEmpty { word.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                word.append(.reference(index))
            case .options:
                let shown = String(decoding: bytes[placeholder.range], as: UTF8.self)
                error("\(shown) becomes several words: \(advice)", placeholder, source)
            case nil: break
            }
        }
        text += bytes[offset...]
        if !text.isEmpty || word.isEmpty {
            word.append(.text(String(decoding: text, as: UTF8.self)))
        }
        return word
    }

    // MARK: for the translator

    /// What a placeholder stands for.
    enum Resolved {
        case text(String)
        case value(Int)
        case options([Int])
    }

    /// Resolves a placeholder, or reports that there is no such name.
    mutating func resolve(_ placeholder: Placeholder, in source: SourceString) -> Resolved? {
        let name = placeholder.name
        if placeholder.form == .literal { return .text("{\(name)}") }
        if let builtin = Builtin(rawValue: name) {
            return resolve(builtin, placeholder, source)
        }
        guard vocabulary.parameters.contains(name) else {
            let known = vocabulary.parameters + Builtin.allCases.map(\.rawValue)
            error(
                "no parameter is called \(quoted(name)), and a literal brace is written "
                    + "{{\(placeholder.form == .option ? "--" : "")\(name)}}"
                    + suggestion(for: name, among: known), placeholder, source)
            return nil
        }
        if isPreprocess {
            error("preprocess runs before all runs and has no {\(name)}", placeholder, source)
            return nil
        }
        let isOption = placeholder.form == .option
        let index = self.number(of: Reference(name: name, isOption: isOption))
        return isOption ? .options([index]) : .value(index)
    }

    /// Whether every value of a reference is a number, so that arithmetic cannot run it as code.
    func isNumeric(_ placeholder: Placeholder) -> Bool {
        vocabulary.numeric.contains(placeholder.name)
    }

    /// How many words a reference becomes at most.
    func wordCount(_ index: Int) -> Int { references[index].wordCount }

    mutating func error(_ message: String, _ placeholder: Placeholder, _ source: SourceString) {
        diagnostics.error(message, at: source.range(of: placeholder.range))
    }

    mutating func error(_ message: String, _ source: SourceString, at offset: Int) {
        diagnostics.error(message, at: source.range(of: offset..<offset + 1))
    }

    mutating func warning(_ message: String, _ source: SourceString, at offset: Int) {
        diagnostics.warning(message, at: source.range(of: offset..<offset + 1))
    }

    private mutating func resolve(
        _ builtin: Builtin, _ placeholder: Placeholder, _ source: SourceString
    ) -> Resolved? {
        if isPreprocess, !builtin.isKnownInPreprocess {
            error(
                "preprocess runs before all runs and has no {\(builtin.rawValue)}", placeholder,
                source)
            return nil
        }
        let isOption = placeholder.form == .option
        if builtin == .args {
            if isOption {
                error("write {args}, which is a list of options already", placeholder, source)
                return nil
            }
            return .options(vocabulary.arguments.map { number(of: $0) })
        }
        let index = self.number(of: Reference(name: builtin.rawValue, isOption: isOption))
        return isOption ? .options([index]) : .value(index)
    }

    private mutating func number(of reference: Reference) -> Int {
        if let known = numbers[reference] { return known }
        references.append(reference)
        numbers[reference] = references.count - 1
        return references.count - 1
    }
}
