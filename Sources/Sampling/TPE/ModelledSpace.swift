// The search space as a model sees it: a dimension for each parameter that varies, and one for the choice
// among sub-spaces. Knows nothing of results.
import Spec

/// Dimensions, and where a configuration lies on each.
struct ModelledSpace: Sendable {
    struct Dimension: Sendable {
        /// Index of the parameter's name; nil for the choice among sub-spaces.
        let slot: Int?
        let domain: Domain
        let axis: Axis
    }

    /// A sub-space: its entries, with the dimension of each that varies.
    struct Part: Sendable {
        let indexed: IndexedSpace
        let dimensions: [Int?]
        let axes: [Axis]
    }

    /// The choice among sub-spaces first, where there are several. A parameter that is declared in the
    /// same way in several places is one dimension.
    private(set) var dimensions: [Dimension] = []
    private(set) var parts: [Part] = []

    init(_ spaces: [IndexedSpace]) {
        if spaces.count > 1 {
            let domain = Domain.choice(
                spaces.indices.map { .string(String($0)) }, weights: nil)
            dimensions.append(Dimension(slot: nil, domain: domain, axis: Axis(domain)))
        }
        var known: [Int: [Int]] = [:]
        for space in spaces {
            var (indices, axes): ([Int?], [Axis]) = ([], [])
            for entry in space.entries {
                let domain = entry.parameter.domain
                let same = known[entry.slot]?.first { dimensions[$0].domain == domain }
                let axis = same.map { dimensions[$0].axis } ?? Axis(domain)
                axes.append(axis)
                if case .constant = axis.kind {
                    indices.append(nil)
                } else if let same {
                    indices.append(same)
                } else {
                    known[entry.slot, default: []].append(dimensions.count)
                    indices.append(dimensions.count)
                    dimensions.append(Dimension(slot: entry.slot, domain: domain, axis: axis))
                }
            }
            parts.append(Part(indexed: space, dimensions: indices, axes: axes))
        }
    }

    /// The dimension of the choice among sub-spaces.
    var union: Int? { parts.count > 1 ? 0 : nil }

    /// Whether a configuration is one of the space.
    func holds(_ configuration: Configuration) -> Bool {
        parts.contains { part in
            var places: [Place?] = Array(repeating: nil, count: dimensions.count)
            return part.fit(configuration, into: &places) == 0
        }
    }

    /// Where a configuration lies, by dimension: nil where it has no such parameter, or a value that is
    /// not in its domain. It is taken for one of the sub-space that it fits best.
    func places(of configuration: Configuration) -> [Place?] {
        var (best, most): ([Place?], Int) = ([], .min)
        for (index, part) in parts.enumerated() {
            var places: [Place?] = Array(repeating: nil, count: dimensions.count)
            if let union { places[union] = .category(index) }
            let misfits = part.fit(configuration, into: &places)
            if -misfits > most { (best, most) = (places, -misfits) }
            if misfits == 0 { break }
        }
        return best
    }
}

extension ModelledSpace.Part {
    /// Writes the places of a configuration, and returns how many of its values do not belong here, or
    /// lack.
    fileprivate func fit(_ configuration: Configuration, into places: inout [Place?]) -> Int {
        var misfits = 0
        var rest = configuration.values.count { $0 != nil }
        for index in indexed.entries.indices {
            let entry = indexed.entries[index]
            guard entry.conditions.isEmpty || indexed.exists(entry, beside: configuration.values)
            else { continue }
            guard let value = configuration.values[entry.slot] else {
                misfits += 1
                continue
            }
            rest -= 1
            guard let dimension = dimensions[index] else {
                if !axes[index].value(0).matches(value) { misfits += 1 }
                continue
            }
            places[dimension] = axes[index].place(of: value)
            if places[dimension] == nil { misfits += 1 }
        }
        return misfits + rest
    }
}
