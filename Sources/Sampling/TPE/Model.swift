// What a search believes after some results: densities around what was good, around what was not, and
// around what failed. Knows nothing of how candidates are drawn, and of values.
import Numerics

/// The densities that candidates are judged by.
struct Model {
    let split: Split
    let good: Mixture
    let bad: Mixture
    /// Where something failed: what did, and all that has values.
    private let failures: (failed: Mixture, valued: Mixture)?

    /// A fifth of the results is good; more would be no help later.
    private static let mostGood = 25
    /// What runs is no bad result yet, but draws keep away from it. With a weight of 1, eight at a time ended at
    /// 0.23 of random search's regret, batches of eight at 0.19; with this one at 0.19 and 0.14 (seven tasks of
    /// `Tests/Benchmarks/search.py`, 100 seeds), and 0.02 and 0.1 are no better.
    private static let running = 0.05

    /// nil where there are no results.
    ///
    /// - Parameter known: in any order.
    init?(_ known: [Observation], _ maximize: [Bool], _ space: ModelledSpace) {
        let isSorted = zip(known, known.dropFirst()).allSatisfy { $0.slot < $1.slot }
        let known = isSorted ? known : known.sorted { $0.slot < $1.slot }
        split = Split(known, maximize: maximize) { min(Model.mostGood, ($0 + 4) / 5) }
        guard !split.good.isEmpty else { return nil }
        let mixture = { (indices: [Int]) in Mixture(indices.map { known[$0].places }, space) }
        good = mixture(split.good)
        bad = Mixture(
            split.bad.map { known[$0].places }, space,
            weights: split.bad.map { known[$0].outcome == .running ? Model.running : 1 })
        let failed = known.indices.filter { known[$0].outcome == .failed }
        failures =
            failed.isEmpty
            ? nil
            : (mixture(failed), mixture(known.indices.filter { known[$0].values != nil }))
    }

    /// How much better than others a configuration seems, as a logarithm: by the density of good ones
    /// against that of bad ones, times how likely it is not to fail.
    ///
    /// The last factor, by Bayes' theorem from two further densities, is that of S. Watanabe and F. Hutter,
    /// "c-TPE" (2023): without it a search whose best lies beside what fails would fail every third time.
    func advantages(at points: [[Place?]]) -> [Double] {
        let (above, below) = (good.densities(at: points), bad.densities(at: points))
        var advantages = points.indices.map { log(above[$0]) - log(below[$0]) }
        guard let failures else { return advantages }
        let valued = failures.valued.densities(at: points)
        let failed = failures.failed.densities(at: points)
        for index in points.indices {
            let (yes, no) = (
                Double(failures.valued.count) * valued[index],
                Double(failures.failed.count) * failed[index]
            )
            advantages[index] += log(yes / (yes + no))
        }
        return advantages
    }
}
