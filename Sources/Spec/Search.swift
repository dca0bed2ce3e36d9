// How configurations are drawn, as values: at random, one after another, or by what results say.
// Knows nothing of JSON and of the space.

/// How configurations are drawn.
package enum Search: Sendable, Equatable {
    case grid
    case random(samples: Int, seed: UInt64)
    case sobol(samples: Int, seed: UInt64, scramble: Bool)
    /// Many configurations with a little of a resource, the best of them with more.
    case halving(Halving)
    /// Each draw by the results of those before it.
    case tpe(TPESearch)

    /// The same search with another number of samples; nil where the number is not free.
    package func with(samples: Int) -> Search? {
        switch self {
        case .grid: return nil
        case .random(_, let seed): return .random(samples: samples, seed: seed)
        case .sobol(_, let seed, let scramble):
            return .sobol(samples: samples, seed: seed, scramble: scramble)
        case .halving(var halving):
            guard halving.samples != nil else { return nil }
            halving.samples = samples
            return .halving(halving)
        case .tpe(var search):
            search.samples = samples
            return .tpe(search)
        }
    }

    /// The search for those configurations that are known before anything has run.
    package var known: Search {
        switch self {
        case .grid, .random, .sobol: return self
        case .halving(let halving):
            let draws = halving.draws
            switch halving.draw {
            case .grid: return .grid
            case .random: return .random(samples: draws ?? 0, seed: halving.seed)
            case .sobol: return .sobol(samples: draws ?? 0, seed: halving.seed, scramble: true)
            case .tpe:
                return .random(
                    samples: min(draws ?? 0, TPESearch.standardStartup), seed: halving.seed)
            }
        case .tpe(let search):
            return .random(samples: min(search.samples, search.startup), seed: search.seed)
        }
    }

    /// The resource of which runs get more and more.
    package var rungs: Rungs? {
        if case .halving(let halving) = self { halving.rungs } else { nil }
    }

    /// Whether some configurations are drawn by results.
    package var isModelled: Bool {
        switch self {
        case .grid, .random, .sobol: false
        case .halving(let halving): halving.draw == .tpe
        case .tpe: true
        }
    }

    /// Whether what runs depends on results.
    package var learns: Bool {
        switch self {
        case .grid, .random, .sobol: false
        case .halving, .tpe: true
        }
    }
}

/// How much of a resource the runs get, such as epochs.
package struct Rungs: Sendable, Equatable {
    package let name: String
    /// Numbers, each larger than the one before it; two at least.
    package let values: [Value]
    package let range: Range<Int>
}

/// Successive halving (Jamieson and Talwalkar 2016) and Hyperband (Li et al. 2018, algorithm 1).
package struct Halving: Sendable, Equatable {
    /// Where the configurations of a bracket's first rung come from.
    package enum Draw: String, Sendable, CaseIterable {
        case grid, random, sobol, tpe
    }

    /// Whether there is a bracket for each rung to begin with.
    package var isHyperband: Bool
    /// Configurations in the first rung; nil for hyperband and for a grid.
    package var samples: Int?
    package var seed: UInt64
    package var draw = Draw.random
    package var rungs: Rungs
    /// Of n in a rung `max(1, floor(n / eta))` go on; more than 1.
    package var eta = 3.0
    /// Independent brackets, or rounds of all brackets.
    package var rounds = 1
    /// Whether a run begins with the folder of the rung below.
    package var resumes = true

    /// The brackets of all rounds: the rung that each begins at, and of how many configurations; nil
    /// for the count of a grid.
    package var brackets: [(first: Int, count: Int?)] {
        let round: [(Int, Int?)] = isHyperband ? hyperband : [(0, samples)]
        return (0..<rounds).flatMap { _ in round }
    }

    /// `ceil(m / (m - b) * eta^(m - 1 - b))` configurations begin at rung b of m: 27, 12, 6, 4 of four rungs
    /// with eta 3.
    private var hyperband: [(Int, Int?)] {
        let rungs = rungs.values.count
        return (0..<rungs).map { first in
            var exact = Double(rungs)
            for _ in 0..<rungs - 1 - first { exact *= eta }
            // The product of whole numbers is exact; a quotient that is whole is, too.
            return (first, Int(min((exact / Double(rungs - first)).rounded(.up), 1e8)))
        }
    }

    /// How many of `count` go on to the next rung.
    package static func promoted(of count: Int, eta: Double) -> Int {
        count == 0 ? 0 : max(1, Int((Double(count) / eta).rounded(.down)))
    }

    /// All configurations that are drawn; nil for a grid.
    package var draws: Int? {
        let counts = brackets.map(\.count)
        return counts.contains { $0 == nil } ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
    }
}

/// The tree-structured Parzen estimator (Bergstra et al. 2011).
package struct TPESearch: Sendable, Equatable {
    package static let standardStartup = 10

    package var samples: Int
    package var seed: UInt64
    /// How many of the first draws are those of a random search.
    package var startup = TPESearch.standardStartup
    /// Draws of one batch know the results of all batches before it and of no other run; nil where each
    /// knows what is done when it is made.
    package var batch: Int?
}
