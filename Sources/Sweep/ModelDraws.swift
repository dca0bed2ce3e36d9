// Draws of a search by results: which configuration a slot gets, from what is done when it starts. Each is
// recorded with what it knew, and kept. Knows nothing of make, and of how a model draws.
import Graph
import Running
import Sampling
import Spec
import System

/// Draws configurations one after another, whatever number of runners there are.
package struct ModelDraws {
    private let plan: Plan
    private let layout: Layout
    private let search: PlannedSearch
    private let model: SearchModel
    private let tpe: TPE
    private let identifier: Identifier

    /// nil where the search draws nothing by results.
    package init?(_ plan: Plan, _ layout: Layout) {
        guard let search = plan.search, let model = search.model,
            var experiment = SpecDecoder.decode(space: model.space)
        else { return nil }
        experiment.objectives = plan.objectives
        (self.plan, self.layout, self.search, self.model) = (plan, layout, search, model)
        identifier = Identifier(experiment)
        tpe = TPE(experiment, identifier, seed: model.seed, startup: model.startup)
    }

    /// The configuration of a slot: what was drawn before, as long as the space has it, else a new one; nil
    /// where the space has no other.
    ///
    /// - Parameter slot: one that draws.
    package func configuration(
        of slot: Slot
    ) throws -> (id: String, values: [Value?])? {
        guard let draw = slot.draw else { return nil }
        if let known = inSlot(slot) { return (known.id, known.values) }
        try makeFolder(layout.search)
        // One draws at a time, so that none is drawn twice. Without locks the run's own lock decides.
        let turn = try? FileLock(opening: "\(layout.search)/draws.lock")
        if let turn, !turn.tryLock() { _ = withSignalsAtWork { turn.lock() } }
        defer { turn?.unlock() }
        let records = DrawRecord.all(plan, layout)
        if let known = kept(records[draw]) { return (known.id, known.values) }
        return try new(slot, draw, records)
    }

    /// What was drawn for a slot, by its link.
    private func inSlot(_ slot: Slot) -> DrawRecord? {
        for repeated in plan.repeatFolders {
            let content = SlotFiles(plan, layout).content(slot.file(repeated))
            guard case .run(let run) = content,
                let record = kept(DrawRecord.read(String(run.prefix { $0 != "/" }), plan, layout)),
                record.draw == slot.draw
            else { continue }
            return record
        }
        return nil
    }

    /// A record that is of this search.
    private func kept(_ record: DrawRecord?) -> DrawRecord? {
        guard let record, record.seed == model.seed, tpe.holds(Configuration(values: record.values))
        else { return nil }
        return record
    }

    private func new(
        _ slot: Slot, _ draw: Int, _ records: [Int: DrawRecord]
    ) throws -> (id: String, values: [Value?])? {
        let known = try self.known(before: slot)
        let taken = identities(records.filter { $0.key != draw }.values.compactMap { kept($0) })
        let observations = search.rungs != nil && TPE.isAtRandom(draw) ? [] : known
        guard
            let drawn = tpe.draw(
                slot: draw, knowing: observations,
                taken: taken.union(known.map(\.identity)))
        else { return nil }
        let id = identifier.id(of: drawn.configuration)
        let isRunning = { (observation: Observation) in observation.outcome == .running }
        let record = DrawRecord(
            id: id, values: drawn.configuration.values, seed: model.seed, draw: draw,
            knew: observations.filter { !isRunning($0) }.map(\.slot).sorted(),
            running: observations.filter(isRunning).map(\.slot).sorted())
        try record.write(plan, layout)
        return (id, drawn.configuration.values)
    }

    /// What is not to be drawn again.
    private func identities(_ records: some Sequence<DrawRecord>) -> Set<Identifier.Identity> {
        var buffer: [UInt8] = []
        return Set(
            records.map { identifier.identity(of: Configuration(values: $0.values), &buffer) })
    }

    /// What a draw that was made before would be from the results as they are now, of those that it knew;
    /// nil for one that was known before anything had run.
    package func again(
        _ record: DrawRecord, in slot: Slot
    ) throws -> (draw: TPE.Draw, belief: Belief?)? {
        let (knew, running) = (Set(record.knew), Set(record.running))
        let known = try known(before: slot).filter {
            knew.contains($0.slot) || running.contains($0.slot)
        }
        let observations = known.map { observation in
            running.contains(observation.slot)
                ? tpe.observation(slot: observation.slot, observation.configuration, .running)
                : observation
        }
        let taken = identities(
            DrawRecord.all(plan, layout).filter { $0.key < record.draw }.values)
        return tpe.draw(
            slot: record.draw, knowing: observations,
            taken: taken.union(known.map(\.identity))
        ).map { ($0, tpe.belief(about: $0.configuration, knowing: observations)) }
    }

    package func id(of draw: TPE.Draw) -> String { identifier.id(of: draw.configuration) }

    /// What the model believes of each parameter by itself, from all results that there are; nil where there
    /// are none.
    package func beliefs(_ table: RunTable) -> Belief? { tpe.beliefs(knowing: known(table)) }

    private func known(before slot: Slot) throws -> [Observation] {
        known(RunTable(reading: try Sweep.read(dist: layout.dist)), before: slot)
    }

    /// What is known of the configurations that were drawn.
    ///
    /// - Parameter slot: with batches, what is of the same batch or a later one is not known; nil for all.
    private func known(_ table: RunTable, before slot: Slot? = nil) -> [Observation] {
        let sweep = table.sweep
        var byRung: [Int: [Int: Observation]] = [:]
        var drawn: [Substring: Int] = [:]
        for index in sweep.slots.indices where sweep.isDecided(ofRun: index * sweep.repeats.count) {
            let own = sweep.slots[index]
            let name = sweep.name(ofConfiguration: index)
            if let draw = own.draw { drawn[name] = draw }
            guard let draw = drawn[name], own != slot else { continue }
            if let slot, slot.layer.after != nil, let first = slot.layer.firstDraw, draw >= first {
                continue
            }
            guard let outcome = table.outcome(ofConfiguration: index) else { continue }
            let values = sweep.configurations[index].values.prefix(
                plan.configurationParameters.count)
            byRung[own.layer.rung ?? 0, default: [:]][draw] = tpe.observation(
                slot: draw, Configuration(values: Array(values)), outcome)
        }
        return TPE.observations(
            byRung: byRung.keys.sorted().map { Array((byRung[$0] ?? [:]).values) })
    }
}

extension RunTable {
    /// What a model may learn of a configuration: the means of the objectives where all repeats are done. What
    /// was interrupted or is outdated is going to run again, and tells nothing.
    fileprivate func outcome(ofConfiguration index: Int) -> Observation.Outcome? {
        let states = runs(ofConfiguration: index).map { rows[$0].state }
        if states.contains(.failed) { return .failed }
        if states.allSatisfy({ $0 == .done }) {
            let columns = sweep.plan.objectives.map { column($0.metric) }
            let means = columns.map { column -> Double in
                let values = runs(ofConfiguration: index).map { metric(column, ofRun: $0) ?? .nan }
                return values.reduce(0, +) / Double(values.count)
            }
            return .values(means)
        }
        let isGoingOn = states.contains { [.running, .queued, .missing].contains($0) }
        return isGoingOn ? .running : nil
    }
}
