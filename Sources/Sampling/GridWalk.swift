// A walk through the configurations of a finite space in the order of a grid, one at a time and without
// a list of them. Knows nothing of ids and of what was drawn before.
import Spec

/// The full product of points, the last parameter varying fastest, without what is excluded.
struct GridWalk {
    /// Where the walk stands; to be read after `next` returned true.
    private(set) var configuration: Configuration
    /// How many times a choice was excluded, and with it all that would have followed.
    private(set) var refused = 0

    private struct Level {
        let entry: IndexedSpace.Entry
        let points: DomainPoints
        /// Exclusions whose parameters are all known from here on.
        let exclusions: [Exclusions.Pairs]
        /// Index of the current point; nil before the first one.
        var choice: Int?
        /// Whether the parameter exists beside the values chosen before it.
        var exists = true
    }

    private let space: IndexedSpace
    private var levels: [Level] = []
    private var hasBegun = false

    /// - Parameter points: of each entry of the space.
    init(_ space: IndexedSpace, _ points: [DomainPoints], _ exclusions: Exclusions) {
        self.space = space
        configuration = Configuration(values: Array(repeating: nil, count: space.slots))
        let last = Dictionary(
            space.entries.enumerated().map { ($0.element.slot, $0.offset) }, uniquingKeysWith: max)
        for (index, entry) in space.entries.enumerated() {
            let decided = exclusions.all.filter { pairs in
                let places = pairs.map { last[$0.slot] }
                return !places.contains(nil) && places.compactMap { $0 }.max() == index
            }
            // What one value alone excludes need not be met again and again.
            let excluded = exclusions.all.filter { $0.count == 1 && $0[0].slot == entry.slot }
            levels.append(
                Level(
                    entry: entry,
                    points: points[index].filtered(excluded: excluded.map { $0[0].value }),
                    exclusions: decided))
        }
    }

    /// Goes on to the next configuration; false at the end. After `limit` refusals in all it stands
    /// where it is, and returns false as well.
    mutating func next(refusals limit: Int = .max) -> Bool {
        if levels.isEmpty, !hasBegun {
            hasBegun = true
            return true
        }
        var level = hasBegun ? levels.count - 1 : 0
        hasBegun = true
        while level >= 0, level < levels.count, refused < limit {
            if !step(level) {
                level -= 1
            } else if isExcluded(level) {
                refused += 1
            } else {
                level += 1
            }
        }
        return level == levels.count && level > 0
    }

    /// Takes the next point of a parameter, or its absence; false, and back before the first one, where
    /// there is none left.
    private mutating func step(_ level: Int) -> Bool {
        let entry = levels[level].entry
        let choice: Int
        if let current = levels[level].choice {
            choice = current + 1
        } else {
            choice = 0
            levels[level].exists =
                entry.conditions.isEmpty || space.exists(entry, beside: configuration.values)
        }
        if levels[level].exists {
            if choice < levels[level].points.count {
                configuration.values[entry.slot] = levels[level].points[choice]
                levels[level].choice = choice
                return true
            }
            // Everything is excluded from here on.
            if choice == 0 { refused += 1 }
            configuration.values[entry.slot] = nil
        } else if choice == 0 {
            levels[level].choice = 0
            return true
        }
        levels[level].choice = nil
        return false
    }

    private func isExcluded(_ level: Int) -> Bool {
        !levels[level].exclusions.isEmpty
            && levels[level].exclusions.contains { Exclusions.match($0, configuration) }
    }
}
