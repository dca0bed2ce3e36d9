// How many threads a stage is told to take. Knows nothing of processes.
import Graph
import Spec

/// The variables that libraries ask for the number of their threads.
enum ThreadCount {
    static let variables = [
        "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    ]

    /// A stage's share of the cores.
    ///
    /// - Parameters:
    ///   - runs: how many runs are left for this make; nil where nobody knows.
    ///   - jobs: how many jobs make runs at once; nil for any number.
    static func share(
        _ stage: PlannedStage, _ resources: [Resource], cores: Int, runs: Int?, jobs: Int?
    ) -> Int {
        var inFlight = min(jobs ?? cores, runs ?? .max)
        for need in stage.needs where need.count > 0 {
            let slots = resources.first { $0.name == need.resource }?.slots.count ?? 0
            inFlight = min(inFlight, slots / need.count)
        }
        return max(1, cores / max(1, inFlight))
    }

    /// The number behind `-j` among the flags that make passes on: 1 without, nil where there is none
    /// behind it, as for any number of jobs, and with make 3.81 always.
    static func jobs(_ flags: String) -> Int? {
        let words = flags.split(separator: " ").prefix { $0 != "--" }
        guard let word = words.last(where: { $0.hasPrefix("-j") }) else { return 1 }
        return Int(word.dropFirst(2))
    }
}
