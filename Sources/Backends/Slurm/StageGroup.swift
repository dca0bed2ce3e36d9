// Which stages share a job array, and what sbatch is told of one.
// Knows nothing of scripts and of runs.
import Graph
import Spec

/// Stages that follow one another in one task of an array.
struct StageGroup {
    let stages: [PlannedStage]
    /// What the spec says for these stages.
    let options: [String]

    /// The stages of a chain: those that need the same of the cluster stay together.
    static func groups(_ stages: [PlannedStage], _ slurm: SlurmOptions) -> [StageGroup] {
        var groups: [StageGroup] = []
        for stage in stages {
            let options = slurm.options(of: stage.name)
            if let last = groups.last, last.options == options, let other = last.stages.last,
                other.sortedNeeds.elementsEqual(stage.sortedNeeds, by: { $0 == $1 })
            {
                groups[groups.count - 1] = StageGroup(
                    stages: last.stages + [stage], options: options)
            } else {
                groups.append(StageGroup(stages: [stage], options: options))
            }
        }
        return groups
    }

    /// What identifies the group: names are plain letters, digits, `_` and `-`.
    var names: String { stages.map(\.name).joined(separator: ",") }

    /// The options of sbatch, those of the spec last, since of two the last one counts.
    ///
    /// - Parameter pack: how many runs share a task.
    func words(pack: Int) -> [String] {
        var words: [String] = []
        let limit = options.value(short: "t", long: "--time")
        if limit == nil, let minutes = minutes(pack: pack) {
            words.append("--time=\(minutes)")
        } else if options.value(short: nil, long: "--signal") == nil,
            limit.map({ !StageGroup.isShort($0) }) ?? true
        {
            words.append("--signal=B:TERM@30")
        }
        guard let gpus = neededGPUs, ownGPUs == nil else { return words + options }
        guard let other = options.value(short: nil, long: "--gres") else {
            return words + ["--gres=gpu:\(gpus)"] + options
        }
        // Of two the last one counts, so it has to name both.
        return words + options + ["--gres=\(other),gpu:\(gpus)"]
    }

    /// The GPUs that one stage has.
    private var neededGPUs: Int? {
        stages.flatMap(\.needs).first { $0.resource == "gpu" && $0.count > 0 }?.count
    }

    /// The GPUs that the options ask for: `4`, `a100:4`, `gpu`, `nvme:10,gpu:a100:4`; nil where they ask
    /// for none, 0 where they forbid all.
    private var ownGPUs: Int? {
        if let own = options.value(short: nil, long: "--tres-per-task") {
            // `cpu:4,gres/gpu:a100:2`; newer versions write `=` for the last colon.
            let parts = own.split(separator: ",").map { $0.split { ":=".contains($0) } }
            if let part = parts.first(where: { ["gres/gpu", "gpu"].contains($0.first ?? "") }) {
                return part.last.flatMap { Int($0) } ?? 1
            }
        }
        for name in ["--gpus", "--gpus-per-node", "--gpus-per-task", "--gpus-per-socket"] {
            guard let value = options.value(short: name == "--gpus" ? "G" : nil, long: name)
            else { continue }
            return value.split(separator: ":").last.flatMap { Int($0) } ?? 1
        }
        let own = options.value(short: nil, long: "--gres")
        if own == "none" { return 0 }
        let parts = (own ?? "").split(separator: ",").map { $0.split { ":=".contains($0) } }
        return parts.first { $0.first == "gpu" }.map { $0.last.flatMap { Int($0) } ?? 1 }
    }

    /// Whether a limit such as `5`, `5:00` or `0:05:00` is one of few minutes. Slurm looks only every
    /// half minute whether to warn, and may do so a minute early: before such a task has done anything.
    private static func isShort(_ limit: String) -> Bool {
        let parts = limit.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        switch (parts.count, parts.first ?? nil) {
        case (1, let minutes?), (2, let minutes?): return minutes < 5
        case (3, 0?): return (parts[1] ?? 5) < 5
        default: return false
        }
    }

    /// Minutes that suffice for all attempts, each with the time that it has for stopping; nil where a
    /// stage may take any time.
    private func minutes(pack: Int) -> Int? {
        var seconds = 0.0
        for stage in stages {
            guard let timeout = stage.timeout else { return nil }
            seconds += Double(timeout + StageGroup.grace) * Double(stage.retries + 1)
            // The pauses before retries: half a second, twice as long each time, a minute at most.
            seconds += (0..<min(stage.retries, 7)).reduce(0) { $0 + 0.5 * Double(1 << $1) }
            seconds += Double(max(0, stage.retries - 7)) * 60
        }
        let cpus = options.value(short: "c", long: "--cpus-per-task").flatMap { Int($0) } ?? 1
        // Runs of a pack wait for a CPU and for their GPUs.
        let gpus = neededGPUs.map { (ownGPUs ?? $0) / $0 } ?? cpus
        let atOnce = max(1, min(cpus, gpus))
        let minutes = (seconds * (Double(pack) / Double(atOnce)).rounded(.up) / 60)
        return minutes < 1e6 ? Int(minutes.rounded(.up)) : nil
    }

    /// Seconds from the request to stop to the end by force, as in the script of the job.
    private static let grace = 25
}

extension PlannedStage {
    fileprivate var sortedNeeds: [(resource: String, count: Int)] {
        needs.sorted { $0.resource < $1.resource }
    }
}

extension [String] {
    /// The last value of an option: in its own word or the next, empty where there is none; nil where
    /// the option is not among them.
    fileprivate func value(short: String?, long: String) -> String? {
        for (index, word) in enumerated().reversed() {
            if word == long || word == short.map({ "-\($0)" }) {
                return index + 1 < count ? self[index + 1] : ""
            }
            if word.hasPrefix(long + "=") { return String(word.dropFirst(long.count + 1)) }
            if let short, word.hasPrefix("-\(short)") { return String(word.dropFirst(2)) }
        }
        return nil
    }
}
