// A parameter as the forest sees it: a few levels, and the level of each configuration.
// Knows nothing of parameters' domains: what was drawn is what counts.

/// One input of the forest.
package struct Feature: Sendable {
    /// Numbers are cut into this many levels, each with as many configurations as the others.
    private static let bins = 32
    /// The levels of a region of the forest are the bits of a word.
    private static let most = 64

    /// The level of each configuration.
    package let codes: [UInt8]
    /// How often each level occurs, as a share of 1.
    package let weights: [Double]
    /// Whether the levels have an order, as those of numbers do; an absent value comes before them.
    package let isOrdered: Bool

    var levels: Int { weights.count }

    private init(_ places: [Int], levels: Int, isOrdered: Bool) {
        codes = places.map { UInt8(truncatingIfNeeded: $0) }
        var counts = [Double](repeating: 0, count: max(1, levels))
        for place in places { counts[place] += 1 }
        weights = counts.map { $0 / Double(max(1, places.count)) }
        self.isOrdered = isOrdered
    }

    /// A feature of numbers; nil where a configuration has none, which is a level of its own.
    package init(numbers: [Double?]) {
        let sorted = numbers.compactMap { $0 }.sorted()
        var first: [Double: Int] = [:]
        for (rank, number) in sorted.enumerated() where first[number] == nil {
            first[number] = rank
        }
        let isFew = first.count <= Feature.bins
        // Equal numbers are of one level. A level that gets no number is left out.
        var levels: [Double: Int] = [:]
        var (last, next) = (-1, sorted.count < numbers.count ? 1 : 0)
        for number in first.keys.sorted() {
            let bin = isFew ? levels.count : (first[number] ?? 0) * Feature.bins / sorted.count
            if last >= 0, bin != last { next += 1 }
            last = bin
            levels[number] = next
        }
        self.init(
            numbers.map { $0.flatMap { levels[$0] } ?? 0 },
            levels: sorted.isEmpty ? 1 : next + 1, isOrdered: true)
    }

    /// A feature of words; nil where a configuration has none, which is one more word. Of too many, the
    /// rarest are taken together.
    package init(words: [String?]) {
        var counts: [String?: Int] = [:]
        for word in words { counts[word, default: 0] += 1 }
        let order = counts.keys.sorted { a, b in
            let (first, second) = (counts[a] ?? 0, counts[b] ?? 0)
            return first != second ? first > second : (a ?? "") < (b ?? "")
        }
        var places: [String?: Int] = [:]
        for (place, word) in order.enumerated() { places[word] = min(place, Feature.most - 1) }
        self.init(
            words.map { places[$0] ?? 0 }, levels: min(order.count, Feature.most), isOrdered: false)
    }
}
