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
    ],
    summary: "compile a search space into a Makefile",
    details: "The Makefile goes to standard output. It makes itself anew when SPEC has changed.",
    run: { arguments in
        do throws(Arguments.Failure) {
            return gen(arguments, samples: try arguments.integer("--samples", in: 1...100_000_000))
        } catch {
            return CommandTable.fail(genCommand, error.message)
        }
    })

private func gen(_ arguments: Arguments, samples: Int?) -> Int32 {
    let path = arguments.positional[0]
    guard var spec = LoadedSpec(path, samples: samples, command: "gen"), let graph = spec.graph()
    else { return ExitCode.usage }
    let options = samples.map { ["--samples", String($0)] } ?? []
    let backend = MakeBackend(graph, arguments: [path] + options, rules: Templates.makeRules)
    let stages = (spec.experiment.preprocess.map { [$0] } ?? []) + spec.experiment.stages
    let text: [UInt8]
    do {
        text = try backend.makefile(commands: stages.map { ($0.name, $0.command.text) })
    } catch {
        return complain("gen", error.message)
    }
    guard let file = arguments["--output"] else {
        return writeAll(text, to: 1) ? ExitCode.success : ExitCode.failure
    }
    do {
        try writeOutput(file, text, modified: spec.date)
        return ExitCode.success
    } catch {
        return complain("gen", error.description)
    }
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
