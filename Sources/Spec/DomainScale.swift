// On what scale the values of a domain lie, as it is written and whatever is drawn from it: for figures.
// Knows nothing of figures.

/// Evenly, or evenly by ratio.
package enum DomainScale: String, Sendable {
    case linear, log
}

extension Domain {
    /// nil where the domain does not tell: words, a constant, uneven numbers.
    package var scale: DomainScale? {
        switch self {
        case .choice(let values, _): Domain.scale(of: values)
        case .arange, .integers, .linspace: .linear
        case .geomspace, .logIntegers: .log
        case .continuous(let distribution): distribution.scale
        }
    }

    /// A list is meant by ratio where each number is about twice the one before it, or more: powers of 2,
    /// decades, 1-2-5. One 0 among decades, which switches something off, does not change that.
    private static func scale(of values: [Value]) -> DomainScale? {
        let numbers = values.compactMap(\.number)
        guard numbers.count == values.count, numbers.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            return nil
        }
        let sorted = Set(numbers.filter { $0 > 0 }).sorted()
        guard let least = sorted.first, let most = sorted.last, sorted.count > 1 else { return nil }
        let isDoubling = zip(sorted, sorted.dropFirst()).allSatisfy { $1 / $0 >= 1.9 }
        let wanted = numbers.contains(0) ? 99.999 : sorted.count > 2 ? 4 : 9.999
        return isDoubling && most / least >= wanted ? .log : nil
    }
}

extension Distribution {
    fileprivate var scale: DomainScale {
        switch shape {
        case .loguniform, .lognormal: .log
        case .uniform, .reverseLoguniform, .normal, .exponential: .linear
        }
    }
}

extension Experiment {
    /// The scales of parameters, by name; those are left out that differ between sub-spaces.
    package var scales: [String: DomainScale] {
        var scales: [String: DomainScale?] = [:]
        for parameter in spaces.flatMap(\.parameters) {
            let scale = parameter.domain.scale
            if let known = scales[parameter.name], known != scale {
                scales[parameter.name] = .some(nil)
            } else {
                scales[parameter.name] = .some(scale)
            }
        }
        return scales.compactMapValues { $0 }
    }
}
