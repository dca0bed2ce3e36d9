// `hpmake export`: a sweep in the formats of other tools. Nothing but parsing and wiring.
import Exchange
import Graph
import Running
import Spec
import Sweep
import System
import Tables
import Text

private enum ExportFormat: String, CaseIterable {
    case optuna, mlflow, tensorboard, csv

    /// Where it is written if nothing else is said; nil for standard output.
    var folder: String? {
        switch self {
        case .optuna, .csv: nil
        case .mlflow: "mlruns"
        case .tensorboard: "runs"
        }
    }
}

let exportCommand = Command(
    name: "export", arguments: ["[DIST]", "FORMAT"], words: ExportFormat.allCases.map(\.rawValue),
    options: [
        Command.Option(
            name: "--output", short: "-o", value: "FILE",
            help: "write there: a file (optuna, csv), or a folder that is not there yet")
    ],
    summary: "hand a sweep to another tool",
    details: """
        optuna       a journal: optuna.load_study(study_name=.., storage=JournalStorage(
                     JournalFileBackend(FILE))), and optuna-dashboard FILE
        mlflow       a folder mlruns: mlflow migrate-filestore --source mlruns --target sqlite:///mlflow.db
        tensorboard  a folder runs with hyperparameters and curves: tensorboard --logdir runs
        csv          what results.csv holds
        """,
    run: { arguments in
        let word = arguments.positional[1]
        guard let format = ExportFormat(rawValue: word) else {
            let known = ExportFormat.allCases.map(\.rawValue)
            throw Arguments.Failure(
                message: "FORMAT is one of \(known.joined(separator: ", ")), not \(quoted(word))"
                    + suggestion(for: word, among: known))
        }
        return try export(arguments.positional[0], format, to: arguments["--output"])
    })

private func export(_ dist: String, _ format: ExportFormat, to output: String?) throws -> Int32 {
    let sweep = try readSweep(dist, isTold: false)
    if format == .csv {
        try deliver(Array(Collation(sweep).csv.joined()), to: output ?? "-")
        return ExitCode.success
    }
    let exported = ExportedSweep(sweep, dist)
    guard !exported.runs.isEmpty else {
        return complain("export", "no run has begun yet", code: ExitCode.failure)
    }
    if format == .optuna {
        guard !sweep.plan.objectives.isEmpty else {
            return complain(
                "export", "Optuna's studies have an objective, and this sweep has none: add one")
        }
        try deliver(optunaJournal(exported), to: output ?? "-")
        return ExitCode.success
    }
    let folder = output ?? format.folder ?? "."
    guard fileStatus(folder) == nil else {
        return complain("export", "\(folder) is there already: remove it, or say -o FOLDER")
    }
    let isMLflow = format == .mlflow
    try write(isMLflow ? mlflowExperiment(exported) : tensorboardExperiment(exported), into: folder)
    for run in exported.runs {
        try write(isMLflow ? mlflowRun(run, of: exported) : tensorboardRun(run), into: folder)
    }
    return ExitCode.success
}

private func write(_ files: [ExportedFile], into folder: String) throws {
    for file in files {
        let path = "\(folder)/\(file.path)"
        if path.hasSuffix("/") {
            try makeFolder(String(path.dropLast()))
        } else {
            try deliver(file.content, to: path)
        }
    }
}

extension ExportedSweep {
    /// All runs that have begun, with their curves.
    fileprivate init(_ sweep: Sweep, _ dist: String) {
        let table = RunTable(reading: sweep)
        let parts = inParallel(sweep.runCount, atLeast: 50) { range in
            range.compactMap { ExportedSweep.run($0, table) }
        }
        let name = sweep.plan.spec.split(separator: "/").last.map { word in
            word.hasSuffix(".json") ? String(word.dropLast(5)) : String(word)
        }
        self.init(
            name: name ?? dist, objectives: sweep.plan.objectives,
            domains: ExportedSweep.domains(sweep), runs: Array(parts.joined()))
    }

    private static func run(_ run: Int, _ table: RunTable) -> ExportedRun? {
        let (sweep, row) = (table.sweep, table.rows[run])
        guard let trace = row.trace else { return nil }
        let state: ExportedRun.State
        switch row.state {
        case .done: state = .done
        case .running: state = .running
        default: state = .failed
        }
        let id = sweep.runID(run)
        let files = sweep.layout.readable(id, sweep.plan)
        let names = CurveReader.names(files) + CurveReader.names(files, sweep.plan)
        let curves = names.map { name in
            let curve = CurveReader.curve(of: name, files, sweep.plan)
            return ExportedRun.Curve(name: name, steps: curve.steps, values: curve.values)
        }
        // What is derived from a curve is in it.
        let derived = Set(
            names.flatMap { name in ["min", "max", "steps"].map { "\(name).\($0)" } })
        let metrics = zip(table.columns, row.metrics).compactMap { name, value in
            value.flatMap { derived.contains(name) ? nil : (name: name, value: $0) }
        }
        return ExportedRun(
            id: id, path: sweep.layout.run(id), state: state,
            parameters: sweep.parameters(ofRun: run),
            metrics: metrics, curves: curves, start: trace.start,
            end: trace.start + trace.duration, host: trace.host, commit: trace.commit)
    }

    /// What the spec says of each parameter, as far as it can still be read.
    private static func domains(_ sweep: Sweep) -> [(name: String, domains: [Domain])] {
        guard let bytes = readFileIfAny(sweep.plan.spec),
            let experiment = SpecDecoder.decode(SourceText(name: "", bytes: bytes)).0
        else { return [] }
        return experiment.parameterNames.map { name in
            let found = experiment.spaces.flatMap(\.parameters).filter { $0.name == name }
            let constant = experiment.defaults.first { $0.name == name }
            return (
                name,
                found.map(\.domain) + (constant.map { [.choice([$0.value], weights: nil)] } ?? [])
            )
        }
    }
}
