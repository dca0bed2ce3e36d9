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
        let minutes = minutes(pack: pack)
        if let minutes, !options.contains(short: "t", long: "--time") {
            words.append("--time=\(minutes)")
        } else if !options.contains(short: nil, long: "--signal") {
            words.append("--signal=B:TERM@30")
        }
        let hasOwn = ["--gres", "--gpus", "--gpus-per-node", "--gpus-per-task"].contains {
            options.contains(short: "G", long: $0)
        }
        let gpus = stages.flatMap(\.needs).first { $0.resource == "gpu" }?.count
        if let gpus, !hasOwn { words.append("--gres=gpu:\(gpus)") }
        return words + options
    }

    /// Minutes that suffice for all attempts, each with the time that it has for stopping; nil where a
    /// stage may take any time.
    private func minutes(pack: Int) -> Int? {
        var seconds = 0
        for stage in stages {
            guard let timeout = stage.timeout else { return nil }
            let (attempt, isHuge) = (timeout + StageGroup.grace).multipliedReportingOverflow(
                by: stage.retries + 1)
            if isHuge || attempt > Int.max / 4 { return nil }
            seconds += attempt
        }
        let rounds = (pack + cpus - 1) / cpus
        let (total, isHuge) = seconds.multipliedReportingOverflow(by: rounds)
        return isHuge ? nil : (total - 1) / 60 + 1
    }

    /// Seconds from the request to stop to the end by force, as in the script of the job.
    private static let grace = 25

    /// How many runs of a packed task go on side by side.
    private var cpus: Int {
        for (index, word) in options.enumerated().reversed() {
            for form in ["--cpus-per-task=", "-c"] where word.hasPrefix(form) {
                if let count = Int(word.dropFirst(form.count)), count > 0 { return count }
            }
            if word == "-c" || word == "--cpus-per-task", index + 1 < options.count,
                let count = Int(options[index + 1]), count > 0
            {
                return count
            }
        }
        return 1
    }
}

extension PlannedStage {
    fileprivate var sortedNeeds: [(resource: String, count: Int)] {
        needs.sorted { $0.resource < $1.resource }
    }
}

extension [String] {
    /// Whether an option is among them, with its value in the same word or in the next.
    fileprivate func contains(short: String?, long: String) -> Bool {
        contains { word in
            word == long || word.hasPrefix(long + "=")
                || short.map { word.hasPrefix("-\($0)") } ?? false
        }
    }
}
