// A density over the search space: a kernel around each of some observations, and the prior.
// Knows nothing of which observations these are, and of values.

/// A mixture of products of kernels, one factor a dimension. All densities are relative to that of the
/// prior, which is 1 everywhere.
///
/// A dimension with an order has truncated kernels; the bandwidth of each is the larger of the gaps to its
/// neighbours (the inner one at the ends), as in Optuna 5. Without an order there is more weight on the
/// observed category. A kernel around an observation that has no place on a dimension is the prior there.
struct Mixture {
    private enum Column {
        case ordered(Kernels)
        /// -1 without a place.
        case categories([Int], shares: [Double])
    }

    /// How many kernels there are, the prior not among them.
    let count: Int
    /// Of each kernel, where the prior has 1.
    private let weights: [Double]
    /// That of the prior in the whole mixture.
    private let share: Double
    private let columns: [Column]

    /// - Parameters:
    ///   - places: of each observation, by dimension.
    ///   - weights: of each observation, where that of the prior is 1; nil for 1. No kernels are drawn from by
    ///     them.
    init(_ places: [[Place?]], _ space: ModelledSpace, weights: [Double]? = nil) {
        self.count = places.count
        self.weights = weights ?? Array(repeating: 1, count: places.count)
        share = 1 / self.weights.reduce(1, +)
        // Observation by observation: an array of arrays is counted in and out at each access.
        let flat = places.flatMap { $0 }
        let (count, width) = (places.count, space.dimensions.count)
        columns = space.dimensions.indices.map { (dimension: Int) -> Column in
            switch space.dimensions[dimension].axis.kind {
            case .categories(let shares):
                return .categories(
                    (0..<count).map { index in
                        if case .category(let category) = flat[index * width + dimension] {
                            category
                        } else {
                            -1
                        }
                    }, shares: shares)
            case .constant, .ordered:
                return .ordered(
                    Kernels(
                        (0..<count).map { index in
                            if case .cell(let low, let high) = flat[index * width + dimension] {
                                (low + high) / 2
                            } else {
                                nil
                            }
                        }))
            }
        }
    }

    // MARK: density

    /// The density at each of some points, relative to the prior's.
    ///
    /// - Parameter only: a dimension, in place of all.
    func densities(at points: [[Place?]], only: Int? = nil) -> [Double] {
        let chosen = only.map { $0..<$0 + 1 } ?? columns.indices
        // The factors of a dimension on which all points are narrow are those of all points.
        let isShared = columns.indices.map { dimension in
            points.allSatisfy { isNarrow(dimension, $0[dimension]) }
        }
        var common = weights
        for dimension in chosen where isShared[dimension] {
            if case .ordered(let kernels) = columns[dimension] {
                Mixture.multiply(&common, by: kernels.factors)
            }
        }
        var known = [[Place: [Double]]](repeating: [:], count: columns.count)
        return points.map { places in
            // What is inside the power of -2.5, and what is not.
            var inner = [Double](repeating: 1, count: count)
            var outer = common
            for dimension in chosen {
                guard let place = places[dimension] else { continue }
                if case .ordered(let kernels) = columns[dimension],
                    case .cell(let low, let high) = place, isNarrow(dimension, place)
                {
                    kernels.multiply(&inner, at: (low + high) / 2)
                    if !isShared[dimension] { Mixture.multiply(&outer, by: kernels.factors) }
                } else {
                    let densities = known[dimension][place] ?? densities(dimension, at: place)
                    known[dimension][place] = densities
                    Mixture.multiply(&outer, by: densities)
                }
            }
            return sum(inner, outer)
        }
    }

    /// Whether a cell is so small, a hundredth of the least bandwidth, that it is taken for its middle.
    private func isNarrow(_ dimension: Int, _ place: Place?) -> Bool {
        guard case .ordered = columns[dimension], case .cell(let low, let high)? = place else {
            return false
        }
        return high - low < 1e-4
    }

    private static func multiply(_ products: inout [Double], by factors: [Double]) {
        for index in products.indices { products[index] *= factors[index] }
    }

    private func sum(_ inner: [Double], _ outer: [Double]) -> Double {
        // Of the prior.
        var sum = 1.0
        for index in 0..<count {
            // Held where many dimensions would lead out of the range of numbers.
            let p = max(1e-100, min(1e200, outer[index]))
            let q = min(1e60, inner[index])
            // Less is lost in the sum, and most kernels are far away.
            if q * q < p * 1e16 { sum += p / (q * q * q.squareRoot()) }
        }
        return min(sum * share, 1e300)
    }

    /// The density of each kernel at a category, or over a cell.
    private func densities(_ dimension: Int, at place: Place) -> [Double] {
        switch (columns[dimension], place) {
        case (.ordered(let kernels), .cell(let low, let high)):
            return kernels.densities(from: low, to: high)
        case (.categories(let codes, let shares), .category(let category)):
            // One observation, and of the prior as much as would be one for each category among all.
            let prior = Double(shares.count) / Double(count + 1)
            let miss = prior / (1 + prior)
            let hit = miss + 1 / (1 + prior) / shares[category]
            return codes.map { $0 < 0 ? 1 : $0 == category ? hit : miss }
        default: return Array(repeating: 1, count: count)
        }
    }

    // MARK: sampling

    /// Index of the kernel to which a share `u` of the mixture leads; `count` for the prior.
    func kernel(_ u: Double) -> Int { min(count, Int(u * Double(count + 1))) }

    /// What a share `u` of a kernel leads to on a dimension: a number of (0, 1), or a category.
    func draw(_ u: Double, kernel: Int, dimension: Int, _ axis: Axis) -> Double {
        switch columns[dimension] {
        case .categories(let codes, let shares):
            guard kernel < count, codes[kernel] >= 0 else { return Double(axis.category(u)) }
            let kept = 1 / (1 + Double(shares.count) / Double(count + 1))
            return Double(
                u < kept ? codes[kernel] : axis.category((u - kept) / (1 - kept)))
        case .ordered(let kernels):
            return kernel < count ? kernels.draw(u, kernel) : u
        }
    }
}
