// Folders of runs that the spec no longer has. Knows nothing of how they are shown and removed.
import Running
import System

/// What is left of a run, or of all repeats of a configuration.
package struct StaleRun: Sendable {
    package let path: String
    package let files: Int
    /// Bytes of all files.
    package let size: Int64
    /// Whether something runs in there: another make of an older spec.
    package let isRunning: Bool
}

extension Sweep {
    /// What is in the folder of the runs and belongs to none of them, in order of the names.
    package var staleRuns: [StaleRun] {
        let known = Set(configurations.map(\.id))
        let repeats = Set(repeats)
        var paths: [String] = []
        for name in folderNames(layout.trained).sorted() {
            let path = "\(layout.trained)/\(name)"
            guard fileStatus(path)?.isFolder == true else { continue }
            if !known.contains(name) {
                paths.append(path)
            } else if plan.repetition != nil {
                // Above the folders of the repeats hpmake keeps nothing.
                paths += folderNames(path).sorted().filter { !repeats.contains($0) }.map {
                    "\(path)/\($0)"
                }
            }
        }
        return paths.map { path in
            let (files, size) = extent(of: path)
            return StaleRun(path: path, files: files, size: size, isRunning: isLocked(path))
        }
    }

    private func isLocked(_ folder: String) -> Bool {
        let folders = [folder] + folderNames(folder).map { "\(folder)/\($0)" }
        return folders.contains { RunReader.holder("\($0)/.run.lock") != nil }
    }
}
