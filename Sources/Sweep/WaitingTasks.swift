// Which runs wait in the queue of a cluster. Knows nothing of the cluster and of who asked it.

/// Tasks that have been submitted and are not over, by the id of the run that each is for.
package struct WaitingTasks: Sendable {
    /// Some stages of a run, in a job of the cluster.
    package struct Task: Sendable {
        let stages: [String]
        /// As records name it: `12_3`.
        let job: String
        /// Whether the cluster has started it: a run that failed in this very task is not tried again.
        let hasBegun: Bool

        package init(stages: [String], job: String, hasBegun: Bool) {
            (self.stages, self.job, self.hasBegun) = (stages, job, hasBegun)
        }
    }

    private var tasks: [String: [Task]] = [:]

    package init() {}

    package var isEmpty: Bool { tasks.isEmpty }

    package mutating func add(_ task: Task, forRun id: String) {
        tasks[id, default: []].append(task)
    }

    /// Whether the preprocessing waits.
    package var holdsPreprocess: Bool { tasks["preprocess"] != nil }

    /// Whether a run waits for the first of its stages that is not done.
    ///
    /// - Parameter job: that of the last attempt; nil where there is none.
    func holds(_ id: String, _ stage: String, after job: String?) -> Bool {
        guard let tasks = tasks[id] else { return false }
        return tasks.contains { $0.stages.contains(stage) && !($0.hasBegun && $0.job == job) }
    }
}
