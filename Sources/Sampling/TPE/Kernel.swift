// The kernel of a dimension with an order: Student's distribution with 4 degrees of freedom, whose density,
// distribution and quantile need no function but the square root, which IEEE 754 rounds alike everywhere.

/// Student's distribution with 4 degrees of freedom, of scale 1 around 0.
enum Kernel {
    /// The density is `peak * (1 + z^2 / 4)^-2.5`.
    static let peak = 0.375

    /// The share below `z`.
    static func share(below z: Double) -> Double {
        let s = z / (4 + z * z).squareRoot()
        return 0.5 + 0.75 * s - 0.25 * s * s * s
    }

    /// The number below which a share `u` lies, for `u` in (0, 1).
    static func quantile(_ u: Double) -> Double {
        // The share is monotone in s, from -1 to 1: halved without branches, which could not be foretold.
        var (s, step) = (0.0, 0.5)
        for _ in 0..<40 {
            let share = 0.5 + 0.75 * s - 0.25 * s * s * s
            s += Double(signOf: u - share, magnitudeOf: step)
            step /= 2
        }
        return 2 * s / max(0x1p-50, 1 - s * s).squareRoot()
    }
}

/// The kernels of one dimension, by observation. One without a place has slope 0, and density 1.
struct Kernels {
    private var centres: [Double]
    /// Half of `1 / scale`.
    private var slopes: [Double]
    /// The share of each kernel that lies within (0, 1), and the share below 0.
    private var masses: [Double]
    private var starts: [Double]
    /// What makes `factor * (1 + (slope * distance)^2)^-2.5` the density.
    private(set) var factors: [Double]

    /// - Parameter places: of the observations in (0, 1), nil where there is none.
    init(_ places: [Double?]) {
        let count = places.count
        centres = places.map { $0 ?? 0 }
        slopes = [Double](repeating: 0, count: count)
        masses = [Double](repeating: 1, count: count)
        (starts, factors) = (slopes, masses)
        let sorted = Kernels.order(places)
        let least = 1 / Double(min(100, 2 + count))
        // Through buffers: a thousand observations of ten dimensions come by here for each draw.
        slopes.withUnsafeMutableBufferPointer { slopes in
            masses.withUnsafeMutableBufferPointer { masses in
                starts.withUnsafeMutableBufferPointer { starts in
                    factors.withUnsafeMutableBufferPointer { factors in
                        for place in sorted.indices {
                            let (index, centre) = (sorted[place].index, sorted[place].place)
                            let below = place > 0 ? centre - sorted[place - 1].place : -1
                            let above =
                                place + 1 < sorted.count ? sorted[place + 1].place - centre : -1
                            let gap =
                                sorted.count > 1 ? max(below, above) : max(centre, 1 - centre)
                            // A scale at which the kernel is about as wide as a normal distribution
                            // of this deviation.
                            let slope = 1 / (0.85 * max(least, min(1, gap)))
                            let start = Kernel.share(below: -slope * centre)
                            let mass = Kernel.share(below: slope * (1 - centre)) - start
                            slopes[index] = slope / 2
                            starts[index] = start
                            masses[index] = mass
                            factors[index] = Kernel.peak * slope / mass
                        }
                    }
                }
            }
        }
    }

    /// The places that there are, from the lowest to the highest, equal ones as they come. Shares of random
    /// search are spread about evenly, so that each is nearly where it belongs from the beginning.
    private static func order(_ places: [Double?]) -> [(place: Double, index: Int)] {
        let parts = Double(places.count)
        var starts = [Int](repeating: 0, count: places.count + 2)
        let part = { (place: Double) in Int(max(0, min(1, place)) * parts) }
        for case let place? in places { starts[part(place) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var order = [(place: Double, index: Int)](repeating: (0, 0), count: starts.last ?? 0)
        for (index, place) in places.enumerated() {
            guard let place else { continue }
            order[starts[part(place)]] = (place, index)
            starts[part(place)] += 1
        }
        order.withUnsafeMutableBufferPointer { order in
            for next in order.indices.dropFirst() {
                let item = order[next]
                var free = next
                while free > 0, order[free - 1].place > item.place {
                    order[free] = order[free - 1]
                    free -= 1
                }
                order[free] = item
            }
        }
        return order
    }

    /// Multiplies what is inside the power by the part of this dimension, for a point of (0, 1).
    func multiply(_ products: inout [Double], at u: Double) {
        let count = centres.count
        centres.withUnsafeBufferPointer { centres in
            slopes.withUnsafeBufferPointer { slopes in
                products.withUnsafeMutableBufferPointer { products in
                    for index in 0..<count {
                        let z = slopes[index] * (u - centres[index])
                        products[index] *= 1 + z * z
                    }
                }
            }
        }
    }

    /// The mean density of each kernel between two numbers of (0, 1).
    func densities(from low: Double, to high: Double) -> [Double] {
        centres.indices.map { index in
            guard slopes[index] > 0 else { return 1 }
            let slope = 2 * slopes[index]
            let share =
                Kernel.share(below: slope * (high - centres[index]))
                - Kernel.share(below: slope * (low - centres[index]))
            return max(0, share) / masses[index] / (high - low)
        }
    }

    /// The number that a share `u` of a kernel leads to.
    func draw(_ u: Double, _ kernel: Int) -> Double {
        guard slopes[kernel] > 0 else { return u }
        let z = Kernel.quantile(starts[kernel] + u * masses[kernel])
        return max(0, min(1, centres[kernel] + z / (2 * slopes[kernel])))
    }
}
