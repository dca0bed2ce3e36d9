// Experiment in, graph out: compiles the commands, draws the configurations, and checks what needs
// both. Knows neither make nor Slurm.
import Commands
import Sampling
import Spec
import Text

/// Builds the graph of an experiment and collects what is wrong.
package final class GraphBuilder {
    package private(set) var diagnostics = Diagnostics()
    private let experiment: Experiment
    private let names: [String]

    /// - Parameter spec: the path of the spec, as it was given.
    package static func build(
        _ experiment: Experiment, spec: String
    ) -> (BuildGraph?, Diagnostics) {
        let builder = GraphBuilder(experiment)
        let planned = builder.plan(spec: spec)
        // Also where commands are wrong: all errors are told at once.
        let configurations = builder.configurations(planned)
        guard !builder.diagnostics.hasErrors else { return (nil, builder.diagnostics) }
        let search = PlannedSearch(
            experiment.search, known: configurations.count, space: experiment.spaceSource)
        let runCount =
            (search?.slotCount ?? configurations.count) * (planned.repetition?.values.count ?? 1)
        let plan = planned.with(
            search: search, runCount: runCount,
            packing: Packing(experiment.layout, runs: runCount))
        let once = plan.preprocess.map { [BuildGraph.Layer.once($0)] } ?? []
        let graph = BuildGraph(
            plan: plan, layers: once + [.scatter(plan.stages), .gather],
            configurations: configurations)
        return (graph, builder.diagnostics)
    }

    /// The plan alone, without the configurations; nil where something is wrong.
    package static func plan(_ experiment: Experiment, spec: String) -> (Plan?, Diagnostics) {
        let builder = GraphBuilder(experiment)
        let plan = builder.plan(spec: spec)
        Sampler.check(experiment, &builder.diagnostics)
        return (builder.diagnostics.hasErrors ? nil : plan, builder.diagnostics)
    }

    /// What is wrong with the commands and the search, of an experiment that cannot be built for other
    /// reasons.
    package static func furtherErrors(_ experiment: Experiment) -> [Diagnostic] {
        let builder = GraphBuilder(experiment)
        // Without a space no name is known, and every placeholder would be wrong.
        guard !experiment.spaces.isEmpty else { return [] }
        _ = builder.plan(spec: "")
        Sampler.check(experiment, &builder.diagnostics)
        return builder.diagnostics.items.filter { $0.severity == .error }
    }

    private init(_ experiment: Experiment) {
        self.experiment = experiment
        names = experiment.parameterNames
    }

    // MARK: the plan

    private func plan(spec: String) -> Plan {
        let vocabulary = Vocabulary(experiment)
        let repetition = experiment.repetition.map {
            PlannedRepetition(name: $0.name, values: $0.values)
        }
        if let repetition { check(repetition) }
        let plan = Plan(
            dist: experiment.dist, shell: experiment.shell,
            parameters: names + (experiment.search.rungs.map { [$0.name] } ?? []),
            repetition: repetition,
            preprocess: experiment.preprocess.map { stage($0, vocabulary, isPreprocess: true) },
            stages: experiment.stages.map { stage($0, vocabulary, isPreprocess: false) },
            resources: experiment.resources, threads: experiment.threads,
            metrics: experiment.metrics, findsMetrics: experiment.findsMetrics,
            objectives: experiment.objectives, stop: experiment.stop,
            implied: experiment.implied.map { ($0.name, $0.value) }, spec: spec,
            scales: experiment.scales, nesting: Nesting(experiment))
        warnOfUnseen(plan, vocabulary)
        checkResource(plan)
        return plan
    }

    /// Where the first stage cannot see how much of the resource it has, all rungs would do the same.
    private func checkResource(_ plan: Plan) {
        guard let rungs = experiment.search.rungs, let first = plan.stages.first,
            let stage = experiment.stages.first
        else { return }
        let seen = first.command.references.map(\.name)
        if seen.contains(rungs.name) || seesFile(stage, first.command)
            || stage.texts.contains(where: { $0.holds("{\(rungs.name)}") })
        {
            return
        }
        diagnostics.error(
            "the command of \(quoted(stage.name)) cannot see \(quoted(rungs.name)), so that all rungs would "
                + "do the same: write {\(rungs.name)}, {--\(rungs.name)}, {args} or {params} into it",
            at: rungs.range)
    }

    /// Whether a stage is told where the file of its parameters is.
    private func seesFile(_ stage: Stage, _ command: CompiledCommand) -> Bool {
        command.references.contains { $0.name == Builtin.params.rawValue }
            || stage.texts.contains { $0.holds("HPMAKE_PARAMS") }
    }

    private func stage(
        _ stage: Stage, _ vocabulary: Vocabulary, isPreprocess: Bool
    ) -> PlannedStage {
        var compiler = CommandCompiler(
            vocabulary: vocabulary, shell: experiment.shell, isPreprocess: isPreprocess)
        let (command, environment) = compiler.compile(stage)
        for item in compiler.diagnostics.items { diagnostics.add(item) }
        let text = StageText(
            stage, experiment.shell, pattern: command.usesPattern ? experiment.arguments : nil,
            form: seesFile(stage, command) ? experiment.parameterForm : .flat)
        let names = Set(experiment.implied.map(\.name))
        let isComparedByRun = text.without(names).digest != text.digest
        return PlannedStage(
            name: stage.name, command: command, environment: environment,
            inputs: stage.inputs.map(\.path),
            needs: stage.needs, timeout: stage.timeout, retries: stage.retries,
            digest: text.digest, text: isComparedByRun ? text : nil)
    }

    private func check(_ repetition: PlannedRepetition) {
        var seen: [String: Value] = [:]
        for (folder, value) in zip(repetition.folders, repetition.values) {
            guard let other = seen.updateValue(value, forKey: folder.lowercased()) else {
                continue
            }
            diagnostics.error(
                "the values \(other.json) and \(value.json) of the repeat would share the folder "
                    + "\(folder): change one of them", at: experiment.repetition?.range)
        }
    }

    private func warnOfUnseen(_ plan: Plan, _ vocabulary: Vocabulary) {
        let used = Set(plan.stages.flatMap { $0.command.references.map(\.name) })
        if zip(experiment.stages, plan.stages).contains(where: { seesFile($0, $1.command) }) {
            return
        }
        let declared = experiment.spaces.flatMap(\.parameters)
        for name in vocabulary.parameters
        where !used.contains(name) && !name.hasPrefix("_") && name != experiment.search.rungs?.name
        {
            diagnostics.warning(
                "no command can see \(quoted(name)): write {\(name)}, {args} or {params} into one, "
                    + "or call it _\(name), which makes it a label",
                at: declared.first { $0.name == name }?.nameRange
                    ?? (name == plan.repetition?.name ? experiment.repetition?.range : nil))
        }
    }

    // MARK: configurations

    private func configurations(_ plan: Plan) -> ConfigurationList {
        let identifier = Identifier(experiment)
        var sampler = Sampler(experiment, identifier)
        var needed = neededNames(plan)
        var implied = ImpliedUse(experiment)
        var result = ConfigurationList()
        var missing: [(stage: String, name: String, id: String)] = []
        var (id, values): ([UInt8], [UInt8]) = ([], [])
        var longest = 0
        var dashes = LeadingDashes(experiment, plan)
        sampler.forEach(&diagnostics) { configuration, identity in
            id.removeAll(keepingCapacity: true)
            values.removeAll(keepingCapacity: true)
            identifier.writeID(of: configuration, identity, to: &id)
            ValueList.write(configuration.values, to: &values)
            longest = max(longest, values.count)
            implied.look(at: configuration)
            dashes.look(at: configuration)
            needed.removeAll { stage, name, slot in
                guard configuration.values[slot] == nil else { return false }
                missing.append((stage, name, String(decoding: id, as: UTF8.self)))
                return true
            }
            result.append(id: id, values: values)
            return true
        }
        for (stage, name, id) in missing {
            diagnostics.error(
                "the command of \(quoted(stage)) uses {\(name)}, which the configuration \(id) does "
                    + "not have: write {--\(name)}, which is nothing there, or give it a default",
                at: experiment.stages.first { $0.name == stage }?.range)
        }
        for item in implied.warnings { diagnostics.add(item) }
        dashes.warn(&diagnostics)
        if longest > Value.maximumBytes {
            diagnostics.error(
                "a configuration takes more than 100 KiB, which cannot be passed to a program")
        }
        return result
    }

    /// Values that commands use as such, and that not every configuration need have.
    private func neededNames(_ plan: Plan) -> [(stage: String, name: String, slot: Int)] {
        let slots = experiment.slots
        return plan.stages.flatMap { stage in
            stage.command.references.filter { !$0.isOption }.compactMap { reference in
                slots[reference.name].map { (stage.name, reference.name, $0) }
            }
        }
    }
}

/// Values that begin with `-` where the pattern of `{args}` makes them words of their own: most programs take
/// such a word for an option.
private struct LeadingDashes {
    /// By slot, until such a value is found.
    private var open: [Int] = []
    private var found: [(name: String, value: Value)] = []
    /// Of all parameters, by slot.
    private let names: [String]
    /// Where the pattern stands in the spec.
    private let range: Range<Int>?

    init(_ experiment: Experiment, _ plan: Plan) {
        (names, range) = (experiment.parameterNames, experiment.argumentsRange)
        let isUsed = plan.stages.contains { $0.command.usesPattern }
        guard isUsed, experiment.arguments?.hasBareValue == true else { return }
        open = plan.parameters.indices.filter { !plan.parameters[$0].hasPrefix("_") }
        if let repetition = plan.repetition,
            let value = repetition.values.first(where: { $0.text.hasPrefix("-") })
        {
            found.append((repetition.name, value))
        }
    }

    mutating func look(at configuration: Configuration) {
        guard !open.isEmpty else { return }
        open.removeAll { slot in
            guard let value = configuration.values[slot], value.text.hasPrefix("-") else {
                return false
            }
            found.append((names[slot], value))
            return true
        }
    }

    func warn(_ diagnostics: inout Diagnostics) {
        for (name, value) in found {
            diagnostics.warning(
                "\(quoted(name)) may be \(value.json), a word of its own, which programs may take for an "
                    + "option: write \"args\" with {name}={value}, or leave it out for --name=value",
                at: range)
        }
    }
}
