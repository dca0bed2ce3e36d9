// Medians, quantiles and bins of numbers. Knows nothing of what they measure.

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

/// The running median: of few distinct x the median at each of them; else the median over a window of a
/// tenth of the points (at least 9), at up to `count` places.
func runningMedian(_ points: [Point], count: Int = 40) -> [Point] {
    let sorted = points.sorted { $0.x < $1.x }
    var groups: [Range<Int>] = []
    for index in sorted.indices {
        if let last = groups.last, sorted[last.lowerBound].x == sorted[index].x {
            groups[groups.count - 1] = last.lowerBound..<index + 1
        } else {
            groups.append(index..<index + 1)
        }
    }
    func median(_ range: Range<Int>) -> Double {
        quantile(sorted[range].map(\.y).sorted(), 0.5)
    }
    if groups.count <= 20 || groups.count * 3 <= sorted.count && groups.count <= count {
        return groups.map { Point(x: sorted[$0.lowerBound].x, y: median($0)) }
    }
    let window = min(sorted.count, max(9, sorted.count / 10))
    let places = min(count, sorted.count - window + 1)
    return (0..<places).map { index in
        let start = places > 1 ? (sorted.count - window) * index / (places - 1) : 0
        let range = start..<start + window
        return Point(x: quantile(sorted[range].map(\.x), 0.5), y: median(range))
    }
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
