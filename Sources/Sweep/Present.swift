// What the stages of a sweep would be made from now, looked at once for all runs, and what that means for
// records. Knows nothing of single runs and of where records lie.
import Graph
import Running
import System

/// The present commands and inputs, the preprocessing as it stands, and what was accepted.
package struct Present: Sendable {
    /// What a stage would be made from.
    package struct Source: Sendable {
        package enum Inputs: Sendable {
            case known([InputHash])
            /// One cannot be read: why.
            case bad(String)
            /// The project is not where the output folder remembers it, so that only the command counts.
            case elsewhere
        }

        /// Hash of its command, and those without options at implied values.
        package let commands: [String]
        package let inputs: Inputs

        /// What is accepted is as good as made from this; nil where it cannot be tried.
        package var acceptable: StageSource? {
            guard case .known(let inputs) = inputs else { return nil }
            return StageSource(command: commands[0], inputs: inputs)
        }
    }

    /// By index of the stage.
    package let sources: [Source]
    /// Of the preprocessing, if there is one.
    package let preprocessSource: Source?
    /// Names and values of what is implied, as `ChainOrigin` has them.
    private let implied: Set<String>
    /// The execution of the preprocessing that runs have to build on; nil without one.
    package let after: String?
    /// Why all runs would run again after the preprocessing; nil where that would not run.
    package private(set) var preprocessReason: Outdated?
    package let acceptances: Acceptances
    package let waiting: WaitingTasks
    /// Where runs may build on runs of a rung below.
    private let rungs: (plan: Plan, layout: Layout)?

    package init(
        _ plan: Plan, _ layout: Layout, _ owner: SweepOwner?,
        _ waiting: WaitingTasks = WaitingTasks()
    ) {
        self.waiting = waiting
        let folder = Present.folder(plan, layout, owner)
        var fingerprint = Fingerprint(cacheFolder: layout.marks)
        let acceptances = Acceptances(layout)
        let names = plan.implied.map(\.name)
        sources = plan.stages.map { Present.source($0, names, folder, &fingerprint) }
        implied = Set(plan.implied.map { ChainOrigin.implied($0.name, $0.value) })
        self.acceptances = acceptances
        rungs = plan.search?.rungs == nil ? nil : (plan, layout)
        guard let stage = plan.preprocess else {
            (after, preprocessSource, preprocessReason) = (nil, nil, nil)
            return
        }
        let record = StageRecord.read(layout.preprocess.stamp(stage.name))
        let isDone = record?.state == .done
        let source = Present.source(stage, [], folder, &fingerprint)
        preprocessSource = source
        after = isDone ? record?.execution : nil
        let reasons = record.map { Present.reasons($0, source, acceptances) } ?? []
        let why = isDone ? reasons : [.noStamp]
        preprocessReason = why.isEmpty ? nil : Outdated(stage: stage.name, reasons: why)
    }

    /// The folder of the Makefile, to which inputs are relative; nil where it is not there, such as beside
    /// a copy of the results alone.
    private static func folder(_ plan: Plan, _ layout: Layout, _ owner: SweepOwner?) -> String? {
        let back = plan.dist.split(separator: "/").filter { $0 != "." }.map { _ in ".." }
        let known = owner?.folder ?? (plan.dist.hasPrefix("/") ? nil : back.joined(separator: "/"))
        let folder = known.map { joined(layout.dist, $0) } ?? "."
        return fileStatus(joined(folder, plan.spec)) == nil ? nil : folder
    }

    private static func source(
        _ stage: PlannedStage, _ implied: [String], _ folder: String?,
        _ fingerprint: inout Fingerprint
    ) -> Source {
        let commands = [stage.digest] + stage.digests(implied).filter { $0 != stage.digest }
        guard let folder else { return Source(commands: commands, inputs: .elsewhere) }
        let start = folder == "." ? "" : folder + "/"
        do throws(Fingerprint.Failure) {
            let paths = stage.inputs.map { $0.hasPrefix("/") ? $0 : start + $0 }
            let inputs = try fingerprint.hashes(paths).map { input in
                let isBelow = !start.isEmpty && input.path.hasPrefix(start)
                return InputHash(
                    path: isBelow ? String(input.path.dropFirst(start.count)) : input.path,
                    hash: input.hash)
            }
            return Source(commands: commands, inputs: .known(inputs))
        } catch {
            return Source(commands: commands, inputs: .bad(error.message))
        }
    }

    /// Whether the preprocessing was made from another command or other inputs alone.
    ///
    /// - Parameter isAccepted: whether that was accepted, or was not.
    package func isPreprocessEdited(_ record: StageRecord?, isAccepted: Bool) -> Bool {
        guard let record, record.state == .done, let now = preprocessSource else { return false }
        let reasons = Present.reasons(StageSource(record.origin), now)
        return !reasons.isEmpty && reasons.allSatisfy(\.isOfSource)
            && (now.acceptable.map { acceptances.hold(record, $0) } ?? false) == isAccepted
    }

    /// The same with the preprocessing as good as done.
    package var withPreprocessing: Present {
        var result = self
        result.preprocessReason = nil
        return result
    }

    /// Why a stage that was made from `source` would run again, but for what was accepted and what was
    /// before it.
    package func reasons(_ stage: Int, _ source: StageSource) -> [Decision.Reason] {
        Present.reasons(source, sources[stage])
    }

    private static func reasons(_ old: StageSource, _ now: Source) -> [Decision.Reason] {
        let command = now.commands.contains(old.command) ? old.command : now.commands[0]
        switch now.inputs {
        case .known(let inputs):
            return StageSource(command: command, inputs: inputs).changes(since: old)
        case .elsewhere: return command == old.command ? [] : [.newCommand]
        case .bad(let message): return [.badInput(message)]
        }
    }

    /// The same of a record, as far as it was not accepted.
    private static func reasons(
        _ record: StageRecord, _ now: Source, _ acceptances: Acceptances
    ) -> [Decision.Reason] {
        let reasons = reasons(StageSource(record.origin), now)
        if reasons.isEmpty || !reasons.allSatisfy(\.isOfSource) { return reasons }
        guard let source = now.acceptable, acceptances.hold(record, source) else { return reasons }
        return []
    }

    /// The execution that a run's first stage has to have been made from: where rungs are below it one of
    /// theirs, too.
    func predecessor(ofRun id: String, madeFrom old: String?) -> String? {
        guard let rungs, old != after else { return after }
        return Predecessors(ofRun: id, rungs.plan, rungs.layout, after: after).of(old)
    }

    /// Why a stage that was done would run again; empty where it would not.
    ///
    /// - Parameter after: the execution of the stage before it.
    package func reasons(
        _ stage: Int, _ record: StageRecord, after: String?
    ) -> [Decision.Reason] {
        let reasons = Present.reasons(record, sources[stage], acceptances)
        return reasons + (fits(ChainOrigin.implied(record.origin)) ? [] : [.newParameters])
            + (record.origin.after == after ? [] : [.newPredecessor])
    }

    /// Whether what was implied then means the same now.
    private func fits(_ old: [String]) -> Bool { old.allSatisfy(implied.contains) }

    /// Why a complete chain would run again, but for what was accepted.
    package func outdated(_ origin: ChainOrigin, _ stages: [PlannedStage]) -> Outdated? {
        if let preprocessReason { return preprocessReason }
        for (index, source) in origin.sources.enumerated() {
            var reasons = reasons(index, source)
            let isLinked = index > 0 || origin.after == after
            if !fits(origin.implied) { reasons.append(.newParameters) }
            if !isLinked || origin.unlinked == index { reasons.append(.newPredecessor) }
            if !reasons.isEmpty { return Outdated(stage: stages[index].name, reasons: reasons) }
        }
        return nil
    }

    /// Whether a record was made from the command and the inputs of now, without having been accepted.
    func fits(_ record: StageRecord, stage: Int) -> Bool {
        reasons(stage, StageSource(record.origin)).isEmpty
    }

    /// Whether an execution of a stage counts as made from what there is now.
    package func isAccepted(_ execution: String, _ stage: Int, named name: String) -> Bool {
        guard let source = sources[stage].acceptable else { return false }
        return acceptances.hold(execution, name, source)
    }
}

/// Why a run that is done would run again.
package struct Outdated: Hashable, Sendable {
    /// The first stage that would run.
    package let stage: String
    package let reasons: [Decision.Reason]

    package init(stage: String, reasons: [Decision.Reason]) {
        (self.stage, self.reasons) = (stage, reasons)
    }

    /// For people: what has changed, such as "train.py has changed".
    package var text: String { reasons.map { $0.short(stage) }.joined(separator: "; ") }
}

extension Decision.Reason {
    /// What has changed, apart from the run.
    func short(_ stage: String) -> String {
        switch self {
        case .noStamp: "\(stage) is not done"
        case .newCommand: "the command of \(stage) has changed"
        case .newParameters: "its parameters are others"
        case .changedInput(let path): "\(path) has changed"
        case .addedInput(let path): "\(path) is a new input"
        case .removedInput(let path): "\(path) is no input any more"
        case .newPredecessor: "what comes before \(stage) has run since"
        case .badInput(let message): message
        }
    }
}
