// `hpmake gen`: a spec in, a Makefile out. Nothing but parsing and wiring.
import Backends
import Graph
import Spec
import System
import Templates
import Text

let genCommand = Command(
    name: "gen", arguments: ["SPEC"],
    options: [
        Command.Option(
            name: "--output", short: "-o", value: "FILE",
            help: "write FILE, at once and only where all went well"),
        Command.Option(
            name: "--samples", value: "N", help: "draw N samples, whatever the spec says"),
        Command.Option(
            name: "--backend", value: "NAME", words: Backend.allCases.map(\.rawValue),
            help: "make, or slurm: a script that submits job arrays"),
    ],
    summary: "compile a search space into a Makefile",
    details: """
        The Makefile goes to standard output. It makes itself anew when SPEC has changed.
        With --backend slurm it is a script: sh submit.sh [--dry-run|--cancel].
        """,
    run: { arguments in
        return gen(
            arguments, samples: try arguments.integer("--samples", in: 1...100_000_000),
            try arguments.word("--backend", Backend.self) ?? .make)
    })

/// What runs the sweep.
private enum Backend: String, CaseIterable {
    case make, slurm
}

private func gen(_ arguments: Arguments, samples: Int?, _ backend: Backend) -> Int32 {
    let path = arguments.positional[0]
    let output = arguments["--output"].flatMap { $0 == "-" ? nil : $0 }
    let name = output?.split(separator: "/").last.map(String.init)
    if backend == .make, let name, !isPlainPath(name) {
        return complain(
            "gen",
            "the name \(quoted(name)) holds a character that is special to make, and the "
                + "Makefile calls itself by it: choose another")
    }
    guard var spec = LoadedSpec(path, samples: samples, command: "gen") else {
        return ExitCode.usage
    }
    if backend == .slurm { spec.add(slurmWarnings(spec.experiment)) }
    let seen = output.map { relative(path, toFolderOf: $0) } ?? path
    guard let graph = spec.graph(path: seen) else { return ExitCode.usage }
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
    guard let file = output else {
        printBytes(text)
        return ExitCode.success
    }
    do {
        try writeOutput(file, text, modified: spec.date)
        return ExitCode.success
    } catch {
        return complain("gen", error.description)
    }
}

/// The path of a file as it is in the folder of another one, where make and sh are called. One that
/// cannot be told stays as it is.
private func relative(_ path: String, toFolderOf file: String) -> String {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    guard !path.hasPrefix("/"), let here = realPath("."), let there = realPath(folder),
        here != there, let target = realPath(path)
    else { return path }
    let (from, to) = (there.split(separator: "/"), target.split(separator: "/"))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    return (from.dropFirst(shared).map { _ in ".." } + to.dropFirst(shared)).joined(separator: "/")
}

/// The slots of other resources are the cluster's to give, and it does not know them.
private func slurmWarnings(_ experiment: Experiment) -> Diagnostics {
    var diagnostics = Diagnostics()
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
