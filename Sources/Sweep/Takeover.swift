// Folders of configurations that have another name by now: the hash at the end of an id says whose they
// are, whatever stands before it, after a change of `defaults` or of an older hpmake. Knows nothing of
// what is in the records.
import Graph
import Running
import System
import Text

/// Renames folders to what their configurations are called.
package struct Takeover {
    private let layout: Layout
    private let stages: [String]
    private let repeats: [String]

    /// Renames all that there are, before anything runs.
    ///
    /// - Parameter ids: of the sweep's configurations.
    package static func rename(
        _ ids: some Sequence<String>, _ plan: Plan, _ layout: Layout
    ) throws(SystemError) {
        let names = folderNames(layout.trained).filter { !$0.hasPrefix(".") && endsInHash($0) }
        guard !names.isEmpty else { return }
        var found: [Substring: [String]] = [:]
        for name in names { found[name.suffix(12), default: []].append(name) }
        let takeover = Takeover(
            layout: layout, stages: plan.stages.map(\.name),
            repeats: plan.runFolders)
        for id in ids {
            guard let names = found[id.suffix(12)], names != [id] else { continue }
            try takeover.rename(names, to: id)
        }
    }

    /// What the folders of configurations are called on disk, where they are there, and how many folders
    /// of other configurations there are.
    package static func folders(
        _ ids: some Sequence<String>, _ layout: Layout
    ) -> (names: [String], others: Int) {
        var found: [Substring: [String]] = [:]
        for name in folderNames(layout.trained) where !name.hasPrefix(".") && endsInHash(name) {
            found[name.suffix(12), default: []].append(name)
        }
        let names = ids.map { id in
            guard let names = found.removeValue(forKey: id.suffix(12)) else { return id }
            return names.contains(id) ? id : names[0]
        }
        return (names, found.count)
    }

    /// Of several folders the one with the exact name, if its chain is complete; else the complete one;
    /// else the newer one. The others keep their names, or take the one that becomes free.
    private func rename(_ names: [String], to id: String) throws(SystemError) {
        let others = names.filter { $0 != id && !isInUse($0) }.sorted {
            modified($0) > modified($1)
        }
        let hasExact = names.contains(id)
        guard let newest = others.first, !(hasExact && (isComplete(id) || isInUse(id))) else {
            return
        }
        var chosen = others.first(where: isComplete)
        if chosen == nil { chosen = hasExact && modified(id) >= modified(newest) ? nil : newest }
        guard let chosen else { return }
        let free = "\(layout.trained)/.\(id).tmp"
        for place in [layout.run, { layout.chain($0).aside }] as [(String) -> String] {
            try removeTree(free)
            try renameIfAny(place(id), free)
            try renameIfAny(place(chosen), place(id))
            try renameIfAny(free, place(chosen))
        }
        try removeIfAny(layout.chain(chosen).lock)
    }

    private func runs(_ id: String) -> [String] {
        repeats.map { runID(id, $0) }
    }

    private func isComplete(_ id: String) -> Bool {
        runs(id).allSatisfy { run in
            stages.allSatisfy { StageRecord.read(layout.chain(run).stamp($0))?.state == .done }
        }
    }

    /// Whether a runner is at it, be it one of a version that locked inside of the folder.
    private func isInUse(_ id: String) -> Bool {
        runs(id).contains { run in
            let files = layout.chain(run)
            return [files.lock, "\(files.folder)/.run.lock"].contains {
                contentOfHeldLock($0) != nil
            }
        }
    }

    private func modified(_ id: String) -> Int64 {
        runs(id).flatMap { run in
            stages.map { layout.chain(run).stamp($0) } + [layout.run(run)]
        }.compactMap { fileStatus($0)?.modified }.max() ?? 0
    }
}
