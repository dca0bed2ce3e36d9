// What became of one run: its state, by records and locks, and what it reported.
// Knows nothing of other runs.
import Graph
import Running
import Spec
import System

/// Reads runs of one sweep.
package struct RunReader: Sendable {
    private let plan: Plan
    private let layout: Layout
    /// What runs would be made from now.
    package let present: Present
    private let patterns: String?
    private let places: RunPlaces
    private let stages: [String]

    package init(_ sweep: Sweep) { self.init(sweep.plan, sweep.layout, sweep.present) }

    package init(_ head: SweepHead) { self.init(head.plan, head.layout, head.present) }

    package init(_ plan: Plan, _ layout: Layout, _ present: Present) {
        self.plan = plan
        self.layout = layout
        self.present = present
        patterns = plan.patterns
        stages = plan.stages.map(\.name)
        places = RunPlaces(layout)
    }

    /// Where a run's records are.
    package func place(_ id: String) -> RunPlace { places.place(id) }

    /// The files of a run for whoever reads them.
    package func files(_ id: String) -> ChainFiles { layout.readable(place(id), plan) }

    package func status(_ id: String) -> RunStatus { status(place(id)) }

    /// The state of a run: where all stages have succeeded, whether make would run one again.
    package func status(_ place: RunPlace) -> RunStatus {
        var (records, trace): ([StageRecord], RunTrace?) = ([], nil)
        records.reserveCapacity(stages.count)
        for stage in stages {
            guard let record = place.stamp(stage), record.state == .done
            else { return unfinished(stage, place, trace) }
            trace = RunTrace(record, after: trace)
            records.append(record)
        }
        let outdated = outdated(records, place.id)
        if let outdated {
            // Where the preprocessing would run again, all stages wait behind it.
            let stage = stages.first { $0 == outdated.stage } ?? stages.first ?? ""
            if present.waiting.holds(place.id, stage, after: nil) {
                return RunStatus(state: .queued, stage: stage)
            }
        }
        var status = RunStatus(
            state: outdated == nil ? .done : .outdated, stage: outdated?.stage,
            record: records.last, trace: trace,
            origin: ChainOrigin(records), outdated: outdated)
        status.isAccepted =
            outdated == nil && !present.acceptances.isEmpty
            && records.enumerated().contains { !present.fits($0.element, stage: $0.offset) }
        status.metrics = metrics(records.last, place)
        return status
    }

    /// Whether make would bring back what is kept aside of a run, and all of it is done.
    package func comesBack(_ id: String) -> Bool {
        let files = layout.chain(id).keptAside
        if isComplete(stages.compactMap { StageRecord.read(files.stamp($0)) }, id) {
            return true
        }
        let packed = PlaceCursor(places).line(id)
        return isComplete(
            stages.compactMap { packed?.record($0) }, id)
    }

    private func isComplete(_ records: [StageRecord], _ id: String) -> Bool {
        records.count == stages.count && records.allSatisfy { $0.state == .done }
            && outdated(records, id) == nil
    }

    private func outdated(_ records: [StageRecord], _ id: String) -> Outdated? {
        if let reason = present.preprocessReason { return reason }
        var after = present.predecessor(ofRun: id, madeFrom: records.first?.origin.after)
        for index in records.indices {
            let reasons = present.reasons(index, records[index], after: after)
            if !reasons.isEmpty { return Outdated(stage: records[index].stage, reasons: reasons) }
            if index + 1 < records.count { after = records[index].execution }
        }
        return nil
    }

    /// The metrics of the record, or those of the files where somebody changed these since.
    private func metrics(_ record: StageRecord?, _ place: RunPlace) -> MetricTable {
        let known = record?.metrics ?? MetricTable()
        // What lies in a pack stays as it is.
        let isRead =
            place.packed == nil
            ? known.source == MetricTable.source(place.files.result) : known.isOfTheseRules
        if known.patterns == patterns, isRead { return known }
        return MetricTable(plan, layout.readable(place, plan), upTo: stages.last ?? "")
    }

    private func unfinished(
        _ stage: String, _ place: RunPlace, _ before: RunTrace?
    ) -> RunStatus {
        let (left, isHeld) = contentOfLock(place.files.lock)
        let running = left.flatMap(StageRecord.init)
        if isHeld {
            guard let running, running.state == .running else {
                // It waits for a slot; what an earlier attempt came to is over.
                return RunStatus(state: .queued, stage: stage)
            }
            return RunStatus(
                state: .running, stage: running.stage, record: running,
                trace: RunTrace(running, after: before))
        }
        let attempt = stages.lazy.compactMap { place.attempt($0) }.first
        if present.waiting.holds(place.id, stage, after: attempt?.job ?? running?.job) {
            return RunStatus(state: .queued, stage: stage)
        }
        if let attempt {
            return RunStatus(
                state: attempt.state == .interrupted ? .interrupted : .failed,
                stage: attempt.stage, record: attempt, trace: RunTrace(attempt, after: before))
        }
        if var running, running.state == .running {
            running.becomeLeft()
            return RunStatus(
                state: .interrupted, stage: running.stage, record: running,
                trace: RunTrace(running, after: before))
        }
        return RunStatus(state: .missing, stage: stage)
    }

    /// The attempt at the preprocessing that failed; nil where none did, or somebody is at it again.
    package static func failedPreprocess(_ plan: Plan, _ layout: Layout) -> StageRecord? {
        let files = layout.preprocess
        guard let stage = plan.preprocess, contentOfHeldLock(files.lock) == nil,
            StageRecord.read(files.stamp(stage.name)) == nil,
            let record = StageRecord.read(files.attempt(stage.name))
        else { return nil }
        return record
    }

    /// The record of what runs under a lock. One that nobody holds is of a runner that was killed.
    package static func holder(_ path: String) -> StageRecord? {
        let record = contentOfHeldLock(path).flatMap(StageRecord.init)
        return record?.state == .running ? record : nil
    }
}
