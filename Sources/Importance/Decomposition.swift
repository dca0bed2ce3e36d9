// Functional analysis of variance of a forest: how much of what it says is due to each parameter
// alone, and to each two together (F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for
// assessing hyperparameter importance", ICML 2014). Knows nothing of what parameters are called.

/// Shares of the variance.
package struct Importance: Sendable {
    package struct Pair: Sendable {
        package let first: Int
        package let second: Int
        package let share: Double
    }

    /// By feature: its share alone, a first-order Sobol' index.
    package private(set) var main: [Double] = []
    /// What each two do beyond what either does alone, the largest first.
    package private(set) var pairs: [Pair] = []
    /// How well the forest tells configurations that it has not seen (R², out of bag): where this is
    /// small or negative, the shares mean little.
    package private(set) var quality = 0.0

    /// More rows for one tree take time and tell no more.
    private static let mostRows = 5000
    private static let points = 4000
    /// Pairs are looked for among so many of the strongest.
    private static let mostPaired = 16

    /// - Parameters:
    ///   - features: all with as many configurations as there are values.
    ///   - values: of the objective, all finite.
    /// - Returns: nil where there are fewer than four values, or all values or all features are the same.
    package init?(_ features: [Feature], _ values: [Double], trees count: Int = 64) {
        guard values.count >= 4, let least = values.min(), let most = values.max(), least < most,
            features.contains(where: { $0.weights.count > 1 })
        else { return nil }
        // Values of any size, so that no sum overflows.
        let scaled = values.map { ($0 / 2 - least / 2) / (most / 2 - least / 2) }
        let rows = min(values.count, Importance.mostRows)
        var trees: [Tree] = []
        var unseen = (sums: [Double](repeating: 0, count: values.count), counts: [Int]())
        unseen.counts = Array(repeating: 0, count: values.count)
        for index in 0..<count {
            let draws = IndexedDraws(seed: UInt64(index))
            let drawn = (0..<rows).map { draws.index($0, below: values.count) }
            let tree = Tree(features, scaled, rows: drawn)
            let seen = Set(drawn)
            for row in values.indices where !seen.contains(row) {
                unseen.sums[row] += tree.value { features[$0].codes[row] }
                unseen.counts[row] += 1
            }
            trees.append(tree)
        }
        quality = Importance.quality(scaled, unseen.sums, unseen.counts)
        let decomposition = Decomposition(trees, features)
        let effects = features.indices.map { decomposition.main($0) }
        // The variance is estimated, the effects are exact, and together they are no more than it is.
        let total = max(Importance.variance(trees, features), effects.reduce(0, +))
        guard total > 0 else { return nil }
        main = effects.map { $0 / total }
        let strongest = features.indices.sorted { main[$0] > main[$1] }
        let looked = strongest.prefix(Importance.mostPaired).sorted()
        for (place, second) in looked.enumerated() {
            for first in looked[..<place] {
                let share = decomposition.pair(first, second) / total
                if share > 0 { pairs.append(Pair(first: first, second: second, share: share)) }
            }
        }
        pairs.sort { $0.share > $1.share }
    }

    private static func quality(_ values: [Double], _ sums: [Double], _ counts: [Int]) -> Double {
        let known = values.indices.filter { counts[$0] > 0 }
        guard !known.isEmpty else { return 0 }
        let mean = known.reduce(0) { $0 + values[$1] } / Double(known.count)
        let (error, spread) = known.reduce((0.0, 0.0)) { sum, row in
            let residual = values[row] - sums[row] / Double(counts[row])
            return (
                sum.0 + residual * residual, sum.1 + (values[row] - mean) * (values[row] - mean)
            )
        }
        return spread > 0 ? 1 - error / spread : 0
    }

    /// The variance of what the forest says when each parameter is drawn by itself, as often as it has
    /// each of its values: over random points, since the boxes of different trees overlap.
    private static func variance(_ trees: [Tree], _ features: [Feature]) -> Double {
        let draws = IndexedDraws(seed: 0xF0_4E57)
        var said: [Double] = []
        for point in 0..<points {
            let levels = features.indices.map { index in
                let place = point * features.count + index
                return features[index].codes[
                    draws.index(place, below: features[index].codes.count)]
            }
            said.append(trees.reduce(0) { $0 + $1.value { levels[$0] } } / Double(trees.count))
        }
        let mean = said.reduce(0, +) / Double(points)
        return said.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(points)
    }
}

/// The sums over all leaves that effects are made of. The indicator of a box is a product over the
/// features, so its mean over all but one or two of them is known exactly.
private struct Decomposition {
    private struct Box {
        var levels: [UInt64]
        /// The share of each feature's levels that lie inside.
        var shares: [Double]
        var value: Double
        /// The product of all shares.
        var volume: Double
    }

    private let boxes: [Box]
    private let features: [Feature]

    init(_ trees: [Tree], _ features: [Feature]) {
        self.features = features
        boxes = trees.flatMap { tree in
            tree.leaves.map { leaf in
                let shares = zip(leaf.box, features).map { levels, feature in
                    bits(levels).reduce(0) { $0 + feature.weights[$1] }
                }
                return Box(
                    levels: leaf.box, shares: shares, value: leaf.value / Double(trees.count),
                    volume: shares.reduce(1, *))
            }
        }
    }

    /// The variance of the mean over all other features.
    func main(_ index: Int) -> Double {
        let weights = features[index].weights
        var effect = [Double](repeating: 0, count: weights.count)
        for box in boxes where box.volume > 0 {
            let rest = box.value * box.volume / box.shares[index]
            for level in bits(box.levels[index]) { effect[level] += rest }
        }
        let mean = zip(weights, effect).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(weights, effect).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    }

    /// The variance of the mean over all others, less what each of the two does alone.
    func pair(_ first: Int, _ second: Int) -> Double {
        let (rows, columns) = (features[first].weights, features[second].weights)
        var cells = [Double](repeating: 0, count: rows.count * columns.count)
        for box in boxes where box.volume > 0 {
            let rest = box.value * box.volume / (box.shares[first] * box.shares[second])
            for row in bits(box.levels[first]) {
                for column in bits(box.levels[second]) {
                    cells[row * columns.count + column] += rest
                }
            }
        }
        var (rowMeans, columnMeans) = (rows.map { _ in 0.0 }, columns.map { _ in 0.0 })
        var mean = 0.0
        for row in rows.indices {
            for column in columns.indices {
                let cell = cells[row * columns.count + column]
                rowMeans[row] += columns[column] * cell
                columnMeans[column] += rows[row] * cell
                mean += rows[row] * columns[column] * cell
            }
        }
        var variance = 0.0
        for row in rows.indices {
            for column in columns.indices {
                let cell = cells[row * columns.count + column]
                let both = cell - rowMeans[row] - columnMeans[column] + mean
                variance += rows[row] * columns[column] * both * both
            }
        }
        return variance
    }
}

/// The places of the bits that are set.
private func bits(_ word: UInt64) -> UnfoldSequence<Int, UInt64> {
    sequence(state: word) { rest in
        guard rest != 0 else { return nil }
        defer { rest &= rest - 1 }
        return rest.trailingZeroBitCount
    }
}
