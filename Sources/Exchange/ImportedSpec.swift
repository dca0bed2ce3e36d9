// A spec as an import makes it of another tool's search space: its domains, what could not be said
// exactly, and its text. Knows nothing of where it came from.
import Spec
import Text

/// What stops an import; says what to write instead.
package struct ImportFailure: Error {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// A search space of another tool in hpmake's terms, with what else the source said of the search.
package struct ImportedSpec: Sendable {
    /// What the source is, such as `a sweep of W&B`.
    let source: String
    private(set) var parameters: [ImportedParameter] = []
    var exclusions: [[(name: String, value: JSONValue)]] = []
    /// nil where the source says nothing of it.
    var search: ImportedSearch?
    var samples: Int?
    var seed: Int?
    var objectives: [Objective] = []
    /// How the source hands parameters over that have others below them.
    var parameterForm = ParameterForm.flat
    /// The trainer's command; nil where the source has none.
    var run: String?
    /// What holds for the whole, and not for one parameter.
    private(set) var notes: [String] = []
    /// New names by those of the source that hpmake cannot have.
    private var renamed: [String: String] = [:]

    init(source: String) { self.source = source }

    package mutating func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    /// Adds a parameter under a name that hpmake can have.
    mutating func add(_ name: String, _ domain: ImportedDomain) {
        parameters.append(ImportedParameter(name: self.name(name), domain: domain))
    }

    /// Adds a parameter whose name hpmake can have.
    mutating func add(_ parameter: ImportedParameter) { parameters.append(parameter) }

    /// Adds what differs to a parameter that is there already.
    mutating func note(_ text: String, of name: String) {
        let name = renamed[name] ?? name
        for index in parameters.indices where parameters[index].name == name {
            parameters[index].domain.notes.append(text)
        }
    }

    /// Limits a parameter that is there already to configurations where more holds.
    mutating func add(condition: (String, JSONValue), to name: String) {
        let name = renamed[name] ?? name
        for index in parameters.indices where parameters[index].name == name {
            parameters[index].conditions.append((self.name(condition.0), condition.1))
        }
    }

    /// What the source calls a grid may be none that hpmake can take.
    mutating func replaceImpossibleGrid() {
        guard search == .grid, !parameters.allSatisfy(\.domain.isFinite) else { return }
        search = .random
        note("a grid cannot take all of a continuous domain: the search became random")
    }

    /// The name that hpmake has for one of the source: the same, or, with a note, one of its letters.
    mutating func name(_ name: String) -> String {
        if let known = renamed[name] { return known }
        var result = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { isParameterName("a\($0)") ? $0 : "_" }))
        if Builtin(rawValue: result) != nil { result += "_" }
        // One that began with `_` would be a label, which {args} does not pass on.
        if !isParameterName(result) || result.hasPrefix("_") { result = "p" + result }
        while renamed.values.contains(result) { result += "_" }
        renamed[name] = result
        if result != name {
            note(
                "\(quoted(name)) is no name that hpmake can have: it is called \(quoted(result)), "
                    + "for the trainer, too")
        }
        return result
    }

    /// `key={name}` for all parameters, with the keys of the source, for a trainer that wants no hyphens.
    mutating func assignments(_ keys: [String]) -> String {
        keys.map { key in
            let name = self.name(key.bareKey)
            return "\(shellWord(key))={\(name)}"
        }.joined(separator: " ")
    }

    /// All that differs from the source, a line each, for people.
    package var warnings: [String] {
        parameters.flatMap(\.warnings) + notes
    }
}

/// A word of a command as the shell takes it for one.
func shellWord(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
            || "._/+,@%:=-".utf8.contains($0)
    }
    if isPlain, !word.isEmpty { return word }
    return "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
}

extension String {
    /// A key of Hydra's without the signs that say how it is set.
    var bareKey: String { String(drop { $0 == "+" }) }
}

/// How a source searches, as far as hpmake can do the same.
enum ImportedSearch: String, Sendable {
    case grid, random, sobol
}

extension ImportedSpec {
    /// The spec's text.
    package var text: String {
        var members: [(String, JSONValue)] = [
            ("//", .string("made of \(source) by hpmake import"))
        ]
        members += notes.map { ("//", .string($0)) }
        members.append(("space", ImportedDomain.space(parameters)))
        if !exclusions.isEmpty {
            members.append(("exclude", .array(exclusions.map { .object($0.map { ($0, $1) }) })))
        }
        members.append(("search", searchJSON))
        if parameterForm != .flat { members.append(("params", .string(parameterForm.rawValue))) }
        members.append(("stages", .object([("train", .string(run ?? placeholder))])))
        let goals = objectives.map { goal in
            JSONValue.object([(goal.maximize ? "maximize" : "minimize", .string(goal.metric))])
        }
        if goals.count == 1 { members.append(("objective", goals[0])) }
        if goals.count > 1 { members.append(("objective", .array(goals))) }
        return SpecText(.object(members)).text
    }

    private var placeholder: String { "python train.py --out {out} \(passing)" }

    /// What passes all parameters to a trainer, in the form that the source has them in.
    var passing: String { parameterForm == .flat ? "{args}" : "--params {params}" }

    private var searchJSON: JSONValue {
        let isFinite = parameters.allSatisfy(\.domain.isFinite)
        let method = search ?? (isFinite && samples == nil ? .grid : .random)
        guard method != .grid else { return .string("grid") }
        var members: [(String, JSONValue)] = [
            ("method", .string(method.rawValue)), ("samples", .int(samples ?? 100)),
        ]
        if let seed { members.append(("seed", .int(seed))) }
        return .object(members)
    }
}
