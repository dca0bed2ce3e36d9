// What a chain does with its run's folder before a stage runs: the parameters for the trainer, and what was
// done out of the way. Knows nothing of how a stage is run.
import Graph
import System

extension ChainRunner {
    /// What is there already is not touched: the folder may still come to count as it was.
    func writeParameters(isNew: Bool) throws(SystemError) {
        guard let path = files.parameters, !isHandedOn else { return }
        if isNew { return try writeFile(path, values.json) }
        if readFileIfAny(path) != values.json { try replaceFile(path, values.json) }
    }

    /// Puts a stage that was done, and all after it, out of the way of those that replace them. Says
    /// whether the run's folder is a new one now.
    func putAside(_ index: Int) throws(SystemError) -> Bool {
        if index > 0 {
            try KeptStages(stages: stages, files: files).put(from: index)
            return false
        }
        let aside = KeptAside(files: files)
        // Of several changes it is the chain that was done before the first that comes back.
        if try aside.exists(), !isComplete { return false }
        try aside.put()
        return files.parameters != nil
    }

    /// Whether all stages were done one after another, be it from something else than now.
    private var isComplete: Bool {
        var after: String?
        for stage in stages {
            guard let record = StageRecord.read(files.stamp(stage.name)), record.state == .done,
                after == nil || record.origin.after == after
            else { return false }
            after = record.execution
        }
        return true
    }
}
