// The parameters of a run as nested objects, the way trainers of NNI get them: dots in names part them, and
// a parameter that has others below it is an object with its own value as `_name`. Knows nothing of files.
import Commands
import Spec
import Text

/// How parameters become members of objects.
package struct Nesting: Sendable {
    /// Parameters that are objects: those that pick a case, be it one without parameters, and those with
    /// others below them.
    private let objects: Set<String>

    /// nil where the spec wants each parameter as a member of its own.
    init?(_ experiment: Experiment) {
        guard experiment.parameterForm == .nested else { return nil }
        let names = Set(Vocabulary(experiment).parameters)
        let above = names.flatMap { name in
            name.indices.filter { name[$0] == "." }.map { String(name[..<$0]) }
        }
        let picking = experiment.spaces.flatMap(\.parameters).filter(\.picksCase).map(\.name)
        objects = names.intersection(above).union(picking)
    }

    /// The JSON object of a run's parameters.
    package func json(_ parameters: [(name: String, value: Value)]) -> JSONValue {
        var root: [(String, JSONValue)] = []
        for (name, value) in parameters {
            var path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            if objects.contains(name) { path.append(ParameterForm.ownName) }
            insert(value, at: path[...], into: &root)
        }
        return .object(root)
    }

    private func insert(
        _ value: Value, at path: ArraySlice<String>, into members: inout [(String, JSONValue)]
    ) {
        guard let first = path.first else { return }
        let place = members.firstIndex { $0.0 == first } ?? members.count
        guard path.count > 1 else {
            // In front of what was declared before it.
            members.insert((first, value.jsonValue), at: first == ParameterForm.ownName ? 0 : place)
            return
        }
        if place == members.count { members.append((first, .object([]))) }
        var inner = members[place].1.members ?? []
        insert(value, at: path.dropFirst(), into: &inner)
        members[place].1 = .object(inner)
    }

    /// What `json` was made of.
    ///
    /// - Parameter known: names of parameters; one that has none below it may have an object as its value.
    package func parameters(
        _ members: [(String, JSONValue)], known: [String]
    ) -> [(name: String, value: Value)] {
        parameters(members, in: nil, values: Set(known).subtracting(objects))
    }

    private func parameters(
        _ members: [(String, JSONValue)], in object: String?, values: Set<String>
    ) -> [(name: String, value: Value)] {
        members.flatMap { key, json -> [(name: String, value: Value)] in
            if key == ParameterForm.ownName, let object { return [(object, Value(json))] }
            let name = object.map { "\($0).\(key)" } ?? key
            guard let inner = json.members, !values.contains(name) else {
                return [(name, Value(json))]
            }
            return parameters(inner, in: name, values: values)
        }
    }
}

extension Nesting {
    var coded: JSONValue { .array(objects.sorted().map { .string($0) }) }

    init?(coded: JSONValue) {
        guard let items = coded.items else { return nil }
        objects = Set(items.compactMap(\.stringValue))
    }
}
