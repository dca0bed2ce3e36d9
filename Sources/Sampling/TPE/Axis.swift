// One parameter as a model sees it: every value is a part of (0, 1), by the share of draws below it, or
// one of some categories. Knows nothing of observations.
import Numerics
import Spec

/// Where a value lies on the axis of its parameter.
enum Place: Hashable, Sendable {
    /// From the share of draws that lie below the value to the share of those that do not lie above it:
    /// both the same for a continuous domain.
    case cell(low: Double, high: Double)
    /// Index of an unordered value.
    case category(Int)
}

/// A domain with its prior: the draws of random search.
struct Axis: Sendable {
    enum Kind: Sendable {
        /// There is nothing to choose.
        case constant
        /// With the probability of each category.
        case categories([Double])
        /// Values have an order, and lie in (0, 1).
        case ordered
    }

    let kind: Kind
    private let domain: Domain
    private let quantile: Quantile
    /// Of a list its values and the sums of their shares up to each, in order where they have one.
    private let listed: [Value]
    private let sums: [Double]
    /// Index of a listed value by its canonical text.
    private let places: [[UInt8]: Int]

    init(_ domain: Domain) {
        self.domain = domain
        quantile = Quantile(domain)
        guard case .choice(let values, let weights) = domain else {
            (listed, sums, places) = ([], [], [:])
            kind = quantile.constant == nil ? .ordered : .constant
            return
        }
        // A value that is there twice is twice as likely.
        var items: [(value: Value, text: [UInt8], weight: Double)] = []
        var known: [[UInt8]: Int] = [:]
        for (index, value) in values.enumerated() {
            let weight = weights?[index] ?? 1
            guard weight > 0 else { continue }
            let text = Implied.text(value)
            if let place = known[text] {
                items[place].weight += weight
            } else {
                known[text] = items.count
                items.append((value, text, weight))
            }
        }
        let numbers = items.map { $0.value.number ?? .nan }
        let isOrdered = numbers.allSatisfy(\.isFinite) && Set(numbers).count == numbers.count
        if isOrdered {
            items = numbers.indices.sorted { numbers[$0] < numbers[$1] }.map { items[$0] }
        }
        listed = items.map(\.value)
        places = Dictionary(
            items.enumerated().map { ($0.element.text, $0.offset) }, uniquingKeysWith: { a, _ in a }
        )
        var sum = 0.0
        let total = items.reduce(0) { $0 + $1.weight }
        sums = items.map {
            sum += $0.weight / total
            return sum
        }
        kind =
            items.count < 2
            ? .constant : isOrdered ? .ordered : .categories(items.map { $0.weight / total })
    }

    /// Where a value lies; nil where it is none of the domain.
    func place(of value: Value) -> Place? {
        if case .choice = domain {
            guard let index = places[Implied.text(value)] else { return nil }
            if case .categories = kind { return .category(index) }
            return .cell(
                low: index > 0 ? sums[index - 1] : 0,
                high: index + 1 < sums.count ? sums[index] : 1)
        }
        guard let number = value.number, number.isFinite else { return nil }
        return quantile.cell(of: number, domain).map { .cell(low: $0.low, high: $0.high) }
    }

    /// The value of a category, or of a number from (0, 1).
    func value(_ place: Double) -> Value {
        switch kind {
        case .constant: return quantile.constant ?? listed.first ?? .double(0)
        case .categories: return listed[max(0, min(listed.count - 1, Int(place)))]
        case .ordered: break
        }
        guard !listed.isEmpty else { return quantile.value(Uniform(place)) }
        var (low, high) = (0, listed.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > place { high = middle } else { low = middle + 1 }
        }
        return listed[low]
    }

    /// The category that the share `u` of the prior leads to.
    func category(_ u: Double) -> Int {
        sums.firstIndex { $0 > u } ?? max(0, sums.count - 1)
    }
}
