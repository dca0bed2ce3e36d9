// One draw: uniform numbers in, a configuration out. Knows nothing of exclusions and of earlier draws.
import Spec

/// Draws configurations of a space, or of a union of several.
struct Drawing<Source: UniformSource>: Sendable {
    private struct Space: Sendable {
        let indexed: IndexedSpace
        /// By index of the entry.
        let quantiles: [Quantile]

        @inline(__always)
        func draw(
            _ source: Source, _ sample: UInt64, _ attempt: UInt32,
            into configuration: inout Configuration
        ) {
            // By index: elements taken one by one are counted in and out.
            for index in quantiles.indices {
                let slot = indexed.entries[index].slot
                guard
                    indexed.entries[index].conditions.isEmpty
                        || indexed.exists(indexed.entries[index], beside: configuration.values)
                else { continue }
                configuration.values[slot] =
                    quantiles[index].constant
                    ?? quantiles[index].value(
                        source.uniform(slot: slot, sample: sample, attempt: attempt))
            }
        }
    }

    private let spaces: [Space]
    private let source: Source

    init(_ spaces: [IndexedSpace], _ source: Source) {
        self.spaces = spaces.map { space in
            Space(indexed: space, quantiles: space.entries.map { Quantile($0.parameter.domain) })
        }
        self.source = source
    }

    /// The configuration of attempt `attempt` of sample `sample`.
    func draw(sample: UInt64, attempt: UInt32, into configuration: inout Configuration) {
        let which =
            spaces.count > 1
            ? source.subSpace(of: spaces.count, sample: sample, attempt: attempt) : 0
        for slot in configuration.values.indices { configuration.values[slot] = nil }
        spaces[which].draw(source, sample, attempt, into: &configuration)
    }

    /// Walks through all that can be drawn, a sub-space after the other; nil where that is without end.
    func walks(_ exclusions: Exclusions) -> [GridWalk]? {
        var walks: [GridWalk] = []
        for space in spaces {
            let points = space.quantiles.compactMap(\.points)
            guard points.count == space.quantiles.count else { return nil }
            walks.append(GridWalk(space.indexed, points, exclusions))
        }
        return walks
    }
}
