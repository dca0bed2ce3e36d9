// What a model learns from: configurations with what became of them, and which of them are the good ones.
// Knows nothing of kernels.
import Spec

/// A configuration that was drawn, and what is known of it.
package struct Observation: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// The value of each objective, finite.
        case values([Double])
        case failed
        /// Drawn, and not done yet.
        case running
    }

    /// Place in the order of draws.
    package let slot: Int
    package let configuration: Configuration
    package let identity: Identifier.Identity
    package let outcome: Outcome
    let places: [Place?]

    /// Values, as far as there are such.
    var values: [Double]? { if case .values(let values) = outcome { values } else { nil } }
}

/// Observations in order of their slots, parted in two.
struct Split {
    /// Indices of the good ones in the order of draws; the best of them first in `ranked`.
    private(set) var good: [Int] = []
    private(set) var bad: [Int] = []
    private(set) var ranked: [Int] = []

    /// - Parameter count: how many are good, of so many that have values.
    init(_ observations: [Observation], maximize: [Bool], count: (Int) -> Int) {
        let valued = observations.indices.filter { observations[$0].values != nil }
        let most = min(valued.count, count(valued.count))
        if maximize.count == 1 {
            let points = valued.map { index in
                let value = observations[index].values?.first ?? 0
                return (index: index, value: maximize[0] ? -value : value)
            }
            let sorted = points.sorted {
                $0.value != $1.value ? $0.value < $1.value : $0.index < $1.index
            }
            ranked = sorted.prefix(most).map(\.index)
        } else {
            let points = valued.map { index in
                let values = observations[index].values ?? []
                return (index: index, values: zip(values, maximize).map { $1 ? -$0 : $0 })
            }
            ranked = Split.best(points, count: most)
        }
        var isGood = [Bool](repeating: false, count: observations.count)
        for index in ranked { isGood[index] = true }
        for index in observations.indices {
            if isGood[index] { good.append(index) } else { bad.append(index) }
        }
    }

    private typealias Point = (index: Int, values: [Double])

    /// The best points, the smaller values the better: of several objectives those that no other beats
    /// come first, then those that only these beat, and so on; of such equals those with most room around
    /// them; and then the earlier ones.
    private static func best(_ points: [Point], count: Int) -> [Int] {
        var rest = points
        var chosen: [Int] = []
        while chosen.count < count, !rest.isEmpty {
            let front = front(rest)
            let room = room(front)
            let order = front.indices.sorted { a, b in
                room[a] != room[b] ? room[a] > room[b] : front[a].index < front[b].index
            }
            chosen += order.map { front[$0].index }
            let found = Set(front.map(\.index))
            rest.removeAll { found.contains($0.index) }
        }
        return Array(chosen.prefix(count))
    }

    /// Those that no other one beats: as good in all objectives, and better in one.
    private static func front(_ points: [Point]) -> [Point] {
        // One is beaten by an earlier one in this order, if by any.
        let sorted = points.sorted { a, b in
            for (x, y) in zip(a.values, b.values) where x != y { return x < y }
            return a.index < b.index
        }
        var front: [Point] = []
        for point in sorted {
            let isBeaten = front.contains { other in
                other.values != point.values
                    && zip(other.values, point.values).allSatisfy { $0 <= $1 }
            }
            if !isBeaten { front.append(point) }
        }
        return front
    }

    /// The crowding distance of each point of a front: over all objectives the distance of its neighbours,
    /// as a share of the whole; without end for the outermost. After K. Deb, A. Pratap, S. Agarwal and
    /// T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II" (2002).
    private static func room(_ front: [Point]) -> [Double] {
        var room = [Double](repeating: 0, count: front.count)
        for objective in front.first?.values.indices ?? 0..<0 {
            let value = { (place: Int) in front[place].values[objective] }
            let order = front.indices.sorted { a, b in
                value(a) != value(b) ? value(a) < value(b) : front[a].index < front[b].index
            }
            guard let first = order.first, let last = order.last else { continue }
            room[first] = .infinity
            room[last] = .infinity
            let range = value(last) - value(first)
            guard range > 0, range.isFinite else { continue }
            for (place, index) in order.enumerated().dropFirst().dropLast() {
                room[index] += (value(order[place + 1]) - value(order[place - 1])) / range
            }
        }
        return room
    }
}

/// The order of points by several objectives: those that no other beats first, then those that only these beat,
/// and so on; of such equals those with most room around them; and then as they come.
///
/// - Parameter points: each with a finite value for every objective.
package func orderByFronts(_ points: [[Double]], maximize: [Bool]) -> [Int] {
    Split.order(points.map { zip($0, maximize).map { $1 ? -$0 : $0 } })
}

extension Split {
    fileprivate static func order(_ points: [[Double]]) -> [Int] {
        best(points.enumerated().map { ($0.offset, $0.element) }, count: points.count)
    }
}
