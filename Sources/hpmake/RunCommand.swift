// `hpmake run`: what the recipes of a Makefile call. Nothing but wiring; not for people.
import Backends
import Graph
import Running
import Spec
import Sweep
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs what a recipe asks for. Called a hundred thousand times in a large sweep, it goes past the
/// table of commands, which costs more to build than a stage to start.
func runRecipe(_ words: [String]) -> Int32 {
    closeInheritedDescriptors()
    let isStrict = words.last == "--strict"
    let rest = isStrict ? Array(words.dropLast()) : words
    switch (rest.first, rest.count) {
    case ("mark", 2...): return mark(rest[1], inputs: Array(rest.dropFirst(2)))
    case ("look", 2...): return look(rest[1], inputs: Array(rest.dropFirst(2)))
    case ("hparams", 3): return writeSweepFile(dist: rest[1], makefile: rest[2])
    case ("preprocess", 2): return runPreprocess(dist: rest[1])
    case ("chain", 4):
        return runChain(dist: rest[1], id: rest[2], values: rest[3], isStrict: isStrict)
    case ("slot", 3...4): return runSlot(Array(rest.dropFirst()), isStrict: isStrict)
    case ("promote", 3): return promote(dist: rest[1], layer: rest[2])
    case ("pack", 3...4):
        return runPack(
            dist: rest[1], target: rest[2], chosen: rest.count > 3 ? rest[3] : nil,
            isStrict: isStrict)
    case ("only", 4): return printSelection(makefile: rest[1], mark: rest[2], only: rest[3])
    case ("rest", 3): return tellOthers(dist: rest[1], scope: rest[2])
    case ("ask", 2): return answerAsks(spec: rest[1])
    case ("slurm", _): return runSlurmRecipe(Array(words.dropFirst()))
    case ("--help", _), ("-h", _):
        printText("hpmake run is what the recipes of a Makefile call. It is not for people.\n")
        return ExitCode.success
    default: return complain("run", "this is what the recipes of a Makefile call, not for people")
    }
}

/// The plan that the Makefile hands over for an output folder.
func plan(dist: String) -> Plan? {
    let name = Plan.variable(dist: dist)
    guard let text = environmentVariable(name),
        let json = try? JSONValue.parse(Array(text.utf8)), let plan = Plan(json: json)
    else {
        _ = complain("run", "there is no plan in \(name): this is called by Makefiles")
        return nil
    }
    return plan
}

/// Makes a mark in place of the others of its kind.
///
/// - Parameter inputs: of a mark that tells whether they have changed.
private func mark(_ path: String, inputs: [String]) -> Int32 {
    let (folder, name) = parted(path)
    let kind = name.prefix { $0 != "-" } + "-"
    // What is written into it is as old as its date, or newer.
    let date = now() - fileDateTick
    do {
        try makeFolder(folder)
        // Inputs have one mark for the chain and one for the preprocessing.
        // Another make may be making its mark at this moment.
        for other in folderNames(folder)
        where kind != "inputs-" && other.hasPrefix(kind) && other != name
            && !other.hasSuffix(".tmp")
        {
            try removeIfAny("\(folder)/\(other)")
        }
        let text = inputs.isEmpty ? [] : InputMark(inputs, dist: parted(folder).folder).text
        try replaceFile(
            path, text,
            modified: FileDate(date, steps: kind == "inputs-" ? DateSteps.mark : 0))
        return ExitCode.success
    } catch {
        return complain("run", "\(error)", code: ExitCode.failure)
    }
}

/// Says whether nothing about the inputs has changed since their mark was made.
private func look(_ path: String, inputs: [String]) -> Int32 {
    let dist = parted(parted(path).folder).folder
    if InputMark(inputs, dist: dist).isCurrent(path) { printText("same\n") }
    return ExitCode.success
}

private func parted(_ path: String) -> (folder: String, name: Substring) {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    return (String(path[..<slash]), path[slash...].dropFirst())
}

/// What the command line of make says of when to stop; nil, with the reason, where that is nonsense.
private func limit() -> StartLimit? {
    let budget = makeVariable("BUDGET")
    let seconds = budget.flatMap(durationSeconds)
    if let budget, seconds == nil {
        _ = complain("run", "BUDGET=\(budget) is no duration: write BUDGET=90s, 15m, 8h or 2d")
        return nil
    }
    return StartLimit(failsFast: !(makeVariable("FAIL_FAST") ?? "").isEmpty, budget: seconds)
}

private func runPreprocess(dist: String) -> Int32 {
    guard let plan = plan(dist: dist), let limit = limit(),
        var runner = ChainRunner.preprocessing(plan, limit: limit, session: session(plan))
    else { return ExitCode.usage }
    switch runner.run() {
    case .done: return ExitCode.success
    // Or make would say of each that it has failed.
    case .interrupted where isMakeEnding(): return ExitCode.success
    case .failed, .interrupted, .skipped: return ExitCode.failure
    }
}

private func runChain(dist: String, id: String, values: String, isStrict: Bool) -> Int32 {
    guard let plan = plan(dist: dist) else { return ExitCode.usage }
    guard let list = try? ValueList.read(values, count: plan.parameters.count) else {
        return complain("run", "the values of \(id) are damaged: make the Makefile anew")
    }
    return runChain(plan, id: id, list, isStrict: isStrict)
}

/// Runs what is missing of the chain of a run.
///
/// - Parameter list: its values, by index in the plan's `parameters`.
func runChain(_ plan: Plan, id: String, _ list: [Value?], isStrict: Bool) -> Int32 {
    let parts = id.split(separator: "/")
    let layout = Layout(dist: plan.dist)
    let files = layout.chain(id)
    let repetition = plan.repetition?.value(of: parts.last ?? "")
    let values = RunValues(plan, id: id, values: list, repetition: repetition, files: files)
    guard let limit = limit() else { return ExitCode.usage }
    guard let before = preprocessed(plan, layout) else { return ExitCode.failure }
    var runner = ChainRunner(
        plan, plan.stages, values, files,
        predecessors: Predecessors(ofRun: id, plan, layout, after: before.execution), limit: limit,
        session: session(plan))
    switch runner.run() {
    case .done: return ExitCode.success
    case .failed:
        // make goes on, so that collate can tell of all failures together. Where the old stamp could
        // not be removed, make would take the run for done.
        let isStamped = plan.stages.last.map { fileStatus(files.stamp($0.name)) != nil } ?? false
        return isStrict || limit.failsFast || isStamped ? ExitCode.failure : ExitCode.success
    case .interrupted where isMakeEnding(): return ExitCode.success
    case .skipped, .interrupted: return ExitCode.failure
    }
}

/// The execution of the preprocessing, if the sweep has one; nil where it has failed.
private func preprocessed(_ plan: Plan, _ layout: Layout) -> (execution: String?, Void)? {
    guard let stage = plan.preprocess else { return (nil, ()) }
    let stamp = layout.preprocess.stamp(stage.name)
    if let record = StageRecord.read(stamp) { return (record.execution, ()) }
    // make -i goes on without it; once is enough.
    if hasFailed(stage, layout, session(plan)) { return nil }
    // make saw a stamp, but there is no record in it.
    guard runPreprocess(dist: plan.dist) == ExitCode.success else { return nil }
    return (StageRecord.read(stamp)?.execution, ())
}

/// Runs what is missing of a pack.
///
/// - Parameters:
///   - target: what make wants: the stamp of the pack, or what stands for some of its runs.
///   - chosen: short names of those.
private func runPack(dist: String, target: String, chosen: String?, isStrict: Bool) -> Int32 {
    guard let plan = plan(dist: dist), let limit = limit() else { return ExitCode.usage }
    let layout = Layout(dist: plan.dist)
    let name = lastName(target).prefix { $0 != "-" && $0 != "." }
    guard let pack = Pack(name: name), pack.count == plan.packing?.count else {
        return complain("run", "there is no pack \(target): make the Makefile anew")
    }
    guard let before = preprocessed(plan, layout) else { return ExitCode.failure }
    let names = chosen.map { Set($0.split(separator: ",").map(String.init)) }
    do {
        let runner = PackRunner(
            plan, pack, members: try PackList.read(pack, layout), predecessor: before.execution,
            limit: limit, session: session(plan), chosen: names)
        let outcome = try runner.run(stamp: chosen == nil ? target : nil)
        if outcome.isDone { return ExitCode.success }
        if outcome.isInterrupted, isMakeEnding() { return ExitCode.success }
        if outcome.isCutShort || outcome.isInterrupted || outcome.isBroken || isStrict
            || limit.failsFast || fileStatus(target) != nil
        {
            return ExitCode.failure
        }
        return ExitCode.success
    } catch {
        return complain("run", "\(error)", code: ExitCode.failure)
    }
}

/// Whether this make has tried the preprocessing in vain.
private func hasFailed(_ stage: PlannedStage, _ layout: Layout, _ session: Session) -> Bool {
    guard let last = StageRecord.read(layout.preprocess.attempt(stage.name)) else { return false }
    return last.end >= session.start
}

/// The session of the make that called us. Where we are the first that it starts, it is said what is
/// going to be redone.
private func session(_ plan: Plan) -> Session {
    let layout = Layout(dist: plan.dist)
    return Session(plan, layout) {
        guard let ids = try? SlotList.runIDs(plan, layout) ?? SweepFile.runIDs(layout.plan) else {
            return 0
        }
        let reader = StateReader(
            plan, layout, Present(plan, layout, SweepOwner.read(layout)), ids)
        for line in reader.outdatedSummary { writeText("          \(line)\n", to: 1) }
        return reader.runs.count { $0.state == .done }
    }
}

/// Begins the sweep of a Makefile: whether the output folder is its own, the folders of runs that are
/// called otherwise by now, `hparams.json`.
private func writeSweepFile(dist: String, makefile: String) -> Int32 {
    guard let plan = plan(dist: dist) else { return ExitCode.usage }
    do {
        guard let graph = try graph(plan, makefile: try readFile(makefile)) else {
            return ExitCode.failure
        }
        return try beginSweep(graph) ? ExitCode.success : ExitCode.failure
    } catch {
        return complain("run", "\(error)", code: ExitCode.failure)
    }
}

/// The graph of a Makefile. One of packs does not list its runs, and they are compiled again from the spec;
/// nil, with the reason, where that is another by now.
func graph(_ plan: Plan, makefile: [UInt8]) throws -> BuildGraph? {
    guard plan.packing != nil else { return try MakefileReader.graph(plan, makefile: makefile) }
    let samples = OwnFile(makefile)?.samples
    guard let graph = compiledGraph(SpecChoice(plan.spec, samples: samples), command: "run") else {
        return nil
    }
    guard MakeBackend.sweepMark(graph) == MakefileReader.variable("SWEEP", in: makefile) else {
        _ = complain("run", "\(plan.spec) is not what the Makefile was made from: run make again")
        return nil
    }
    return graph
}

/// Says why where the output folder is another spec's.
func beginSweep(_ graph: BuildGraph) throws -> Bool {
    let layout = Layout(dist: graph.plan.dist)
    if let refusal = try SweepOwner.take(graph.plan, layout) {
        _ = complain("run", refusal)
        return false
    }
    if let packing = graph.plan.packing {
        try layout.addPackCount(packing.count)
        try PackList.write(graph, packing, layout)
    } else {
        try Unpacking.unpackAll(graph.plan, layout)
    }
    try Takeover.rename(graph.configurations.lazy.map(\.id), graph.plan, layout)
    if graph.plan.search != nil {
        try SlotFiles(graph.plan, layout).putKnown(graph.configurations.lazy.map(\.id))
    }
    let text = try SweepFile.text(graph)
    if readFileIfAny(layout.plan) == text {
        try setModified(layout.plan, FileDate(now()))
    } else {
        try replaceFile(layout.plan, text)
    }
    if graph.plan.stop != nil {
        let ids = SlotList.runIDs(graph.plan, layout) ?? SweepFile.runIDs(text)
        CurveLedger.complete(ids, graph.plan, layout)
    }
    return true
}
