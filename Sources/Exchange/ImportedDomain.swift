// A parameter as an import makes it of another tool's: its domain in hpmake's terms, with what that does not
// say as the source did. Knows nothing of the rest of the spec.
import Spec
import Text

struct ImportedParameter: Sendable {
    let name: String
    var domain: ImportedDomain
    /// Names and values (or arrays of them) as in `when`.
    var conditions: [(String, JSONValue)] = []

    /// Its own and, where it picks a case, those of the parameters of all cases.
    var warnings: [String] {
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
    enum Form: Sendable {
        case value(JSONValue)
        case members([(String, JSONValue)])
        case cases([(name: String, parameters: [ImportedParameter])])
    }

    let form: Form
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
    func json(_ conditions: [(String, JSONValue)]) -> JSONValue {
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

    static func space(_ parameters: [ImportedParameter]) -> JSONValue {
        .object(parameters.map { ($0.name, $0.domain.json($0.conditions)) })
    }
}
