// How far a sweep is: counts by state and stage, and the time that is left. Knows nothing of how it is told.
import Graph
import Running
import Sweep
import System
import Text

/// The states of all runs at one moment.
package struct StatusReport: Sendable {
    package let head: SweepHead
    package let ids: [String]
    let present: Present
    /// Of a search by results the layers of its slots, each with the indices of its runs.
    let layers: [(layer: PlannedSearch.Layer, runs: [Int])]
    /// How many configurations there are that the spec no longer has, and whether they are counted.
    package let former: Int
    let isAll: Bool
    package let reader: StateReader
    /// By state.
    package let counts: [RunStatus.State: Int]
    /// How many runs and how many failures the text shows.
    let shown = 20

    /// - Parameter withFormer: whether runs are counted that the spec no longer has.
    package init(_ head: SweepHead, withFormer: Bool = false) {
        self.head = head
        let runs = head.runIDs
        let present = head.present
        let own = StateReader(head.plan, head.layout, present, runs)
        let repeats = head.plan.repeatFolders
        let complete = stride(from: 0, to: runs.count, by: repeats.count).count { first in
            own.runs[first..<min(first + repeats.count, runs.count)].contains {
                $0.state.isComplete
            }
        }
        let places = SlotList(head.plan, head.layout)?.runs ?? []
        let byLayer = Dictionary(grouping: places.indices) { places[$0].slot.layer.name }
        layers = (head.plan.search?.layers ?? []).map { ($0, byLayer[$0.name] ?? []) }
        let found = head.formerIDs(
            runs, complete: complete, packsHoldMore: own.packsHoldMore)
        former = found.count
        isAll = withFormer
        let others = found.flatMap { id in repeats.map { runID(id, $0) } }
        ids = runs + (withFormer ? others : [])
        self.present = present
        reader =
            ids.count == runs.count ? own : StateReader(head.plan, head.layout, present, ids)
        var counts: [RunStatus.State: Int] = [:]
        for run in reader.runs { counts[run.state, default: 0] += 1 }
        self.counts = counts
    }

    package func count(_ state: RunStatus.State) -> Int { counts[state] ?? 0 }

    /// Whether there is nothing left that could change: all runs are done or have come to another end, or
    /// none can begin, since the preprocessing has failed.
    package var isOver: Bool {
        let waiting = count(.missing) + count(.outdated)
        return count(.running) + count(.queued) == 0 && preprocess != .running
            && (waiting == 0 || preprocess == .failed)
    }

    package var hasFailures: Bool {
        count(.failed) + count(.interrupted) > 0 || preprocess == .failed
            || preprocess == .interrupted
    }

    /// Indices of runs in one of these states, in order.
    package func indices(_ states: Set<RunStatus.State>) -> [Int] {
        reader.runs.indices.filter { states.contains(reader.runs[$0].state) }
    }

    /// The state of the preprocessing; nil where there is none.
    package var preprocess: RunStatus.State? {
        guard head.plan.preprocess != nil else { return nil }
        let files = head.layout.preprocess
        if RunReader.holder(files.lock) != nil { return .running }
        if let reason = present.preprocessReason {
            if present.waiting.holdsPreprocess { return .queued }
            if !reason.reasons.contains(.noStamp) { return .outdated }
            guard let failed = failedPreprocess else { return .missing }
            return failed.state == .interrupted ? .interrupted : .failed
        }
        return .done
    }

    var failedPreprocess: StageRecord? {
        RunReader.failedPreprocess(head.plan, head.layout)
    }

    // MARK: time

    /// Mean seconds of a stage so far.
    package func mean(_ stage: Int) -> Double? {
        let (sum, count) = reader.seconds[stage]
        return count > 0 ? sum / Double(count) : nil
    }

    /// Seconds of work that is left, by the means so far; nil as long as a stage has none. Failed runs
    /// are not counted: they run again only with the next make.
    package var workLeft: Double? {
        var left = 0.0
        for run in reader.runs {
            guard let done = doneStages(run) else { continue }
            for stage in done..<max(done, head.plan.stages.count) {
                guard let mean = mean(stage) else { return nil }
                // Of what runs now, half is left on average.
                left += run.state == .running && stage == done ? mean / 2 : mean
            }
        }
        return left
    }

    /// How many stages of a run need not run any more; nil where nobody will run the others.
    private func doneStages(_ run: RunProgress) -> Int? {
        switch run.state {
        case .failed, .interrupted: nil
        case .outdated: firstOutdated(run)
        case .running, .queued, .missing, .done: run.doneStages
        }
    }

    /// The index of the first stage of an outdated run that would run again.
    func firstOutdated(_ run: RunProgress) -> Int {
        let stage = run.reason.map { reader.reasons[$0].stage }
        return head.plan.stages.firstIndex { $0.name == stage } ?? 0
    }

    /// Runs an hour, and seconds left, if as many go on running side by side as now.
    package var pace: (perHour: Double, left: Double)? {
        let means = head.plan.stages.indices.map(mean)
        let running = Double(count(.running))
        guard running > 0, let work = workLeft, !means.contains(where: { $0 == nil }) else {
            return nil
        }
        let each = means.reduce(0) { $0 + ($1 ?? 0) }
        return (running * 3600 / max(each, 1e-3), work / running)
    }
}

/// A line about runs that the spec no longer has.
package func formerText(_ count: Int, isShown: Bool) -> String {
    let text = "\(count) former \(count == 1 ? "configuration" : "configurations")"
    return isShown
        ? "\(text) of earlier specs among them"
        : "\(text) of earlier specs left out: --all shows them, hpmake prune lists them"
}
