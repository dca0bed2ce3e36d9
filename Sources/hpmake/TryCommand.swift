// `hpmake try`: one configuration in the foreground. Nothing but parsing and wiring.
import Graph
import Query
import Running
import Sampling
import Spec
import System
import Text

let tryCommand = Command(
    name: "try", arguments: ["[SPEC]", "[NAME=VALUE ..]"],
    summary: "run one configuration in the foreground, outside of the sweep",
    details: """
        What is not named is as in the first configuration: hpmake try lr=0.1 model=mlp. Input and
        terminal are yours, so that a debugger works; there is no timeout, no retry and no slot. The
        preprocessing runs if it has to. All is written to DIST/.try/ID, which is emptied first, and
        make knows nothing of it. Exits as the trainer does, with 128 + N after signal N.
        """,
    run: { arguments in try attempt(arguments.positional) })

private func attempt(_ words: [String]) throws -> Int32 {
    let isNamed =
        words.first.map { word in
            !word.contains { "=!<>~".contains($0) } || fileStatus(word) != nil
        } ?? false
    let choice = SpecChoice(isNamed ? words[0] : nil, samples: nil)
    guard let spec = LoadedSpec(choice.path, samples: choice.samples, command: "try") else {
        return ExitCode.usage
    }
    let (found, diagnostics) = GraphBuilder.plan(spec.experiment, spec: choice.path)
    var shown = spec
    shown.add(diagnostics)
    shown.report()
    guard let plan = found else { return ExitCode.usage }
    let pick = try Pick(
        spec.experiment, plan, try words.dropFirst(isNamed ? 1 : 0).map { try Term($0) })
    let layout = Layout(dist: plan.dist)
    let files = layout.trial(pick.id)
    let values = RunValues(
        plan, id: pick.id, values: pick.configuration.values, repetition: pick.repetition,
        files: files)
    if let missing = plan.missing(in: values) { throw Arguments.Failure(message: missing) }
    // The first of what make does, where it has not been called yet.
    if plan.preprocess != nil { try makeFolder(layout.marks) }
    if plan.preprocess != nil,
        var runner = ChainRunner.preprocessing(plan, session: Session(WorkTree.ask(plan)))
    {
        // What the trainer prints is all that there is on our output.
        guard withOutputToError({ runner.run() }) == .done else { return ExitCode.failure }
    }
    let trial = Trial(plan, values, files)
    let pairs = values.parameters.map { "\($0.name)=\($0.value.text)" }
    writeText("\(files.folder): \(pairs.joined(separator: " "))\n", to: 2)
    let code = try trial.run { stage in
        if plan.stages.count > 1 { writeText("==> \(stage.name) <==\n", to: 2) }
    }
    if code == 0 { tellObjectives(plan, trial.metrics) }
    return code
}

/// Whether the run has reported what the sweep is about: to see that is what one tries for.
private func tellObjectives(_ plan: Plan, _ metrics: MetricTable) {
    // There is no log to read the others from.
    let reported = plan.objectives.map(\.metric).filter { name in
        !plan.metrics.contains { $0.name == name }
    }
    for name in reported {
        let text = metrics[name].map { "\(name)=\(decimalText($0))" }
        let problem = metrics.problem.map { " (\($0))" } ?? ""
        writeText((text ?? "it reports no \(name)\(problem)") + "\n", to: 2)
    }
}

/// The configuration that is meant.
private struct Pick {
    let configuration: Configuration
    let repetition: Value?
    /// The id of the run that it would be.
    let id: String

    init(_ experiment: Experiment, _ plan: Plan, _ terms: [Term]) throws {
        var given: [(name: String, value: Value)] = []
        var repetition = plan.repetition?.values.first
        for term in terms {
            guard term.comparison == .equal else {
                throw Arguments.Failure(message: "\(quoted(term.name)) takes a value: NAME=VALUE")
            }
            let (name, text) = (term.name, term.text)
            if name == plan.repetition?.name {
                repetition =
                    plan.repetition?.values.first { $0.isMeant(by: text) } ?? Value(text: text)
                continue
            }
            guard plan.parameters.contains(name) else {
                let known = plan.parameters + (plan.repetition.map { [$0.name] } ?? [])
                throw Arguments.Failure(
                    message: "no parameter is called \(quoted(name))"
                        + suggestion(for: name, among: known))
            }
            given.removeAll { $0.name == name }
            given.append((name, experiment.value(of: name, meantBy: text)))
        }
        configuration = try Pick.configuration(experiment, given)
        self.repetition = repetition
        let id = Identifier(experiment).id(of: configuration)
        let folder = plan.repetition.flatMap { planned in
            repetition.map { PlannedRepetition(name: planned.name, values: [$0]).folders[0] }
        }
        self.id = folder.map { "\(id)/\($0)" } ?? id
    }

    /// The first configuration with the given values in place of its own. A parameter that it lacks, and
    /// that exists beside them, is as in the first configuration that has it.
    private static func configuration(
        _ experiment: Experiment, _ given: [(name: String, value: Value)]
    ) throws -> Configuration {
        let completion = ConfigurationCompletion(experiment)
        var known: [String: Value] = [:]
        if let found = try? completion.configuration(
            given,
            or: { parameter in
                if known.isEmpty { known = firstValues(experiment, lookingAt: 1) }
                return known[parameter.name] ?? parameter.onlyValue
            })
        {
            return found
        }
        known = firstValues(experiment, lookingAt: 100_000)
        do throws(ConfigurationCompletion.Failure) {
            return try completion.configuration(given) { known[$0.name] ?? $0.firstValue }
        } catch {
            throw Arguments.Failure(message: error.message)
        }
    }

    /// The values that parameters have first, among so many configurations.
    private static func firstValues(_ experiment: Experiment, lookingAt count: Int) -> [String:
        Value]
    {
        let slots = experiment.slots
        var (known, seen, diagnostics) = ([String: Value](), 0, Diagnostics())
        var sampler = Sampler(experiment, Identifier(experiment))
        sampler.forEach(&diagnostics) { configuration, _ in
            for (name, slot) in slots where known[name] == nil {
                known[name] = configuration.values[slot]
            }
            seen += 1
            return seen < count && known.count < slots.count
        }
        return known
    }
}

extension Experiment {
    /// The value of a parameter that a text means: one of its domain or of the points where there is such
    /// a one, as it is written there; else the text as a number, or whatever it is.
    fileprivate func value(of name: String, meantBy text: String) -> Value {
        let parameters = spaces.flatMap(\.parameters).filter { $0.name == name }
        let known =
            chosenValues.filter { $0.name == name }.map(\.value)
            + parameters.flatMap { $0.fewValues }
        return known.first { $0.text == text } ?? known.first { $0.isMeant(by: text) }
            ?? Value(text: text)
    }
}

extension Value {
    /// What a text on a command line says: JSON, but for strings, which need no quotes there.
    fileprivate init(text: String) {
        let json = try? JSONValue.parse(Array(text.utf8))
        if let json, json.stringValue == nil { self.init(json) } else { self = .string(text) }
    }

    fileprivate func isMeant(by text: String) -> Bool {
        self.text == text || matches(Value(text: text))
    }
}

extension Plan {
    /// What is wrong where a command uses a value that the run does not have.
    fileprivate func missing(in values: RunValues) -> String? {
        for stage in stages {
            for reference in stage.command.references where !reference.isOption {
                guard values.value(reference.name, stage: stage.name) == nil else { continue }
                return "the command of \(quoted(stage.name)) uses {\(reference.name)}, which this "
                    + "configuration does not have: write {--\(reference.name)} there, which is nothing then"
            }
        }
        return nil
    }
}
