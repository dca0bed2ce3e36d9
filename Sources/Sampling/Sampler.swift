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
    /// Configurations of the search, drawn or walked through.
    private var seen: Set<Identifier.Identity> = []
    /// Points, which come before them.
    private var chosen: Set<Identifier.Identity> = []
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
        let source = Source(experiment, spaces, exclusions, &diagnostics)
        guard let source, take(source, &diagnostics, body) else { return }
        // Of draws the next attempt is taken instead, as it is for a repeated one.
        if experiment.search.known == .grid, let clash {
            diagnostics.error(
                "two configurations share the hash in the id \(clash), a one in fifty thousand chance "
                    + "for 100,000 configurations: change any value a little")
        }
        if seen.isEmpty, chosen.isEmpty, !diagnostics.hasErrors {
            diagnostics.error(
                "the space has no configuration: everything is excluded", at: experiment.spaceRange)
        }
    }

    /// What would be wrong with a search, of an experiment that cannot be searched for other reasons.
    package static func check(_ experiment: Experiment, _ diagnostics: inout Diagnostics) {
        if experiment.isSearchUnread { return }
        let slots = experiment.slots
        let spaces = experiment.spaces.map { IndexedSpace($0, experiment, slots: slots) }
        _ = Source(experiment, spaces, Exclusions(experiment, slots: slots), &diagnostics)
    }

    /// Where the configurations come from, once that is known to work.
    private struct Source {
        enum Kind {
            case grid([GridSampler], count: Int)
            // A case each, so that drawing is compiled for each.
            case random(Int, RandomSampler)
            case sobol(Int, SobolSampler)

            var samples: Int {
                switch self {
                case .grid: .max
                case .random(let samples, _), .sobol(let samples, _): samples
                }
            }
        }

        let points: [Configuration]
        let kind: Kind

        /// nil, with the reasons in the diagnostics, where there is none.
        init?(
            _ experiment: Experiment, _ spaces: [IndexedSpace], _ exclusions: Exclusions,
            _ diagnostics: inout Diagnostics
        ) {
            var found = Diagnostics()
            points = ChosenPoints(experiment, exclusions, &found).configurations
            switch experiment.search.known {
            case .grid: kind = Sampler.grid(spaces, experiment, &found)
            case .random(let samples, let seed):
                kind = .random(
                    samples, RandomSampler(names: experiment.parameterNames, seed: seed))
            case .sobol(let samples, let seed, let scramble):
                let sampler = SobolSampler(experiment, seed: seed, scramble: scramble, &found)
                kind = sampler.map { .sobol(samples, $0) } ?? .grid([], count: 0)
            case .halving, .tpe: kind = .grid([], count: 0)
            }
            for item in found.items { diagnostics.add(item) }
            if found.hasErrors { return nil }
        }
    }

    /// False where `body` wants no more.
    private mutating func take(
        _ source: Source, _ diagnostics: inout Diagnostics, _ body: Body
    ) -> Bool {
        var points = source.points
        let samples = source.kind.samples
        if points.count > samples {
            diagnostics.warning(
                "there are \(points.count) points, and \(samples) samples are asked for: only the first "
                    + "points are taken", at: experiment.searchRange)
            points = Array(points.prefix(samples))
        }
        for point in points {
            let identity = identifier.identity(of: point, &buffer)
            guard chosen.insert(identity).inserted else { continue }
            guard body(point, identity) else { return false }
        }
        switch source.kind {
        case .grid(let samplers, let count): return walk(samplers, count, body)
        case .random(_, let source): return draw(samples, source, &diagnostics, body)
        case .sobol(_, let source): return draw(samples, source, &diagnostics, body)
        }
    }

    // MARK: grid

    private static func grid(
        _ spaces: [IndexedSpace], _ experiment: Experiment, _ diagnostics: inout Diagnostics
    ) -> Source.Kind {
        let samplers = spaces.compactMap { GridSampler($0, &diagnostics) }
        guard samplers.count == spaces.count else { return .grid([], count: 0) }
        var total = 0
        for sampler in samplers {
            let limit = GridSampler.maximumCount - total
            guard let count = sampler.count(limit: limit) else {
                diagnostics.error(
                    "the grid has more than 10 million configurations: use fewer "
                        + "values, or set \"search\" to { \"method\": \"random\", \"samples\": 1000 }",
                    at: experiment.spaceRange)
                return .grid([], count: 0)
            }
            total += count
        }
        return .grid(samplers, count: total)
    }

    private mutating func walk(_ samplers: [GridSampler], _ count: Int, _ body: Body) -> Bool {
        seen.reserveCapacity(count)
        for sampler in samplers {
            var walk = sampler.walk(exclusions)
            while walk.next() {
                guard let identity = accept(walk.configuration), !isChosen(identity) else {
                    continue
                }
                guard body(walk.configuration, identity) else { return false }
            }
        }
        return true
    }

    // MARK: draws

    /// The draws are those that there would be without points; one that is a point is passed over.
    private mutating func draw(
        _ samples: Int, _ source: some UniformSource, _ diagnostics: inout Diagnostics, _ body: Body
    ) -> Bool {
        let drawing = Drawing(spaces, source)
        var rest = drawing.walks(exclusions).map(UnusedPoints.init)
        let attempts = rest == nil ? Sampler.endlessAttempts : Sampler.finiteAttempts
        var configuration = Configuration(
            values: Array(repeating: nil, count: experiment.slots.count))
        seen.reserveCapacity(min(samples, 1 << 20))
        var (sample, count) = (UInt64(0), chosen.count)
        var refused = RefusedParts()
        while count < samples {
            var identity = drawing.first(
                sample: sample, attempts: attempts, refused: &refused, into: &configuration
            ) { exclusions.contains($0) ? nil : accept($0) }
            if identity == nil {
                let drawn = seen.count
                identity = rest?.next(drawn: drawn) { candidate in
                    let identity = accept(candidate)
                    if identity != nil { configuration = candidate }
                    return identity
                }
            }
            guard let identity else {
                if count > 0 { warn(of: samples, found: count, rest, &diagnostics) }
                return true
            }
            sample += 1
            if isChosen(identity) { continue }
            count += 1
            guard body(configuration, identity) else { return false }
        }
        return true
    }

    private func warn(
        of samples: Int, found count: Int, _ rest: UnusedPoints?, _ diagnostics: inout Diagnostics
    ) {
        let found = "\(count) configuration\(count == 1 ? "" : "s")"
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

    /// Whether a configuration was among the points.
    private func isChosen(_ identity: Identifier.Identity) -> Bool {
        !chosen.isEmpty && chosen.contains(identity)
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
