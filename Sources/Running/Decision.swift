// Whether a stage has to run, and why: what it would be made from now against what its stamp says it
// was made from. Knows nothing of how it is run and of who asks.
import Graph
import Spec
import System

/// What is to be done about a stage.
package struct Decision: Sendable {
    /// Why a stage has to run.
    package enum Reason: Sendable, Hashable {
        /// It has no stamp: it never was done, or its last attempt did not end well.
        case noStamp
        case newCommand
        case newParameters
        /// The content of an input differs from what it was.
        case changedInput(String)
        case addedInput(String)
        case removedInput(String)
        /// The stage before it ran after it.
        case newPredecessor
        /// It cannot even be tried.
        case badInput(String)

        /// Whether it is about the command or an input that is there, and so may be accepted.
        package var isOfSource: Bool {
            switch self {
            case .newCommand, .changedInput, .addedInput, .removedInput: true
            case .noStamp, .newParameters, .newPredecessor, .badInput: false
            }
        }

        /// For people.
        package var text: String {
            switch self {
            case .noStamp: "it has not been done"
            case .newCommand: "its command, environment or shell is another"
            case .newParameters: "its parameters are others"
            case .changedInput(let path): "the input \(path) has changed"
            case .addedInput(let path): "the input \(path) is new"
            case .removedInput(let path): "\(path) is no input of it any more"
            case .newPredecessor: "the stage before it has run since"
            case .badInput(let message): message
            }
        }
    }

    /// What the stage would be made from now; nil where it cannot even be tried.
    package let origin: Origin?
    /// Empty where the stage is done.
    package let reasons: [Reason]

    package var isDone: Bool { reasons.isEmpty }

    /// Whether nothing but the command and the inputs are others, which somebody may have accepted.
    package var canBeAccepted: Bool {
        !reasons.isEmpty && reasons.allSatisfy(\.isOfSource)
    }
}

/// Decides about the stages of one run.
package struct Decider {
    /// What it has looked at so far.
    package private(set) var fingerprint: Fingerprint
    private let run: RunIdentity
    private let layout: Layout
    /// Read where a record does not fit by itself.
    private lazy var accepted = Acceptances(layout)
    private var acceptedExecutions: Set<String> = []

    package init(_ values: RunValues, _ layout: Layout) {
        fingerprint = Fingerprint(cacheFolder: layout.marks)
        run = values.identity
        self.layout = layout
    }

    /// - Parameters:
    ///   - known: the record of the stage's stamp.
    ///   - after: the execution of the stage before it; nil for the first.
    package mutating func decide(
        _ stage: PlannedStage, known: StageRecord?, after: String?
    ) -> Decision {
        do {
            let inputs = try fingerprint.hashes(stage.inputs)
            let decision = Decider.decide(
                stage, of: run, inputs: inputs, known: known, after: after)
            guard decision.canBeAccepted, let known, decision.origin != nil,
                accepted.hold(known, StageSource(command: stage.digest, inputs: inputs))
            else { return decision }
            acceptedExecutions.insert(known.execution)
            return Decision(origin: decision.origin, reasons: [])
        } catch {
            return Decision(origin: nil, reasons: [.badInput(error.message)])
        }
    }

    /// Whether a stage counts as done by what was accepted, and not by its record alone.
    package func wasAccepted(_ known: StageRecord) -> Bool {
        acceptedExecutions.contains(known.execution)
    }

    /// The same with inputs that were looked at before, for many runs; without what was accepted.
    package static func decide(
        _ stage: PlannedStage, of run: RunIdentity, inputs: [InputHash], known: StageRecord?,
        after: String?
    ) -> Decision {
        let origin = Origin(
            command: run.command(of: stage), parameters: run.parameters, inputs: inputs,
            after: after, implied: run.implied)
        let known = known?.state == .done ? known : nil
        return Decision(
            origin: origin,
            reasons: known.map { origin.changes(since: $0.origin) }
                ?? [.noStamp])
    }
}

extension Origin {
    /// Whether what was made from another origin is as good as made from this one.
    package func fits(_ old: Origin) -> Bool { changes(since: old).isEmpty }

    /// What differs; empty where nothing does.
    fileprivate func changes(since old: Origin) -> [Decision.Reason] {
        var reasons = StageSource(self).changes(since: StageSource(old))
        if parameters != old.parameters || !implied.fit(old.implied) {
            reasons.append(.newParameters)
        }
        if after != old.after { reasons.append(.newPredecessor) }
        return reasons
    }
}
