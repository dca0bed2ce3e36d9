// What a model believes, for people: which observations it took for good, and where on each parameter good
// and bad ones lie. Knows nothing of how a draw is made.
import Numerics
import Spec

/// What was believed when a draw was made.
package struct Belief: Sendable {
    /// One value of a parameter: how dense good and bad configurations lie there, in multiples of what
    /// random search would give.
    package struct Point: Sendable {
        package let value: Value
        package let good: Double
        package let bad: Double
    }

    package struct Parameter: Sendable {
        package let name: String
        package let points: [Point]
    }

    /// Slots of the good observations, the best first.
    package let good: [Int]
    /// Slots of all others: with worse values, failed and running.
    package let bad: [Int]
    package let parameters: [Parameter]
}

extension TPE {
    /// What the model believes of the values of a configuration, a point for each parameter that varies; nil
    /// where there are no results.
    package func belief(
        about configuration: Configuration, knowing known: [Observation]
    ) -> Belief? {
        let places = space.places(of: configuration)
        return belief(known) { dimension, slot in
            guard let value = configuration.values[slot], let place = places[dimension] else {
                return []
            }
            return [(value, place)]
        }
    }

    /// What the model believes of each parameter by itself: every unordered value, and values at even shares
    /// of the draws of random search; nil where there are no results.
    package func beliefs(knowing known: [Observation]) -> Belief? {
        belief(known) { dimension, _ in
            let axis = space.dimensions[dimension].axis
            let numbers: [Double] =
                if case .categories(let shares) = axis.kind {
                    shares.indices.map(Double.init)
                } else {
                    (0..<TPE.shown).map { (Double($0) + 0.5) / Double(TPE.shown) }
                }
            var points: [(Value, Place)] = []
            for number in numbers {
                let value = axis.value(number)
                guard let place = axis.place(of: value), points.last?.1 != place else { continue }
                points.append((value, place))
            }
            return points
        }
    }

    /// Values of an ordered parameter that are shown, at most.
    private static let shown = 32

    private func belief(
        _ known: [Observation], _ points: (Int, Int) -> [(value: Value, place: Place)]
    ) -> Belief? {
        guard let model = Model(known, maximize, space) else { return nil }
        let slots = known.map(\.slot).sorted()
        var parameters: [Belief.Parameter] = []
        for (dimension, item) in space.dimensions.enumerated() {
            guard let slot = item.slot else { continue }
            let points = points(dimension, slot)
            if points.isEmpty { continue }
            let places = points.map { point in
                var places: [Place?] = Array(repeating: nil, count: space.dimensions.count)
                places[dimension] = point.place
                return places
            }
            let good = model.good.densities(at: places, only: dimension)
            let bad = model.bad.densities(at: places, only: dimension)
            parameters.append(
                Belief.Parameter(
                    name: names[slot],
                    points: points.indices.map {
                        Belief.Point(value: points[$0].value, good: good[$0], bad: bad[$0])
                    }))
        }
        return Belief(
            good: model.split.ranked.map { slots[$0] }, bad: model.split.bad.map { slots[$0] },
            parameters: parameters)
    }
}
