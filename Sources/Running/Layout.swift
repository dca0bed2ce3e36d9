// Where everything in the output folder is. Knows nothing of what is in the files.
import System

/// Paths below the output folder.
package struct Layout: Sendable {
    package let dist: String

    package init(dist: String) {
        self.dist = dist
    }

    package var plan: String { "\(dist)/hparams.json" }
    package var preprocessed: String { "\(dist)/preprocessed" }
    package var trained: String { "\(dist)/trained" }
    package var gathered: String { "\(dist)/.trained" }
    package var collated: String { "\(dist)/collated.json" }
    package var table: String { "\(dist)/results.csv" }
    package var best: String { "\(dist)/best" }
    package var collatedStamp: String { "\(dist)/.collated" }
    /// Marks for make, and what the runners of one make share.
    package var marks: String { "\(dist)/.hpmake" }

    /// Which spec this belongs to.
    package var owner: String { "\(marks)/spec.json" }

    /// What was accepted.
    package var acceptances: String { "\(marks)/accepted.jsonl" }

    /// The slots of a search by results, and what was promoted.
    package var search: String { "\(marks)/search" }

    /// The curves by which runs are stopped early.
    package var curves: String { "\(marks)/curves.jsonl" }

    /// What was submitted to Slurm.
    package var slurm: String { "\(marks)/slurm" }

    /// What was read of all runs the last time.
    package var cache: String { "\(marks)/table" }

    /// The folder of a run.
    package func run(_ id: String) -> String { "\(dist)/trained/\(id)" }

    package func chain(_ id: String) -> ChainFiles { chain(in: run(id)) }

    /// A run outside of the sweep, which is tried in the foreground.
    package func trial(_ id: String) -> ChainFiles { chain(in: "\(dist)/.try/\(id)") }

    private func chain(in folder: String) -> ChainFiles {
        ChainFiles(folder: folder, stem: "\(folder)/", place: .run(folder))
    }

    /// The preprocessing is a chain of one stage, whose folder holds nothing but what it made.
    package var preprocess: ChainFiles {
        ChainFiles(folder: preprocessed, stem: "\(dist)/", place: .preprocessing(self))
    }
}

/// How many steps earlier each kind of file is dated where dates have no parts of seconds: what make
/// compares with another kind has more than that.
package enum DateSteps {
    /// The mark of inputs, and the Makefile.
    package static let mark: Int64 = 1
    package static let preprocessing: Int64 = 2
    package static let run: Int64 = 3
    package static let collation: Int64 = 4
}

/// The files of a chain of stages.
package struct ChainFiles: Sendable {
    /// What `{out}` is.
    package let folder: String
    /// Before the names of stamps and logs.
    fileprivate let stem: String
    fileprivate let place: Place
    /// Keeps a folder that is there only as long as somebody reads from it.
    var keeper: BriefFolder?
    /// Where the run before, of the same pack, has left its folder for this one.
    var spare: SpareFolder?

    /// What the chain is of, wherever its files lie.
    fileprivate enum Place: Sendable {
        /// A run with this folder.
        case run(String)
        /// The same with its files in another folder.
        case moved(from: String, to: String)
        case preprocessing(Layout)
    }

    /// Locked while a stage of the chain runs; holds what runs.
    package var lock: String {
        switch place {
        case .run(let folder), .moved(let folder, _): hidden(folder, ".lock")
        case .preprocessing(let layout): "\(layout.marks)/preprocess.lock"
        }
    }

    /// Where a chain that was done is kept, as long as one that is to replace it is not.
    package var aside: String {
        switch place {
        case .run(let folder): hidden(folder, ".before")
        case .moved(_, let folder): "\(folder).before"
        case .preprocessing(let layout): "\(layout.dist)/.preprocessed.before"
        }
    }

    /// Beside the folder, which may be put aside as a whole while the lock is held.
    private func hidden(_ folder: String, _ end: String) -> String {
        let name = folder.utf8.lastIndex(of: UInt8(ascii: "/")).map(folder.utf8.index(after:))
        let start = name ?? folder.startIndex
        return "\(folder[..<start]).\(folder[start...])\(end)"
    }

    package var parameters: String? { hasAllInside ? "\(folder)/params.json" : nil }

    /// The files of the chain that is kept aside, if there is one.
    package var keptAside: ChainFiles {
        let aside = aside
        return ChainFiles(
            folder: hasAllInside ? aside : "\(aside)/preprocessed", stem: "\(aside)/",
            place: place)
    }

    /// The same with the run's folder, and what is kept aside of it, elsewhere.
    package func moved(to folder: String) -> ChainFiles {
        ChainFiles(
            folder: folder, stem: "\(folder)/", place: .moved(from: self.folder, to: folder))
    }

    /// Whether stamps and logs are in the folder, and not beside it.
    package var hasAllInside: Bool { if case .preprocessing = place { false } else { true } }

    /// The stamps, logs and reports of later stages that were done, as long as new ones are not.
    package var keptStages: String { "\(folder)/.kept" }

    /// Of its stamps.
    var dateSteps: Int64 { hasAllInside ? DateSteps.run : DateSteps.preprocessing }

    /// What a run reports.
    package var result: String { "\(folder)/result.json" }
    package var curves: String { "\(folder)/metrics.jsonl" }

    /// Output of the last attempt; that of attempt 2 before it is `<log>.2`.
    package func log(_ stage: String) -> String { "\(stem)\(stage).log" }
    /// The record of a stage that is done.
    package func stamp(_ stage: String) -> String {
        hasAllInside ? "\(stem).\(stage)" : "\(stem).preprocessed"
    }
    /// The record of the last attempt, where it failed.
    package func attempt(_ stage: String) -> String { "\(stem).\(stage).attempt" }
    /// The script of a launched command, as long as it runs.
    package func launch(_ stage: String) -> String { "\(lock).\(stage).sh" }
    /// Folder with what the run had reported before the stage first started.
    package func before(_ stage: String) -> String { "\(stem).\(stage).before" }
}
