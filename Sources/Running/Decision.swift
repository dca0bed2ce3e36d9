// Whether a stage has to run, and why: what it would be made from now against what its stamp says it
// was made from. Knows nothing of how it is run and of who asks.
import Graph
import Spec
import System

/// What is to be done about a stage.
package struct Decision: Sendable {
    /// Why a stage has to run.
    package enum Reason: Sendable, Equatable {
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

    /// What the stage would be made from now.
    package let origin: Result<Origin, Fingerprint.Failure>
    /// Empty where the stage is done.
    package let reasons: [Reason]

    package var isDone: Bool { reasons.isEmpty }
}

/// Decides about the stages of one run.
package struct Decider {
    /// What it has looked at so far.
    package private(set) var fingerprint: Fingerprint
    private let parametersDigest: String

    package init(_ values: RunValues, _ layout: Layout) {
        fingerprint = Fingerprint(cacheFolder: layout.marks)
        parametersDigest = values.digest
    }

    /// - Parameters:
    ///   - known: the record of the stage's stamp.
    ///   - after: the execution of the stage before it; nil for the first.
    package mutating func decide(
        _ stage: PlannedStage, known: StageRecord?, after: String?
    ) -> Decision {
        let inputs: [String: String]
        do {
            inputs = try fingerprint.hashes(stage.inputs)
        } catch {
            return Decision(origin: .failure(error), reasons: [.badInput(error.message)])
        }
        let origin = Origin(
            command: stage.digest, parameters: parametersDigest, inputs: inputs, after: after)
        let known = known?.state == .done ? known : nil
        return Decision(
            origin: .success(origin),
            reasons: known.map { origin.changes(since: $0.origin) }
                ?? [.noStamp])
    }
}

extension Origin {
    /// What differs; empty where nothing does.
    fileprivate func changes(since old: Origin) -> [Decision.Reason] {
        var reasons: [Decision.Reason] = []
        if command != old.command { reasons.append(.newCommand) }
        if parameters != old.parameters { reasons.append(.newParameters) }
        for path in Set(inputs.keys).union(old.inputs.keys).sorted()
        where inputs[path] != old.inputs[path] {
            let isAdded = old.inputs[path] == nil
            reasons.append(
                isAdded
                    ? .addedInput(path)
                    : inputs[path] == nil ? .removedInput(path) : .changedInput(path))
        }
        if after != old.after { reasons.append(.newPredecessor) }
        return reasons
    }
}
