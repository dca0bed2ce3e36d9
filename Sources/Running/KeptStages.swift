// Later stages of a chain that were done and are to run again: what tells of them, kept until they are
// done anew, so that a change that is taken back brings it back. The other files of the run's folder are
// not kept, since a stage may use any of them: where one has changed meanwhile, nothing comes back.
// Knows nothing of when a stage has to run.
import Graph
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A hidden folder inside that of the run, with stamps, logs, records and reports as they were, and a
/// list of all other files.
struct KeptStages {
    let stages: [PlannedStage]
    let files: ChainFiles

    private var folder: String { files.keptStages }
    private var half: String { folder + ".tmp" }
    private var list: String { "\(folder)/files" }
    private var reports: [String] { [files.result, files.curves] }

    /// Keeps the stages from `index` on, beside what is kept already and could still come back. Nothing
    /// of them is removed before all is kept.
    func put(from index: Int) throws(SystemError) {
        let isAdded = fileStatus(folder) != nil && isUnchanged
        if !isAdded {
            try discard()
            try makeFolder(half)
            // Those that are kept already are of the end of the chain.
            for path in reports { try copyFile(path, half + "/" + lastName(path)) }
        }
        let target = isAdded ? folder : half
        for stage in stages[index...] {
            for name in folderNames(files.before(stage.name)) {
                let kept = lastName(files.before(stage.name)) + "." + name
                try keep("\(files.before(stage.name))/\(name)", "\(target)/\(kept)", isCopy: true)
            }
            for path in traces(of: stage.name, in: files) + [files.stamp(stage.name)] {
                try keep(path, target + "/" + lastName(path), isCopy: false)
            }
        }
        if !isAdded {
            try writeFile("\(half)/files", listing)
            try renameIfAny(half, folder)
        }
    }

    private func keep(_ path: String, _ target: String, isCopy: Bool) throws(SystemError) {
        guard fileStatus(target) == nil else { return }
        if isCopy { try copyFile(path, target) } else { try linkOrCopy(path, target) }
    }

    /// The record of a stage that is kept and could come back; nil where there is none.
    func record(_ stage: String) -> StageRecord? {
        guard let record = StageRecord.read(folder + "/" + lastName(files.stamp(stage))),
            isUnchanged
        else { return nil }
        return record
    }

    /// Puts back the stages from `index` on, the stamp of the last one at the end.
    func bringBack(from index: Int) throws(SystemError) {
        removeLeftovers(in: files.folder, areAllGone: true)
        for path in reports {
            try removeIfAny(path)
            try copyFile(folder + "/" + lastName(path), path)
        }
        for stage in stages[index...] {
            for path in traces(of: stage.name, in: files) { try removeIfAny(path) }
            let before = files.before(stage.name)
            try removeTree(before)
            let prefix = lastName(before) + "."
            for name in folderNames(folder) where name.hasPrefix(prefix) {
                try makeFolder(before)
                try copyFile("\(folder)/\(name)", "\(before)/\(name.dropFirst(prefix.count))")
            }
            for name in folderNames(folder) where isTrace(name, of: stage.name) {
                try linkOrCopy("\(folder)/\(name)", "\(files.folder)/\(name)")
            }
        }
        for stage in stages[index...] {
            let stamp = files.stamp(stage.name)
            try removeIfAny(stamp)
            try linkOrCopy(folder + "/" + lastName(stamp), stamp)
        }
        try discard()
    }

    func discard() throws(SystemError) {
        try removeTree(half)
        try renameIfAny(folder, half)
        try removeTree(half)
    }

    /// Whether a file is a log or a record of an attempt at a stage.
    private func isTrace(_ name: String, of stage: String) -> Bool {
        [files.log(stage), files.attempt(stage)].map(lastName).contains { start in
            name == start || name.hasPrefix(start + ".")
        }
    }

    private var isUnchanged: Bool { readFileIfAny(list) == listing }

    /// Names, sizes and dates of all files in the run's folder that are not hpmake's own.
    private var listing: [UInt8] {
        var lines: [String] = []
        for name in folderNames(files.folder) where !isOwn(name) {
            FolderListing.add("\(files.folder)/\(name)", name, to: &lines)
        }
        return Array(lines.sorted().joined().utf8)
    }

    private func isOwn(_ name: String) -> Bool {
        let own = (reports + [files.parameters ?? ""]).map(lastName)
        // Or one that was being written when its writer was killed.
        if own.contains(where: { name == $0 || name.hasPrefix($0 + ".") && name.hasSuffix(".tmp") })
        {
            return true
        }
        return [folder, half].map(lastName).contains(name)
            || stages.contains { stage in
                isTrace(name, of: stage.name) || name == lastName(files.stamp(stage.name))
                    || name.hasPrefix(lastName(files.before(stage.name)))
            }
    }
}

/// Names, sizes and dates below a folder, links not followed.
private enum FolderListing {
    static func add(_ path: String, _ name: String, to lines: inout [String]) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            #if canImport(Glibc)
                let time = status.st_mtim
            #else
                let time = status.st_mtimespec
            #endif
            lines.append("\(name)\u{0}\(status.st_size) \(time.tv_sec).\(time.tv_nsec)\n")
            return
        }
        lines.append("\(name)/\n")
        for inner in folderNames(path) { add("\(path)/\(inner)", "\(name)/\(inner)", to: &lines) }
    }
}
