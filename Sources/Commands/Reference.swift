// What a command asks of a run: a value, or an option with its value.
// Knows nothing of how either reaches the process.
import Spec

/// A placeholder that was resolved: `lr` for its value, `--lr` for the option, or what `{args}` writes for
/// the parameter where the spec has a pattern for that.
package struct Reference: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        case value
        case option
        case pattern(ArgumentPattern)
    }

    package let name: String
    package let form: Form

    /// Whether it becomes words of its own, or none.
    package var isOption: Bool { form != .value }

    package init(name: String, isOption: Bool) {
        self.init(name: name, form: isOption ? .option : .value)
    }

    package init(name: String, form: Form) {
        self.name = name
        self.form = form
    }

    /// The form in which a plan holds it: no name has a colon.
    package init(encoded: String) {
        if encoded.hasPrefix("--") {
            self.init(name: String(encoded.dropFirst(2)), form: .option)
        } else if let colon = encoded.firstIndex(of: ":"),
            let pattern = ArgumentPattern(String(encoded[encoded.index(after: colon)...]))
        {
            self.init(name: String(encoded[..<colon]), form: .pattern(pattern))
        } else {
            self.init(name: encoded, form: .value)
        }
    }

    package var encoded: String {
        switch form {
        case .value: name
        case .option: "--" + name
        case .pattern(let pattern): "\(name):\(pattern.text)"
        }
    }

    /// How many words it becomes at most.
    var wordCount: Int {
        switch form {
        case .value: 1
        case .option: 2
        case .pattern(let pattern): pattern.words.count
        }
    }

    /// The words that it becomes with this value; nil for an absent parameter.
    func words(_ value: Value?) -> [String] {
        switch form {
        case .value: value.map { [$0.text] } ?? []
        case .option: optionWords(name, value)
        case .pattern(let pattern): pattern.words(name, value)
        }
    }
}

/// The words that the option `--name` becomes with this value: none for an absent parameter, false
/// and null; the name alone for true; else two words, or one where the value begins with `-` and
/// would be taken for another option.
package func optionWords(_ name: String, _ value: Value?) -> [String] {
    guard let value else { return [] }
    switch (value.kind, value.text) {
    case (.null, _), (.bool, "false"): return []
    case (.bool, _): return ["--\(name)"]
    case (_, let text) where text.hasPrefix("-"): return ["--\(name)=\(text)"]
    case (_, let text): return ["--\(name)", text]
    }
}

/// The names that commands may use, and what is known of them when they are compiled.
package struct Vocabulary: Sendable {
    /// All parameters, the resource of the rungs and the repeat, in order.
    package let parameters: [String]
    /// Those of them that are numbers in every configuration.
    package let numeric: Set<String>
    /// How `{args}` writes a parameter; nil for `--name value`.
    private let pattern: ArgumentPattern?

    package init(_ experiment: Experiment) {
        let declared = experiment.parameterNames
        parameters =
            declared + (experiment.search.rungs.map { [$0.name] } ?? [])
            + (experiment.repetition.map { [$0.name] } ?? [])
        var texts: Set<String> = []
        func check(_ name: String, _ values: [Value]) {
            if values.contains(where: { $0.kind != .number }) { texts.insert(name) }
        }
        for parameter in experiment.spaces.flatMap(\.parameters) {
            if case .choice(let values, _) = parameter.domain { check(parameter.name, values) }
        }
        for (name, value) in experiment.chosenValues { check(name, [value]) }
        if let repetition = experiment.repetition { check(repetition.name, repetition.values) }
        pattern = experiment.arguments
        numeric = Set(parameters).subtracting(texts)
    }

    /// What `{args}` stands for.
    package var arguments: [Reference] {
        let form = pattern.map(Reference.Form.pattern) ?? .option
        return parameters.filter { !$0.hasPrefix("_") }.map { Reference(name: $0, form: form) }
    }
}
