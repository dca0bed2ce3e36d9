// How far the runs of a sweep are, by the records in their stamps against what they would be made from
// now. Knows nothing of Slurm, nor which run is in a slot.
import Graph
import Running
import Spec
import Sweep
import System

/// How far a sweep is.
package struct RunStates: Sendable {
    /// How many stages of each run are done.
    package let done: [Int]
    /// Runs that somebody is at.
    package let busy: Set<Int>
    /// Whether the preprocessing has to run first.
    package let needsPreprocess: Bool
    /// When the last stage ended, in nanoseconds since 1970; 0 where none is done.
    package let newest: Int64

    /// Reads the stamps of all runs, on all processors.
    ///
    /// - Parameter slots: tells which runs are in the slots of a search by results.
    package init(_ graph: BuildGraph, _ slots: KnownSlots? = nil) {
        let plan = graph.plan
        let layout = Layout(dist: plan.dist)
        var fingerprint = Fingerprint(cacheFolder: layout.marks)
        let inputs = plan.stages.map { try? fingerprint.hashes($0.inputs) }
        var after: String?
        var needsPreprocess = false
        if let stage = plan.preprocess {
            let files = layout.preprocess
            let values = RunValues(
                plan, id: "preprocess", values: [], repetition: nil, files: files)
            let known = StageRecord.read(files.stamp(stage.name))
            var decider = Decider(values, layout)
            needsPreprocess = !decider.decide(stage, known: known, after: nil).isDone
            after = known?.execution
        }
        self.needsPreprocess = needsPreprocess
        guard !needsPreprocess else {
            done = [Int](repeating: 0, count: plan.runCount)
            (busy, newest) = ([], 0)
            return
        }
        let scan = RunScan(plan: plan, layout: layout, inputs: inputs, after: after)
        let states: [RunScan.State]
        if let slots {
            states = slots.states(scan)
        } else {
            let places = RunPlaces(layout)
            let groups = places.groups(graph.configurations.map(\.id))
            let parts = inParallel(groups.count, atLeast: 2) { range in
                let cursor = PlaceCursor(places)
                return groups.runs(range).map { index in
                    (index, scan.states(graph.configurations[index], cursor))
                }
            }
            states = parts.flatMap { $0 }.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
        done = states.map(\.done)
        busy = Set(states.indices.filter { states[$0].isBusy })
        newest = states.map(\.newest).max() ?? 0
    }
}

/// Reads runs, one after another.
struct RunScan: Sendable {
    /// How many stages are done, whether somebody is at it, and when the last stage ended.
    typealias State = (done: Int, isBusy: Bool, newest: Int64)

    let plan: Plan
    let layout: Layout
    /// By stage; nil where one is missing, so that the stage cannot be done.
    let inputs: [[InputHash]?]
    let after: String?

    /// The states of the runs of a configuration.
    fileprivate func states(
        _ configuration: PlannedConfiguration, _ cursor: PlaceCursor
    ) -> [State] {
        let values = {
            (try? ValueList.read(configuration.values, count: plan.parameters.count)) ?? []
        }
        guard let repetition = plan.repetition else {
            return [state(cursor.place(configuration.id), repetition: nil, values)]
        }
        return zip(repetition.folders, repetition.values).map { folder, value in
            state(
                cursor.place("\(configuration.id)/\(folder)"), repetition: value, values)
        }
    }

    /// The state of a run.
    ///
    /// - Parameter values: its values, by index in the plan's `parameters`; asked for where there is a stamp.
    func state(
        _ place: RunPlace, repetition: Value?, _ values: () -> [Value?]
    ) -> State {
        let (id, files) = (place.id, place.files)
        var (after, newest, identity) = (after, Int64(0), RunIdentity?.none)
        for (index, stage) in plan.stages.enumerated() {
            guard let known = place.stamp(stage.name), let inputs = inputs[index]
            else { return (index, isHeld(files.lock), newest) }
            let run =
                identity
                ?? RunValues(plan, id: id, values: values(), repetition: repetition, files: files)
                .identity
            identity = run
            if index == 0 {
                after = Predecessors(ofRun: id, plan, layout, after: after).of(known.origin.after)
            }
            let decision = Decider.decide(
                stage, of: run, inputs: inputs, known: known, after: after)
            guard decision.isDone else { return (index, isHeld(files.lock), newest) }
            after = known.execution
            newest = max(newest, known.end)
        }
        return (plan.stages.count, false, newest)
    }
}

/// Whether somebody is at the run.
private func isHeld(_ lock: String) -> Bool { contentOfHeldLock(lock) != nil }
