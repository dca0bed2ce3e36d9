// When a run is stopped that does worse than the others: the median rule of Vizier (D. Golovin et al.,
// "Google Vizier: A Service for Black-Box Optimization", KDD 2017, section 3.2.2).
// Pure values; knows nothing of files and processes.
import Spec
import Text

/// What a run has come to, step by step. A value that is not a number is the worst that there can be.
struct CurveProgress {
    let maximize: Bool
    /// Ascending.
    private(set) var steps: [Double] = []
    /// Of the values up to each step, the best.
    private(set) var bests: [Double] = []
    private var sums: [Double] = []

    init(maximize: Bool) { self.maximize = maximize }

    /// Takes the next value. One of an earlier step, such as of a trainer that goes on from its last checkpoint,
    /// replaces those from that step on.
    mutating func add(step: Double, value: Double) {
        guard step.isFinite else { return }
        while let last = steps.last, last >= step {
            steps.removeLast()
            bests.removeLast()
            sums.removeLast()
        }
        let value = MedianRule.rated(value, maximize)
        steps.append(step)
        sums.append((sums.last ?? 0) + value)
        bests.append(bests.last.map { maximize ? max($0, value) : min($0, value) } ?? value)
    }

    /// The average of all values up to each step: for at most 512 steps, of longer curves every second,
    /// fourth .. of them, and the last.
    var averages: AverageCurve {
        var stride = 1
        while steps.count > 256 * stride { stride *= 2 }
        let kept = steps.indices.filter { $0 % stride == 0 || $0 == steps.count - 1 }
        return AverageCurve(
            steps: kept.map { steps[$0] },
            averages: kept.map { MedianRule.rated(sums[$0] / Double($0 + 1), maximize) })
    }

    /// The average of all values up to a step; nil where the run has not come to it.
    func average(at step: Double) -> Double? {
        AverageCurve.place(of: step, in: steps).map {
            MedianRule.rated(sums[$0] / Double($0 + 1), maximize)
        }
    }
}

/// The averages of a run's values up to each of its steps.
struct AverageCurve: Equatable {
    /// Ascending.
    var steps: [Double] = []
    var averages: [Double] = []

    /// The average up to a step; nil where the run has not come to it.
    func average(at step: Double) -> Double? {
        AverageCurve.place(of: step, in: steps).map { averages[$0] }
    }

    /// The index of the last step up to `step`; nil where none is there, or the last of all is before it.
    static func place(of step: Double, in steps: [Double]) -> Int? {
        guard let last = steps.last, last >= step else { return nil }
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle] <= step { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}

/// The rule.
struct MedianRule {
    let stop: MedianStop

    /// Why a run is stopped.
    struct Verdict: Equatable {
        let step: Double
        /// Of the run so far.
        let best: Double
        let median: Double
        /// How many runs the median is of.
        let runs: Int

        /// For people.
        func text(_ metric: String) -> String {
            "\(stoppedText(step)): \(metric) \(significant(best, 5)) at best, median of "
                + "\(runs) other \(runs == 1 ? "run" : "runs") \(significant(median, 5))"
        }
    }

    /// Whether a run is stopped at a step.
    ///
    /// - Parameters:
    ///   - best: its best value so far.
    ///   - others: of each other run that has come to the step, the average of its values up to there.
    /// - Returns: nil where it goes on.
    func verdict(step: Double, best: Double, others: [Double]) -> Verdict? {
        guard step >= stop.grace, others.count >= max(1, stop.runs) else { return nil }
        let sorted = others.sorted()
        let middle = sorted.count / 2
        let median =
            sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        let isWorse = stop.maximize ? best < median : best > median
        return isWorse
            ? Verdict(step: step, best: best, median: median, runs: sorted.count) : nil
    }

    /// A value as it is compared.
    static func rated(_ value: Double, _ maximize: Bool) -> Double {
        value.isNaN ? (maximize ? -.infinity : .infinity) : value
    }
}
