// What a command asks of a run: a value, or an option with its value.
// Knows nothing of how either reaches the process.
import Spec

/// A placeholder that was resolved: `lr` for its value, `--lr` for the option.
package struct Reference: Hashable, Sendable {
    package let name: String
    package let isOption: Bool

    package init(name: String, isOption: Bool) {
        self.name = name
        self.isOption = isOption
    }

    /// The form in which a plan holds it.
    package init(encoded: String) {
        isOption = encoded.hasPrefix("--")
        name = isOption ? String(encoded.dropFirst(2)) : encoded
    }

    package var encoded: String { isOption ? "--" + name : name }
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
    /// All parameters and the repeat, in order.
    package let parameters: [String]
    /// Those of them that are numbers in every configuration.
    package let numeric: Set<String>

    package init(_ experiment: Experiment) {
        let declared = experiment.parameterNames
        parameters = declared + (experiment.repetition.map { [$0.name] } ?? [])
        var texts: Set<String> = []
        func check(_ name: String, _ values: [Value]) {
            if values.contains(where: { $0.kind != .number }) { texts.insert(name) }
        }
        for parameter in experiment.spaces.flatMap(\.parameters) {
            if case .choice(let values, _) = parameter.domain { check(parameter.name, values) }
        }
        for (name, value) in experiment.defaults { check(name, [value]) }
        if let repetition = experiment.repetition { check(repetition.name, repetition.values) }
        numeric = Set(parameters).subtracting(texts)
    }

    /// What `{args}` stands for.
    package var arguments: [Reference] {
        parameters.filter { !$0.hasPrefix("_") }.map { Reference(name: $0, isOption: true) }
    }
}
