// Runs what is missing of a pack, one run after another in this process, and puts into the pack what is done.
// The way of a run: while it is not done it has its folder, and `ChainRunner` does with it what it does
// everywhere, knowing nothing of packs; when it has come to its end, its folder is appended to the files of
// the pack and goes. Which pack a run belongs to follows from the hash in its id. Where the number of packs
// has changed, its line is looked for in the packs of before, and a new one is written to its pack of now.
//
//     dist/packed/<k>of<n>.jsonl   a line a run: parameters, records, results, small files
//     dist/packed/<k>of<n>.log     logs, each behind a line that says whose it is
//     dist/packed/<k>of<n>.files   what else extractors read, where it is large or no text
//     dist/packed/<k>of<n>-<members>.done   make's target: dated as the stamp of a run is
//
// All are only appended to, by whoever has the lock of the first.
import Graph
import Spec
import System
import Text

/// Runs a pack.
package struct PackRunner {
    let plan: Plan
    let pack: Pack
    let members: [PackList.Member]
    /// The execution of the preprocessing; nil without one.
    let predecessor: String?
    let limit: StartLimit
    let session: Session
    /// Short names of the runs that are meant; nil for all.
    let chosen: Set<String>?
    private let layout: Layout
    private let lines = ProgressLines(id: "")

    package init(
        _ plan: Plan, _ pack: Pack, members: [PackList.Member], predecessor: String?,
        limit: StartLimit, session: Session, chosen: Set<String>? = nil
    ) {
        (self.plan, self.pack, self.members) = (plan, pack, members)
        (self.predecessor, self.limit, self.session) = (predecessor, limit, session)
        self.chosen = chosen
        layout = Layout(dist: plan.dist)
    }

    /// What became of the runs together.
    package struct Outcome {
        package var failed = 0
        /// Why not all could be tried: make is ending, or no more are wanted.
        package var isCutShort = false
        package var isInterrupted = false
        /// A file could not be written.
        package var isBroken = false

        package var isDone: Bool { failed == 0 && !isCutShort && !isInterrupted && !isBroken }
    }

    /// - Parameter stamp: the path of the stamp; nil where only some of the runs are meant.
    package func run(stamp: String?) throws(SystemError) -> Outcome {
        let begin = now() - fileDateTick
        let writer = try PackWriter(layout, pack) {
            lines.note("waits: another hpmake is at pack \(pack.name)")
        }
        let present = PackPresent(plan, layout, after: predecessor)
        var (outcome, isFirst) = (Outcome(), true)
        loop: for (id, values, repetition) in runs {
            let files = files(of: id)
            let known = writer.content[id]
            let list = try list(values, id)
            let run = RunValues(
                plan, id: id, values: list, repetition: repetition, files: files)
            if let known, known.isDone, present.isDone(known, run),
                try hasNoFolder(files)
            {
                continue
            }
            if isFirst {
                // Nobody may take for done what is begun now.
                try removeStamps()
                isFirst = false
            }
            if let known, !PackedFolder.isThere(files), isWanted(known, files) {
                try PackedFolder.unfold(known, layout, plan, into: files)
            }
            var runner = ChainRunner(
                plan, plan.stages, run, files, predecessors: Predecessors(predecessor), limit: limit,
                session: session)
            let ended = runner.run()
            switch ended {
            case .done: break
            case .failed: outcome.failed += 1
            case .skipped: outcome.isCutShort = true
            case .interrupted: outcome.isInterrupted = true
            }
            if ended == .done || ended == .failed {
                do throws(SystemError) {
                    try PackedFolder(plan: plan, files: files, id: id).fold(
                        into: writer, isDone: ended == .done, hasScratch: scratch != nil)
                } catch {
                    lines.note("\(id) stays in \(files.folder): \(error)")
                    outcome.isBroken = true
                }
            }
            if outcome.isCutShort || outcome.isInterrupted { break loop }
            if outcome.failed > 0, limit.failsFast { break loop }
        }
        if let stamp, outcome.isDone { try write(stamp, present, begin: begin) }
        return outcome
    }

    /// The runs of the pack that are meant, in order.
    private var runs: [(id: String, values: String, repetition: Value?)] {
        let all = members.flatMap { member -> [(id: String, values: String, repetition: Value?)] in
            guard let repetition = plan.repetition else { return [(member.id, member.values, nil)] }
            return zip(repetition.folders, repetition.values).map { folder, value in
                ("\(member.id)/\(folder)", member.values, value)
            }
        }
        guard let chosen else { return all }
        return all.filter { chosen.contains(PackRunner.shortName($0.id, plan)) }
    }

    /// The hash of a run's configuration, with repeats also which one it is: `5f3a90c1d2e4.2`.
    package static func shortName(_ id: String, _ plan: Plan) -> String {
        let parts = id.split(separator: "/", maxSplits: 1)
        let hash = (parts.first ?? "").suffix(12)
        guard parts.count > 1, let place = plan.repetition?.folders.firstIndex(of: String(parts[1]))
        else { return String(hash) }
        return "\(hash).\(place)"
    }

    private func list(_ values: String, _ id: String) throws(SystemError) -> [Value?] {
        do {
            return try ValueList.read(values, count: plan.parameters.count)
        } catch {
            throw SystemError("the values of \(id) are damaged: make the Makefile anew", code: 0)
        }
    }

    /// The folder on the node's own disk.
    private var scratch: String? { plan.packing?.scratchFolder(dist: plan.dist) }

    private func files(of id: String) -> ChainFiles {
        let files = layout.chain(id)
        return scratch.map { files.moved(to: "\($0)/\(id)") } ?? files
    }

    /// Whether what the pack knows is of use to what follows: where files of a run are gone, it begins with
    /// an empty folder, and the line in the pack is what comes back where a change is taken back.
    private func isWanted(_ run: PackedRun, _ files: ChainFiles) -> Bool {
        run.isWhole || fileStatus(files.folder) != nil
    }

    /// Whether nothing but the pack has to do with a run that is done there. What was begun since, for a
    /// change that was taken back, goes; where something is kept aside, or somebody is at the run, that is
    /// for `ChainRunner`.
    private func hasNoFolder(_ files: ChainFiles) throws(SystemError) -> Bool {
        if fileStatus(files.aside) != nil { return false }
        if !PackedFolder.isThere(files) { return true }
        let lock = try FileLock(opening: files.lock)
        guard lock.tryLock(), lock.isCurrent else { return false }
        defer { lock.unlock() }
        try removeIfAny(files.parameters ?? "")
        try removeTree(files.folder)
        try removeIfAny(files.lock)
        return true
    }

    private func removeStamps() throws(SystemError) {
        let start = pack.name + "-"
        for name in folderNames(layout.packed) where name.hasPrefix(start) {
            try removeIfAny("\(layout.packed)/\(name)")
        }
    }

    /// Dated so that make sees an edit since the pack was begun.
    private func write(
        _ stamp: String, _ present: PackPresent, begin: Int64
    ) throws(SystemError) {
        let (start, kept) = (pack.name + "-", lastName(stamp))
        let inputs = plan.stages.flatMap(\.inputs)
        let newest = present.fingerprint.newest
        let date = present.fingerprint.isChanged(inputs) ? begin : max(begin, min(newest, now()))
        if fileStatus(stamp) == nil {
            for name in folderNames(layout.packed) where name.hasPrefix(start) && name != kept {
                try removeIfAny("\(layout.packed)/\(name)")
            }
        }
        try replaceFile(stamp, [], modified: FileDate(date, steps: DateSteps.run))
    }
}

/// What the stages of a pack's runs would be made from now, looked at once.
struct PackPresent {
    private let plan: Plan
    private let after: String?
    private(set) var fingerprint: Fingerprint
    /// By stage; nil where one is missing.
    private let inputs: [[InputHash]?]
    private let acceptances: Acceptances

    init(_ plan: Plan, _ layout: Layout, after: String?) {
        (self.plan, self.after) = (plan, after)
        var fingerprint = Fingerprint(cacheFolder: layout.marks)
        inputs = plan.stages.map { try? fingerprint.hashes($0.inputs) }
        self.fingerprint = fingerprint
        acceptances = Acceptances(layout)
    }

    /// Whether all stages of a run are done.
    func isDone(_ run: PackedRun, _ values: RunValues) -> Bool {
        var after = after
        let identity = values.identity
        for (stage, inputs) in zip(plan.stages, inputs) {
            guard let inputs, let text = run.stamp(stage.name),
                let known = StageRecord(Array(text))
            else { return false }
            let decision = Decider.decide(
                stage, of: identity, inputs: inputs, known: known, after: after)
            if !decision.isDone {
                let source = StageSource(command: stage.digest, inputs: inputs)
                guard decision.canBeAccepted, acceptances.hold(known, source) else { return false }
            }
            after = known.execution
        }
        return true
    }
}

extension Packing {
    /// Where runs of an output folder have their folders on the node's own disk; nil where they have them
    /// in the output folder. A variable that is not set means that there is no such disk.
    package func scratchFolder(dist: String) -> String? {
        guard let scratch else { return nil }
        var root = scratch
        if scratch.hasPrefix("$") {
            let name = scratch.dropFirst().prefix { $0 != "/" }
            guard let value = environmentVariable(String(name)), !value.isEmpty else { return nil }
            root = value + scratch.dropFirst().dropFirst(name.count)
        }
        let name = SHA256.hex("\(workingFolder())/\(dist)".utf8).prefix(12)
        return "\(root)/hpmake-\(name)"
    }
}
