// A chain that was done and is to be replaced, out of the way but not lost: until the new one is done, a
// change that is taken back brings it back. Knows nothing of when that is.
import Graph
import System

/// The whole folder of a chain, kept as a hidden folder beside it. All is done under the chain's lock, and
/// whatever moment the process dies at, either the folder or what is aside is whole.
struct KeptAside {
    let files: ChainFiles

    /// The name under which what is not wanted any more is removed, so that no half of it looks like all.
    private var discarded: String { files.aside + ".tmp" }

    /// Whether there is something; what a process left half-way is put right.
    func exists() throws(SystemError) -> Bool {
        guard fileStatus(files.aside) != nil else { return false }
        if files.hasAllInside { return true }
        // The preprocessing: its stamp and logs go first and come back last.
        let inner = files.keptAside.folder
        if fileStatus(inner) != nil { return true }
        if fileStatus(stamp) == nil, fileStatus(files.folder) != nil {
            try renameIfAny(files.folder, inner)
            try makeFolder(files.folder)
            return true
        }
        try discard()
        return false
    }

    /// The stamp of the preprocessing.
    private var stamp: String { files.stamp("preprocess") }

    /// Moves the chain aside, in place of what may be there, and leaves an empty folder.
    func put() throws(SystemError) {
        try discard()
        if files.hasAllInside {
            try renameIfAny(files.folder, files.aside)
        } else {
            try makeFolder(discarded)
            for path in outside(files) { try linkOrCopy(path, discarded + "/" + lastName(path)) }
            try renameIfAny(discarded, files.aside)
            try removeIfAny(stamp)
            try renameIfAny(files.folder, files.keptAside.folder)
        }
        try makeFolder(files.folder)
    }

    /// Puts what was kept in the place of what is there.
    func bringBack() throws(SystemError) {
        try removeTree(discarded)
        try renameIfAny(files.folder, discarded)
        try renameIfAny(files.keptAside.folder, files.folder)
        if !files.hasAllInside {
            let kept = outside(files.keptAside).filter { $0 != files.keptAside.stamp("preprocess") }
            for path in outside(files) { try removeIfAny(path) }
            for path in kept { try linkOrCopy(path, outsidePlace(path)) }
            try linkOrCopy(files.keptAside.stamp("preprocess"), stamp)
            try removeTree(files.aside)
        }
        try removeTree(discarded)
    }

    /// Removes what is kept, if anything.
    func discard() throws(SystemError) {
        try removeTree(discarded)
        try renameIfAny(files.aside, discarded)
        try removeTree(discarded)
    }

    /// Stamp, logs and records of the preprocessing, which lie beside its folder.
    private func outside(_ files: ChainFiles) -> [String] {
        ([files.stamp("preprocess")] + traces(of: "preprocess", in: files)).filter {
            fileStatus($0) != nil
        }
    }

    private func outsidePlace(_ kept: String) -> String {
        let stamp = files.stamp("preprocess")
        return stamp[...(stamp.lastIndex(of: "/") ?? stamp.startIndex)] + lastName(kept)
    }
}

/// The logs and records of all attempts at a stage that are there.
func traces(of stage: String, in files: ChainFiles) -> [String] {
    [files.log(stage), files.attempt(stage)].flatMap { path in
        var paths = [path]
        while fileStatus("\(path).\(paths.count)") != nil { paths.append("\(path).\(paths.count)") }
        return paths
    }
}
