// Checks of a decoded spec that need more than one part of it: names of parameters, conditions, clashes.
// What stages name has a file of its own.
// Knows nothing of configurations; what depends on those is checked when the graph is built.
import Text

extension SpecDecoder {
    mutating func validate(_ experiment: Experiment, _ root: JSONNode) {
        for space in experiment.spaces { validate(space, experiment) }
        validateParameters(experiment, root)
        validateStages(experiment, root)
        validateSlurm(experiment, root)
    }

    // MARK: parameters

    private mutating func validate(_ space: SubSpace, _ experiment: Experiment) {
        let byName = Dictionary(grouping: space.parameters, by: \.name)
        let names = Set(byName.keys).union(experiment.defaults.map(\.name)).union(unreadNames)
        for parameter in space.parameters {
            for condition in parameter.conditions where !names.contains(condition.name) {
                diagnostics.error(
                    "no parameter is called \(quoted(condition.name))"
                        + suggestion(for: condition.name, among: names), at: condition.range)
            }
        }
        for namesakes in byName.values where namesakes.count > 1 {
            let conditions = namesakes.map { implied($0, byName) }
            for (index, parameter) in namesakes.enumerated()
            where conditions[..<index].contains(where: { !areExclusive($0, conditions[index]) }) {
                diagnostics.error(
                    "\(quoted(parameter.name)) is declared twice, and both could exist at once",
                    at: parameter.nameRange)
            }
        }
        for parameter in space.parameters {
            for condition in parameter.conditions {
                warnOfNever(condition, byName, experiment.chosenValues)
            }
        }
        if let parameter = evaluationOrder(of: space.parameters).cyclic.first {
            diagnostics.error(
                "the conditions of \(quoted(parameter.name)) depend on it: a cycle",
                at: parameter.conditions.first?.range ?? parameter.nameRange)
        }
    }

    /// The conditions of a parameter, and of those that it depends on as far as there is one of them.
    private func implied(
        _ parameter: Parameter, _ byName: [String: [Parameter]]
    ) -> [Condition] {
        var result: [Condition] = []
        var open = parameter.conditions
        var seen: Set<String> = []
        while let condition = open.popLast() {
            result.append(condition)
            guard seen.insert(condition.name).inserted, let found = byName[condition.name],
                found.count == 1
            else { continue }
            open += found[0].conditions
        }
        return result
    }

    /// A condition on a value that the parameter does not take is a slip, or left over from an edit.
    private mutating func warnOfNever(
        _ condition: Condition, _ byName: [String: [Parameter]],
        _ chosen: [(name: String, value: Value)]
    ) {
        var values: [Value] = []
        for parameter in byName[condition.name] ?? [] {
            guard case .choice(let choices, _) = parameter.domain, !choices.isEmpty else { return }
            values += choices
        }
        values += chosen.filter { $0.name == condition.name }.map(\.value)
        guard !values.isEmpty else { return }
        guard condition.test == .among || condition.test == .notAmong else {
            if !values.contains(where: condition.holds) {
                diagnostics.warning("\(quoted(condition.name)) is never so", at: condition.range)
            }
            return
        }
        for wanted in condition.alternatives where !values.contains(where: wanted.matches) {
            let near = nearMiss(wanted.text, among: values.map(\.text))
            var meant = values.first { $0.text == near }.map { "; did you mean \($0.json)?" } ?? ""
            if wanted.text.hasPrefix("["), wanted.kind == .composite {
                meant = "; give each value an exclusion of its own"
            }
            diagnostics.warning(
                "\(quoted(condition.name)) is never \(wanted.json)\(meant)", at: condition.range)
        }
    }

    /// Whether a condition on one parameter keeps two others from existing at once.
    private func areExclusive(_ a: [Condition], _ b: [Condition]) -> Bool {
        a.contains { first in
            b.contains { second in
                first.name == second.name && areExclusive(first, second)
            }
        }
    }

    /// Whether no value passes both tests.
    private func areExclusive(_ a: Condition, _ b: Condition) -> Bool {
        if a.test == .among { return !a.alternatives.contains(where: b.holds) }
        if b.test == .among { return !b.alternatives.contains(where: a.holds) }
        let isBelow: (Condition) -> Bool = { $0.test == .less || $0.test == .atMost }
        let isAbove: (Condition) -> Bool = { $0.test == .greater || $0.test == .atLeast }
        guard let first = a.alternatives.first?.number, let second = b.alternatives.first?.number
        else { return false }
        let (low, high): (Double, Double)
        switch true {
        case isBelow(a) && isAbove(b): (high, low) = (first, second)
        case isAbove(a) && isBelow(b): (low, high) = (first, second)
        default: return false
        }
        let isShared =
            a.test != .less && b.test != .less && a.test != .greater && b.test != .greater
        return low > high || low == high && !isShared
    }

    private mutating func validateParameters(_ experiment: Experiment, _ root: JSONNode) {
        let names = experiment.parameterNames
        if let repetition = experiment.repetition, names.contains(repetition.name) {
            diagnostics.error(
                "\(quoted(repetition.name)) is a parameter already: rename the repeat or the "
                    + "parameter", at: root["repeat"]?.range)
        }
        validateSearch(experiment, names, root)
        validateImplied(experiment, names, root)
        validateNesting(experiment)
        validatePoints(experiment, names)
        guard case .array(let items)? = root["exclude"]?.content else { return }
        let byName = Dictionary(grouping: experiment.spaces.flatMap(\.parameters), by: \.name)
        for item in items {
            for member in item.members {
                guard names.contains(member.key) || experiment.spaces.isEmpty else {
                    diagnostics.error(
                        "no parameter is called \(quoted(member.key))"
                            + suggestion(for: member.key, among: names), at: member.keyRange)
                    continue
                }
                let value = Condition(
                    name: member.key, alternatives: [Value(member.value.value)],
                    range: member.value.range)
                warnOfNever(value, byName, experiment.chosenValues)
            }
        }
    }

    private mutating func validatePoints(_ experiment: Experiment, _ names: [String]) {
        // Without a space no name is known.
        guard !experiment.spaces.isEmpty else { return }
        for point in experiment.points {
            for ((name, _), range) in zip(point.values, point.nameRanges)
            where !names.contains(name) {
                let isRepeat = experiment.repetition?.name == name
                diagnostics.error(
                    isRepeat
                        ? "\(quoted(name)) is the repeat, which every point has all values of: leave it out"
                        : "no parameter is called \(quoted(name))"
                            + suggestion(for: name, among: names), at: range)
            }
        }
    }

    /// In nested objects one member of each is taken.
    private mutating func validateNesting(_ experiment: Experiment) {
        guard experiment.parameterForm == .nested else { return }
        for parameter in experiment.spaces.flatMap(\.parameters)
        where parameter.name.split(separator: ".").dropFirst().contains(ParameterForm.ownName[...])
        {
            diagnostics.error(
                "\(quoted(ParameterForm.ownName)) is where nested \"params\" hold the value of the "
                    + "parameter above: call it otherwise", at: parameter.nameRange)
        }
    }

    private mutating func validateImplied(
        _ experiment: Experiment, _ names: [String], _ root: JSONNode
    ) {
        guard !experiment.spaces.isEmpty else { return }
        for member in root["implied"]?.members ?? [] where !names.contains(member.key) {
            let isRepeat = experiment.repetition?.name == member.key
            diagnostics.error(
                isRepeat
                    ? "\(quoted(member.key)) is the repeat, which is no part of an id: leave it out"
                    : "no parameter is called \(quoted(member.key))"
                        + suggestion(for: member.key, among: names), at: member.keyRange)
        }
    }
}

/// The parameters in an order in which each comes after those that its conditions name, and as
/// they were declared apart from that; and those for which there is no such place.
package func evaluationOrder(
    of parameters: [Parameter]
) -> (order: [Int], cyclic: [Parameter]) {
    var order: [Int] = []
    var isPlaced = Array(repeating: false, count: parameters.count)
    var firstWaiting = 0
    // A condition on a name waits for all parameters of that name.
    var open = Dictionary(parameters.map { ($0.name, 1) }, uniquingKeysWith: +)
    while order.count < parameters.count {
        let next = parameters[firstWaiting...].indices.first { index in
            !isPlaced[index]
                && parameters[index].conditions.allSatisfy { open[$0.name, default: 0] == 0 }
        }
        guard let next else {
            return (order, parameters.indices.filter { !isPlaced[$0] }.map { parameters[$0] })
        }
        open[parameters[next].name, default: 1] -= 1
        order.append(next)
        isPlaced[next] = true
        while firstWaiting < parameters.count, isPlaced[firstWaiting] { firstWaiting += 1 }
    }
    return (order, [])
}
