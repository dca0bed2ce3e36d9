// The chain of stages of one run, one after another: which are done, which run, what they leave.
// Knows nothing of make; it decides by records alone.
import Graph
import Spec
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs what is missing of a chain.
package struct ChainRunner {
    package enum Outcome: Sendable {
        case done, failed, interrupted
        /// Nothing was started, since another run has failed and nobody wants more.
        case skipped
    }

    let plan: Plan
    let stages: [PlannedStage]
    let values: RunValues
    let files: ChainFiles
    let session: Session
    let lines: ProgressLines
    /// What the first stage builds on.
    let predecessors: Predecessors
    let limit: StartLimit
    /// Which stages of the chain are ours to run; those before them have to be done.
    private let own: Range<Int>
    /// Slots that were given to us alone; nil where they have to be found.
    let granted: [Resource]?
    private var decider: Decider
    /// Whether a stage has left processes behind, which may still write.
    var leavesProcesses = false
    /// Whether the folder came from another run, with our parameters in it.
    var isHandedOn = false

    package init(
        _ plan: Plan, _ stages: [PlannedStage], _ values: RunValues, _ files: ChainFiles,
        predecessors: Predecessors, limit: StartLimit = .none, own: Range<Int>? = nil,
        session: Session,
        granted: [Resource]? = nil
    ) {
        let layout = Layout(dist: plan.dist)
        self.plan = plan
        self.stages = stages
        self.values = values
        self.files = files
        self.predecessors = predecessors
        self.limit = limit
        self.own = own ?? stages.indices
        self.granted = granted
        self.session = session
        lines = ProgressLines(id: values.id)
        decider = Decider(values, layout)
    }

    /// The chain of the preprocessing, which is one stage; nil where there is none.
    package static func preprocessing(
        _ plan: Plan, limit: StartLimit = .none, session: Session, granted: [Resource]? = nil
    ) -> ChainRunner? {
        guard let stage = plan.preprocess else { return nil }
        let files = Layout(dist: plan.dist).preprocess
        let values = RunValues(plan, id: "preprocess", values: [], repetition: nil, files: files)
        return ChainRunner(
            plan, [stage], values, files, predecessors: Predecessors(nil), limit: limit,
            session: session, granted: granted)
    }

    /// Runs the chain from the first stage that is not done.
    package mutating func run() -> Outcome {
        do throws(SystemError) {
            let lock = try acquire()
            // Where an end could not be written, on a full disk, the lock tells what was begun.
            var isWritten = false
            defer { lock.release(keepsFile: !isWritten) }
            let outcome = try run(lock)
            isWritten = true
            return outcome
        } catch {
            lines.note("FAIL \(values.id): \(error)")
            _ = finish(failure: "\(error)")
            return .failed
        }
    }

    /// The lock is beside the run's folder; with repeats that is in the folder of the configuration.
    private func acquire() throws(SystemError) -> RunLock {
        if files.spare?.giveLock(to: files.lock) != true { try makeFolder(ofFile: files.lock) }
        return try RunLock.acquire(files.lock, lines, marks: Layout(dist: plan.dist).marks)
    }

    private mutating func run(_ lock: RunLock) throws(SystemError) -> Outcome {
        let begin = now() - fileDateTick
        isHandedOn = files.spare?.give(to: files.folder, parameters: values.json) ?? false
        let isMade = isHandedOn ? true : try makeFolder(files.folder)
        // What a runner left behind that was killed is of a folder that is gone.
        if !isMade { try keepLeft(lock) } else if lock.left != nil { try lock.file.write([]) }
        let aside = KeptAside(files: files)
        var isNew = isMade && files.parameters != nil
        var found = isMade ? [] : standing(files)
        let hasAside = try aside.exists()
        if hasAside, found.count < stages.count {
            let kept = standing(files.keptAside)
            if kept.count > found.count {
                try aside.bringBack()
                (found, isNew, isHandedOn) = (kept, false, false)
            }
        }
        // Without all of its files, no stage of a chain can run alone.
        let isPartial = found.count < stages.count && !isMade && fileStatus(files.unfolded) != nil
        if isPartial { found = [] }
        let outcome = try goOn(lock, begin: begin, &found, isNew: isNew, isPartial: isPartial)
        if outcome == .done, !isNew || hasAside, own.upperBound == stages.count {
            try aside.discard()
            try KeptStages(stages: stages, files: files).discard()
        }
        return outcome
    }

    /// The records of the stages at the beginning of a chain that are done.
    private mutating func standing(_ files: ChainFiles) -> [StageRecord] {
        var found: [StageRecord] = []
        for stage in stages {
            guard let known = StageRecord.read(files.stamp(stage.name)) else { break }
            let after = found.last.map(\.execution) ?? predecessors.of(known)
            guard decider.decide(stage, known: known, after: after).isDone
            else { break }
            found.append(known)
        }
        return found
    }

    /// Runs what follows the stages that are done.
    private mutating func goOn(
        _ lock: RunLock, begin: Int64, _ found: inout [StageRecord], isNew: Bool,
        isPartial: Bool
    ) throws(SystemError) -> Outcome {
        var (after, executed, isNew) = (found.last?.execution, false, isNew)
        let kept = KeptStages(stages: stages, files: files)
        for (index, stage) in stages.enumerated().dropFirst(found.count)
        where index < own.upperBound {
            if index < own.lowerBound {
                lines.note("SKIP \(values.id): \(stage.name) is not done")
                return .failed
            }
            var known = executed || isNew ? nil : StageRecord.read(files.stamp(stage.name))
            if index == 0 { after = predecessors.of(known) }
            var decision = decider.decide(stage, known: known, after: after)
            if index == 0, !decision.isDone {
                after = predecessors.nearest
                decision = decider.decide(stage, known: known, after: after)
            }
            if !decision.isDone, !executed, index > 0, let record = kept.record(stage.name),
                decider.decide(stage, known: record, after: after).isDone
            {
                try kept.bringBack(from: index)
                known = record
                decision = decider.decide(stage, known: known, after: after)
            }
            if decision.isDone, let known, index > 0 || !isPartial {
                found.append(known)
                after = known.execution
                continue
            }
            if limit.reason(session) != nil { return skip(stage) }
            if known?.state == .done { isNew = try putAside(index) }
            let folder = RunFolder(
                stages: stages, index: index, files: files, seed: predecessors.seed)
            try folder.removeStamps()
            guard let origin = decision.origin else {
                return fail(stage, reason: decision.reasons.first?.text ?? "", known: known)
            }
            var record = try folder.prepare(
                origin, known: known, isNew: isNew, follows: executed)
            try writeParameters(isNew: isNew)
            let outcome = try attempts(stage, &record, lock)
            guard outcome == .done else { return outcome }
            executed = true
            if index == 0, stages.count > 1, plan.search?.rungs != nil, plan.search?.resumes == true
            {
                try Seed.note(files)
            }
            try stamp(record, begin: begin, last: index == stages.count - 1 ? lock : nil)
            after = record.execution
        }
        try stampAnew(found, begin: begin, executed: executed)
        return .done
    }

    /// Lets make know that it need not look at stages again.
    private func stampAnew(
        _ found: [StageRecord], begin: Int64, executed: Bool
    ) throws(SystemError) {
        // Not later than the stamp of a stage after them, or make would look here again.
        let latest = executed ? begin + fileDateTick : now()
        for record in found {
            try setModified(
                files.stamp(record.stage),
                FileDate(
                    max(begin, min(decider.fingerprint.newest, latest)), steps: files.dateSteps))
        }
        if !executed { _ = finish(failure: nil) }
    }

    /// What a killed runner was at becomes a failed attempt, like any other one.
    private func keepLeft(_ lock: RunLock) throws(SystemError) {
        guard var left = lock.left, stages.contains(where: { $0.name == left.stage }) else {
            return
        }
        let known = [files.stamp(left.stage), files.attempt(left.stage)]
        if !known.contains(where: { StageRecord.read($0)?.execution == left.execution }) {
            left.becomeLeft()
            try replaceFile(files.attempt(left.stage), left.line)
        }
        try lock.file.write([])
    }

    /// Writes the stamp of a stage that is done. It is dated at the stage's start, so that make sees an
    /// edit during the run; and the last one before that, where an input of an earlier stage was edited.
    private func stamp(
        _ finished: StageRecord, begin: Int64, last lock: RunLock?
    ) throws(SystemError) {
        var record = finished
        record.metrics = MetricTable(plan, files, upTo: record.stage)
        let date = FileDate(
            dated(record, begin: begin, isLast: lock != nil), steps: files.dateSteps)
        let path = files.stamp(record.stage)
        if let lock {
            try lock.become(path, record, modified: date)
        } else {
            try replaceFile(path, record.line, modified: date)
        }
        let progress = lock != nil ? finish(failure: nil) : session.progress
        lines.ended(record, progress, isLast: lock != nil, plan.objectives)
        if lock != nil, files.parameters != nil { noteMissingObjectives(record.metrics) }
    }

    /// Says of the first run that is done what it lacks to be ranked, since the others will lack it, too.
    private func noteMissingObjectives(_ metrics: MetricTable) {
        let missing = plan.objectives.compactMap { missingObjective($0.metric, metrics, files) }
        if !missing.isEmpty, session.mayTell(.objective) {
            for text in missing { lines.note("\(values.id): \(text)") }
        }
        if let text = plan.stop.flatMap({ missingCurve($0, metrics) }), session.mayTell(.curve) {
            lines.note("\(values.id): \(text)")
        }
    }

    private func dated(_ record: StageRecord, begin: Int64, isLast: Bool) -> Int64 {
        let newest = decider.fingerprint.newest
        // An edit may have the date of what was there before it.
        let mayHide = FileDate.isCoarse(newest) && newest > begin - FileDate.step
        if isLast, mayHide || decider.fingerprint.isChanged(stages.flatMap(\.inputs)) {
            return begin
        }
        return max(record.start - fileDateTick, min(newest, record.start))
    }
}
