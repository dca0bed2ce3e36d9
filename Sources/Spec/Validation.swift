// Checks of a decoded spec that need more than one part of it: references, conditions, clashes.
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

    // MARK: stages

    /// A stage learns its slots from a variable, which must not be one that means something else.
    private mutating func validateResources(_ resources: [Resource], _ root: JSONNode) {
        var seen: [String: String] = [:]
        for resource in resources {
            let variable = Resource.variable(resource.name)
            let range = root["resources"]?[resource.name]?.range
            if ["ID", "OUT", "PARAMS", "STAGE", "ATTEMPT"].contains(variable.dropFirst(7)) {
                diagnostics.error(
                    "\(variable) means something else to a stage: give the resource another "
                        + "name", at: range)
            } else if let other = seen.updateValue(resource.name, forKey: variable) {
                diagnostics.error(
                    "\(quoted(other)) and \(quoted(resource.name)) would both be "
                        + "\(variable) to a stage: rename one", at: range)
            }
        }
    }

    private mutating func validateStages(_ experiment: Experiment, _ root: JSONNode) {
        let resources = experiment.resources
        for stage in experiment.stages + (experiment.preprocess.map { [$0] } ?? []) {
            let needs = (root["stages"]?[stage.name] ?? root["preprocess"])?["needs"]
            for (name, count) in stage.needs {
                let range = needs?[name]?.range ?? stage.range
                guard let resource = resources.first(where: { $0.name == name }) else {
                    guard root["resources"].map({ $0.kind == "an object" }) ?? true else {
                        continue
                    }
                    let add = "\"resources\": { \(quoted(name)): \(max(1, count)) }"
                    let known = resources.map(\.name)
                    diagnostics.error(
                        resources.isEmpty
                            ? "the spec says nothing of \(quoted(name)): add \(add), a count or the "
                                + "slots themselves"
                            : "\"resources\" has no \(quoted(name))"
                                + suggestion(for: name, among: known), at: range)
                    continue
                }
                if !resource.slots.isEmpty, count > resource.distinctCount {
                    diagnostics.error(
                        "needs \(count) slots of \(quoted(name)), which has \(resource.distinctCount)"
                            + (resource.slots.count >= count ? " different ones" : ""), at: range)
                }
            }
        }
        validateResources(resources, root)
        let stages = experiment.stages.map(\.name)
        // Without stages every name would be wrong.
        for metric in experiment.metrics where !stages.isEmpty {
            guard let stage = metric.stage, !stages.contains(stage) else { continue }
            diagnostics.error(
                "no stage is called \(quoted(stage))" + suggestion(for: stage, among: stages),
                at: root["metrics"]?[metric.name]?["stage"]?.range)
        }
    }

    private mutating func validateSlurm(_ experiment: Experiment, _ root: JSONNode) {
        let stages = experiment.stages.map(\.name) + ["preprocess"]
        for (name, _) in experiment.slurm.stageOptions where !stages.contains(name) {
            diagnostics.error(
                "no stage is called \(quoted(name))" + suggestion(for: name, among: stages),
                at: root["slurm"]?["stages"]?[name]?.range)
        }
        let slurm = root["slurm"]
        validateOptions(slurm?["options"])
        for member in slurm?["stages"]?.members ?? [] { validateOptions(member.value["options"]) }
    }

    /// Options with which a submission would not be what it is, or not work.
    private mutating func validateOptions(_ node: JSONNode?) {
        guard case .array(let items)? = node?.content else { return }
        let own = [
            ("-a", "--array"), ("-d", "--dependency"), ("-D", "--chdir"), ("-W", "--wait"),
            (nil, "--wrap"), (nil, "--parsable"),
        ]
        for item in items {
            guard case .string(let word) = item.content else { continue }
            if word.isEmpty { diagnostics.error("an option is empty", at: item.range) }
            for (short, long) in own
            where word == long || word.hasPrefix("\(long)=")
                || short.map({ word.hasPrefix($0) }) ?? false
            {
                diagnostics.error("hpmake sets \(long) itself: leave it out", at: item.range)
            }
            let name = word.prefix { $0 != "=" }
            if word.hasPrefix("-"), let blank = name.firstIndex(where: { $0 == " " || $0 == "\t" })
            {
                let value = word[blank...].drop { $0 == " " || $0 == "\t" }
                let end = word.hasPrefix("--") ? "=" : ""
                diagnostics.error(
                    "an option and its value are one word without a blank: write "
                        + quoted("\(word[..<blank])\(end)\(value)"), at: item.range)
            }
            if word.hasPrefix("--export="), word.dropFirst(9).contains("=") {
                diagnostics.warning(
                    "this starts a login shell for every task: write X=1 sh submit.sh instead",
                    at: item.range)
            }
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
