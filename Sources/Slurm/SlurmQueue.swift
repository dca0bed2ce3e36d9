// What of a sweep is queued, and so what is left to submit. Reads records; calls no program of Slurm:
// the script brings the queue along.
import Graph
import Running
import Spec
import Sweep
import System

/// The jobs of an output folder that Slurm knows of.
package struct SlurmQueue {
    /// Why nothing can be submitted now.
    package struct Failure: Error {
        package let message: String
    }

    private let layout: Layout
    private let live: [(entry: QueueEntry, job: SubmittedJob)]

    package init(_ entries: [QueueEntry], _ layout: Layout) {
        self.layout = layout
        let jobs = SubmittedJob.read(layout.slurm)
        live = ours(entries, jobs, isHere: writers(to: layout.dist, as: layout.dist))
            .filter { !$0.entry.isOver }
    }

    /// Ids of jobs that are queued or running, in order and each once.
    package var openJobs: [String] {
        var seen: Set<String> = []
        return live.map(\.job.id).filter { seen.insert($0).inserted }
            .sorted { ($0.count, $0) < ($1.count, $1) }
    }

    /// What is left of a sweep, and a line for people that says so.
    ///
    /// - Parameters:
    ///   - arrays: the stages of each array.
    ///   - limit: indices of arrays are below this.
    ///   - selection: the runs that are to be submitted; nil for all.
    ///   - slots: tells which runs are in the slots of a search by results.
    package func submission(
        _ graph: BuildGraph, sweep: String, arrays: [[String]], pack: Int, limit: Int,
        selection: Set<Int>? = nil, slots: KnownSlots? = nil
    ) throws(Failure) -> (Submission, summary: String) {
        let states = RunStates(graph, slots)
        var groups: [Range<Int>] = []
        for stages in arrays {
            let start = groups.last?.upperBound ?? 0
            groups.append(start..<start + stages.count)
        }
        var submission = Submission(done: states.done, groups: groups, pack: pack, limit: limit)
        if let search = graph.plan.search {
            submission.layers = layers(search, repeats: graph.plan.repetition?.values.count ?? 1)
        }
        submission.busy = states.busy
        submission.selection = selection
        submission.needsPreprocess = states.needsPreprocess
        let preprocess = live.last { $0.job.stages == ["preprocess"] && !$0.entry.isEnding }
        submission.queuedPreprocess = preprocess?.job.id
        submission.openJobs = openJobs
        try fill(&submission, graph, sweep: sweep, arrays: arrays)
        submission.holdBack()
        let isCollating = live.contains { $0.job.stages == ["collate"] }
        let collated = fileStatus(layout.collatedStamp)?.modified ?? 0
        let isOpen = live.contains { $0.job.isArray }
        let isStale = states.busy.isEmpty && collated < states.newest
        submission.needsCollation = !isCollating && (isOpen || isStale || collated == 0)
        return (submission, summary(graph, submission))
    }

    /// Forgets the submissions of other versions of the sweep of which nothing is queued.
    package func forgetOthers(than sweep: String) throws(SystemError) {
        let kept = Set(live.map(\.job.sweep) + [sweep])
        for name in folderNames(layout.slurm) where !kept.contains(name) {
            guard fileStatus("\(layout.slurm)/\(name)/plan.json") != nil else { continue }
            try removeTree("\(layout.slurm)/\(name)")
        }
        let jobs = SubmittedJob.read(layout.slurm).filter { kept.contains($0.sweep) }
        try replaceFile("\(layout.slurm)/jobs", Array(jobs.map(\.line).joined().utf8))
    }

    private func summary(_ graph: BuildGraph, _ submission: Submission) -> String {
        let stages = graph.plan.stages.count
        var (done, queued, later, ending, busy, wanted, others) = (0, 0, 0, 0, 0, 0, 0)
        var held = 0
        for run in submission.done.indices {
            if submission.done[run] == stages {
                done += 1
            } else if submission.ending.contains(run) {
                ending += 1
            } else if submission.isQueued(run) {
                queued += 1
                later += submission.isWanted(run) ? 1 : 0
            } else if submission.busy.contains(run) {
                busy += 1
            } else if submission.selection?.contains(run) == false {
                others += 1
            } else if submission.held.contains(run) {
                held += 1
            } else {
                wanted += 1
            }
        }
        var text = "\(submission.done.count) runs: \(done) done"
        if queued > 0 { text += ", \(queued) queued or running" }
        if ending > 0 { text += ", \(ending) about to end or to be queued again" }
        if busy > 0 { text += ", \(busy) running outside of Slurm" }
        text += ", \(wanted) to submit"
        text += later > 0 ? ", and later stages of \(later)" : ""
        text += held > 0 ? ", \(held) when the rungs above, which are queued, are over" : ""
        return text + (others > 0 ? ", \(others) left out by ONLY" : "")
    }

    /// Notes which stages of which runs are queued.
    private func fill(
        _ submission: inout Submission, _ graph: BuildGraph, sweep: String, arrays: [[String]]
    ) throws(Failure) {
        var places: [String: [Int: Int]] = [:]
        for (entry, job) in live {
            guard let task = entry.task else { continue }
            if job.sweep != sweep, places[job.sweep] == nil {
                places[job.sweep] = try runs(ofSweep: job.sweep, graph)
            }
            let place = Submission.Place(
                job: job.id, isAlike: job.sweep == sweep && job.pack == submission.pack,
                offset: job.offset)
            let numbers = arrays.indices.filter { !Set(arrays[$0]).isDisjoint(with: job.stages) }
            for run in job.runs(ofTask: task) {
                let index = job.sweep == sweep ? run : places[job.sweep]?[run]
                guard let index, index < submission.done.count else { continue }
                for number in numbers
                where submission.done[index] < submission.groups[number].upperBound {
                    if entry.isEnding {
                        submission.ending.insert(index)
                    } else {
                        submission.queued[number][index] = place
                    }
                }
            }
        }
    }

    /// Our indices of the runs of an older version of the sweep, by theirs.
    private func runs(
        ofSweep sweep: String, _ graph: BuildGraph
    ) throws(Failure) -> [Int: Int] {
        let folder = SubmissionFolder("\(layout.slurm)/\(sweep)")
        guard let plan = folder.plan, plan.executes(sameAs: graph.plan) else {
            let jobs = Set(live.filter { $0.job.sweep == sweep }.map(\.job.id)).sorted()
            throw Failure(
                message: "jobs with other commands than those of now are queued: "
                    + "\(jobs.joined(separator: " ")); let them end, or cancel them with --cancel")
        }
        let slots = SlotList(graph.plan, layout, known: graph.configurations.map(\.id))
        let own = Dictionary(
            (slots?.idsByFile ?? graph.runIDs).enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { $1 })
        var result: [Int: Int] = [:]
        for (index, id) in folder.runIDs(plan, layout).enumerated() {
            if let search = plan.search,
                search.slot(SlotFiles.parts(plan.slotFile(index)).slot)?.draw == nil
            {
                // A task of other rungs decides nothing any more.
                result[index] = plan.hasSlots(of: graph.plan) ? index : nil
            } else {
                result[index] = own[id]
            }
        }
        return result
    }
}

/// The layers of a search, each of whose slots has so many runs.
private func layers(_ search: PlannedSearch, repeats: Int) -> [Submission.Layer] {
    var layers: [Submission.Layer] = []
    for layer in search.layers {
        let start = layers.last?.runs.upperBound ?? 0
        layers.append(
            Submission.Layer(
                name: layer.name, runs: start..<start + layer.count * repeats,
                after: layer.after.flatMap { name in layers.firstIndex { $0.name == name } }))
    }
    return layers
}

extension Plan {
    /// Whether the commands are the same, so that a run of one is a run of the other.
    fileprivate func executes(sameAs other: Plan) -> Bool {
        func digests(_ plan: Plan) -> [String] {
            ((plan.preprocess.map { [$0] } ?? []) + plan.stages).map { "\($0.name) \($0.digest)" }
        }
        return dist == other.dist && digests(self) == digests(other)
    }

    /// The plan as a job of a cluster runs it: the cluster has given it its GPUs and everything else
    /// that is needed.
    package func onCluster(devices: [String]) -> Plan {
        func granted(_ stage: PlannedStage) -> PlannedStage {
            PlannedStage(
                name: stage.name, command: stage.command, environment: stage.environment,
                inputs: stage.inputs,
                needs: stage.needs.filter { $0.resource == "gpu" && !devices.isEmpty },
                timeout: stage.timeout, retries: stage.retries, digest: stage.digest,
                text: stage.text)
        }
        return with(
            preprocess: preprocess.map(granted), stages: stages.map(granted),
            resources: [Resource(name: "gpu", slots: devices.map(Value.string))])
    }
}
