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
    /// Whether its values name cases, which have parameters of their own.
    package let picksCase: Bool
    /// Where the name and the domain stand in the spec.
    package let nameRange: Range<Int>
    package let domainRange: Range<Int>

    package init(
        name: String, domain: Domain, conditions: [Condition] = [], picksCase: Bool = false,
        nameRange: Range<Int>, domainRange: Range<Int>
    ) {
        self.name = name
        self.domain = domain
        self.conditions = conditions
        self.picksCase = picksCase
        self.nameRange = nameRange
        self.domainRange = domainRange
    }

    /// Labels are in ids and tables, but not in `{args}`.
    package var isLabel: Bool { name.hasPrefix("_") }
}

/// Holds where the parameter `name` exists and its value passes a test.
package struct Condition: Sendable {
    /// How a value is compared with the alternatives. All but the first two compare numbers, and have
    /// one alternative.
    package enum Test: String, Sendable, CaseIterable {
        /// One of the alternatives.
        case among = "="
        case notAmong = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }

    package let name: String
    package let test: Test
    package let alternatives: [Value]
    package let range: Range<Int>

    package init(
        name: String, test: Test = .among, alternatives: [Value], range: Range<Int>
    ) {
        (self.name, self.test, self.alternatives, self.range) = (name, test, alternatives, range)
    }

    package func holds(for value: Value?) -> Bool {
        guard let value else { return false }
        switch test {
        case .among: return alternatives.contains { $0.matches(value) }
        case .notAmong: return !alternatives.contains { $0.matches(value) }
        case .less, .atMost, .greater, .atLeast: break
        }
        guard let number = value.number, let bound = alternatives.first?.number else {
            return false
        }
        switch test {
        case .less: return number < bound
        case .atMost: return number <= bound
        case .greater: return number > bound
        default: return number >= bound
        }
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
package enum Domain: Sendable, Equatable {
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
    /// `lograndint` and, with steps of their own, `qlograndint`: multiples of `step`, numbered from `low`
    /// to below `high`, drawn with equal weight for each ratio of their numbers.
    case logIntegers(low: Int, high: Int, step: Int = 1)
}

/// A continuous distribution, rounded to multiples of `quantum` where there is one.
package struct Distribution: Sendable, Equatable {
    package enum Shape: Sendable, Equatable {
        case uniform(low: Double, high: Double)
        case loguniform(low: Double, high: Double)
        /// `1 - x` of a `loguniform` between `1 - high` and `1 - low`: dense at bounds close to 1.
        case reverseLoguniform(low: Double, high: Double)
        case normal(mean: Double, deviation: Double)
        case lognormal(mu: Double, sigma: Double)
        /// `expon`: mean `scale`.
        case exponential(scale: Double)
    }

    package let keyword: String
    package let shape: Shape
    package let quantum: Double?
    package let type: NumberType
    /// Of a normal or lognormal distribution what lies outside is drawn again.
    package var truncation: (low: Double, high: Double)?
    /// NNI's way of rounding: multiples outside of the bounds are moved to these.
    package var isClipped = false

    package init(keyword: String, shape: Shape, quantum: Double?, type: NumberType = .float) {
        (self.keyword, self.shape, self.quantum, self.type) = (keyword, shape, quantum, type)
    }

    package static func == (a: Distribution, b: Distribution) -> Bool {
        a.keyword == b.keyword && a.shape == b.shape && a.quantum == b.quantum && a.type == b.type
            && a.truncation?.low == b.truncation?.low && a.truncation?.high == b.truncation?.high
            && a.isClipped == b.isClipped
    }

    /// The lowest and the highest value, before it is rounded; nil where there is none.
    package var bounds: (low: Double, high: Double)? {
        switch shape {
        case .uniform(let low, let high), .loguniform(let low, let high),
            .reverseLoguniform(let low, let high):
            (low, high)
        case .normal, .lognormal: truncation
        case .exponential: nil
        }
    }
}
