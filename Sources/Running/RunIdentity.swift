// What tells a run's stages from those of other runs, as records hold it. A parameter at its implied value
// is as if it were not there. Knows nothing of inputs.
import Graph
import Sampling
import Spec

/// A parameter that has its implied value in a run, or is not there and so has the same meaning.
package struct ImpliedInRun: Sendable {
    package let name: String
    package let value: Value
    /// Whether the run has the parameter, so that its record holds the value.
    package let isPassed: Bool
}

/// The parameters of a run as far as they are compared.
package struct RunIdentity: Sendable {
    /// Hash of all parameters by value, in any order, but of those at their implied values.
    package let parameters: String
    package let implied: [ImpliedInRun]

    /// Hash of a stage's command without options at their implied values.
    package func command(of stage: PlannedStage) -> String {
        if stage.text == nil { return stage.digest }
        return stage.digest(without: Set(implied.filter(\.isPassed).map(\.name)))
    }
}

extension [ImpliedInRun] {
    /// Whether what a record was made with still means the same. Older records have none, and fit.
    func fit(_ old: [ImpliedInRun]) -> Bool {
        old.allSatisfy { made in
            contains {
                $0.name == made.name && Implied.text($0.value) == Implied.text(made.value)
            }
        }
    }
}
