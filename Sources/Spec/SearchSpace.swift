// The search space as values: sub-spaces of parameters, each with a domain and conditions.
// Knows nothing of how configurations are drawn from it.
import Text

/// One of the alternatives of a union; most spaces have a single one.
package struct SubSpace: Sendable {
    /// In order of declaration, the parameters of cases behind the parameter that picks the case.
    /// Parameters of one name may stand here several times where at most one of them can exist.
    package var parameters: [Parameter]
}

/// A name with its domain, and when it exists.
package struct Parameter: Sendable {
    package let name: String
    package let domain: Domain
    /// All of them have to hold for the parameter to exist.
    package let conditions: [Condition]
    /// Where the name and the domain stand in the spec.
    package let nameRange: Range<Int>
    package let domainRange: Range<Int>

    package init(
        name: String, domain: Domain, conditions: [Condition] = [], nameRange: Range<Int>,
        domainRange: Range<Int>
    ) {
        self.name = name
        self.domain = domain
        self.conditions = conditions
        self.nameRange = nameRange
        self.domainRange = domainRange
    }

    /// Labels are in ids and tables, but not in `{args}`.
    package var isLabel: Bool { name.hasPrefix("_") }
}

/// Holds where the parameter `name` exists and has one of the values.
package struct Condition: Sendable {
    package let name: String
    package let alternatives: [Value]
    package let range: Range<Int>

    package func holds(for value: Value?) -> Bool {
        guard let value else { return false }
        return alternatives.contains { $0.matches(value) }
    }
}

/// What computed values are, by how the arguments of their domain are written.
package enum NumberType: Sendable {
    /// An argument has a point or a negative exponent: all values are floats, a whole one with its `.0`.
    case float
    /// All arguments are written as integers: so are whole values.
    case asWhole

    /// The value of a finite double.
    package func value(_ number: Double) -> Value {
        self == .float ? .float(number) : .double(number)
    }
}

/// The values that a parameter may take.
package enum Domain: Sendable {
    /// A constant, an array, `choice`, or the names of `cases`. Weights belong to the values.
    case choice([Value], weights: [Double]?)
    /// `arange`: from `start` in steps, `stop` excluded (numpy's meaning).
    case arange(start: Double, stop: Double, step: Double, NumberType)
    /// `randint`, and `arange` of integers: `count` integers from `start` on in steps.
    case integers(start: Int, step: Int, count: Int)
    /// `linspace`: `count` points, both ends included.
    case linspace(low: Double, high: Double, count: Int, NumberType)
    /// `geomspace`: `count` points of a geometric progression, both ends included.
    case geomspace(low: Double, high: Double, count: Int, NumberType)
    case continuous(Distribution)
    /// `lograndint`: integers below `high`, drawn with equal weight for each ratio.
    case logIntegers(low: Int, high: Int)
}

/// A continuous distribution, rounded to multiples of `quantum` where there is one.
package struct Distribution: Sendable {
    package enum Shape: Sendable {
        case uniform(low: Double, high: Double)
        case loguniform(low: Double, high: Double)
        case normal(mean: Double, deviation: Double)
        case lognormal(mu: Double, sigma: Double)
        /// `expon`: mean `scale`.
        case exponential(scale: Double)
    }

    package let keyword: String
    package let shape: Shape
    package let quantum: Double?
    package let type: NumberType

    package init(keyword: String, shape: Shape, quantum: Double?, type: NumberType = .float) {
        (self.keyword, self.shape, self.quantum, self.type) = (keyword, shape, quantum, type)
    }
}
