// Medians, quantiles and bins of numbers. Knows nothing of what they measure.
import Numerics

/// The quantile of sorted numbers, linear between neighbours (numpy's default).
///
/// - Parameter share: from 0 to 1; 0.5 for the median.
/// - Returns: NaN for no numbers.
func quantile(_ sorted: some RandomAccessCollection<Double>, _ share: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    let place = min(1, max(0, share)) * Double(sorted.count - 1)
    let below = Int(place)
    func number(_ offset: Int) -> Double {
        sorted[sorted.index(sorted.startIndex, offsetBy: offset)]
    }
    let low = number(below)
    guard below + 1 < sorted.count, place > Double(below) else { return low }
    // So that two numbers of any size have a middle.
    let share = place - Double(below)
    return low * (1 - share) + number(below + 1) * share
}

/// What half of the values around a place lie between, and their median.
struct Quartiles: Sendable, Equatable {
    let x, low, middle, high: Double
}

/// Quartiles of y over x: of few distinct x at each of them; else smooth, from all points around each of
/// some places evenly over the scale, near ones counting most. Too few points tell nothing of that.
func localQuartiles(_ points: [Point], _ scale: Scale) -> [Quartiles] {
    let placed = points.filter { scale.place($0.x).isFinite }
    let sorted = ascending(placed.map(\.x)).map { placed[$0] }
    var groups: [Range<Int>] = []
    for index in sorted.indices {
        if let last = groups.last, sorted[last.lowerBound].x == sorted[index].x {
            groups[groups.count - 1] = last.lowerBound..<index + 1
        } else {
            groups.append(index..<index + 1)
        }
    }
    if groups.count <= 12 || groups.count <= 24 && groups.count * 4 <= sorted.count {
        guard groups.count * 2 <= sorted.count || sorted.count < 4 else {
            return smoothQuartiles(sorted, scale)
        }
        return groups.map { group in
            let values = sorted[group].map(\.y).sorted()
            return Quartiles(
                x: sorted[group.lowerBound].x, low: quantile(values, 0.25),
                middle: quantile(values, 0.5), high: quantile(values, 0.75))
        }
    }
    return smoothQuartiles(sorted, scale)
}

/// More points say the same.
private let mostSmoothed = 3000

private func smoothQuartiles(_ points: [Point], _ scale: Scale) -> [Quartiles] {
    guard points.count >= 8, let first = points.first, let last = points.last else { return [] }
    let stride = (points.count + mostSmoothed - 1) / mostSmoothed
    let some = points.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    let known = ascending(some.map(\.y)).map { index in
        (place: scale.place(some[index].x), y: some[index].y)
    }
    let places = known.map(\.place).sorted()
    let (low, high) = (scale.place(first.x), scale.place(last.x))
    // The more points, the finer: n to the power of -1/5, as for densities.
    let width = (high - low) * 0.75 * exp(-0.2 * log(Double(known.count)))
    let count = 40
    return (0...count).map { index in
        let place = low + (high - low) * Double(index) / Double(count)
        let reach = max(width, distance(place, to: 5, in: places))
        var weights = known.map { item -> Double in
            let share = abs(item.place - place) / reach
            let rest = 1 - share * share * share
            return share < 1 ? rest * rest * rest : 0
        }
        let total = weights.reduce(0, +)
        weights = weights.map { $0 / total }
        func quantile(_ share: Double) -> Double {
            // Each value stands in the middle of its weight, with straight lines between.
            var (sum, before): (Double, (share: Double, y: Double)?) = (0, nil)
            for (item, weight) in zip(known, weights) where weight > 0 {
                let here = sum + weight / 2
                if here >= share {
                    guard let before else { return item.y }
                    let part = (share - before.share) / (here - before.share)
                    return before.y * (1 - part) + item.y * part
                }
                before = (here, item.y)
                sum += weight
            }
            return before?.y ?? .nan
        }
        return Quartiles(
            x: scale.value(at: place), low: quantile(0.25), middle: quantile(0.5),
            high: quantile(0.75))
    }
}

/// A little more than how far the `count` nearest of sorted places are away.
private func distance(_ place: Double, to count: Int, in places: [Double]) -> Double {
    var (low, high) = (0, places.count)
    while low < high {
        let middle = (low + high) / 2
        if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    var (left, right, farthest) = (low - 1, low, 0.0)
    for _ in 0..<min(count, places.count) {
        let before = left >= 0 ? place - places[left] : .infinity
        let after = right < places.count ? places[right] - place : .infinity
        farthest = min(before, after)
        if before <= after { left -= 1 } else { right += 1 }
    }
    return farthest * 1.2 + 1e-9
}

/// Cuts an axis into bins: numbers to indices.
struct Bins: Sendable {
    /// Ends of the bins in the units of the axis, one more than there are bins.
    let edges: [Double]
    private let scale: Scale

    var count: Int { edges.count - 1 }

    /// As many bins of equal width on the scale.
    init(_ scale: Scale, count: Int) {
        self.scale = scale
        edges = (0...max(1, count)).map { index in
            switch index {
            case 0: scale.low
            case max(1, count): scale.high
            default: scale.value(at: Double(index) / Double(max(1, count)))
            }
        }
    }

    /// The bin of a number; the last edge belongs to the last bin. nil outside.
    func index(_ value: Double) -> Int? {
        let place = scale.place(value)
        guard value >= scale.low, value <= scale.high, place.isFinite else { return nil }
        return min(count - 1, max(0, Int(place * Double(count))))
    }
}
