// An experiment in, its configurations out, one after another and none twice.
// Knows which sampler does what; the samplers themselves have files of their own.
import Spec
import Text

/// Draws the configurations of an experiment in order.
package struct Sampler {
    private let experiment: Experiment
    private let identifier: Identifier
    private let exclusions: [[(slot: Int, value: Value)]]
    private var seen: Set<Identifier.Identity> = []
    private var buffer: [UInt8] = []

    package init(_ experiment: Experiment, _ identifier: Identifier) {
        self.experiment = experiment
        self.identifier = identifier
        let slots = experiment.slots
        exclusions = experiment.exclusions.map { pairs in
            pairs.map { (slots[$0.name] ?? 0, $0.value) }
        }
    }

    /// Calls `body` with each configuration and its identity. What is wrong goes to `diagnostics`;
    /// where that is an error found before the first configuration, `body` is never called.
    package mutating func forEach(
        _ diagnostics: inout Diagnostics,
        _ body: (Configuration, Identifier.Identity) -> Void
    ) {
        let slots = experiment.slots
        let spaces = experiment.spaces.map { IndexedSpace($0, experiment, slots: slots) }
        grid(spaces, &diagnostics, body)
        if seen.isEmpty, !diagnostics.hasErrors {
            diagnostics.error("the space has no configuration: everything is excluded")
        }
    }

    private mutating func grid(
        _ spaces: [IndexedSpace], _ diagnostics: inout Diagnostics,
        _ body: (Configuration, Identifier.Identity) -> Void
    ) {
        let samplers = spaces.compactMap { GridSampler($0, &diagnostics) }
        guard samplers.count == spaces.count else { return }
        var total = 0
        for sampler in samplers {
            let limit = GridSampler.maximumCount - total
            guard let count = sampler.count(limit: limit) else {
                diagnostics.error(
                    "the grid has more than 10 million configurations: use fewer "
                        + "values, or set \"search\" to { \"method\": \"random\", \"samples\": 1000 }"
                )
                return
            }
            total += count
        }
        seen.reserveCapacity(total)
        for sampler in samplers {
            _ = sampler.visitAll { configuration in
                if let identity = accept(configuration) { body(configuration, identity) }
                return true
            }
        }
    }

    /// The identity of a configuration that is neither excluded nor known already.
    private mutating func accept(_ configuration: Configuration) -> Identifier.Identity? {
        for pairs in exclusions
        where pairs.allSatisfy({ configuration.values[$0.slot]?.matches($0.value) ?? false }) {
            return nil
        }
        let identity = identifier.identity(of: configuration, &buffer)
        return seen.insert(identity).inserted ? identity : nil
    }
}
