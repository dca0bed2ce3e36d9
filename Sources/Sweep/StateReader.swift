// The states of a hundred thousand runs without parsing their records: of each stamp only the few
// bytes are looked at that tell whether it counts. Agrees with `RunReader`, which reads all.
import Graph
import Numerics
import Running
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a run stands.
package struct RunProgress: Sendable {
    package var state: RunStatus.State
    /// How many stages are done; where fewer than all, the state is that of the next one.
    package var doneStages: Int
    /// Index in the reader's `reasons` of why a complete run is outdated.
    package var reason: Int?
    /// Whether a chain that was done is kept aside until this one is.
    package var isKeptAside = false
    /// Where that was asked for: the executions whose command or inputs are others by now.
    package var edited: [EditedStage] = []
}

/// An execution of a complete run that was made from another command or other inputs.
package struct EditedStage: Sendable {
    /// Index of the stage.
    package let stage: Int
    package let execution: String
    /// Whether that was accepted.
    package let isAccepted: Bool
}

/// The states of runs, and how long their stages took.
package struct StateReader: Sendable {
    /// In the order of the runs.
    package private(set) var runs: [RunProgress] = []
    /// By stage: seconds of all that are done, and how many these are.
    package private(set) var seconds: [(sum: Double, count: Int)]
    /// Why runs are outdated, each once.
    package private(set) var reasons: [Outdated] = []
    /// Whether there may be runs in packs besides these.
    package let packsHoldMore: Bool

    /// Reads all runs, on all processors.
    ///
    /// - Parameter listsEdited: whether the executions are wanted whose sources are others by now.
    package init(
        _ plan: Plan, _ layout: Layout, _ present: Present, _ ids: [String],
        listsEdited: Bool = false
    ) {
        let stages = plan.stages
        let trained = open(layout.trained, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(trained) }
        let places = RunPlaces(layout)
        let groups = places.groups(ids)
        let parts = inParallel(groups.count, atLeast: 10) { range in
            let scan = RunScan(stages, present, folder: trained, listsEdited: listsEdited)
            let cursor = PlaceCursor(places)
            let found = groups.runs(range).map { run in
                (run, scan.progress(ids[run], cursor.packed(ids[run])))
            }
            return (found, scan.seconds, scan.reasons, (cursor.packs, cursor.others))
        }
        seconds = stages.map { _ in (0, 0) }
        runs = Array(
            repeating: RunProgress(state: .missing, doneStages: 0), count: ids.count)
        packsHoldMore = places.holdMore(parts.map(\.3))
        for (progress, times, found, _) in parts {
            let places = found.map { reason in
                if let place = reasons.firstIndex(of: reason) { return place }
                reasons.append(reason)
                return reasons.count - 1
            }
            for (index, run) in progress {
                runs[index] = run
                runs[index].reason = run.reason.map { places[$0] }
            }
            for (index, time) in times.enumerated() {
                seconds[index].sum += time.sum
                seconds[index].count += time.count
            }
        }
    }
}

extension StateReader {
    /// How many runs are outdated for each reason, the most frequent first.
    package var outdated: [(reason: Outdated, count: Int)] {
        var counts = [Int](repeating: 0, count: reasons.count)
        for run in runs { if let reason = run.reason { counts[reason] += 1 } }
        let order = descending(counts.map(Double.init))
        return order.map { (reasons[$0], counts[$0]) }
    }

    /// For people: "84 done runs are outdated: train.py has changed", a line for each of a few reasons.
    package var outdatedSummary: [String] {
        let all = outdated
        let lines = all.prefix(3).map { reason, count in
            "\(count) done \(count == 1 ? "run is" : "runs are") outdated: \(reason.text)"
        }
        let rest = all.dropFirst(3).reduce(0) { $0 + $1.count }
        return rest > 0 ? lines + ["\(rest) more for other reasons"] : lines
    }
}
