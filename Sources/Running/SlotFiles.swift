// The slots of a search by results on disk: links that say which run is in which slot.
// Knows nothing of how that is decided.
import Graph
import System

/// The files of slots, below `.hpmake/search`: that of a slot is a symbolic link to the last stamp of the run
/// that is in it, which need not be there yet, so that make sees the slot done when the run is. A slot for
/// which there is no configuration is a file that says so.
package struct SlotFiles: Sendable {
    package let plan: Plan
    package let layout: Layout

    package init(_ plan: Plan, _ layout: Layout) {
        (self.plan, self.layout) = (plan, layout)
    }

    /// What is in a slot.
    package enum Content: Equatable, Sendable {
        case undecided
        /// There is no configuration for it.
        case empty
        /// The run's id.
        case run(String)
    }

    /// The slot of a file's name, and the folder of its repeat, which is empty without repeats.
    package static func parts(_ name: String) -> (slot: String, repeated: String) {
        guard let at = name.firstIndex(of: "@") else { return (name, "") }
        return (String(name[..<at]), String(name[name.index(after: at)...]))
    }

    package func path(_ name: String) -> String { "\(layout.search)/\(name)" }

    /// The id of a configuration's run at a rung.
    package func runID(_ configuration: String, rung: Int?, repeated: String) -> String {
        let folder = rung.flatMap { plan.search?.rungs?.folders[$0] } ?? ""
        return Graph.runID(Graph.runID(configuration, folder), repeated)
    }

    package func content(_ name: String) -> Content {
        guard let target = symbolicLinkTarget(path(name)) else {
            return fileStatus(path(name)) == nil ? .undecided : .empty
        }
        let start = "../../trained/"
        guard target.hasPrefix(start), let slash = target.lastIndex(of: "/") else {
            return .undecided
        }
        return .run(String(target[target.index(target.startIndex, offsetBy: start.count)..<slash]))
    }

    /// Puts a run into a slot; says nothing where it is there already.
    package func put(_ id: String, into name: String) throws(SystemError) {
        let target = "../../trained/\(id)/.\(plan.stages.last?.name ?? "")"
        if symbolicLinkTarget(path(name)) == target { return }
        try makeFolder(layout.search)
        // The next one who puts something here finds what was left by one that was killed.
        guard try replaceLink(path(name), to: target, beside: "\(path(name)).new") else {
            try removeLink(path(name))
            throw SystemError(
                "the file system of \(layout.dist) has no symbolic links, which a search by "
                    + "results is made of: set \"dist\" to a folder elsewhere", code: 0)
        }
    }

    /// Says of a slot that there is no configuration for it.
    package func leaveEmpty(_ name: String, because reason: String) throws(SystemError) {
        try makeFolder(layout.search)
        // Not later than the collation, which is dated a moment before it begins.
        try replaceFile(
            path(name), Array("\(reason)\n".utf8), modified: FileDate(now() - fileDateTick))
    }

    /// Decides those slots whose configurations are known before anything has run.
    ///
    /// - Parameter ids: of the configurations, in the order of the draws.
    package func putKnown(_ ids: some Sequence<String>) throws(SystemError) {
        for (id, slot) in zip(ids, plan.search?.drawingSlots ?? []) {
            for repeated in plan.repeatFolders {
                try put(
                    runID(id, rung: slot.layer.rung, repeated: repeated), into: slot.file(repeated))
            }
        }
    }
}
