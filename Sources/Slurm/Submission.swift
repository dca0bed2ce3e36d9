// Which jobs have to be submitted: from how far each run is and what is queued already.
// Pure; knows neither files nor Slurm's programs.
import Text

/// A call of sbatch to be made.
package struct PlannedJob: Sendable, Equatable {
    /// `preprocess`, `array_1` .. or `collate`.
    package let kind: String
    /// What is added to the index of a task.
    package var offset = 0
    /// The indices, as `--array` takes them; nil where it is no array.
    package var array: String?
    /// What it waits for, as `--dependency` takes it, where `@2` is the second job of the list. Of the
    /// collation, which waits for all that is new, further jobs as `:12:13`.
    package var after: String?
    /// How many tasks it has.
    package var tasks = 1
    /// The name of its layer; empty where there is but one.
    package var layer = ""

    /// A line for the script.
    package var line: String {
        "\(kind) \(offset) \(array ?? "-") \(after ?? "-") \(tasks)"
            + (layer.isEmpty ? "\n" : " \(layer)\n")
    }
}

/// Finds out what is to be submitted.
package struct Submission {
    /// Where one group of stages of one run is queued.
    package struct Place: Hashable, Sendable {
        package let job: String
        /// Whether its tasks have the same runs as ours, and which offset their indices have.
        package let isAlike: Bool
        package let offset: Int

        package init(job: String, isAlike: Bool, offset: Int) {
            (self.job, self.isAlike, self.offset) = (job, isAlike, offset)
        }
    }

    /// Runs that wait for nothing, or for the end of those before them, whatever that is.
    package struct Layer: Sendable, Equatable {
        /// Empty where there is but one.
        package let name: String
        package let runs: Range<Int>
        /// The index of the layer before; nil for none.
        package let after: Int?

        package init(name: String, runs: Range<Int>, after: Int?) {
            (self.name, self.runs, self.after) = (name, runs, after)
        }
    }

    /// How many stages of each run are done.
    package var done: [Int]
    /// All runs in order.
    package var layers: [Layer]
    /// The stages of each array.
    package var groups: [Range<Int>]
    /// How many runs share a task.
    package var pack: Int
    /// Indices of arrays are below this.
    package var limit: Int
    /// Whether the preprocessing has to run first, and its job where it is queued.
    package var needsPreprocess = false
    package var queuedPreprocess: String?
    /// For each group, where runs are queued.
    package var queued: [[Int: Place]]
    /// Runs that somebody is at, be it a task of a job that is queued for them or make.
    package var busy: Set<Int> = []
    /// Runs whose task is about to end, or to be queued once more: nobody knows which.
    package var ending: Set<Int> = []
    package var needsCollation = false
    /// Jobs whose end the collation has to wait for, though they are not new.
    package var openJobs: [String] = []
    /// The runs that are to be submitted; nil for all.
    package var selection: Set<Int>?
    /// Runs that have to wait until the layers after theirs, which are queued, are over.
    package private(set) var held: Set<Int> = []

    package init(done: [Int], groups: [Range<Int>], pack: Int, limit: Int) {
        (self.done, self.groups, self.pack, self.limit) = (done, groups, pack, limit)
        layers = [Layer(name: "", runs: done.indices, after: nil)]
        queued = groups.map { _ in [:] }
    }

    /// Holds runs back that nothing of the layers after theirs waits for, though that is queued: it would
    /// find them running, and could not tell what they come to.
    package mutating func holdBack() {
        held = []
        for layer in layers where layer.runs.contains(where: isQueued) {
            var next = layer.after
            while let index = next {
                held.formUnion(layers[index].runs.filter { !isQueued($0) })
                next = layers[index].after
            }
        }
    }

    /// The jobs in the order of their submission. Each task waits for its own predecessor.
    package func jobs() -> [PlannedJob] {
        var jobs: [PlannedJob] = []
        var first: String?
        if needsPreprocess, let queuedPreprocess {
            first = "afterok:\(queuedPreprocess)"
        } else if needsPreprocess, hasWork {
            jobs.append(PlannedJob(kind: "preprocess"))
            first = "afterok:@1"
        }
        /// For each layer, what those after it wait for.
        var ends: [[String]] = []
        for layer in layers {
            let end = layer.after.map { ends[$0] } ?? []
            let wait = end.isEmpty ? [] : ["afterany:\(end.joined(separator: ":"))"]
            let count = jobs.count
            add(layer, after: (first.map { [$0] } ?? []) + wait, to: &jobs)
            let own = openJobs(of: layer) + (count..<jobs.count).map { "@\($0 + 1)" }
            ends.append(own.isEmpty ? end : own)
        }
        if isWhole, !jobs.isEmpty || needsCollation {
            let open = openJobs.map { ":\($0)" }.joined()
            jobs.append(PlannedJob(kind: "collate", after: open.isEmpty ? nil : open))
        }
        return jobs
    }

    /// Adds the arrays of a layer.
    private func add(_ layer: Layer, after first: [String], to jobs: inout [PlannedJob]) {
        /// For each task, the number of its job in the group before.
        var before: [Int: Int] = [:]
        for number in groups.indices {
            let slices = slices(layer, number, before, first)
            before = [:]
            for slice in slices {
                for tasks in Submission.pieces(slice.tasks[...]) {
                    jobs.append(
                        PlannedJob(
                            kind: "array_\(number + 1)", offset: slice.offset,
                            array: rangeList(tasks.map { $0 - slice.offset }),
                            after: slice.after.isEmpty ? nil : slice.after, tasks: tasks.count,
                            layer: layer.name))
                    for task in tasks { before[task] = jobs.count }
                }
            }
        }
    }

    /// The jobs in which runs of a layer are queued.
    private func openJobs(of layer: Layer) -> [String] {
        var jobs: Set<String> = []
        for places in queued {
            for (run, place) in places where layer.runs.contains(run) { jobs.insert(place.job) }
        }
        return jobs.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    /// Whether nothing is left beside a selection.
    private var isWhole: Bool {
        guard let selection, let last = groups.last else { return true }
        return done.indices.allSatisfy {
            selection.contains($0) || done[$0] == last.upperBound || isQueued($0)
        }
    }

    /// Whether anything has to be submitted.
    private var hasWork: Bool { done.indices.contains { isWanted($0) } }

    /// Whether a stage of a run has to be submitted.
    package func isWanted(_ run: Int) -> Bool { groups.indices.contains { isWanted(run, $0) } }

    /// Whether a stage of a run that is not done is queued.
    package func isQueued(_ run: Int) -> Bool {
        groups.indices.contains { done[run] < groups[$0].upperBound && isQueued(run, $0) }
    }

    /// What a job is at, the stages after it can wait for. When others come to an end nobody knows.
    private func isWanted(_ run: Int, _ number: Int) -> Bool {
        guard done[run] < groups[number].upperBound, !isQueued(run, number),
            !ending.contains(run), !held.contains(run), selection?.contains(run) != false
        else { return false }
        return !busy.contains(run) || isQueued(run)
    }

    /// Whether a run is queued and will be started: not where it waits for what is not even queued.
    private func isQueued(_ run: Int, _ number: Int) -> Bool {
        guard queued[number][run] != nil else { return false }
        guard number > 0, done[run] < groups[number].lowerBound else { return true }
        return isQueued(run, number - 1)
    }

    private struct Slice {
        let offset: Int
        let after: String
        var tasks: [Int]
    }

    /// The tasks of a group, by what they wait for and by the limit of their index.
    private func slices(
        _ layer: Layer, _ number: Int, _ before: [Int: Int], _ first: [String]
    ) -> [Slice] {
        var slices: [Slice] = []
        var places: [String: Int] = [:]
        let runs = layer.runs
        for task in runs.lowerBound / pack..<(runs.upperBound + pack - 1) / pack {
            let runs = (task * pack..<min(runs.upperBound, (task + 1) * pack)).filter {
                isWanted($0, number)
            }
            guard !runs.isEmpty else { continue }
            let offset = task / limit * limit
            let after = dependencies(
                runs, number, before[task], offset, first: number == 0 ? first : [])
            let key = "\(offset) \(after)"
            if let place = places[key] {
                slices[place].tasks.append(task)
            } else {
                places[key] = slices.count
                slices.append(Slice(offset: offset, after: after, tasks: [task]))
            }
        }
        return slices
    }

    /// As many parts as it takes for the list of each to be an argument, which has 128 KiB on Linux.
    private static func pieces(_ tasks: ArraySlice<Int>) -> [ArraySlice<Int>] {
        guard rangeList(Array(tasks)).utf8.count > 100 << 10 else { return [tasks] }
        let middle = tasks.startIndex + tasks.count / 2
        return pieces(tasks[..<middle]) + pieces(tasks[middle...])
    }

    private func dependencies(
        _ runs: [Int], _ number: Int, _ new: Int?, _ offset: Int,
        first: [String]
    ) -> String {
        var words = first
        guard number > 0 else { return words.joined(separator: ",") }
        if let new { words.append("aftercorr:@\(new)") }
        let waiting = runs.filter { done[$0] < groups[number].lowerBound }
        var places: Set<Place> = []
        for run in waiting where isQueued(run, number - 1) {
            if let place = queued[number - 1][run] { places.insert(place) }
        }
        for place in places.sorted(by: { $0.job < $1.job }) {
            let isSame = place.isAlike && place.offset == offset
            words.append("\(isSame ? "aftercorr" : "afterany"):\(place.job)")
        }
        return words.joined(separator: ",")
    }
}
