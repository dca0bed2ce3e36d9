// Functional analysis of variance of a forest: how much of what it says is due to each parameter
// alone, and to each two together (F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for
// assessing hyperparameter importance", ICML 2014). Knows nothing of what parameters are called.
import Numerics
import System

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
        // Groups of trees at the same time, of one size on all machines, so that their sums are the same.
        let size = 8
        let parts = inParallel((count + size - 1) / size) { range in
            range.map { Part(features, scaled, $0 * size..<min(count, ($0 + 1) * size)) }
        }.joined()
        let trees = parts.flatMap(\.trees)
        var unseen = (sums: scaled.map { _ in 0.0 }, counts: scaled.map { _ in 0 })
        for part in parts {
            for row in scaled.indices {
                unseen.sums[row] += part.sums[row]
                unseen.counts[row] += part.counts[row]
            }
        }
        quality = Importance.quality(scaled, unseen.sums, unseen.counts)
        let decomposition = Decomposition(trees, features)
        let effects = features.indices.map { decomposition.main($0) }
        // The variance is estimated, the effects are exact, and together they are no more than it is.
        let total = max(Importance.variance(trees, features), effects.reduce(0, +))
        guard total > 0 else { return nil }
        main = effects.map { $0 / total }
        let looked = descending(main).prefix(Importance.mostPaired).sorted()
        for (place, second) in looked.enumerated() {
            for first in looked[..<place] {
                let share = decomposition.pair(first, second) / total
                if share > 0 { pairs.append(Pair(first: first, second: second, share: share)) }
            }
        }
        pairs = descending(pairs.map(\.share)).map { pairs[$0] }
    }

    /// Some of the trees, and the sums and counts of what they say of rows that they have not seen.
    private struct Part: Sendable {
        var trees: [Tree] = []
        var sums: [Double]
        var counts: [Int]

        init(_ features: [Feature], _ values: [Double], _ range: Range<Int>) {
            sums = Array(repeating: 0, count: values.count)
            counts = Array(repeating: 0, count: values.count)
            let rows = min(values.count, Importance.mostRows)
            for index in range {
                let draws = IndexedDraws(seed: UInt64(index))
                let drawn = (0..<rows).map { draws.index($0, below: values.count) }
                let tree = Tree(features, values, rows: drawn)
                var isSeen = [Bool](repeating: false, count: values.count)
                for row in drawn { isSeen[row] = true }
                for row in values.indices where !isSeen[row] {
                    sums[row] += tree.value { features[$0].codes[row] }
                    counts[row] += 1
                }
                trees.append(tree)
            }
        }
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
        let said = inParallel(points, atLeast: 500) { range in
            range.map { point in
                let levels = features.indices.map { index in
                    let place = point * features.count + index
                    return features[index].codes[
                        draws.index(place, below: features[index].codes.count)]
                }
                return trees.reduce(0) { $0 + $1.value { levels[$0] } } / Double(trees.count)
            }
        }.flatMap { $0 }
        let mean = said.reduce(0, +) / Double(points)
        return said.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(points)
    }
}

/// The sums over all leaves that effects are made of. The indicator of a box is a product over the
/// features, so its mean over all but one or two of them is known exactly.
private struct Decomposition {
    /// A box of positive volume, whose levels and shares stand at `place` in the lists of all.
    private struct Box {
        let place: Int
        /// The value times the product of all shares.
        let weight: Double
    }

    private var boxes: [Box] = []
    /// By box and feature: the levels that lie inside, and their share of all.
    private var levels: [UInt64] = []
    private var shares: [Double] = []
    private let features: [Feature]

    init(_ trees: [Tree], _ features: [Feature]) {
        self.features = features
        for leaf in trees.lazy.flatMap(\.leaves) {
            let place = levels.count
            var volume = 1.0
            for (word, feature) in zip(leaf.box, features) {
                var share = 0.0
                forEachRun(word) { run in for level in run { share += feature.weights[level] } }
                levels.append(word)
                shares.append(share)
                volume *= share
            }
            guard volume > 0 else { continue }
            boxes.append(Box(place: place, weight: leaf.value / Double(trees.count) * volume))
        }
    }

    /// The variance of the mean over all other features.
    func main(_ index: Int) -> Double {
        let weights = features[index].weights
        var effect = [Double](repeating: 0, count: weights.count)
        for box in boxes {
            let rest = box.weight / shares[box.place + index]
            forEachRun(levels[box.place + index]) { run in
                for level in run { effect[level] += rest }
            }
        }
        let mean = zip(weights, effect).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(weights, effect).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    }

    /// The variance of the mean over all others, less what each of the two does alone.
    func pair(_ first: Int, _ second: Int) -> Double {
        let (rows, columns) = (features[first].weights, features[second].weights)
        let cells = cells(first, second)
        let width = columns.count + 1
        var (rowMeans, columnMeans) = (rows.map { _ in 0.0 }, columns.map { _ in 0.0 })
        var mean = 0.0
        for row in rows.indices {
            for column in columns.indices {
                let cell = cells[row * width + column]
                rowMeans[row] += columns[column] * cell
                columnMeans[column] += rows[row] * cell
                mean += rows[row] * columns[column] * cell
            }
        }
        var variance = 0.0
        for row in rows.indices {
            for column in columns.indices {
                let cell = cells[row * width + column]
                let both = cell - rowMeans[row] - columnMeans[column] + mean
                variance += rows[row] * columns[column] * both * both
            }
        }
        return variance
    }

    /// The mean over all other features at each two levels of two features, with one more row and column
    /// than there are levels. Each rectangle of a box is four corners, of which sums along the rows and
    /// then the columns make the rectangle.
    private func cells(_ first: Int, _ second: Int) -> [Double] {
        let (height, width) = (features[first].levels + 1, features[second].levels + 1)
        var cells = [Double](repeating: 0, count: height * width)
        for box in boxes {
            let (row, column) = (box.place + first, box.place + second)
            let rest = box.weight / (shares[row] * shares[column])
            forEachRun(levels[row]) { rows in
                forEachRun(levels[column]) { columns in
                    cells[rows.lowerBound * width + columns.lowerBound] += rest
                    cells[rows.lowerBound * width + columns.upperBound] -= rest
                    cells[rows.upperBound * width + columns.lowerBound] -= rest
                    cells[rows.upperBound * width + columns.upperBound] += rest
                }
            }
        }
        for place in cells.indices where place % width > 0 { cells[place] += cells[place - 1] }
        for place in cells.indices.dropFirst(width) { cells[place] += cells[place - width] }
        return cells
    }
}

/// Calls `body` with each range of bits that are set.
@inline(__always)
private func forEachRun(_ word: UInt64, _ body: (Range<Int>) -> Void) {
    var (rest, offset) = (word, 0)
    while rest != 0 {
        let start = rest.trailingZeroBitCount
        rest >>= start
        let length = (~rest).trailingZeroBitCount
        body(offset + start..<offset + start + length)
        rest = length < 64 ? rest >> length : 0
        offset += start + length
    }
}
