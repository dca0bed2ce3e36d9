// The folder of a run that has come into its pack, emptied and left for the next run. Knows nothing of packs.
//
// A run of a pack makes a handful of files and removes them at once. ext4 does not use the inodes of what was
// removed for a minute or more, and every new file looks for one past all of them: of 8,000 short runs that
// took half of the time. So what every run has anyway goes from run to run: its folder, the file of its
// parameters, an empty log, and its lock, which is its last stamp at the end.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A place for one folder, beside those of runs. Nobody else uses it as long as the pack is locked.
package struct SpareFolder: Sendable {
    let path: String

    /// The last stamp of the run before.
    private var lock: String { path + ".lock" }
    private var spoilt: String { path + ".spoilt" }
    private var parameters: String { "\(path)/params.json" }

    /// Takes the folder of a run, which is gone from then on.
    ///
    /// - Returns: whether that was possible.
    func take(_ folder: String) -> Bool { rename(folder, path) == 0 }

    /// Empties the folder; where that fails, nobody gets it.
    ///
    /// - Parameters:
    ///   - names: all that is in it, folders behind what is in them and with a slash at the end.
    ///   - stamp: the name of the last stamp.
    ///   - log: the name of the first log, which is left if it is empty.
    func empty(_ names: [String], stamp: String, log: String) throws(SystemError) {
        do {
            try removeAll(names, stamp: stamp, log: log)
        } catch {
            try? removeTree(spoilt)
            rename(path, spoilt)
            throw error
        }
    }

    private func removeAll(_ names: [String], stamp: String, log: String) throws(SystemError) {
        for name in names where name != "params.json" {
            let file = "\(path)/\(name)"
            if name == stamp {
                // A byte is left: ext4 would write a file that was empty to the disk at once.
                truncate(file, 1)
                try renameIfAny(file, lock)
            } else if name.utf8.last == UInt8(ascii: "/") {
                try removeTree(String(file.dropLast()))
            } else if name != log || fileStatus(file)?.size != 0 {
                try removeIfAny(file)
            }
        }
    }

    /// Lets the lock be that of a run, where that has none; says whether that was possible.
    func giveLock(to path: String) -> Bool {
        guard link(lock, path) == 0 else { return false }
        try? removeIfAny(lock)
        return true
    }

    /// Lets the folder be that of a run that has none.
    ///
    /// - Parameter parameters: what the run has in `params.json`.
    /// - Returns: whether that was possible.
    func give(to folder: String, parameters bytes: [UInt8]) -> Bool {
        overwriteFile(parameters, bytes) && rename(path, folder) == 0
    }

    func remove() throws(SystemError) {
        for folder in [path, spoilt] { try removeTree(folder) }
        try removeIfAny(lock)
    }
}
