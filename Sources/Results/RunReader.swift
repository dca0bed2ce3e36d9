// What became of one run: its state, by records and locks, and what it reported.
// Knows nothing of other runs.
import Graph
import Running
import Spec
import System

/// A run as it stands on disk.
package struct RunStatus: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case done, failed, running, missing
    }

    package var state: State
    /// The stage that is running or has failed; of a missing run the first that is not done.
    package var stage: String?
    /// The last stage's record of a done run; else that of the attempt.
    package var record: StageRecord?
    package var metrics = MetricTable()
}

/// Reads runs of one sweep.
package struct RunReader: Sendable {
    private let plan: Plan
    private let layout: Layout
    /// The execution of the preprocessing that runs have to build on; nil without one.
    private let preprocess: String?
    private let patterns: String?

    package init(_ sweep: Sweep) { self.init(sweep.plan, sweep.layout) }

    package init(_ head: SweepHead) { self.init(head.plan, head.layout) }

    private init(_ plan: Plan, _ layout: Layout) {
        self.plan = plan
        self.layout = layout
        patterns = plan.patterns
        preprocess = plan.preprocess.flatMap {
            StageRecord.read(layout.preprocess.stamp($0.name))?.execution
        }
    }

    /// The state of a run. A stage counts as done where its stamp is of the plan's command and of the
    /// stage before it; whether its inputs have changed since is for make to find out.
    package func status(_ id: String) -> RunStatus {
        let files = layout.chain(id)
        var after = preprocess
        var last: StageRecord?
        for stage in plan.stages {
            guard let record = StageRecord.read(files.stamp(stage.name)), record.state == .done,
                record.origin.command == stage.digest, record.origin.after == after
            else { return unfinished(stage, files) }
            after = record.execution
            last = record
        }
        var status = RunStatus(state: .done, record: last)
        status.metrics = metrics(last, files)
        return status
    }

    /// The metrics of the record, or those of the files where somebody changed these since.
    private func metrics(_ record: StageRecord?, _ files: ChainFiles) -> MetricTable {
        let known = record?.metrics ?? MetricTable()
        if known.patterns == patterns, known.source == MetricTable.source(files.result) {
            return known
        }
        return MetricTable(plan, files, upTo: plan.stages.last?.name ?? "")
    }

    private func unfinished(_ stage: PlannedStage, _ files: ChainFiles) -> RunStatus {
        if let running = RunReader.holder(files.lock) {
            return RunStatus(state: .running, stage: running.stage, record: running)
        }
        for stage in plan.stages {
            guard let record = StageRecord.read(files.attempt(stage.name)),
                record.origin.command == stage.digest
            else { continue }
            return RunStatus(state: .failed, stage: stage.name, record: record)
        }
        return RunStatus(state: .missing, stage: stage.name)
    }

    /// The record of what runs under a lock. One that nobody holds is of a runner that was killed.
    package static func holder(_ path: String) -> StageRecord? {
        let record = contentOfHeldLock(path).flatMap(StageRecord.init)
        return record?.state == .running ? record : nil
    }
}
