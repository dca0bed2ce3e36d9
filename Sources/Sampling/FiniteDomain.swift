// The points of the domains that have countably many. Knows nothing of how they are combined.
import Numerics
import Spec

/// Points in the order of a grid.
struct DomainPoints: Sendable {
    private(set) var count: Int
    /// All of them where they are few: each is computed once, however often it is used.
    private var kept: [Value] = []
    private let point: @Sendable (Int) -> Value

    private static let keptAtMost = 100_000

    init(_ count: Int, _ point: @escaping @Sendable (Int) -> Value) {
        self.count = count
        self.point = point
        if count <= DomainPoints.keptAtMost { kept = (0..<count).map(point) }
    }

    /// The point with this index, below `count`.
    subscript(index: Int) -> Value { kept.isEmpty ? point(index) : kept[index] }

    /// Without those that `excluded` matches and without repeats, where they are few enough to be
    /// looked through.
    func filtered(excluded: [Value]) -> DomainPoints {
        guard !kept.isEmpty else { return self }
        var seen: Set<[UInt8]> = []
        let rest = kept.filter { value in
            var text: [UInt8] = []
            writeCanonical(value, to: &text)
            return seen.insert(text).inserted && !excluded.contains { $0.matches(value) }
        }
        return DomainPoints(rest.count) { rest[$0] }
    }
}

extension DomainPoints {
    /// The points that a grid takes; nil for domains that it cannot take all of.
    init?(gridOf domain: Domain) {
        switch domain {
        case .choice(let values, _): self.init(values.count) { values[$0] }
        case .arange(let start, let stop, let step, let type):
            let points = ArithmeticPoints(from: start, to: stop, step: step)
            self.init(points.count ?? Int.max) { type.value(points[$0]) }
        case .integers(let start, let step, let count):
            self.init(count) { .integer(start + $0 * step) }
        case .linspace(let low, let high, let count, let type):
            let points = LinearPoints(from: low, to: high, count: count)
            self.init(count) { type.value(points[$0]) }
        case .geomspace(let low, let high, let count, let type):
            let points = GeometricPoints(from: low, to: high, count: count)
            self.init(count) { type.value(points[$0]) }
        case .continuous, .logIntegers: return nil
        }
    }

    /// The points that a draw can give, where they are finitely many: a value without weight is none,
    /// and a bounded distribution that is rounded to multiples has some.
    init?(drawnFrom domain: Domain) {
        switch domain {
        case .choice(let values, let weights?):
            let drawn = zip(values, weights).filter { $0.1 > 0 }.map(\.0)
            self.init(drawn.count) { drawn[$0] }
        case .logIntegers(let low, let high, let step):
            self.init(high - low) { .integer((low + $0) * step) }
        case .continuous(let distribution):
            guard let quantum = distribution.quantum, let (low, high) = distribution.bounds,
                let range = distribution.multiples
            else { return nil }
            let points = ArithmeticPoints(from: 0, to: 0, step: quantum)
            let type = distribution.type
            self.init(range.count) { index in
                let point = points[range.lowerBound + index]
                return type.value(distribution.isClipped ? max(low, min(high, point)) : point)
            }
        default: self.init(gridOf: domain)
        }
    }
}

extension Domain {
    /// Where a number lies among the points of a domain whose points are spaced evenly, or by ratio: 0 at
    /// the first one, 1 at the second; nil for other domains, and numbers that cannot lie there.
    func position(of number: Double) -> Double? {
        let position: Double
        switch self {
        case .arange(let start, _, let step, _): position = (number - start) / step
        case .integers(let start, let step, _):
            position = (number - Double(start)) / Double(step)
        case .linspace(let low, let high, let count, _):
            position = (number - low) / (high - low) * Double(count - 1)
        case .geomspace(let low, let high, let count, _):
            guard number / low > 0 else { return nil }
            position = log(number / low) / log(high / low) * Double(count - 1)
        case .choice, .continuous, .logIntegers: return nil
        }
        return position.isFinite ? position : nil
    }
}

extension Distribution {
    /// The whole numbers whose multiples of the quantum can be drawn; nil where that is without end.
    var multiples: ClosedRange<Int>? {
        guard let quantum, let (low, high) = bounds else { return nil }
        guard isClipped else { return Numerics.multiples(of: quantum, from: low, to: high) }
        // What lies in the middle of two multiples has no share.
        let first = Int((low / quantum + 0.5).rounded(.down))
        return first...max(first, Int((high / quantum - 0.5).rounded(.up)))
    }
}
