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
    package var configurations: ConfigurationList

    /// Ids of all runs in order: of configurations, or `<id>/<repeat>_<value>`.
    package var runIDs: [String] {
        guard let folders = plan.repetition?.folders else { return configurations.map(\.id) }
        return configurations.flatMap { configuration in
            folders.map { runID(configuration.id, $0) }
        }
    }

    package init(plan: Plan, layers: [Layer], configurations: ConfigurationList) {
        self.plan = plan
        self.layers = layers
        self.configurations = configurations
    }
}
