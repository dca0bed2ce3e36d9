// `hpmake run slurm task` and its kin: what the jobs of a submission call. Nothing but wiring; not for people.
import Graph
import Running
import Slurm
import Spec
import Sweep
import Text

private func readPlan(_ folder: String) -> Plan? {
    guard let plan = SubmissionFolder(folder).plan else {
        _ = complain(
            "run", "\(folder) is damaged, or of another version of hpmake: submit anew",
            code: ExitCode.failure)
        return nil
    }
    return plan.onCluster(devices: allowedDevices() ?? [])
}

func runPreprocessJob(folder: String) -> Int32 {
    guard let plan = readPlan(folder),
        var runner = ChainRunner.preprocessing(
            plan, session: SubmissionFolder(folder).session, granted: plan.resources)
    else { return ExitCode.failure }
    return runner.run() == .done ? ExitCode.success : ExitCode.failure
}

func collateJob(folder: String) -> Int32 {
    guard let plan = SubmissionFolder(folder).plan else { return ExitCode.failure }
    let layout = Layout(dist: plan.dist)
    JobEnds(plan, layout).complete(AskedQueue(layout).entries, withAccounting: true)
    return CommandTable.run(["collate", plan.dist])
}

/// Some stages of one run.
struct SlurmTask {
    private let submission: SubmissionFolder
    private let folder: String
    private let stages: [Substring]
    private let index: Int
    private let isPacked: Bool
    /// Whether the slots of a search by results are taken as they are.
    private let isFixed: Bool

    /// `task FOLDER STAGES INDEX`, then `--packed` where several runs share the task, or `--only` where the
    /// others are none of ours; nil for anything else.
    init?(_ words: [String]) {
        let options = words.dropFirst(4)
        guard words.count >= 4, let index = Int(words[3]),
            options.allSatisfy({ ["--packed", "--only"].contains($0) })
        else { return nil }
        (folder, self.index) = (words[1], index)
        submission = SubmissionFolder(folder)
        stages = words[2].split(separator: ",")
        (isPacked, isFixed) = (options.contains("--packed"), options.contains("--only"))
    }

    func run() -> Int32 {
        guard let plan = readPlan(folder) else { return ExitCode.failure }
        guard let first = plan.stages.firstIndex(where: { $0.name == stages.first ?? "" }),
            first + stages.count <= plan.stages.count
        else {
            let names = stages.joined(separator: ",")
            return complain("run", "\(folder) has no stages \(names)", code: ExitCode.failure)
        }
        // The last task of a pack may have fewer runs.
        if isPacked, index >= plan.runCount { return ExitCode.success }
        let layout = Layout(dist: plan.dist)
        let before = plan.preprocess.map {
            ($0, StageRecord.read(layout.preprocess.stamp($0.name)))
        }
        if let (stage, record) = before,
            record?.state != .done || record?.origin.command != stage.digest
        {
            return complain("run", "the preprocessing is not done", code: ExitCode.failure)
        }
        do {
            guard case .run(let id, let list) = try decide(plan, first: first) else {
                return ExitCode.success
            }
            let repetition = plan.repetition?.value(of: id.split(separator: "/").last ?? "")
            let chain = PackedChain(
                plan, layout, id: id, values: list, repetition: repetition,
                isWhole: stages.count == plan.stages.count)
            try plan.packing.map { try chain.begin(chain.known($0)) }
            var runner = ChainRunner(
                plan, plan.stages, chain.values, chain.files,
                predecessors: Predecessors(ofRun: id, plan, layout, after: before?.1?.execution),
                own: first..<first + stages.count, session: submission.session,
                granted: isPacked ? nil : plan.resources)
            let outcome = runner.run()
            var isDone = outcome == .done
            // Stages of other jobs follow in the run's folder.
            if let packing = plan.packing, !isDone || first + stages.count == plan.stages.count {
                isDone = chain.end(outcome, packing) && isDone
            }
            // The next stages of the other runs in this task must not wait for this one.
            let hasFollowers = isPacked && first + stages.count < plan.stages.count
            return isDone || hasFollowers ? ExitCode.success : ExitCode.failure
        } catch {
            return complainOfSlot(error)
        }
    }

    /// The run of the task, and its values.
    private func decide(_ plan: Plan, first: Int) throws -> DecidedSlot {
        guard plan.search == nil else { return try decideSlot(plan, first: first) }
        let repeats = plan.repeatFolders
        guard (0..<plan.runCount).contains(index),
            let (id, values) = try known(index / repeats.count, plan)
        else { throw SlotFailure(description: "\(folder) has no run \(index)") }
        return .run(id: runID(id, repeats[index % repeats.count]), values: values)
    }

    /// What is in the slot of the task. Its first stage begins when all of the layer before are over, so what
    /// those come to is up to it; later stages follow it.
    private func decideSlot(_ plan: Plan, first: Int) throws -> DecidedSlot {
        let file = plan.slotFile(index)
        guard let slot = plan.search?.slot(SlotFiles.parts(file).slot) else {
            throw SlotFailure(description: "\(folder) has no run \(index)")
        }
        if let before = slot.layer.after.flatMap({ plan.search?.layer($0) }), first == 0, !isFixed {
            try writePromotion(of: before, plan, evenIfSame: false)
        }
        let configuration = try slot.draw.flatMap { try known($0, plan) }
        return try hpmake.decideSlot(file, plan, known: configuration)
    }

    /// A configuration that was known before anything ran; nil where there is none.
    private func known(
        _ index: Int, _ plan: Plan
    ) throws -> (id: String, values: [Value?])? {
        guard let configuration = submission.configuration(index) else { return nil }
        let count = plan.configurationParameters.count
        return (configuration.id, try ValueList.read(configuration.values, count: count))
    }
}
