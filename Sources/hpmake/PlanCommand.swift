// `hpmake plan`: what make would do now, and why. Nothing but parsing and wiring.
import Graph
import Running
import System
import Tables
import Text

let planCommand = Command(
    name: "plan", arguments: ["[SPEC]"],
    options: [
        Command.Option(
            name: "--samples", value: "N", help: "draw N samples, whatever the spec says"),
        Command.Option(
            name: "--list", help: "a line for each run that would start: kind, id, why"),
        Command.Option(name: "--json", help: "print everything as JSON"),
    ],
    summary: "tell what make would do now and why, and how long it takes",
    details: """
        From the spec as it is, whether it was compiled or not, against what is in its output folder:
        new runs, outdated ones by what has changed, failed, done, and former ones, which the spec does
        not have. The time is by the means of past executions. Nothing is written.
        """,
    run: { arguments in
        if arguments.has("--list"), arguments.has("--json") {
            return CommandTable.fail(planCommand, "choose one of --list and --json")
        }
        let choice = SpecChoice(
            arguments.positional.first,
            samples: try arguments.integer("--samples", in: 1...100_000_000))
        guard let graph = compiledGraph(choice, command: "plan") else { return ExitCode.usage }
        let layout = layout(of: graph.plan, spec: choice)
        if let refusal = SweepOwner.refusal(graph.plan, layout) {
            return complain("plan", refusal)
        }
        let forecast = Forecast(graph, layout, waitingTasks(graph.plan, layout))
        if arguments.has("--list") {
            printText(forecast.list)
        } else {
            printText(arguments.has("--json") ? forecast.json.compact + "\n" : forecast.text)
        }
        return ExitCode.success
    })

/// The graph of a spec; nil, with the reasons on standard error, where it is wrong.
func compiledGraph(_ choice: SpecChoice, command: String) -> BuildGraph? {
    guard var spec = LoadedSpec(choice.path, samples: choice.samples, command: command) else {
        return nil
    }
    return spec.graph(path: choice.path)
}

/// The output folder is relative to the Makefile, which is here, or where the spec is.
func layout(of plan: Plan, spec choice: SpecChoice) -> Layout {
    if plan.dist.hasPrefix("/") || isSweep(plan.dist) || !choice.isNamed {
        return Layout(dist: plan.dist)
    }
    let folder = folderName(choice.path) ?? "."
    let beside = joined(folder, plan.dist)
    return Layout(dist: isSweep(beside) ? beside : plan.dist)
}
