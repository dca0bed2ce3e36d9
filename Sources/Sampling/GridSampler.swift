// Grid search: the full product of a space's domains, the last parameter varying fastest.
// Knows nothing of ids and duplicates; the one who asks drops those.
import Spec
import Text

/// Enumerates the configurations of one sub-space.
struct GridSampler {
    /// More is no grid but a mistake: it would take gigabytes, and years to train.
    static let maximumCount = 10_000_000

    private let space: IndexedSpace
    private let points: [DomainPoints]

    /// nil, with the reason in the diagnostics, where a domain has no points.
    init?(_ space: IndexedSpace, _ diagnostics: inout Diagnostics) {
        self.space = space
        var points: [DomainPoints] = []
        for entry in space.entries {
            if let found = DomainPoints(gridOf: entry.parameter.domain) {
                points.append(found)
            } else {
                diagnostics.error(
                    "a grid cannot take all of a continuous domain: " + advice(entry.parameter)
                        + ", or set \"search\" to \"random\" or \"sobol\"",
                    at: entry.parameter.domainRange)
            }
        }
        guard points.count == space.entries.count else { return nil }
        self.points = points
    }

    /// How many configurations there are, those excluded among them, or nil if more than `limit`.
    /// Takes no memory, and walks only through the parameters that conditions look at.
    func count(limit: Int) -> Int? {
        let watched = Set(space.entries.flatMap { $0.conditions.map(\.slot) })
        let deciding = space.entries.indices.filter { watched.contains(space.entries[$0].slot) }
        let others = space.entries.indices.filter { !watched.contains(space.entries[$0].slot) }
        // One of them alone may have more points than could be walked through.
        guard deciding.allSatisfy({ points[$0].count <= limit }) else { return nil }
        let part = IndexedSpace(entries: deciding.map { space.entries[$0] }, slots: space.slots)
        var walk = GridWalk(part, deciding.map { points[$0] }, Exclusions())
        var total = 0
        while walk.next() {
            var product = 1
            for index in others
            where space.exists(space.entries[index], beside: walk.configuration.values) {
                let (result, overflow) = product.multipliedReportingOverflow(
                    by: points[index].count)
                guard !overflow, result <= limit else { return nil }
                product = result
            }
            total += product
            guard total <= limit else { return nil }
        }
        return total
    }

    /// The configurations in order, without those that are excluded.
    func walk(_ exclusions: Exclusions) -> GridWalk { GridWalk(space, points, exclusions) }
}

/// What to write instead of a continuous domain.
private func advice(_ parameter: Parameter) -> String {
    switch parameter.domain {
    case .continuous(let distribution):
        switch distribution.shape {
        case .uniform, .reverseLoguniform, .normal: "write \"linspace\": [lo, hi, n]"
        case .loguniform, .lognormal, .exponential: "write \"geomspace\": [lo, hi, n]"
        }
    default: "write \"geomspace\": [lo, hi, n], or an array of choices"
    }
}
