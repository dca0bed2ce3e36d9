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
                    + "also in {args}")
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

struct ImportedParameter: Sendable {
    let name: String
    var domain: ImportedDomain
    /// Names and values (or arrays of them) as in `when`.
    var conditions: [(String, JSONValue)] = []

    /// Its own and, where it picks a case, those of the parameters of all cases.
    fileprivate var warnings: [String] {
        var result = domain.notes.map { "\(quoted(name)): \($0)" }
        if case .cases(let cases) = domain.form {
            result += cases.flatMap { $0.parameters.flatMap(\.warnings) }
        }
        return result
    }
}

/// A domain with what it does not say as the source did.
struct ImportedDomain: Sendable {
    /// A scalar, an array, or the members of an object.
    fileprivate enum Form: Sendable {
        case value(JSONValue)
        case members([(String, JSONValue)])
        case cases([(name: String, parameters: [ImportedParameter])])
    }

    fileprivate let form: Form
    var notes: [String]
    /// Whether a grid can take all of it.
    let isFinite: Bool

    private init(_ form: Form, isFinite: Bool, _ note: String?) {
        (self.form, self.isFinite) = (form, isFinite)
        notes = note.map { [$0] } ?? []
    }

    static func constant(_ value: JSONValue) -> ImportedDomain {
        switch value {
        case .array, .object: ImportedDomain(.value(.array([value])), isFinite: true, nil)
        default: ImportedDomain(.value(value), isFinite: true, nil)
        }
    }

    /// One of some values; one that is there several times counts as often.
    ///
    /// - Parameter weights: one for each value; nil where all count alike.
    static func choice(
        _ values: [JSONValue], weights: [Double]? = nil, note: String? = nil
    ) -> ImportedDomain {
        var (kept, sums): ([JSONValue], [Double]) = ([], [])
        var places: [Value: Int] = [:]
        for (index, value) in values.enumerated() {
            let weight = weights.map { index < $0.count ? $0[index] : 0 } ?? 1
            let key = Value(value).canonical
            if let place = places[key] {
                sums[place] += weight
            } else {
                places[key] = kept.count
                kept.append(value)
                sums.append(weight)
            }
        }
        let isEven = sums.allSatisfy { $0 == sums[0] }
        if isEven { return ImportedDomain(.value(.array(kept)), isFinite: true, note) }
        return ImportedDomain(
            .members([
                ("choice", .array(kept)),
                ("weights", .array(sums.map { .number(decimalText($0)) })),
            ]), isFinite: true, note)
    }

    /// The name of a case, whose parameters exist only then.
    static func cases(
        _ cases: [(name: String, parameters: [ImportedParameter])]
    ) -> ImportedDomain {
        let isFinite = cases.allSatisfy { $0.parameters.allSatisfy(\.domain.isFinite) }
        return ImportedDomain(.cases(cases), isFinite: isFinite, nil)
    }

    /// A keyword of hpmake's with its arguments.
    static func keyword(
        _ keyword: String, _ arguments: [Decimal], note: String? = nil
    ) -> ImportedDomain {
        let finite = ["arange", "linspace", "geomspace", "randint"]
        return ImportedDomain(
            .members([(keyword, .array(arguments.map { .number($0.text) }))]),
            isFinite: finite.contains(keyword), note)
    }

    /// A normal distribution that is drawn again outside of bounds.
    static func bounded(
        _ keyword: String, _ arguments: [Decimal], _ low: Decimal, _ high: Decimal
    ) -> ImportedDomain {
        ImportedDomain(
            .members([
                (keyword, .array(arguments.map { .number($0.text) })),
                ("bounds", .array([.number(low.text), .number(high.text)])),
            ]), isFinite: false, nil)
    }

    func noted(_ note: String?) -> ImportedDomain {
        var result = self
        if let note { result.notes.append(note) }
        return result
    }

    /// As the spec has it.
    fileprivate func json(_ conditions: [(String, JSONValue)]) -> JSONValue {
        if case .value(let value) = form, notes.isEmpty, conditions.isEmpty { return value }
        var members = notes.map { ("//", JSONValue.string($0)) }
        switch form {
        case .members(let own): members += own
        case .cases(let cases):
            let objects = cases.map { ($0.name, ImportedDomain.space($0.parameters)) }
            members.append(("cases", .object(objects)))
        case .value(.array(let items)): members.append(("choice", .array(items)))
        case .value(let value): members.append(("choice", .array([value])))
        }
        if !conditions.isEmpty { members.append(("when", .object(conditions))) }
        return .object(members)
    }

    fileprivate static func space(_ parameters: [ImportedParameter]) -> JSONValue {
        .object(parameters.map { ($0.name, $0.domain.json($0.conditions)) })
    }
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

/// A spec's JSON as people write it: what is long has a line for each member, the rest is on one line.
private struct SpecText {
    private(set) var text = ""
    private static let width = 100

    init(_ json: JSONValue) {
        write(json, indent: 0, isOpen: true)
        text += "\n"
    }

    /// - Parameter isOpen: whether it has a line for each member however short it is.
    private mutating func write(_ json: JSONValue, indent: Int, isOpen: Bool = false) {
        let flat = SpecText.flat(json)
        guard case .object(let members) = json, !members.isEmpty,
            isOpen || flat.utf8.count + indent > SpecText.width
        else {
            text += flat
            return
        }
        let margin = String(repeating: " ", count: indent + 2)
        text += "{\n"
        for (index, (key, value)) in members.enumerated() {
            text += margin + quoted(key) + ": "
            write(value, indent: indent + 2, isOpen: indent == 0 && key == "space")
            text += index + 1 < members.count ? ",\n" : "\n"
        }
        text += String(repeating: " ", count: indent) + "}"
    }

    private static func flat(_ json: JSONValue) -> String {
        switch json {
        case .array(let items): "[" + items.map(flat).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ "
                    + members.map { "\(quoted($0)): \(flat($1))" }.joined(separator: ", ") + " }"
        default: json.compact
        }
    }
}
