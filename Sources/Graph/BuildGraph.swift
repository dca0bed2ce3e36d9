// The graph of an experiment: layers of stages over runs, as every backend gets it.
// Knows neither make nor Slurm; only a backend unrolls the layers.
import Sampling
import Spec
import Text

/// A compiled experiment: what to run, and for which configurations.
package struct BuildGraph: Sendable {
    /// A step that waits for the whole step before it.
    package enum Layer: Sendable {
        /// Runs once.
        case once(PlannedStage)
        /// A chain that runs for every run.
        case scatter([PlannedStage])
        /// Collates all runs.
        case gather
    }

    package var plan: Plan
    package var layers: [Layer]
    package var configurations: [PlannedConfiguration]

    /// Ids of all runs in order: of configurations, or `<id>/<repeat>_<value>`.
    package var runIDs: [String] {
        guard let folders = plan.repetition?.folders else { return configurations.map(\.id) }
        return configurations.flatMap { configuration in
            folders.map { "\(configuration.id)/\($0)" }
        }
    }

    package init(plan: Plan, layers: [Layer], configurations: [PlannedConfiguration]) {
        self.plan = plan
        self.layers = layers
        self.configurations = configurations
    }
}

/// A configuration as a backend writes it down.
package struct PlannedConfiguration: Sendable, Equatable {
    package let id: String
    /// Its values, see `ValueList`.
    package let values: String

    package init(id: String, values: String) {
        self.id = id
        self.values = values
    }

    /// The last part of an id: 12 hex digits.
    package var key: Substring { id.suffix(12) }
}
