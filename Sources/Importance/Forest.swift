// A small random forest for regression (L. Breiman, "Random forests", 2001) over features of a few
// levels. The same for the same data on every machine. Knows nothing of what is made of it.
import Numerics

/// A tree as its leaves: boxes that cover the space, each with a value.
struct Tree: Sendable {
    struct Leaf: Sendable {
        /// For each feature, the levels that lie inside, as bits.
        var box: [UInt64]
        var value: Double
    }

    /// An inner node where `feature` is not negative.
    struct Node: Sendable {
        var feature = -1
        /// Levels that go to the left.
        var left: UInt64 = 0
        var children = (left: 0, right: 0)
        var value = 0.0
    }

    private(set) var nodes: [Node] = []
    private(set) var leaves: [Leaf] = []

    /// What the tree says of a point, whose levels `level` tells.
    func value(_ level: (Int) -> UInt8) -> Double {
        var at = 0
        while nodes[at].feature >= 0 {
            let goesLeft = nodes[at].left >> UInt64(level(nodes[at].feature)) & 1 == 1
            at = goesLeft ? nodes[at].children.left : nodes[at].children.right
        }
        return nodes[at].value
    }

    /// Grows a tree on rows of the data; a row may be there more than once.
    init(_ features: [Feature], _ values: [Double], rows: [Int]) {
        var grower = Grower(features: features, values: values, rows: rows)
        let box = features.map { $0.levels == 64 ? UInt64.max : (1 << UInt64($0.levels)) - 1 }
        _ = grower.grow(rows.indices, box, depth: 0)
        (nodes, leaves) = (grower.nodes, grower.leaves)
    }
}

/// Grows one tree.
private struct Grower {
    let features: [Feature]
    /// Of the rows that the tree grows on, each as often as it was drawn: the levels of a row together,
    /// since one look is at all of them.
    private var codes: [UInt8] = []
    private let values: [Double]
    /// Reordered so that the rows of each node are together.
    var rows: [Int]
    var nodes: [Tree.Node] = []
    var leaves: [Tree.Leaf] = []
    /// By feature and level: how many rows of a node there are, and the sum of their values; kept, since
    /// there are many more nodes than levels.
    private var counts: [Double]
    private var sums: [Double]
    private var order: [Int] = []

    private static let fewestRows = 4
    private static let deepest = 64

    init(features: [Feature], values: [Double], rows: [Int]) {
        self.features = features
        self.values = rows.map { values[$0] }
        self.rows = Array(rows.indices)
        counts = Array(repeating: 0, count: features.count * 64)
        sums = counts
        codes.reserveCapacity(rows.count * features.count)
        for row in rows { for feature in features { codes.append(feature.codes[row]) } }
    }

    /// Adds the node of some rows and all below it; returns its index.
    mutating func grow(_ range: Range<Int>, _ box: [UInt64], depth: Int) -> Int {
        let index = nodes.count
        let mean = range.reduce(0) { $0 + values[rows[$1]] } / Double(max(1, range.count))
        nodes.append(Tree.Node(value: mean))
        let isLeaf = range.count < Grower.fewestRows || depth >= Grower.deepest
        guard !isLeaf, let (feature, left) = bestSplit(range, mean) else {
            leaves.append(Tree.Leaf(box: box, value: mean))
            return index
        }
        let (codes, width) = (codes, features.count)
        let middle = rows[range].partition { left >> UInt64(codes[$0 * width + feature]) & 1 == 0 }
        var (leftBox, rightBox) = (box, box)
        leftBox[feature] &= left
        rightBox[feature] &= ~left
        nodes[index].feature = feature
        nodes[index].left = left
        nodes[index].children.left = grow(range.lowerBound..<middle, leftBox, depth: depth + 1)
        nodes[index].children.right = grow(middle..<range.upperBound, rightBox, depth: depth + 1)
        return index
    }

    /// The feature and the levels for the left that leave the least squared error; nil where none does
    /// better than one mean for all.
    private mutating func bestSplit(
        _ range: Range<Int>, _ mean: Double
    ) -> (feature: Int, left: UInt64)? {
        addUp(range, mean)
        var best: (gain: Double, feature: Int, left: UInt64)?
        for (index, feature) in features.enumerated() where feature.levels > 1 {
            let start = index * 64
            order.removeAll(keepingCapacity: true)
            for level in 0..<feature.levels where counts[start + level] > 0 { order.append(level) }
            // Of words, the best two sets are neighbours in the order of their means (Fisher, 1958).
            if !feature.isOrdered {
                let means = (start..<start + feature.levels).map { sums[$0] / counts[$0] }
                order.sort { (means[$0], $0) < (means[$1], $1) }
            }
            var (count, sum, left) = (0.0, 0.0, UInt64(0))
            for (level, next) in zip(order, order.dropFirst()) {
                count += counts[start + level]
                sum += sums[start + level]
                // Levels of numbers that no row is at belong to the nearer side.
                left |= feature.isOrdered ? below(level, next) : 1 << UInt64(level)
                let gain = sum * sum / count + sum * sum / (Double(range.count) - count)
                if gain > best?.gain ?? 1e-12 { best = (gain, index, left) }
            }
        }
        return best.map { ($0.feature, $0.left) }
    }

    /// Counts the rows of a node at each level of each feature, and adds up how far they are from the
    /// node's mean.
    private mutating func addUp(_ range: Range<Int>, _ mean: Double) {
        let width = features.count
        for (index, feature) in features.enumerated() {
            for place in index * 64..<index * 64 + feature.levels {
                (counts[place], sums[place]) = (0, 0)
            }
        }
        for place in range {
            let row = rows[place]
            let value = values[row] - mean
            for index in 0..<width {
                let level = index * 64 + Int(codes[row * width + index])
                counts[level] += 1
                sums[level] += value
            }
        }
    }

    /// The bits of all levels up to the middle between two.
    private func below(_ level: Int, _ next: Int) -> UInt64 {
        (1 << UInt64((level + next) / 2 + 1)) - 1
    }
}

/// Draws that depend on a seed and a place alone.
struct IndexedDraws {
    let seed: UInt64

    /// A whole number from 0 up to, without, `count`.
    func index(_ place: Int, below count: Int) -> Int {
        let bits = mixed(mixed(seed) &+ UInt64(place) &* 0x9E37_79B9_7F4A_7C15)
        return Int(bits.multipliedFullWidth(by: UInt64(count)).high)
    }
}
