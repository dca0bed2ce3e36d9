// A density over the search space: a kernel around each of some observations, and the prior.
// Knows nothing of which observations these are, and of values.
import Numerics

/// A mixture of products of kernels, one factor a dimension. All densities are relative to that of the
/// prior, which is 1 everywhere.
///
/// A dimension with an order has truncated logistic kernels, whose distribution needs but one exponential;
/// the bandwidth of each is the larger of the gaps to its neighbours (the inner one at the ends), as in
/// Optuna 5. Without an order there is more weight on the observed category. A kernel around an
/// observation that has no place on a dimension is the prior there.
struct Mixture {
    private enum Column {
        /// `1 / scale` and the factor that makes the kernel a density; both 0 without a place.
        case ordered(centres: [Double], slopes: [Double], factors: [Double])
        /// -1 without a place.
        case categories([Int], shares: [Double])
    }

    /// How many kernels there are, the prior not among them.
    let count: Int
    /// Of each kernel, and last of the prior; their sum is 1.
    private let weights: [Double]
    private let columns: [Column]

    /// - Parameter places: of each observation in order of age, the oldest first, by dimension.
    init(_ places: [[Place?]], _ space: ModelledSpace) {
        count = places.count
        var weights = Mixture.weights(places.count)
        let sum = weights.reduce(0, +)
        for index in weights.indices { weights[index] /= sum }
        self.weights = weights
        columns = space.dimensions.indices.map { dimension in
            switch space.dimensions[dimension].axis.kind {
            case .categories(let shares):
                return .categories(
                    places.map { place in
                        if case .category(let index) = place[dimension] { index } else { -1 }
                    }, shares: shares)
            case .constant, .ordered:
                return Mixture.ordered(
                    places.map { place in
                        if case .cell(let low, let high) = place[dimension] {
                            (low + high) / 2
                        } else {
                            .nan
                        }
                    })
            }
        }
    }

    /// Of many observations the older ones count for less.
    private static func weights(_ count: Int) -> [Double] {
        let recent = 25
        let ramp = Double(max(1, count - recent - 1))
        let first = 1 / Double(max(1, count))
        return (0..<count).map { index in
            index + recent < count ? first + (1 - first) * Double(index) / ramp : 1
        } + [1]
    }

    private static func ordered(_ centres: [Double]) -> Column {
        var slopes = [Double](repeating: 0, count: centres.count)
        var factors = slopes
        let order = centres.indices.filter { !centres[$0].isNaN }.sorted {
            centres[$0] != centres[$1] ? centres[$0] < centres[$1] : $0 < $1
        }
        let least = 1 / Double(min(100, 2 + centres.count))
        for (place, index) in order.enumerated() {
            let centre = centres[index]
            let below = place > 0 ? centre - centres[order[place - 1]] : nil
            let above = place + 1 < order.count ? centres[order[place + 1]] - centre : nil
            let gap =
                switch (below, above) {
                case (let below?, let above?): max(below, above)
                case (let gap?, nil), (nil, let gap?): gap
                case (nil, nil): max(centre, 1 - centre)
                }
            // A logistic distribution with the standard deviation of a normal one of this width.
            let slope = 1.8137993642342178 / max(least, min(1, gap))
            slopes[index] = slope
            factors[index] = 1 / (share(slope * (1 - centre)) - share(-slope * centre))
        }
        return .ordered(centres: centres, slopes: slopes, factors: factors)
    }

    /// The share of the logistic distribution below `z`.
    private static func share(_ z: Double) -> Double {
        let e = exp(-abs(z))
        return (z < 0 ? e : 1) / (1 + e)
    }

    // MARK: density

    /// The density at a point, relative to the prior's; `only` one dimension, or all.
    func density(_ places: [Place?], only: Int? = nil) -> Double {
        var products = [Double](repeating: 1, count: count)
        for dimension in only.map({ $0..<$0 + 1 }) ?? columns.indices {
            switch (columns[dimension], places[dimension]) {
            case (.ordered(let centres, let slopes, let factors), .cell(let low, let high)):
                for index in 0..<count where slopes[index] > 0 {
                    let z = slopes[index] * (low - centres[index])
                    let width = slopes[index] * (high - low)
                    let kernel =
                        width < 0x1p-10
                        ? Mixture.slope(z + width / 2) * slopes[index]
                        : Mixture.share(from: z, to: z + width) / (high - low)
                    products[index] *= kernel * factors[index]
                }
            case (.categories(let codes, let shares), .category(let category)):
                let (hit, miss) = densities(of: shares[category], shares.count)
                for index in 0..<count where codes[index] >= 0 {
                    products[index] *= codes[index] == category ? hit : miss
                }
            default: break
            }
        }
        var sum = weights[count]
        for index in 0..<count { sum += weights[index] * products[index] }
        return sum
    }

    private static func slope(_ z: Double) -> Double {
        let e = exp(-abs(z))
        return e / ((1 + e) * (1 + e))
    }

    private static func share(from low: Double, to high: Double) -> Double {
        let (a, b) = (exp(-abs(low)), exp(-abs(high)))
        let difference = low >= 0 ? a - b : high < 0 ? b - a : 1 - a * b
        return difference / ((1 + a) * (1 + b))
    }

    /// The densities of a kernel at a category with this share of the prior, where it is the observed one
    /// and where it is another: one observation, and of the prior as much as would be one for each
    /// category among all kernels.
    private func densities(of share: Double, _ categories: Int) -> (hit: Double, miss: Double) {
        let prior = Double(categories) / Double(count + 1)
        let miss = prior / (1 + prior)
        return (miss + 1 / (1 + prior) / share, miss)
    }

    // MARK: sampling

    /// Index of the kernel to which a share `u` of the weights leads; `count` for the prior.
    func kernel(_ u: Double) -> Int {
        var sum = 0.0
        for index in 0..<count {
            sum += weights[index]
            if u < sum { return index }
        }
        return count
    }

    /// What a share `u` of a kernel leads to on a dimension: a number of (0, 1), or a category.
    func draw(_ u: Double, kernel: Int, dimension: Int, _ axis: Axis) -> Double {
        switch columns[dimension] {
        case .categories(let codes, let shares):
            guard kernel < count, codes[kernel] >= 0 else { return Double(axis.category(u)) }
            let kept = 1 / (1 + Double(shares.count) / Double(count + 1))
            return Double(
                u < kept ? codes[kernel] : axis.category((u - kept) / (1 - kept)))
        case .ordered(let centres, let slopes, let factors):
            guard kernel < count, slopes[kernel] > 0 else { return u }
            let (centre, slope) = (centres[kernel], slopes[kernel])
            let share = Mixture.share(-slope * centre) + u / factors[kernel]
            return max(0, min(1, centre + (log(share) - log(1 - share)) / slope))
        }
    }
}
