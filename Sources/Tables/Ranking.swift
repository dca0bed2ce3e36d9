// What is best: the order of configurations by the objective, or the front of several objectives.
// Knows nothing of files and of how a ranking is shown.
import Graph
import Spec
import Sweep

/// Configurations in order of merit.
package struct Ranking: Sendable {
    /// Indices of the configurations that have a value for every objective, the best first; those that
    /// lack repeats come after those that are complete, those of a lower rung after those of a higher one, and
    /// those of which all runs are outdated after all others. With several objectives the front comes first,
    /// and both parts are by the first of them. Without an objective all that are done, as they come.
    package private(set) var order: [Int] = []
    /// The best configuration; nil with several objectives, or none.
    package private(set) var best: Int?
    /// With several objectives those configurations that no other one beats in all of them.
    package private(set) var front: [Int] = []
    /// Indices of runs that are done, but whose objective is missing or not finite.
    package private(set) var unranked: [Int] = []

    /// - Parameters:
    ///   - objectives: in place of those of the plan, for another order.
    ///   - chosen: indices of the runs that count; nil for all.
    ///   - place: of a configuration, what decides where values are equal.
    package init(
        _ table: RunTable, objectives: [Objective]? = nil, among chosen: Set<Int>? = nil,
        ties place: (Int) -> Int = { $0 }
    ) {
        let objectives = objectives ?? table.sweep.plan.objectives
        let columns = objectives.map { table.column($0.metric) }
        let hasValues = table.rows.indices.map { run in
            columns.allSatisfy { table.metric($0, ofRun: run)?.isFinite ?? false }
        }
        unranked = table.rows.indices.filter { run in
            !hasValues[run] && table.rows[run].state == .done && chosen?.contains(run) ?? true
        }
        var candidates: [(index: Int, values: [Double], tier: Tier)] = []
        for index in table.sweep.configurations.indices {
            var runs = Array(table.runs(ofConfiguration: index))
            if let chosen { runs.removeAll { !chosen.contains($0) } }
            let ranked = table.counting(runs).filter { hasValues[$0] }
            guard let first = ranked.first else { continue }
            let values = columns.map { column in
                ranked.count == 1
                    ? table.metric(column, ofRun: first) ?? .nan
                    : Summary(ranked.compactMap { table.metric(column, ofRun: $0) })?.mean ?? .nan
            }
            let isOutdated = table.rows[first].state == .outdated
            candidates.append(
                (
                    index, values,
                    Tier(
                        isOutdated: isOutdated, below: -(table.sweep.rung(of: index) ?? 0),
                        lacksRepeats: ranked.count < runs.count)
                ))
        }
        guard let first = objectives.first else {
            let (now, before) = (
                candidates.filter { !$0.tier.isOutdated }, candidates.filter(\.tier.isOutdated)
            )
            order = (now + before).map(\.index)
            return
        }
        let sorted = Ranking.sorted(
            candidates.map { Key($0.tier, $0.values[0], first, place($0.index)) }
        ).map { candidates[$0] }
        order = sorted.map(\.index)
        if objectives.count == 1 {
            best = order.first
        } else {
            // Those of a lower rung compete with each other alone.
            let first = sorted.first?.tier
            let current = sorted.filter {
                $0.tier.isOutdated == first?.isOutdated && $0.tier.below == first?.below
            }
            front = Ranking.front(current.map { ($0.index, $0.values) }, objectives)
            let isFront = Set(front)
            order = order.filter(isFront.contains) + order.filter { !isFront.contains($0) }
        }
    }

    /// What comes before any value.
    private struct Tier: Comparable {
        let isOutdated: Bool
        /// Less for a higher rung.
        let below: Int
        let lacksRepeats: Bool

        static func < (a: Tier, b: Tier) -> Bool {
            if a.isOutdated != b.isOutdated { return b.isOutdated }
            if a.below != b.below { return a.below < b.below }
            return !a.lacksRepeats && b.lacksRepeats
        }
    }

    /// What decides the order of a candidate.
    private struct Key: Comparable {
        let tier: Tier
        /// The smaller, the better.
        let value: Double
        let place: Int

        init(_ tier: Tier, _ value: Double, _ objective: Objective, _ place: Int) {
            (self.tier, self.place) = (tier, place)
            self.value = objective.maximize ? -value : value
        }

        static func < (a: Key, b: Key) -> Bool {
            if a.tier != b.tier { return a.tier < b.tier }
            return a.value != b.value ? a.value < b.value : a.place < b.place
        }
    }

    /// Places of keys in order. Keys alone are sorted, since candidates are large.
    private static func sorted(_ keys: [Key]) -> [Int] {
        keys.enumerated().sorted { $0.element < $1.element }.map(\.offset)
    }

    /// By values of the configurations of which a run is complete: numbers before texts, and last those
    /// without one.
    ///
    /// - Parameter value: of a configuration, with its number where it is one.
    package init(
        _ table: RunTable, descending: Bool, by value: (Int) -> (number: Double?, text: String)?
    ) {
        typealias Key = (number: Double?, text: String)?
        func precedes(_ a: Key, _ b: Key) -> Bool {
            guard let a, let b else { return a != nil && b == nil }
            switch (a.number, b.number) {
            case (let x?, let y?): return descending ? x > y : x < y
            case (nil, nil): return descending ? a.text > b.text : a.text < b.text
            case (let x, _): return x != nil
            }
        }
        let done = table.sweep.configurations.indices.filter { index in
            table.runs(ofConfiguration: index).contains { table.rows[$0].state.isComplete }
        }
        let keys = Dictionary(uniqueKeysWithValues: done.map { ($0, value($0)) })
        order = done.sorted { a, b in
            let (x, y) = (keys[a] ?? nil, keys[b] ?? nil)
            return precedes(x, y) || !precedes(y, x) && a < b
        }
    }

    /// The rank of each run's configuration, from 1; nil where it has none.
    package static func ranks(_ table: RunTable) -> [Int?] { Ranking(table).ranks(table) }

    /// The same of the table that it is of.
    package func ranks(_ table: RunTable) -> [Int?] {
        var ranks: [Int?] = Array(repeating: nil, count: table.rows.count)
        for (place, index) in order.enumerated() {
            for run in table.runs(ofConfiguration: index) { ranks[run] = place + 1 }
        }
        return ranks
    }

    /// Those that no other one beats: at least as good in all objectives, and better in one.
    static func front(
        _ candidates: [(index: Int, values: [Double])], _ objectives: [Objective]
    ) -> [Int] {
        // All objectives to be made large. Sorted by the first, one is beaten by an earlier one, so it
        // is enough to compare with the front so far.
        let points = candidates.map { index, values in
            (index, zip(values, objectives).map { $1.maximize ? $0 : -$0 })
        }.sorted { a, b in
            for (x, y) in zip(a.1, b.1) where x != y { return x > y }
            return a.0 < b.0
        }
        var front: [(index: Int, values: [Double])] = []
        // Of two objectives, the one that beats a point has the largest second value so far, so that
        // even a front of all points takes no time.
        var highest: (Double, [Double])?
        for point in points {
            let isBeaten: Bool
            if objectives.count == 2, let highest {
                isBeaten = highest.0 >= point.1[1] && highest.1 != point.1
            } else {
                isBeaten = front.contains { beats($0.values, point.1) }
            }
            if isBeaten { continue }
            front.append(point)
            if objectives.count == 2, highest.map({ point.1[1] > $0.0 }) ?? true {
                highest = (point.1[1], point.1)
            }
        }
        return front.map(\.index).sorted()
    }

    /// At least as good in all, and better in one.
    private static func beats(_ a: [Double], _ b: [Double]) -> Bool {
        var isBetter = false
        for index in a.indices {
            if a[index] < b[index] { return false }
            if a[index] > b[index] { isBetter = true }
        }
        return isBetter
    }
}

extension RunTable {
    /// Those of the runs of a configuration that count: all that are done, and where none is, those that
    /// are outdated.
    package func counting(_ runs: some Collection<Int>) -> [Int] {
        let hasDone = runs.contains { rows[$0].state == .done }
        return runs.filter { rows[$0].state == (hasDone ? .done : .outdated) }
    }
}
