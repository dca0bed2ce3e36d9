// An experiment in, its configurations out, one after another and none twice.
// Knows which sampler does what; the samplers themselves have files of their own.
import Spec
import Text

/// Draws the configurations of an experiment in order.
package struct Sampler {
    /// Receives a configuration and its identity, and says whether to go on.
    package typealias Body = (Configuration, Identifier.Identity) -> Bool

    /// Attempts at a sample before the rest of a finite space is taken in the order of a grid.
    static let finiteAttempts: UInt32 = 1000
    /// Attempts at a sample of an endless space before the search is given up.
    static let endlessAttempts: UInt32 = 100_000
    /// Excluded parts of a finite space that are met before the search for others is given up.
    static let refusals = 20_000_000

    private let experiment: Experiment
    private let identifier: Identifier
    private let exclusions: Exclusions
    private let spaces: [IndexedSpace]
    private var seen: Set<Identifier.Identity> = []
    /// The id of a configuration that differs from another one, but not in the hash that ids show.
    private var clash: String?
    private var buffer: [UInt8] = []

    package init(_ experiment: Experiment, _ identifier: Identifier) {
        self.experiment = experiment
        self.identifier = identifier
        let slots = experiment.slots
        exclusions = Exclusions(experiment, slots: slots)
        spaces = experiment.spaces.map { IndexedSpace($0, experiment, slots: slots) }
    }

    /// Calls `body` with each configuration and its identity. What is wrong goes to `diagnostics`;
    /// where that is an error, `body` is never called (but for two ids that happen to clash).
    package mutating func forEach(_ diagnostics: inout Diagnostics, _ body: Body) {
        switch experiment.search {
        case .grid: grid(&diagnostics, body)
        case .random(let samples, let seed):
            draw(
                samples, RandomSampler(names: experiment.parameterNames, seed: seed), &diagnostics,
                body)
        case .sobol(let samples, let seed, let scramble):
            guard
                let source = SobolSampler(
                    experiment, seed: seed, scramble: scramble, &diagnostics)
            else { return }
            draw(samples, source, &diagnostics, body)
        }
        // Of draws the next attempt is taken instead, as it is for a repeated one.
        if experiment.search == .grid, let clash {
            diagnostics.error(
                "two configurations share the hash in the id \(clash), a one in fifty thousand chance "
                    + "for 100,000 configurations: change any value a little")
        }
        if seen.isEmpty, !diagnostics.hasErrors {
            diagnostics.error(
                "the space has no configuration: everything is excluded", at: experiment.spaceRange)
        }
    }

    // MARK: grid

    private mutating func grid(_ diagnostics: inout Diagnostics, _ body: Body) {
        let samplers = spaces.compactMap { GridSampler($0, &diagnostics) }
        guard samplers.count == spaces.count else { return }
        var total = 0
        for sampler in samplers {
            let limit = GridSampler.maximumCount - total
            guard let count = sampler.count(limit: limit) else {
                diagnostics.error(
                    "the grid has more than 10 million configurations: use fewer "
                        + "values, or set \"search\" to { \"method\": \"random\", \"samples\": 1000 }",
                    at: experiment.spaceRange)
                return
            }
            total += count
        }
        seen.reserveCapacity(total)
        for sampler in samplers {
            var walk = sampler.walk(exclusions)
            while walk.next() {
                guard let identity = accept(walk.configuration) else { continue }
                guard body(walk.configuration, identity) else { return }
            }
        }
    }

    // MARK: draws

    private mutating func draw(
        _ samples: Int, _ source: some UniformSource, _ diagnostics: inout Diagnostics, _ body: Body
    ) {
        let drawing = Drawing(spaces, source)
        var rest = drawing.walks(exclusions).map(UnusedPoints.init)
        let attempts = rest == nil ? Sampler.endlessAttempts : Sampler.finiteAttempts
        var configuration = Configuration(
            values: Array(repeating: nil, count: experiment.slots.count))
        seen.reserveCapacity(min(samples, 1 << 20))
        for sample in 0..<UInt64(samples) {
            var identity: Identifier.Identity?
            var attempt: UInt32 = 0
            while identity == nil, attempt < attempts {
                drawing.draw(sample: sample, attempt: attempt, into: &configuration)
                if !exclusions.contains(configuration) { identity = accept(configuration) }
                attempt += 1
            }
            if identity == nil {
                let drawn = seen.count
                identity = rest?.next(drawn: drawn) { candidate in
                    let identity = accept(candidate)
                    if identity != nil { configuration = candidate }
                    return identity
                }
            }
            guard let identity else {
                if !seen.isEmpty { warn(of: samples, rest, &diagnostics) }
                return
            }
            guard body(configuration, identity) else { return }
        }
    }

    private func warn(of samples: Int, _ rest: UnusedPoints?, _ diagnostics: inout Diagnostics) {
        let found = "\(seen.count) configuration\(seen.count == 1 ? "" : "s")"
        let asked = "and \(samples) samples are asked for"
        if let rest, !rest.hasGivenUp {
            diagnostics.warning(
                "the space has only \(found), \(asked): these are all", at: experiment.searchRange)
        } else {
            diagnostics.warning(
                "found only \(found), \(asked): nearly everything else is excluded or drawn already",
                at: experiment.searchRange)
        }
    }

    /// The identity of a configuration that is not known already.
    private mutating func accept(_ configuration: Configuration) -> Identifier.Identity? {
        let identity = identifier.identity(of: configuration, &buffer)
        let (isNew, known) = seen.insert(identity)
        if known.hash != identity.hash { clash = identifier.id(of: configuration) }
        return isNew ? identity : nil
    }
}

/// The points of a finite space that were not drawn, in the order of a grid.
private struct UnusedPoints {
    private var walks: [GridWalk]
    private(set) var hasGivenUp = false
    /// Points that were drawn before, or are equal to others.
    private var known = 0

    init(_ walks: [GridWalk]) {
        // The next one is taken from the end.
        self.walks = walks.reversed()
    }

    /// The next point that `accept` takes; nil where there is none left, or none was found in time.
    ///
    /// - Parameter drawn: how many of the points have been drawn.
    mutating func next(
        drawn: Int, _ accept: (Configuration) -> Identifier.Identity?
    ) -> Identifier.Identity? {
        while !hasGivenUp, let last = walks.indices.last {
            while known < drawn + Sampler.refusals, walks[last].next(refusals: Sampler.refusals) {
                if let identity = accept(walks[last].configuration) { return identity }
                known += 1
            }
            hasGivenUp = max(walks[last].refused, known - drawn) >= Sampler.refusals
            walks.removeLast()
        }
        return nil
    }
}
