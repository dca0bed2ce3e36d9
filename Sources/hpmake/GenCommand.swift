// `hpmake gen`: a spec in, a Makefile out. Nothing but parsing and wiring.
import Backends
import Graph
import Running
import Spec
import System
import Templates
import Text

let genCommand = Command(
    name: "gen", arguments: ["[SPEC]"],
    options: [
        Command.Option(
            name: "--output", short: "-o", value: "FILE",
            help: "write FILE, at once and only where all went well; - for standard output"),
        Command.Option(
            name: "--samples", value: "N", help: "draw N samples, whatever the spec says"),
        Command.Option(
            name: "--backend", value: "NAME", words: Backend.allCases.map(\.rawValue),
            help: "make, or slurm: a script that submits job arrays"),
        Command.Option(
            name: "--take",
            help: "let the output folder be this spec's from now on, as after renaming it"),
    ],
    summary: "compile a search space into a Makefile",
    details: """
        Alone it compiles space.json into Makefile, or that of another spec again with its options.
        The Makefile makes itself anew when SPEC has changed. With --backend slurm the file is
        submit.sh: sh submit.sh [--dry-run|--cancel]. What hpmake did not write is never replaced.
        Where only SPEC is given, the text goes to standard output.
        """,
    run: { arguments in
        let samples = try arguments.integer("--samples", in: 1...100_000_000)
        let backend = try arguments.word("--backend", Backend.self) ?? .make
        let target = Target(arguments, backend)
        let code = gen(arguments, samples: samples, backend, target)
        if code != ExitCode.success, target.path == nil { tellOfEmptiedFile(target) }
        return code
    })

/// What runs the sweep.
private enum Backend: String, CaseIterable {
    case make, slurm

    /// The names of the files that it is called by, the last for one that is new.
    var files: [String] { self == .make ? Here.makefiles : Here.scripts }
}

/// Where the text goes, and what the file there, if it is of hpmake, was made from.
private struct Target {
    /// nil for standard output.
    let path: String?
    let here: Here?
    /// Whether neither a spec nor a file was named.
    let isAlone: Bool

    init(_ arguments: Arguments, _ backend: Backend) {
        here = Here(backend.files)
        isAlone = arguments.positional.isEmpty && arguments["--output"] == nil
        let given = arguments["--output"] ?? (arguments.positional.isEmpty ? nil : "-")
        let found = given ?? here?.path ?? backend.files.last
        path = found == "-" ? nil : found
    }
}

private func gen(
    _ arguments: Arguments, samples: Int?, _ backend: Backend, _ target: Target
) -> Int32 {
    let choice = SpecChoice(arguments.positional.first, samples: samples, from: target.here)
    let (path, samples, output) = (choice.path, choice.samples, target.path)
    let name = output?.split(separator: "/").last.map(String.init)
    if backend == .make, let name, !isPlainPath(name) {
        return complain(
            "gen",
            "the name \(quoted(name)) holds a character that is special to make, and the "
                + "Makefile calls itself by it: choose another")
    }
    if let output, isForeign(output) {
        return complain(
            "gen",
            "\(output) was not written by hpmake and stays as it is: move it away, or choose another "
                + "name with -o")
    }
    if !choice.isNamed, fileStatus(path) == nil {
        return complain(
            "gen",
            "there is no \(path) here: write one (hpmake init shows how), or name your spec, "
                + "hpmake gen SPEC")
    }
    guard var spec = LoadedSpec(path, samples: samples, command: "gen") else {
        return ExitCode.usage
    }
    if backend == .slurm { spec.add(slurmDiagnostics(spec.experiment)) }
    let folder =
        output.flatMap { file in file.lastIndex(of: "/").map { String(file[...$0]) } } ?? ""
    spec.add(InputWarnings(spec.experiment, folder: folder).diagnostics)
    let seen = output.map { relative(path, toFolderOf: $0) } ?? path
    guard let graph = spec.graph(path: seen) else { return ExitCode.usage }
    let dist = graph.plan.dist.hasPrefix("/") ? graph.plan.dist : folder + graph.plan.dist
    writeText(ChangedIDs(spec.experiment, graph.configurations, dist: dist).text, to: 2)
    let options = [seen] + (samples.map { ["--samples", String($0)] } ?? [])
    let stages = (spec.experiment.preprocess.map { [$0] } ?? []) + spec.experiment.stages
    let commands = stages.map { (stage: $0.name, text: $0.command.text) }
    let text: [UInt8]
    switch backend {
    case .make:
        do {
            text = try MakeBackend(graph, arguments: options, rules: Templates.makeRules)
                .makefile(commands: commands)
        } catch {
            return complain("gen", error.message)
        }
    case .slurm:
        text = SlurmBackend(
            graph, spec.experiment.slurm, arguments: options, rules: Templates.slurmSubmission
        ).script(commands: commands)
    }
    if arguments.has("--take") {
        do {
            _ = try SweepOwner.take(graph.plan, Layout(dist: dist), isForced: true)
        } catch {
            return complain("gen", error.description)
        }
    }
    guard let file = output else {
        printBytes(text)
        return ExitCode.success
    }
    do {
        try writeOutput(
            file, text, modified: FileDate(spec.date, steps: DateSteps.mark))
        if target.isAlone { tellNext(file, runs: graph.plan.runCount, backend) }
        return ExitCode.success
    } catch {
        return complain("gen", error.description)
    }
}

/// Whether a file is not ours to replace.
private func isForeign(_ path: String) -> Bool {
    guard let status = fileStatus(path), status.isRegular, status.size > 0 else { return false }
    return !OwnFile.isOwn(readFileIfAny(path) ?? [])
}

/// Where nothing was named, what was written is said, and what to do with it.
private func tellNext(_ file: String, runs: Int, _ backend: Backend) {
    let next = backend == .make ? "make -j\(processorCount())" : "sh \(file)"
    writeText("\(file) holds \(runs) run\(runs == 1 ? "" : "s"); now: \(next)\n", to: 2)
}

/// A shell empties the file that it redirects to before a command begins.
private func tellOfEmptiedFile(_ target: Target) {
    guard let status = fileStatus(descriptor: 1), status.isRegular, status.size == 0 else {
        return
    }
    let name = pathOfOutput()?.split(separator: "/").last.map(String.init)
    let call = name.map { $0 == "Makefile" ? "hpmake gen" : "hpmake gen -o \($0)" }
    writeText(
        "hpmake gen: the shell has emptied \(name ?? "the file") before this began. To get it back, "
            + "correct the spec and call \(call ?? "hpmake gen -o FILE"), which leaves an old file as it "
            + "is where the spec is wrong\n", to: 2)
}

/// The path of a file as it is in the folder of another one, where make and sh are called. One that
/// cannot be told stays as it is.
private func relative(_ path: String, toFolderOf file: String) -> String {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    guard !path.hasPrefix("/"), let here = realPath("."), let there = realPath(folder),
        here != there, let target = realPath(path)
    else { return path }
    return System.path(target, relativeTo: there)
}

/// The slots of other resources are the cluster's to give, and it does not know them. Runs that wait for
/// different results cannot share a task.
private func slurmDiagnostics(_ experiment: Experiment) -> Diagnostics {
    var diagnostics = Diagnostics()
    if experiment.search.learns, experiment.slurm.pack > 1 {
        diagnostics.error(
            "a search by results has a task for each run: leave \"pack\" out",
            at: experiment.slurm.packRange)
    }
    for stage in (experiment.preprocess.map { [$0] } ?? []) + experiment.stages {
        for (resource, _) in stage.needs where resource != "gpu" {
            diagnostics.warning(
                "Slurm is not asked for the \(quoted(resource)) that \(quoted(stage.name)) needs: "
                    + "give it an option in \"slurm\", such as --licenses", at: stage.range)
        }
    }
    return diagnostics
}

extension CommandSource {
    /// The command as people read it.
    fileprivate var text: String {
        switch self {
        case .shell(let source): source.text
        case .words(let words): JSONValue.array(words.map { .string($0.text) }).compact
        }
    }
}
