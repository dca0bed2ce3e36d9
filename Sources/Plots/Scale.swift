// Scales: numbers to places between 0 and 1. Knows nothing of ticks and pixels.
import Numerics

/// Maps a range of numbers to 0...1, evenly or evenly by ratio. Categories are the whole numbers of a
/// linear scale.
struct Scale: Sendable, Equatable {
    enum Kind: Sendable { case linear, log }

    let kind: Kind
    let low: Double
    let high: Double
    /// Whether 0, which has no place by ratio, has one of its own beside a log scale.
    private(set) var hasZero = false

    /// Where 0 stands, and where the rest begins.
    private static let (zeroPlace, zeroEnd) = (0.04, 0.14)

    /// A range without extent is widened, so that its only value stands in the middle.
    ///
    /// - Parameters:
    ///   - low: finite, at most `high`; above 0 on a log scale.
    init(_ kind: Kind, _ low: Double, _ high: Double) {
        self.kind = kind
        // Of two neighbouring or tiny numbers even the difference may be none.
        let extent = kind == .log ? log(high) - log(low) : high / 2 - low / 2
        if extent > 0 {
            (self.low, self.high) = (low, high)
        } else if kind == .log {
            (self.low, self.high) = (max(low / 2, .leastNonzeroMagnitude), min(low * 2, Scale.most))
        } else {
            let margin = abs(low) < 1e-300 ? 1 : abs(low) * 0.1
            self.low = max(low - margin, -Scale.most)
            self.high = min(low + margin, Scale.most)
        }
    }

    /// For `count` categories, which are the numbers from 0 on.
    init(categories count: Int) {
        self.init(.linear, -0.5, Double(max(1, count)) - 0.5)
    }

    private static let most = Double.greatestFiniteMagnitude

    /// 0 at `low`, 1 at `high`; outside of these for other numbers. NaN for what has no place.
    func place(_ value: Double) -> Double {
        switch kind {
        // Halves, since the extent may be more than a double holds.
        case .linear: (value / 2 - low / 2) / (high / 2 - low / 2)
        case .log where hasZero && value == 0: Scale.zeroPlace
        case .log: beside((log(value) - log(low)) / (log(high) - log(low)))
        }
    }

    /// What is left of the scale beside 0.
    private func beside(_ place: Double) -> Double {
        hasZero ? Scale.zeroEnd + (1 - Scale.zeroEnd) * place : place
    }

    /// The number at a place between 0 and 1.
    func value(at place: Double) -> Double {
        switch kind {
        case .linear: 2 * (low / 2 + (high / 2 - low / 2) * place)
        case .log where hasZero && place < Scale.zeroEnd / 2: 0
        case .log:
            exp(
                log(low) + (log(high) - log(low))
                    * (hasZero
                        ? (place - Scale.zeroEnd) / (1 - Scale.zeroEnd) : place))
        }
    }

    /// The same scale with room at both ends, as a share of its extent.
    func padded(_ share: Double) -> Scale {
        var bare = self
        bare.hasZero = false
        let (first, last) = (bare.value(at: -share), bare.value(at: 1 + share))
        guard first.isFinite, last.isFinite, kind == .linear || first > 0 else { return self }
        var scale = Scale(kind, first, last)
        scale.hasZero = hasZero
        return scale
    }

    /// From the smallest to the largest finite number; nil where there is none.
    static func linear(_ values: some Sequence<Double>) -> Scale? {
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return nil }
        return Scale(.linear, low, high)
    }

    /// The scale that a domain asks for: by ratio, with a place for 0 where there is one; nil where the
    /// numbers have no place on it.
    static func logarithmic(_ values: some Sequence<Double>) -> Scale? {
        let finite = values.filter(\.isFinite)
        let positive = finite.filter { $0 > 0 }
        guard let low = positive.min(), let high = positive.max(), finite.allSatisfy({ $0 >= 0 })
        else { return nil }
        var scale = Scale(.log, low, high)
        scale.hasZero = positive.count < finite.count
        return scale
    }

    /// The scale that fits numbers: by ratio where they are positive, span at least two decades, and lie
    /// more evenly by ratio than by difference; or are a geometric progression, such as powers of 2.
    ///
    /// - Returns: nil where no number is finite.
    static func fitting(_ values: some Sequence<Double>) -> Scale? {
        let sorted = Set(values.lazy.filter(\.isFinite)).sorted()
        guard let low = sorted.first, let high = sorted.last else { return nil }
        let linear = Scale(.linear, low, high)
        guard low > 0, sorted.count > 1, high / low >= 4 else { return linear }
        let log = Scale(.log, low, high)
        let (byRatio, byDifference) = (log.unevenness(sorted), linear.unevenness(sorted))
        let isProgression = sorted.count > 2 && byRatio < 0.01 && byDifference > 0.1
        // A little less than two decades, since the ends may have been rounded.
        let isWide = high / low >= 99.999 && byRatio <= byDifference
        return isWide || isProgression ? log : linear
    }

    /// How far the numbers are from lying evenly on the scale (Kolmogorov's distance); 0 for evenly.
    private func unevenness(_ sorted: [Double]) -> Double {
        let last = Double(sorted.count - 1)
        return sorted.enumerated().reduce(0) { worst, item in
            max(worst, abs(place(item.element) - Double(item.offset) / last))
        }
    }
}
