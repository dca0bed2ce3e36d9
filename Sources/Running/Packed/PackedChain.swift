// One run of a packed sweep before and after its chain: what the pack knows of it, its folder as long as it is
// not done, and its line at the end. Knows nothing of how a chain runs, and of other runs.
import Graph
import Spec
import System
import Text

/// A run of a packed sweep.
package struct PackedChain {
    package let id: String
    package let values: RunValues
    package let files: ChainFiles
    private let plan: Plan
    private let layout: Layout
    /// The folder in the output folder where the run has its own on the node's disk; else nil.
    private let home: String?

    /// - Parameters:
    ///   - isWhole: whether all stages run here; else the folder must be where others find it.
    ///   - spare: where whoever has the pack leaves a folder for the next run.
    package init(
        _ plan: Plan, _ layout: Layout, id: String, values: [Value?], repetition: Value?,
        isWhole: Bool = true, spare: SpareFolder? = nil
    ) {
        (self.plan, self.layout, self.id) = (plan, layout, id)
        let files = layout.chain(id)
        // A run that has its folder already goes on there.
        let disk = isWhole ? plan.packing?.scratchFolder(dist: plan.dist) : nil
        let scratch = disk.flatMap { PackedFolder.isThere(files) ? nil : $0 }
        home = scratch == nil ? nil : files.folder
        var own = scratch.map { files.moved(to: "\($0)/\(id)") } ?? files
        own.spare = spare
        self.files = own
        self.values = RunValues(
            plan, id: id, values: values, repetition: repetition, files: self.files)
    }

    /// Whether nothing has to be done, since the pack has it. What was begun since, for a change that was
    /// taken back, goes; where something is kept aside, or somebody is at the run, that is for
    /// `ChainRunner`.
    func isDone(_ known: PackedRun?, _ present: PackPresent) throws(SystemError) -> Bool {
        guard let known, known.isDone, present.isDone(known, values) else { return false }
        if fileStatus(files.aside) != nil { return false }
        let folder = PackedFolder(plan: plan, files: files, id: id, home: home)
        if !PackedFolder.isThere(files) {
            // Somebody was killed while he removed it.
            if fileStatus(files.folder) != nil, contentOfHeldLock(files.lock) == nil {
                try folder.removeRest()
            }
            return true
        }
        let lock = try FileLock(opening: files.lock)
        guard lock.tryLock(), lock.isCurrent else { return false }
        defer { lock.unlock() }
        if folder.isPacked(known, isDone: true) {
            // It came out of the pack, and what was kept is in it.
            try folder.removeRest()
        } else {
            try removeIfAny(files.parameters ?? "")
            try removeTree(files.folder)
        }
        try removeIfAny(files.lock)
        return true
    }

    /// Gives the run its folder where the pack knows something of it that is of use: where files of a run are
    /// gone, it begins with an empty folder, and its line is what comes back where a change is taken back.
    package func begin(_ known: PackedRun?) throws(SystemError) {
        guard let known, !PackedFolder.isThere(files) else { return }
        guard known.isWhole || fileStatus(files.folder) != nil else { return }
        try Unpacking.unfold(known, layout, plan, into: files)
    }

    /// Puts the run into its pack where it has come to an end; false, and said, where that is not possible.
    ///
    /// - Parameter handsOn: whether the next run may have the folder: nobody writes into it any more.
    func end(
        _ outcome: ChainRunner.Outcome, _ writer: PackWriter, handsOn: Bool = false
    ) -> Bool {
        guard outcome == .done || outcome == .failed else { return true }
        do throws(SystemError) {
            try PackedFolder(plan: plan, files: files, id: id, home: home).fold(
                into: writer, isDone: outcome == .done, spare: handsOn ? files.spare : nil)
            return true
        } catch {
            ProgressLines(id: id).note("\(id) stays in \(files.folder): \(error)")
            return false
        }
    }

    // MARK: one run alone

    /// What its pack knows of the run.
    package func known(_ packing: Packing) -> PackedRun? {
        PackContent(layout, covering: packing.pack(ofHash: runHash(id)))[id]
    }

    /// The same as above for somebody who has not the pack: waits for it.
    package func end(_ outcome: ChainRunner.Outcome, _ packing: Packing) -> Bool {
        guard outcome == .done || outcome == .failed else { return true }
        do throws(SystemError) {
            let pack = packing.pack(ofHash: runHash(id))
            return end(outcome, try PackWriter(layout, pack) {})
        } catch {
            ProgressLines(id: id).note("\(id) stays in \(files.folder): \(error)")
            return false
        }
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
            guard let inputs, let known = run.record(stage.name) else { return false }
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
