// All that a stage's process gets besides its command: variables, the devices of its slots, threads,
// descriptors, no terminal, and all of it also behind a launcher. Knows nothing of processes.
import Commands
import Graph
import Spec
import System

/// What a stage finds, and what it does not find.
///
/// - Variables: those of make's environment in `passed`; then, each over those before it,
///   `HPMAKE_ID`, `HPMAKE_OUT`, `HPMAKE_PARAMS`, `HPMAKE_STAGE`, `HPMAKE_ATTEMPT`; for every slot
///   `HPMAKE_<RESOURCE>`, for slots of `gpu` also `Devices.settings`; `ThreadCount.variables` where the
///   user has not set them; the stage's own `env`; the values of a shell command.
/// - Descriptors: 0 is empty, 1 and 2 are the log, from 100 on there are locks.
/// - A session of its own, without a terminal.
/// - All variables and the working folder also where `LAUNCH` loses them: they are in a script that the
///   launched shell reads.
struct StageEnvironment {
    /// All but the entries that make and hpmake put there for themselves.
    private static let passed = PassedEnvironment(
        without: ([
            "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKE_TERMOUT", "MAKE_TERMERR",
            "HPMAKE_ID", "HPMAKE_OUT", "HPMAKE_PARAMS", "HPMAKE_STAGE", "HPMAKE_ATTEMPT",
            "HPMAKE_GIVEN", "HPMAKE_SCOPE", "HPMAKE_FOLDER", "HPMAKE_STAGES", "HPMAKE_RUNS",
        ] + givenToMake).map { $0 + "=" } + [Plan.variableStem])

    let plan: Plan
    let stage: PlannedStage
    let values: RunValues
    let files: ChainFiles
    /// How many runs are left for this make; nil where nobody knows.
    let runsLeft: Int?

    /// What the stage's process is started with. Behind a launcher that includes a file, which is
    /// written here and is of no use afterwards.
    ///
    /// - Parameter output: descriptor of its log.
    func request(
        _ invocation: Invocation, _ record: StageRecord, output: Int32
    ) throws(SystemError) -> ProcessRequest {
        var request = ProcessRequest(
            words: invocation.words, variables: variables(record) + invocation.variables,
            passed: StageEnvironment.passed, output: output, timeout: stage.timeout,
            grace: environmentSeconds("HPMAKE_GRACE", standard: 10))
        guard let launcher = Launcher() else { return request }
        let script = LaunchScript(
            folder: currentFolder(), variables: request.variables + [request.mark],
            words: request.words)
        try writeFile(files.launch(stage.name), Array(script.text.utf8))
        let path = files.launch(stage.name)
        request.words = launcher.words(
            script: path.hasPrefix("/") ? path : "\(script.folder)/\(path)")
        request.passOn = launcher.passOn
        return request
    }

    private func variables(_ record: StageRecord) -> [(name: String, value: String)] {
        var own: [(name: String, value: String)] = [
            ("HPMAKE_ID", values.id), ("HPMAKE_OUT", files.folder),
            ("HPMAKE_PARAMS", files.parameters ?? ""), ("HPMAKE_STAGE", stage.name),
            ("HPMAKE_ATTEMPT", String(record.attempt)),
        ]
        for (resource, held) in record.slots {
            own.append((Resource.variable(resource), held.joined(separator: ",")))
            if resource == Devices.resource {
                own += Devices.settings(held, environmentVariable)
            }
        }
        if let count = threads {
            for name in ThreadCount.variables where environmentVariable(name) == nil {
                own.append((name, String(count)))
            }
        }
        for (name, text) in stage.environment {
            let value = CompiledCommand.fill(text, stage.command.references) {
                values.value($0, stage: stage.name)
            }
            // What the spec says goes before what hpmake sets.
            own.removeAll { $0.name == name }
            own.append((name, value))
        }
        return own
    }

    private var threads: Int? {
        switch plan.threads {
        case nil: return nil
        case .count(let count): return count
        case .share:
            // The preprocessing is alone.
            let isAlone = files.parameters == nil
            let pack = environmentVariable("HPMAKE_RUNS")?.split(separator: " ").count
            return ThreadCount.share(
                stage, SlotPool.resources(plan.resources), cores: allowedProcessorCount(),
                runs: isAlone ? 1 : pack ?? runsLeft,
                jobs: ThreadCount.jobs(environmentVariable("MAKEFLAGS") ?? ""))
        }
    }
}
