// What became of a run: its state, and when, where and from what code. Knows nothing of files.
import Graph
import Running
import Sampling
import Spec
import System

/// A run as it stands on disk.
package struct RunStatus: Sendable {
    /// The first that holds, in this order.
    package enum State: String, Sendable, CaseIterable {
        /// A stage of it is running.
        case running
        /// It waits for a slot or in the queue of a cluster.
        case queued
        /// Its last attempt failed.
        case failed
        /// Its last attempt was stopped from outside.
        case interrupted
        /// A stage of its chain has never succeeded.
        case missing
        /// It is done, but make would run it again.
        case outdated
        case done

        /// In the order in which people are told: what there is first.
        package static let shown: [State] = [
            .done, .outdated, .running, .queued, .failed, .interrupted, .missing,
        ]

        /// Whether all of its stages have succeeded.
        package var isComplete: Bool { self == .done || self == .outdated }
    }

    package var state: State
    /// The stage that is running, has failed or would run again; of a missing run the first that is not
    /// done.
    package var stage: String?
    /// The last stage's record of a complete run; else that of the attempt.
    package var record: StageRecord?
    package var metrics = MetricTable()
    /// When, where and from what code; nil for a missing run.
    package var trace: RunTrace?
    /// What a complete run was made from.
    package var origin: ChainOrigin?
    /// Why it would run again.
    package var outdated: Outdated?
    /// Whether it is done since somebody has accepted what has changed.
    package var isAccepted = false
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
    /// The step at which a stage was stopped, since other runs did better; nil where none was.
    package var stopped: Double?
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
        stopped = record.stopped ?? before?.stopped
        commit = record.commit
        isDirty = record.isDirty
    }

    init(
        start: Int64, duration: Int64, host: String, slots: String, attempt: Int, stopped: Double?,
        commit: String?, isDirty: Bool
    ) {
        (self.start, self.duration, self.attempt) = (start, duration, attempt)
        self.stopped = stopped
        (self.host, self.slots, self.commit, self.isDirty) = (host, slots, commit, isDirty)
    }

    /// Slots as people read them: `gpu=0,1 licence=a`.
    package static func text(_ slots: [(resource: String, values: [String])]) -> String {
        slots.map { "\($0.resource)=\($0.values.joined(separator: ","))" }.joined(separator: " ")
    }

    package var seconds: Double { Double(duration / 1000) / 1e6 }
}

/// What the stages of a complete chain were made from, apart from the run: the same for most runs of a
/// sweep.
package final class ChainOrigin: Hashable, Sendable {
    package let sources: [StageSource]
    /// The execution of the preprocessing before them.
    package let after: String?
    /// The first stage that does not follow the one before it; nil where each does.
    package let unlinked: Int?
    /// Parameters that had their implied values, in order.
    package let implied: [String]

    package init(sources: [StageSource], after: String?, unlinked: Int?, implied: [String]) {
        (self.sources, self.after, self.unlinked) = (sources, after, unlinked)
        self.implied = implied
    }

    /// That of the records of all stages.
    convenience init(_ records: [StageRecord]) {
        let unlinked = records.indices.dropFirst().first {
            records[$0].origin.after != records[$0 - 1].execution
        }
        let origins = records.map(\.origin)
        self.init(
            sources: origins.map { StageSource($0) }, after: origins.first?.after,
            unlinked: unlinked, implied: Set(origins.flatMap(ChainOrigin.implied)).sorted())
    }

    /// A parameter at its implied value as a text.
    static func implied(_ name: String, _ value: Value) -> String {
        "\(name)=" + String(decoding: Implied.text(value), as: UTF8.self)
    }

    static func implied(_ origin: Origin) -> [String] {
        origin.implied.filter(\.isPassed).map { implied($0.name, $0.value) }
    }

    package static func == (a: ChainOrigin, b: ChainOrigin) -> Bool {
        a === b
            || a.sources == b.sources && a.after == b.after && a.unlinked == b.unlinked
                && a.implied == b.implied
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(sources)
        hasher.combine(after)
    }
}
