// Folders of runs that the spec no longer has, told from what somebody else has put there.
// Knows nothing of how they are shown and removed.
import Graph
import Running
import System
import Text

/// What is left of a run, or of all repeats of a configuration.
package struct StaleRun: Sendable {
    package let path: String
    package let files: Int
    /// Bytes of all files.
    package let size: Int64
    /// Whether something runs in there: another make of an older spec.
    package let isRunning: Bool
    /// In which pack it lies; nil where it has a folder.
    package var pack: Pack?
}

extension Sweep {
    /// What is in the folder of the runs and belongs to none of them, in order of the names: runs, what is
    /// kept aside, and the paths of folders that hpmake has not made.
    ///
    /// - Parameter besides: hashes of configurations that are somebody else's.
    package func staleRuns(
        besides: Set<Substring> = []
    ) -> (runs: [StaleRun], others: [String]) {
        let known = Set(configurations.indices.map { String(name(ofConfiguration: $0)) })
        // Of a search that is not over, any run may still be in a slot.
        let isOpen = !isAllDecided
        let folders = runFolders
        var (runs, others): ([String], [String]) = ([], [])
        for name in folderNames(layout.trained).sorted() {
            let path = "\(layout.trained)/\(name)"
            guard fileStatus(path)?.isFolder == true else { continue }
            if besides.contains(name.suffix(12)) { continue }
            if name.hasPrefix("."), name.hasSuffix(".before") || name.hasSuffix(".before.tmp") {
                runs.append(path)
            } else if known.contains(name) {
                // Former repeats and rungs. What a trainer makes in its folder is its own.
                let names = folderNames(path).sorted()
                let own = folders[name] ?? []
                runs += names.filter { $0.hasPrefix(".") && $0.hasSuffix(".before") && isAside($0) }
                    .map { "\(path)/\($0)" }
                if isOpen { continue }
                runs +=
                    names
                    .filter { !own.contains($0) && $0.holds("_") }
                    .map { "\(path)/\($0)" }.filter(hasTraceOfRuns)
            } else if isOpen, DrawRecord.read(name, plan, layout) != nil {
                continue
            } else if endsInHash(name), isRun(path) {
                runs.append(path)
            } else {
                others.append(path)
            }
        }
        let stale = runs.map { path in
            let (files, size) = extent(of: path)
            return StaleRun(path: path, files: files, size: size, isRunning: isLocked(path))
        }
        return (stale + stalePackedRuns(besides: besides), others)
    }

    /// Lines of packs that belong to no run.
    private func stalePackedRuns(besides: Set<Substring>) -> [StaleRun] {
        let known = Set(configurations.indices.lazy.map { configurations[$0].id.suffix(12) })
        let repeats = Set(repeats)
        var stale: [StaleRun] = []
        for pack in layout.existingPacks {
            var content = PackContent()
            if let bytes = readFileIfAny(layout.pack(pack)) { content.add(pack, bytes) }
            for run in content.all {
                let parts = run.id.split(separator: "/", maxSplits: 1)
                let hash = (parts.first ?? "").suffix(12)
                let isOwn = known.contains(hash) && repeats.contains(parts.dropFirst().joined())
                if isOwn || besides.contains(hash) { continue }
                stale.append(
                    StaleRun(
                        path: layout.run(run.id), files: 0, size: Int64(run.byteCount),
                        isRunning: isLocked(layout.run(run.id)), pack: pack))
            }
        }
        return stale
    }

    /// The names that are runs of each configuration, or hold its repeats at a rung.
    private var runFolders: [String: Set<String>] {
        guard !slots.isEmpty else {
            let repeats = Set(repeats)
            return Dictionary(
                configurations.map { ($0.id, repeats) }, uniquingKeysWith: { first, _ in first })
        }
        let rungs = plan.search?.rungs?.folders ?? []
        var folders: [String: Set<String>] = [:]
        for index in slots.indices {
            let own = slots[index].layer.rung.map { [rungs[$0]] } ?? repeats
            folders[String(name(ofConfiguration: index)), default: []].formUnion(own)
        }
        return folders
    }

    /// Whether a hidden folder is a repeat or a rung that is kept aside, and not what a stage found.
    private func isAside(_ name: String) -> Bool {
        (repeats + (plan.search?.rungs?.folders ?? [])).contains {
            !$0.isEmpty && name == ".\($0).before"
        }
    }

    /// Whether this is the folder of a run, or of the repeats of a configuration.
    private func isRun(_ folder: String) -> Bool {
        fileStatus("\(folder)/params.json") != nil || hasTraceOfRuns(folder)
    }

    /// Whether a runner has left a record here, or in a folder in it.
    private func hasTraceOfRuns(_ folder: String) -> Bool {
        hasTraceOfRun(folder) || folderNames(folder).contains { hasTraceOfRun("\(folder)/\($0)") }
    }

    /// Whether a runner has left a record here.
    private func hasTraceOfRun(_ folder: String) -> Bool {
        folderNames(folder).contains { name in
            name.hasPrefix(".") && StageRecord.read("\(folder)/\(name)") != nil
        }
    }

    private func isLocked(_ folder: String) -> Bool {
        let start = layout.trained + "/"
        let ids = [folder] + folderNames(folder).map { "\(folder)/\($0)" }
        return ids.contains { id in
            RunReader.holder(layout.chain(String(id.dropFirst(start.count))).lock) != nil
        }
    }
}
