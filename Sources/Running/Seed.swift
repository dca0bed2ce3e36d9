// A run's folder as a copy of the one at the rung below: with its checkpoint, without what it reported.
// Knows nothing of what trainers write.
import Graph
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The folder that a run begins with.
struct Seed {
    /// Of the rung below.
    let files: ChainFiles
    let stages: [PlannedStage]

    /// Makes `folder` a copy, at once, in the place of what is there.
    func fill(_ folder: String) throws(SystemError) {
        let slash = folder.lastIndex(of: "/") ?? folder.startIndex
        let beside = "\(folder[...slash]).\(folder[slash...].dropFirst()).seed.tmp"
        try removeTree(beside)
        try makeFolder(beside)
        let wanted = Seed.names(files)
        for name in folderNames(files.folder) where !isOurs(name) {
            try copy("\(files.folder)/\(name)", "\(beside)/\(name)", name, wanted)
        }
        if stages.count > 1 {
            // As the first stage left them, whatever later ones have added.
            try removeIfAny("\(beside)/metrics.jsonl")
            let kept = files.before(stages[1].name)
            let curves = fileStatus(kept) == nil ? files.curves : "\(kept)/metrics.jsonl"
            try copyFile(curves, "\(beside)/metrics.jsonl")
        }
        try removeTree(folder)
        guard rename(beside, folder) == 0 else {
            throw SystemError("cannot rename \(beside)")
        }
    }

    /// What hpmake keeps in a run's folder, and what the run has reported.
    private func isOurs(_ name: String) -> Bool {
        if ["params.json", "result.json", ".kept", Seed.list].contains(name)
            || name.hasSuffix(".tmp")
        {
            return true
        }
        return stages.contains { stage in
            name == ".\(stage.name)" || name.hasPrefix(".\(stage.name).")
                || name == "\(stage.name).log" || name.hasPrefix("\(stage.name).log.")
        }
    }

    /// - Parameters:
    ///   - name: the path below the run's folder.
    ///   - wanted: what the first stage has left; nil for all.
    private func copy(
        _ path: String, _ target: String, _ name: String, _ wanted: Set<String>?
    ) throws(SystemError) {
        if let link = symbolicLinkTarget(path) {
            guard wanted?.contains(name) ?? true else { return }
            guard symlink(link, target) == 0 else {
                throw SystemError("cannot make the link \(target)")
            }
        } else if fileStatus(path)?.isFolder == true {
            try makeFolder(target)
            for inner in folderNames(path) {
                try copy("\(path)/\(inner)", "\(target)/\(inner)", "\(name)/\(inner)", wanted)
            }
        } else if wanted?.contains(name) ?? true {
            try cloneFile(path, target)
        }
    }

    // MARK: what the first stage has left

    private static let list = ".files"

    /// Writes down the files that the first stage has left, before later ones add theirs.
    static func note(_ files: ChainFiles) throws(SystemError) {
        let names = paths(files.folder, "").map(JSONValue.string)
        try replaceFile(
            "\(files.folder)/\(list)", Array((JSONValue.array(names).compact + "\n").utf8))
    }

    private static func paths(_ folder: String, _ start: String) -> [String] {
        folderNames(folder).sorted().flatMap { name in
            let path = "\(folder)/\(name)"
            let isFolder = symbolicLinkTarget(path) == nil && fileStatus(path)?.isFolder == true
            return isFolder ? paths(path, "\(start)\(name)/") : [start + name]
        }
    }

    private static func names(_ files: ChainFiles) -> Set<String>? {
        guard let bytes = readFileIfAny("\(files.folder)/\(list)"),
            let items = try? JSONValue.parse(bytes).items
        else { return nil }
        return Set(items.compactMap(\.stringValue))
    }
}
