// The points of the domains that have countably many. Knows nothing of how they are combined.
import Numerics
import Spec

extension Domain {
    /// How many points the domain has in a grid (at most `Int.max`); nil where it has none.
    package var count: Int? {
        switch self {
        case .choice(let values, _): values.count
        case .arange(let start, let stop, let step):
            arithmeticCount(start, stop, step) ?? Int.max
        case .integers(_, _, let count): count
        case .linspace(_, _, let count), .geomspace(_, _, let count): count
        case .continuous, .logIntegers: nil
        }
    }

    /// The point with this index, below `count`.
    package func point(_ index: Int) -> Value {
        switch self {
        case .choice(let values, _): values[index]
        case .arange(let start, _, let step): .double(arithmeticPoint(start, step, index))
        case .integers(let start, let step, _): .integer(start + index * step)
        case .linspace(let low, let high, let count):
            .double(linearPoint(low, high, index, count))
        case .geomspace(let low, let high, let count):
            .double(geometricPoint(low, high, index, count))
        case .continuous, .logIntegers: .double(0)
        }
    }
}
