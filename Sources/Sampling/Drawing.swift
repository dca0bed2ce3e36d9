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
    /// Where no more than one parameter is drawn, that one.
    private let only: (slot: Int, quantile: Quantile)?

    init(_ spaces: [IndexedSpace], _ source: Source) {
        self.spaces = spaces.map { space in
            Space(indexed: space, quantiles: space.entries.map { Quantile($0.parameter.domain) })
        }
        self.source = source
        let drawn = self.spaces.flatMap { space in
            zip(space.indexed.entries, space.quantiles).filter { $1.constant == nil }
        }
        let isOnly = spaces.count == 1 && drawn.count == 1 && drawn[0].0.conditions.isEmpty
        only = isOnly ? (drawn[0].0.slot, drawn[0].1) : nil
    }

    /// The configuration of attempt `attempt` of sample `sample`.
    func draw(sample: UInt64, attempt: UInt32, into configuration: inout Configuration) {
        let which =
            spaces.count > 1
            ? source.subSpace(of: spaces.count, sample: sample, attempt: attempt) : 0
        for slot in configuration.values.indices { configuration.values[slot] = nil }
        spaces[which].draw(source, sample, attempt, into: &configuration)
    }

    /// The identity of the first attempt at a sample that `accept` takes, whose configuration is there then; nil
    /// where there are not so many attempts as that takes.
    ///
    /// - Parameter refused: what was not taken before need not be made again: of a narrow domain nearly all
    ///   draws are of the few values that come first.
    func first(
        sample: UInt64, attempts: UInt32, refused: inout RefusedParts,
        into configuration: inout Configuration,
        accept: (Configuration) -> Identifier.Identity?
    ) -> Identifier.Identity? {
        for attempt in 0..<attempts {
            let uniform = only.map {
                source.uniform(slot: $0.slot, sample: sample, attempt: attempt)
            }
            if let uniform, refused.contains(uniform.bits) { continue }
            draw(sample: sample, attempt: attempt, into: &configuration)
            if let identity = accept(configuration) { return identity }
            if let uniform, let place = only?.quantile.place(uniform) {
                refused.insert(uniform.bits, place: place)
            }
        }
        return nil
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

/// Numbers of (0, 1) that lead to values which were not taken, found one by one: between two of them that lead
/// to one value, or to two neighbours, all do.
struct RefusedParts {
    private typealias Part = (low: UInt64, high: UInt64, first: Int64, last: Int64)

    /// In order.
    private var parts: [Part] = []

    func contains(_ number: UInt64) -> Bool {
        let next = firstAfter(number)
        return next > 0 && number <= parts[next - 1].high
    }

    /// - Parameter place: which of the values in order the number leads to.
    mutating func insert(_ number: UInt64, place: Int64) {
        if contains(number) { return }
        let next = firstAfter(number)
        let joinsLast = next > 0 && place - parts[next - 1].last <= 1
        let joinsNext = next < parts.count && parts[next].first - place <= 1
        switch (joinsLast, joinsNext) {
        case (true, true):
            (parts[next - 1].high, parts[next - 1].last) = (parts[next].high, parts[next].last)
            parts.remove(at: next)
        case (true, false): (parts[next - 1].high, parts[next - 1].last) = (number, place)
        case (false, true): (parts[next].low, parts[next].first) = (number, place)
        case (false, false): parts.insert((number, number, place, place), at: next)
        }
    }

    /// Index of the first part behind a number.
    private func firstAfter(_ number: UInt64) -> Int {
        var (low, high) = (0, parts.count)
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].low <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
