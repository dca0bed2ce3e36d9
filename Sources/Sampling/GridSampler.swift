// Grid search: the full product of a space's domains, the last parameter varying fastest.
// Knows nothing of ids, exclusions and duplicates; the one who asks drops those.
import Spec
import Text

/// Enumerates the configurations of one sub-space.
struct GridSampler {
    /// More is no grid but a mistake: it would take gigabytes, and years to train.
    static let maximumCount = 10_000_000

    let space: IndexedSpace
    private let counts: [Int]

    /// nil, with the reason in the diagnostics, where a domain has no points.
    init?(_ space: IndexedSpace, _ diagnostics: inout Diagnostics) {
        self.space = space
        var counts: [Int] = []
        for entry in space.entries {
            if let count = entry.parameter.domain.count {
                counts.append(count)
            } else {
                diagnostics.error(
                    "a grid cannot take all of a continuous domain: " + advice(entry.parameter)
                        + ", or set \"search\" to \"random\" or \"sobol\"",
                    at: entry.parameter.domainRange)
            }
        }
        guard counts.count == space.entries.count else { return nil }
        self.counts = counts
    }

    /// How many configurations there are, or nil if more than `limit`. Takes no memory, and time
    /// only where conditions hide how many there are.
    func count(limit: Int) -> Int? {
        if space.entries.allSatisfy({ $0.conditions.isEmpty }) {
            var product = 1
            for count in counts {
                let (result, overflow) = product.multipliedReportingOverflow(by: count)
                guard !overflow, result <= limit else { return nil }
                product = result
            }
            return product
        }
        // One entry alone may have more points than could be walked through.
        guard counts.allSatisfy({ $0 <= limit }) else { return nil }
        var total = 0
        let isComplete = visitAll { _ in
            total += 1
            return total <= limit
        }
        return isComplete ? total : nil
    }

    /// Calls `body` with each configuration until it returns false; true if it never did.
    func visitAll(_ body: (Configuration) -> Bool) -> Bool {
        let points = zip(space.entries, counts).map { entry, count in
            count <= 100_000 ? (0..<count).map { entry.parameter.domain.point($0) } : []
        }
        var configuration = Configuration(values: Array(repeating: nil, count: space.slots))
        return visit(0, points, &configuration, body)
    }

    private func visit(
        _ index: Int, _ points: [[Value]], _ configuration: inout Configuration,
        _ body: (Configuration) -> Bool
    ) -> Bool {
        guard index < space.entries.count else { return body(configuration) }
        let entry = space.entries[index]
        guard space.exists(entry, beside: configuration.values) else {
            return visit(index + 1, points, &configuration, body)
        }
        for choice in 0..<counts[index] {
            let isKept = choice < points[index].count
            configuration.values[entry.slot] =
                isKept ? points[index][choice] : entry.parameter.domain.point(choice)
            guard visit(index + 1, points, &configuration, body) else { return false }
        }
        configuration.values[entry.slot] = nil
        return true
    }
}

/// What to write instead of a continuous domain.
private func advice(_ parameter: Parameter) -> String {
    switch parameter.domain {
    case .continuous(let distribution):
        switch distribution.shape {
        case .uniform, .normal: "write \"linspace\": [lo, hi, n]"
        case .loguniform, .lognormal, .exponential: "write \"geomspace\": [lo, hi, n]"
        }
    default: "write \"geomspace\": [lo, hi, n], or an array of choices"
    }
}
