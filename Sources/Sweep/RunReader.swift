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
    /// When, where and from what code; nil for a missing run.
    package var trace: RunTrace?
}

/// What the records of a run's stages tell of their execution.
package struct RunTrace: Sendable, Equatable {
    /// When the first stage began, in nanoseconds since 1970.
    package var start: Int64
    /// Nanoseconds that all stages took together.
    package var duration: Int64
    package var host: String
    /// Slots of the last stage that had any: `gpu=0,1 licence=a`.
    package var slots: String
    package var attempt: Int
    package var commit: String?
    package var isDirty: Bool

    /// - Parameter before: the trace of the stages before this one.
    init(_ record: StageRecord, after before: RunTrace?) {
        start = before?.start ?? record.start
        let isRunning = record.state == .running
        duration = (before?.duration ?? 0) + (isRunning ? now() : record.end) - record.start
        host = record.host
        let held = RunTrace.text(record.slots)
        slots = held.isEmpty ? before?.slots ?? "" : held
        attempt = record.attempt
        commit = record.commit
        isDirty = record.isDirty
    }

    init(
        start: Int64, duration: Int64, host: String, slots: String, attempt: Int, commit: String?,
        isDirty: Bool
    ) {
        (self.start, self.duration, self.attempt) = (start, duration, attempt)
        (self.host, self.slots, self.commit, self.isDirty) = (host, slots, commit, isDirty)
    }

    /// Slots as people read them: `gpu=0,1 licence=a`.
    package static func text(_ slots: [(resource: String, values: [String])]) -> String {
        slots.map { "\($0.resource)=\($0.values.joined(separator: ","))" }.joined(separator: " ")
    }

    package var seconds: Double { Double(duration / 1000) / 1e6 }
}

/// Reads runs of one sweep.
package struct RunReader: Sendable {
    private let plan: Plan
    private let layout: Layout
    /// The execution of the preprocessing that runs have to build on; nil without one.
    package let preprocess: String?
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
        var (last, trace): (StageRecord?, RunTrace?) = (nil, nil)
        for stage in plan.stages {
            guard let record = StageRecord.read(files.stamp(stage.name)), record.state == .done,
                isCommand(record, of: stage), record.origin.after == after
            else { return unfinished(stage, files, trace) }
            after = record.execution
            last = record
            trace = RunTrace(record, after: trace)
        }
        var status = RunStatus(state: .done, record: last, trace: trace)
        status.metrics = metrics(last, files)
        return status
    }

    private func isCommand(_ record: StageRecord, of stage: PlannedStage) -> Bool {
        record.origin.command == stage.digest
            || stage.digests(plan.implied.map(\.name)).contains(record.origin.command)
    }

    /// The metrics of the record, or those of the files where somebody changed these since.
    private func metrics(_ record: StageRecord?, _ files: ChainFiles) -> MetricTable {
        let known = record?.metrics ?? MetricTable()
        if known.patterns == patterns, known.source == MetricTable.source(files.result) {
            return known
        }
        return MetricTable(plan, files, upTo: plan.stages.last?.name ?? "")
    }

    private func unfinished(
        _ stage: PlannedStage, _ files: ChainFiles, _ before: RunTrace?
    ) -> RunStatus {
        if let held = contentOfHeldLock(files.lock) {
            guard let running = StageRecord(held), running.state == .running else {
                // It waits for a slot; what an earlier attempt came to is over.
                return RunStatus(state: .missing, stage: stage.name)
            }
            return RunStatus(
                state: .running, stage: running.stage, record: running,
                trace: RunTrace(running, after: before))
        }
        for stage in plan.stages {
            guard let record = StageRecord.read(files.attempt(stage.name)),
                isCommand(record, of: stage)
            else { continue }
            return RunStatus(
                state: .failed, stage: stage.name, record: record,
                trace: RunTrace(record, after: before))
        }
        return RunStatus(state: .missing, stage: stage.name)
    }

    /// The attempt at the preprocessing that failed; nil where none did, or the command is another by now,
    /// or somebody is at it again.
    package static func failedPreprocess(_ plan: Plan, _ layout: Layout) -> StageRecord? {
        let files = layout.preprocess
        guard let stage = plan.preprocess, contentOfHeldLock(files.lock) == nil,
            StageRecord.read(files.stamp(stage.name)) == nil,
            let record = StageRecord.read(files.attempt(stage.name)),
            record.origin.command == stage.digest
        else { return nil }
        return record
    }

    /// The record of what runs under a lock. One that nobody holds is of a runner that was killed.
    package static func holder(_ path: String) -> StageRecord? {
        let record = contentOfHeldLock(path).flatMap(StageRecord.init)
        return record?.state == .running ? record : nil
    }
}
