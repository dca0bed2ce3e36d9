// The tree-structured Parzen estimator: what is known of some draws in, the next configuration out, and
// nothing else decides it. Knows nothing of runs, files and rungs.
import Numerics
import Spec
import Text

/// A search that learns from what was drawn before.
///
/// The best of the known configurations are the good ones, all others, failed and running ones among them,
/// the bad ones. Of candidates that are drawn from a density around the good ones, the one is taken at
/// which it is largest against a density around the bad ones (times how likely it is not to fail). After
/// J. Bergstra, R. Bardenet, Y. Bengio and B. Kégl, "Algorithms for hyper-parameter optimization" (2011).
package struct TPE {
    /// Candidates of a draw.
    static let candidates: UInt32 = 32
    /// Attempts at candidates that are not known already.
    static let attempts: UInt32 = 20

    let space: ModelledSpace
    let names: [String]
    let maximize: [Bool]
    private let identifier: Identifier
    private let exclusions: Exclusions
    /// The first configurations of random search.
    private let first: [(configuration: Configuration, identity: Identifier.Identity)]
    private let drawing: Drawing<RandomSampler>
    /// By index of the parameter.
    private let streams: [Draws]
    /// For kernels and sub-spaces.
    private let choices: Draws
    private let slots: Int

    /// - Parameters:
    ///   - experiment: its own search does not count.
    ///   - startup: so many draws at the beginning are those of random search.
    package init(_ experiment: Experiment, _ identifier: Identifier, seed: UInt64, startup: Int) {
        self.identifier = identifier
        maximize = experiment.objectives.map(\.maximize)
        let slots = experiment.slots
        self.slots = slots.count
        exclusions = Exclusions(experiment, slots: slots)
        let spaces = experiment.spaces.map { IndexedSpace($0, experiment, slots: slots) }
        space = ModelledSpace(spaces)
        names = experiment.parameterNames
        drawing = Drawing(spaces, RandomSampler(names: names, seed: seed))
        let key = streamKey(seed: seed, name: "tpe".utf8)
        streams = names.map { Draws(seed: key, name: $0.utf8) }
        choices = Draws(key: key)
        var random = experiment
        random.search = .random(samples: max(startup, experiment.points.count), seed: seed)
        var sampler = Sampler(random, identifier)
        var first: [(Configuration, Identifier.Identity)] = []
        var found = Diagnostics()
        sampler.forEach(&found) { configuration, identity in
            first.append((configuration, identity))
            return true
        }
        self.first = first
    }

    /// Whether a configuration that was drawn before is still one of the space.
    package func holds(_ configuration: Configuration) -> Bool {
        configuration.values.count == slots && space.holds(configuration)
            && !exclusions.contains(configuration)
    }

    /// What is known of a draw.
    package func observation(
        slot: Int, _ configuration: Configuration, _ outcome: Observation.Outcome
    ) -> Observation {
        var outcome = outcome
        if case .values(let values) = outcome,
            values.count != maximize.count || !values.allSatisfy(\.isFinite)
        {
            outcome = .failed
        }
        var buffer: [UInt8] = []
        return Observation(
            slot: slot, configuration: configuration,
            identity: identifier.identity(of: configuration, &buffer), outcome: outcome,
            places: space.places(of: configuration))
    }

    /// A configuration that was drawn.
    package struct Draw: Sendable {
        package let configuration: Configuration
        package let identity: Identifier.Identity
        package let origin: Origin
    }

    package enum Origin: Sendable, Equatable {
        /// A point, or one of the first draws of random search.
        case startup
        /// At random, since there are no results, or nothing else was found that is new.
        case random
        /// How much denser good observations lie there than bad ones, as a logarithm.
        case model(advantage: Double)
    }

    /// The configuration of a slot; nil where there is none left that is new.
    ///
    /// - Parameters:
    ///   - known: other slots, in any order.
    ///   - taken: further configurations that are not to be drawn.
    package func draw(
        slot: Int, knowing known: [Observation], taken: Set<Identifier.Identity> = []
    ) -> Draw? {
        let taken = Taken(known, taken)
        if slot < first.count {
            let (configuration, identity) = first[slot]
            if !taken.contains(identity) {
                return Draw(configuration: configuration, identity: identity, origin: .startup)
            }
        } else if let draw = modelled(slot, known, taken) {
            return draw
        }
        return random(slot, taken)
    }

    // MARK: at random

    private func random(_ slot: Int, _ taken: Taken) -> Draw? {
        let taken = taken.all
        var configuration = Configuration(values: Array(repeating: nil, count: slots))
        let walks = drawing.walks(exclusions)
        let attempts = walks == nil ? Sampler.endlessAttempts : Sampler.finiteAttempts
        var refused = RefusedParts()
        let found = drawing.first(
            sample: UInt64(slot), attempts: attempts, refused: &refused, into: &configuration
        ) { new($0, taken) }
        if let found {
            return Draw(configuration: configuration, identity: found, origin: .random)
        }
        for var walk in walks ?? [] {
            while walk.next(refusals: Sampler.refusals) {
                if let identity = new(walk.configuration, taken) {
                    return Draw(
                        configuration: walk.configuration, identity: identity, origin: .random)
                }
            }
        }
        return nil
    }

    /// The identity of a configuration that may be drawn.
    private func new(
        _ configuration: Configuration, _ taken: Set<Identifier.Identity>
    ) -> Identifier.Identity? {
        allowed(configuration).flatMap { taken.contains($0) ? nil : $0 }
    }

    /// The identity of a configuration that the spec does not exclude.
    private func allowed(_ configuration: Configuration) -> Identifier.Identity? {
        if exclusions.contains(configuration) { return nil }
        var buffer: [UInt8] = []
        return identifier.identity(of: configuration, &buffer)
    }

    /// Configurations that are not to be drawn again.
    private struct Taken {
        private let known: [Identifier.Identity]
        private var others: Set<Identifier.Identity>

        init(_ known: [Observation], _ others: Set<Identifier.Identity>) {
            self.known = known.map(\.identity)
            self.others = others
        }

        /// For a few questions, which are not worth a set of all.
        func contains(_ identity: Identifier.Identity) -> Bool {
            others.contains(identity) || known.contains(identity)
        }

        mutating func insert(_ identity: Identifier.Identity) { others.insert(identity) }

        var all: Set<Identifier.Identity> { others.union(known) }
    }

    // MARK: by a model

    private func modelled(
        _ slot: Int, _ known: [Observation], _ taken: Taken
    ) -> Draw? {
        guard let model = Model(known, maximize, space) else { return nil }
        for attempt in 0..<TPE.attempts {
            var found: [(configuration: Configuration, identity: Identifier.Identity)] = []
            var seen = taken
            for candidate in 0..<TPE.candidates {
                let configuration = draw(
                    model.good, UInt64(slot), attempt * TPE.candidates + candidate)
                guard let identity = allowed(configuration), !seen.contains(identity) else {
                    continue
                }
                seen.insert(identity)
                found.append((configuration, identity))
            }
            let advantages = model.advantages(
                at: found.map { space.places(of: $0.configuration) })
            var best: Int?
            for (index, advantage) in advantages.enumerated()
            where best.map({ advantage > advantages[$0] }) ?? true {
                best = index
            }
            guard let best else { continue }
            return Draw(
                configuration: found[best].configuration, identity: found[best].identity,
                origin: .model(advantage: advantages[best]))
        }
        return nil
    }

    /// A configuration that a mixture leads to.
    private func draw(_ mixture: Mixture, _ sample: UInt64, _ attempt: UInt32) -> Configuration {
        let (first, second) = choices.pair(sample: sample, attempt: attempt)
        let kernel = mixture.kernel(openUnitInterval(first))
        let which =
            space.union.map {
                mixture.draw(
                    openUnitInterval(second), kernel: kernel, dimension: $0,
                    space.dimensions[$0].axis)
            } ?? 0
        let part = space.parts[min(space.parts.count - 1, Int(which))]
        var configuration = Configuration(values: Array(repeating: nil, count: slots))
        for index in part.indexed.entries.indices {
            let entry = part.indexed.entries[index]
            guard
                entry.conditions.isEmpty
                    || part.indexed.exists(entry, beside: configuration.values)
            else { continue }
            let axis = part.axes[index]
            guard let dimension = part.dimensions[index] else {
                configuration.values[entry.slot] = axis.value(0)
                continue
            }
            let u = streams[entry.slot].uniform(sample: sample, attempt: attempt)
            configuration.values[entry.slot] = axis.value(
                mixture.draw(u, kernel: kernel, dimension: dimension, axis))
        }
        return configuration
    }
}
