// One configuration in the foreground, outside of the sweep: its stages one after another, with the user's
// own input and terminal. Knows nothing of records, retries and slots, since it has none.
import Graph
import Spec
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs a chain once.
package struct Trial {
    private let plan: Plan
    private let values: RunValues
    private let files: ChainFiles

    package init(_ plan: Plan, _ values: RunValues, _ files: ChainFiles) {
        (self.plan, self.values, self.files) = (plan, values, files)
    }

    /// Runs all stages in a folder that is emptied first, and returns the exit code of the first that fails.
    ///
    /// - Parameter begin: is called before each stage.
    /// - Throws: where files cannot be written, or somebody else is at the same trial.
    package func run(_ begin: (PlannedStage) -> Void) throws(SystemError) -> Int32 {
        try makeFolder(files.folder)
        let lock = try FileLock(opening: files.lock)
        guard lock.tryLock() else {
            throw SystemError("somebody is trying this configuration already", code: EBUSY)
        }
        defer { lock.unlock() }
        for name in folderNames(files.folder) { try removeTree("\(files.folder)/\(name)") }
        if let path = files.parameters { try writeFile(path, values.json) }
        for stage in plan.stages {
            begin(stage)
            let code = try run(stage)
            guard code == 0 else { return code }
        }
        return 0
    }

    private func run(_ stage: PlannedStage) throws(SystemError) -> Int32 {
        let invocation = stage.command.invocation(shell: plan.shell) {
            values.value($0, stage: stage.name)
        }
        let record = StageRecord(
            stage: stage.name, host: hostName(), pid: Int(getpid()),
            origin: Origin(command: stage.digest, parameters: "", inputs: [], after: nil)
        )
        let environment = StageEnvironment(
            plan: plan, stage: stage, values: values, files: files, runsLeft: 1)
        let request = try environment.request(invocation, record, output: 1)
        do throws(SystemError) {
            return try request.runInForeground()
        } catch {
            writeText("\(error)\n", to: 2)
            return 127
        }
    }

    /// What the trial has reported in its folder, by name; only what needs no log.
    package var metrics: MetricTable {
        MetricTable(plan, files, upTo: plan.stages.last?.name ?? "")
    }
}
