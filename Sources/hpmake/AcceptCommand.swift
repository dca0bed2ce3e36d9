// `hpmake accept`: takes the present commands and inputs as good for runs that were made from others.
// Nothing but parsing and wiring.
import Graph
import Query
import Running
import Sweep
import System
import Tables
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let acceptCommand = Command(
    name: "accept", arguments: ["[DIST]", "TERM .."],
    options: [
        Command.Option(name: "--dry-run", help: "say what would be accepted, and write nothing"),
        Command.Option(name: "--undo", help: "take back what was accepted"),
    ],
    summary: "take outdated runs as good, so that a change that does not matter runs nothing",
    details: """
        For the outdated runs that match all terms (see hpmake where --help) the commands, their
        environment and shell, and the inputs count as those that they were made from, as they are now.
        What they were made from is still good as well. With terms the preprocessing is not accepted.
        Runs whose predecessor has run since, or that had other parameters, stay outdated.
        Exits with 1 where there is nothing to accept.
        """,
    run: { arguments in
        return try accept(arguments)
    })

private func accept(_ arguments: Arguments) throws -> Int32 {
    let sweep = try readSweep(arguments.positional[0]).fromMakefile()
    let terms = try arguments.positional.dropFirst().map { try Term($0) }
    var plan = sweep.plan
    // What was edited in the spec is not compiled yet.
    if sweep.owner?.isSpecChanged(sweep.layout) ?? false, let owner = sweep.owner {
        let choice = SpecChoice(joined(sweep.layout.dist, owner.spec), samples: nil)
        guard let graph = compiledGraph(choice, command: "accept") else { return ExitCode.usage }
        plan = graph.plan.with(spec: sweep.plan.spec)
    }
    let ids = (0..<sweep.runCount).map { sweep.runID($0) }
    var chosen: Set<Int>?
    if !terms.isEmpty {
        let filter = try RunFilter(terms, sweep, ranks: Ranking.ranks) { RunTable(reading: sweep) }
        chosen = Set(ids.indices.filter { filter.matches($0) })
    }
    let isTakenBack = arguments.has("--undo")
    let acceptance = Acceptance(
        plan, sweep.layout, sweep.owner, ids: ids, chosen: chosen, isTakenBack: isTakenBack)
    tell(acceptance, isTakenBack: isTakenBack, isDry: arguments.has("--dry-run"))
    if acceptance.isEmpty { return ExitCode.failure }
    guard !arguments.has("--dry-run") else { return ExitCode.success }
    try acceptance.write(date: try dateOfMarks(plan, sweep.layout))
    return ExitCode.success
}

private func tell(_ acceptance: Acceptance, isTakenBack: Bool, isDry: Bool) {
    let count = acceptance.runs.count
    let runs = "\(count) \(count == 1 ? "run" : "runs")"
    let verb = isTakenBack ? "taken back" : "accepted"
    var lines: [String] = []
    if acceptance.takesPreprocess { lines.append("\(verb): the preprocessing") }
    if count > 0 {
        let reasons = acceptance.reasons.sorted {
            ($1.value, $0.key.text) < ($0.value, $1.key.text)
        }
        let why = reasons.prefix(3).map(\.key.text).joined(separator: "; ")
        lines.append("\(verb): \(runs)" + (why.isEmpty ? "" : ": \(why)"))
    }
    if let reason = acceptance.preprocessReason, !isTakenBack {
        lines.append(
            "they stay outdated, since the preprocessing is: \(reason.text); without terms it is "
                + "accepted as well")
    }
    for (reason, count) in acceptance.others.sorted(by: { $0.key.text < $1.key.text }) {
        lines.append("not accepted: \(count) \(count == 1 ? "run" : "runs"): \(reason.text)")
    }
    if lines.isEmpty { lines = [isTakenBack ? "nothing was accepted" : "nothing is outdated"] }
    printText((isDry ? "would be " : "") + lines.joined(separator: "\n") + "\n")
}

/// Makes the marks anew through which make looks at inputs, where they are, and returns a date for stamps
/// that is later. They are made in the Makefile's folder, from which inputs are named.
private func dateOfMarks(_ plan: Plan, _ layout: Layout) throws -> Int64 {
    usleep(UInt32(fileDateTick / 1000))
    let date = now() - fileDateTick
    let marks = [("chain", plan.chainInputs), ("preprocess", plan.preprocess?.inputs ?? [])]
    for (kind, inputs) in marks where layout.dist == plan.dist {
        let path = "\(layout.marks)/inputs-\(kind)"
        guard !inputs.isEmpty, fileStatus(path) != nil else { continue }
        try replaceFile(
            path, InputMark(inputs, dist: plan.dist).text,
            modified: FileDate(date, steps: DateSteps.mark))
    }
    return max(date, now() - fileDateTick)
}
