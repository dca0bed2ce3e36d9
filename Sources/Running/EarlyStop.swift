// Looks at the curve of a stage while it runs, and says when it is to be stopped.
// Knows nothing of signals and of what becomes of the stage.
import Graph
import Metrics
import Spec
import System

/// The curve of a run, as it is being written.
final class RunCurve {
    private let series: GrowingSeries
    private(set) var progress: CurveProgress
    /// How many values there are.
    private(set) var count = 0

    init(_ path: String, _ stop: MedianStop) {
        series = GrowingSeries(path, of: stop.metric)
        progress = CurveProgress(maximize: stop.maximize)
    }

    /// Reads what is new, and calls `body` after each new value with its step.
    func look(isAll: Bool = false, _ body: (Double) -> Void = { _ in }) {
        if !series.look(isAll: isAll) {
            progress = CurveProgress(maximize: progress.maximize)
            count = 0
        }
        for (step, value) in series.points[count...] {
            progress.add(step: step, value: value)
            body(step)
        }
        count = series.points.count
    }
}

/// Watches one attempt at a stage.
final class EarlyStop {
    /// Seconds between two looks, at least.
    static var pause: Double { environmentSeconds("HPMAKE_STOP_PAUSE", standard: 1) }

    private let rule: MedianRule
    private let own: RunCurve
    private let others: OtherCurves
    private let entry: (AverageCurve?) -> CurveEntry
    private let ledger: String
    /// Whether the stage has written values of its own.
    private var hasBegun = false
    private var nextLook: Int64 = 0
    /// Why the stage is to be stopped.
    private(set) var verdict: MedianRule.Verdict?

    /// nil where nothing is ever stopped. What earlier attempts have written counts, but stops nothing.
    ///
    /// - Parameter record: of the attempt that is about to begin.
    init?(
        _ plan: Plan, _ stage: PlannedStage, _ id: String, _ files: ChainFiles,
        _ record: StageRecord
    ) {
        guard let stop = plan.stop, files.parameters != nil else { return nil }
        let layout = Layout(dist: plan.dist)
        let isFirst = plan.stages.first?.name == stage.name
        rule = MedianRule(stop: stop)
        own = RunCurve(files.curves, stop)
        others = OtherCurves(plan, stage, layout, but: id, record.origin, isFirst: isFirst)
        entry = { CurveEntry(id, record, isFirst: isFirst, metric: stop.metric, $0) }
        ledger = layout.curves
        own.look()
    }

    /// Whether the stage is to be stopped. Looks at other runs only where this one has come to a step at which
    /// it may be stopped, and never takes more than a fiftieth of the time.
    func look() -> Bool {
        let begin = now()
        if begin < nextLook || verdict != nil { return verdict != nil }
        var isFresh = true
        own.look { step in
            if !hasBegun { tell(nil) }
            hasBegun = true
            guard verdict == nil, step >= rule.stop.grace, let best = own.progress.bests.last
            else { return }
            if isFresh { others.look() }
            isFresh = false
            verdict = rule.verdict(step: step, best: best, others: others.averages(at: step))
        }
        nextLook = begin + 51 * (now() - begin)
        return verdict != nil
    }

    /// Lets others compare with the curve of a stage that is done.
    func finish() {
        own.look(isAll: true) { _ in hasBegun = true }
        if hasBegun { tell(own.progress.averages) }
    }

    /// Where it cannot be written, others do not compare with this run.
    private func tell(_ curve: AverageCurve?) { try? appendLine(ledger, entry(curve).line) }
}

/// The curves that a run is compared with: of the same stage of other runs, done or running, made from the
/// same command, inputs and preprocessing, or from what was accepted as such.
private final class OtherCurves {
    private let plan: Plan
    private let stage: PlannedStage
    private let layout: Layout
    private let id: String
    private let source: CurveEntry.Source
    private let accepted: StageSource
    private let commands: Set<String>
    private let implied: [ImpliedInRun]

    private var file: GrowingLines
    private var done: [String: AverageCurve] = [:]
    private var running: [String: (execution: String, curve: RunCurve)] = [:]
    /// Runs that the sweep has; nil where that is not known.
    private lazy var members = memberIDs()
    private lazy var acceptances = Acceptances(layout)

    init(
        _ plan: Plan, _ stage: PlannedStage, _ layout: Layout, but id: String, _ origin: Origin,
        isFirst: Bool
    ) {
        (self.plan, self.stage, self.layout, self.id) = (plan, stage, layout, id)
        source = CurveEntry.Source(origin, isFirst: isFirst)
        accepted = StageSource(command: stage.digest, inputs: origin.inputs)
        commands = Set(stage.digests(plan.implied.map(\.name)))
        implied = plan.implied.map { ImpliedInRun(name: $0.name, value: $0.value, isPassed: true) }
        file = GrowingLines(layout.curves)
    }

    /// Of each run that has come to a step, the average of its values up to there.
    func averages(at step: Double) -> [Double] {
        done.values.compactMap { $0.average(at: step) }
            + running.values.compactMap { $0.curve.progress.average(at: step) }
    }

    /// Reads what is new.
    func look() {
        guard let stop = plan.stop else { return }
        let worst = MedianRule.rated(.nan, stop.maximize)
        // A search may have put further runs into its slots.
        if plan.search != nil { members = memberIDs() }
        file.look {
            (done, running) = ([:], [:])
        } _: { line in
            guard let entry = CurveEntry(line, worst: worst), entry.id != id,
                entry.stage == stage.name
            else { return }
            (done[entry.id], running[entry.id]) = (nil, nil)
            guard entry.metric == stop.metric, counts(entry) else { return }
            if let curve = entry.curve {
                done[entry.id] = curve
            } else {
                let curve = RunCurve(layout.chain(entry.id).curves, stop)
                running[entry.id] = (entry.execution, curve)
            }
        }
        for (id, run) in running {
            let record = contentOfHeldLock(layout.chain(id).lock).flatMap(StageRecord.init)
            if record?.execution == run.execution { run.curve.look() } else { running[id] = nil }
        }
    }

    /// Whether a run belongs to the sweep, and would not run again.
    private func counts(_ entry: CurveEntry) -> Bool {
        guard members?.contains(entry.id) ?? true, entry.source.after == source.after,
            implied.fit(entry.implied)
        else { return false }
        return commands.contains(entry.source.command) && entry.source.inputs == source.inputs
            || acceptances.hold(entry.execution, entry.stage, accepted)
    }

    private func memberIDs() -> Set<String>? {
        if plan.search == nil { return (try? SweepFile.runIDs(layout.plan)).map { Set($0) } }
        let slots = SlotFiles(plan, layout)
        return Set(
            folderNames(layout.search).compactMap { name in
                if case .run(let id) = slots.content(name) { id } else { nil }
            })
    }
}
