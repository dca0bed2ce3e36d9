// What `hpmake accept` would take as good, or take back: executions that were made from another command or
// other inputs than there are now, and from nothing else that differs. Knows nothing of terminals.
import Graph
import Running
import System

/// Executions by stage, and the runs that they make done.
package struct Acceptance: Sendable {
    private let plan: Plan
    private let layout: Layout
    private let present: Present
    private let ids: [String]
    private let isTakenBack: Bool
    /// Executions by index of the stage.
    private var executions: [[String]]
    /// Of the preprocessing, if it is meant.
    private let preprocess: StageRecord?
    /// Of each run, whether it is done then.
    private var isGood: [Bool] = []
    /// Indices of the runs that it is about.
    package private(set) var runs: [Int] = []
    /// Runs that stay outdated, since something else than command and inputs differs, and for what.
    package private(set) var others: [Outdated: Int] = [:]
    /// Why the runs were outdated, by how many.
    package private(set) var reasons: [Outdated: Int] = [:]
    /// Why all runs stay outdated, since the preprocessing is not accepted along with some of them.
    package let preprocessReason: Outdated?

    /// - Parameters:
    ///   - plan: with the commands as they are now.
    ///   - chosen: indices of the runs that are meant; nil for all, and the preprocessing.
    ///   - isTakenBack: whether what was accepted is to be taken back.
    package init(
        _ plan: Plan, _ layout: Layout, _ owner: SweepOwner?, ids: [String], chosen: Set<Int>?,
        isTakenBack: Bool
    ) {
        (self.plan, self.layout, self.ids, self.isTakenBack) = (plan, layout, ids, isTakenBack)
        let now = Present(plan, layout, owner)
        let record = plan.preprocess.flatMap { StageRecord.read(layout.preprocess.stamp($0.name)) }
        let isMeant = chosen == nil && now.isPreprocessEdited(record, isAccepted: isTakenBack)
        preprocess = isMeant ? record : nil
        present = isMeant && !isTakenBack ? now.withPreprocessing : now
        preprocessReason = present.preprocessReason
        executions = plan.stages.map { _ in [] }
        let reader = StateReader(plan, layout, present, ids, listsEdited: true)
        for (run, progress) in reader.runs.enumerated() where chosen?.contains(run) ?? true {
            let edited = progress.edited.filter { $0.isAccepted == isTakenBack }
            let reason = progress.reason.map { reader.reasons[$0] }
            if edited.isEmpty {
                if let reason, !isTakenBack { others[reason, default: 0] += 1 }
                continue
            }
            // Where the chain is broken, nothing of it would be done by being accepted.
            if !isTakenBack, let reason, reason.reasons.contains(where: { !$0.isOfSource }) {
                others[reason, default: 0] += 1
                continue
            }
            for stage in edited { executions[stage.stage].append(stage.execution) }
            runs.append(run)
            if let reason { reasons[reason, default: 0] += 1 }
        }
        isGood = reader.runs.map { $0.state == .done }
        for run in runs { isGood[run] = true }
    }

    package var isEmpty: Bool { runs.isEmpty && preprocess == nil }
    package var takesPreprocess: Bool { preprocess != nil }

    /// Appends it to what was accepted, and dates the stamps so that make sees it.
    ///
    /// - Parameter date: of stamps that are good now, in nanoseconds since 1970.
    package func write(date: Int64) throws(SystemError) {
        if let preprocess, let source = present.preprocessSource?.acceptable {
            try Acceptances.append(
                [preprocess.execution], preprocess.stage, source, isTakenBack: isTakenBack, layout)
        }
        for (index, stage) in plan.stages.enumerated() where !executions[index].isEmpty {
            guard let source = present.sources[index].acceptable else { continue }
            try Acceptances.append(
                executions[index], stage.name, source, isTakenBack: isTakenBack, layout)
        }
        if isTakenBack { return try dateBack() }
        let wasCollated = wasCollated
        if preprocess != nil {
            try setModified(
                layout.preprocess.stamp("preprocess"),
                FileDate(date, steps: DateSteps.preprocessing))
        }
        try dateStamps(date)
        if wasCollated {
            try setModified(
                layout.collatedStamp, FileDate(date, steps: DateSteps.collation))
        }
    }

    /// make looks again at what is older than what it was made from.
    private func dateBack() throws(SystemError) {
        if let preprocess {
            try setModified(
                layout.preprocess.stamp(preprocess.stage),
                FileDate(preprocess.start, steps: DateSteps.preprocessing))
        }
        // Without its stamp a pack is looked at.
        if plan.packing != nil { for path in layout.packStamps { try removeIfAny(path) } }
        for run in runs {
            for stage in plan.stages {
                let path = layout.chain(ids[run]).stamp(stage.name)
                if let record = StageRecord.read(path) {
                    try setModified(path, FileDate(record.start, steps: DateSteps.run))
                }
            }
        }
    }

    /// A pack that has other runs than these is looked at.
    private func datePacks(_ packing: Packing, _ date: Int64) throws(SystemError) {
        let open = Set(
            ids.indices.lazy.filter { !isGood[$0] }.map { packing.pack(ofHash: runHash(ids[$0])) })
        let stamps = packing.stamps(
            Set(ids.map { runHash($0) }), repeats: plan.repetition?.folders ?? [])
        for (pack, stamp) in zip(packing.all, stamps)
        where !open.contains(pack) && fileStatus(layout.pack(pack)) != nil {
            try layout.writePackStamp("\(layout.packed)/\(stamp).done", date: date)
        }
    }

    /// The marks through which make looks at inputs are new, and with a new preprocessing stamp all runs are
    /// older than that.
    private func dateStamps(_ date: Int64) throws(SystemError) {
        if let packing = plan.packing { return try datePacks(packing, date) }
        let meant = ids.indices.filter { preprocess != nil || isGood[$0] }
        let failures = inParallel(meant.count, atLeast: 1000) { range in
            range.flatMap { place in
                plan.stages.compactMap { stage -> SystemError? in
                    let path = layout.chain(ids[meant[place]]).stamp(stage.name)
                    guard preprocess == nil || fileStatus(path) != nil else { return nil }
                    do throws(SystemError) {
                        try setModified(path, FileDate(date, steps: DateSteps.run))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
        }
        if let failure = failures.flatMap({ $0 }).first { throw failure }
    }

    /// Whether the collation was made after the last run.
    private var wasCollated: Bool {
        guard let collated = fileStatus(layout.collatedStamp), let last = plan.stages.last else {
            return false
        }
        if plan.packing != nil {
            // A collation is dated a tick before it begins.
            return layout.existingPacks.allSatisfy {
                fileStatus(layout.pack($0))?.modified ?? 0 <= collated.modified + fileDateTick
            }
        }
        let parts = inParallel(ids.count, atLeast: 1000) { range in
            [
                range.allSatisfy { run in
                    fileStatus(layout.chain(ids[run]).stamp(last.name)).map {
                        $0.modified <= collated.modified
                    } ?? false
                }
            ]
        }
        return parts.allSatisfy { $0.allSatisfy { $0 } }
    }
}
