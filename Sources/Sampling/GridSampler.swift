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

    /// How many configurations there are, or nil if more than `limit`. Takes no memory, and walks only
    /// through the parameters that conditions look at.
    func count(limit: Int) -> Int? {
        let watched = Set(space.entries.flatMap { $0.conditions.map(\.slot) })
        let (deciding, others) = (
            space.entries.indices.filter { watched.contains(space.entries[$0].slot) },
            space.entries.indices.filter { !watched.contains(space.entries[$0].slot) }
        )
        // One of them alone may have more points than could be walked through.
        guard deciding.allSatisfy({ counts[$0] <= limit }) else { return nil }
        var total = 0
        let isWithin = visit(deciding) { configuration in
            var product = 1
            for index in others
            where space.exists(space.entries[index], beside: configuration.values) {
                let (result, overflow) = product.multipliedReportingOverflow(by: counts[index])
                guard !overflow, result <= limit else { return false }
                product = result
            }
            total += product
            return total <= limit
        }
        return isWithin ? total : nil
    }

    /// Calls `body` with each configuration until it returns false; true if it never did.
    func visitAll(_ body: (Configuration) -> Bool) -> Bool {
        visit(Array(space.entries.indices), body)
    }

    /// Goes through all choices of these entries like an odometer, the last one turning fastest.
    private func visit(_ indices: [Int], _ body: (Configuration) -> Bool) -> Bool {
        let entries = indices.map { space.entries[$0] }
        let (sizes, slots) = (indices.map { counts[$0] }, entries.map(\.slot))
        let isConditional = entries.map { !$0.conditions.isEmpty }
        let points = entries.indices.map { index in
            sizes[index] <= 100_000
                ? (0..<sizes[index]).map { entries[index].parameter.domain.point($0) } : []
        }
        var configuration = Configuration(values: Array(repeating: nil, count: space.slots))
        // The next choice of each entry; `absent` where it does not exist beside those before it.
        let absent = Int.max
        var next = Array(repeating: 0, count: entries.count)
        var depth = 0
        while depth >= 0 {
            if depth == entries.count {
                guard body(configuration) else { return false }
                depth -= 1
                continue
            }
            let choice = next[depth]
            if choice == 0, isConditional[depth],
                !space.exists(entries[depth], beside: configuration.values)
            {
                next[depth] = absent
                depth += 1
            } else if choice < sizes[depth] {
                configuration.values[slots[depth]] =
                    points[depth].isEmpty
                    ? entries[depth].parameter.domain.point(choice) : points[depth][choice]
                next[depth] = choice + 1
                depth += 1
            } else {
                // What is absent may be the namesake of one that exists, whose value has to stay.
                if choice != absent { configuration.values[slots[depth]] = nil }
                next[depth] = 0
                depth -= 1
            }
        }
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
