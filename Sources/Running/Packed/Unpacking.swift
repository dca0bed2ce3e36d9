// Runs out of packs into folders: of a sweep that is not packed any more, and of single runs whose files
// somebody wants to read. Knows nothing of how runs are shown.
import Graph
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes all runs out of their packs.
package enum Unpacking {
    /// Gives every run a folder, and removes the packs. Whoever is killed in between begins again.
    package static func unpackAll(_ plan: Plan, _ layout: Layout) throws(SystemError) {
        let packs = layout.existingPacks
        if packs.isEmpty { return try removeTree(layout.packed) }
        // Of packs of different numbers the newest line of a run counts, so all that overlap go together.
        let fewest = packs.map(\.count).min() ?? 1
        for index in 0..<fewest {
            let part = Pack(index: index, count: fewest)
            let own = packs.filter { $0.overlaps(part) }
            var (content, locks): (PackContent, [FileLock]) = (PackContent(), [])
            for pack in own {
                let lock = try FileLock(opening: layout.pack(pack))
                while !withSignalsAtWork({ lock.lock() }) {
                    guard errno == EINTR else { break }
                }
                locks.append(lock)
                content.add(pack, try readFile(layout.pack(pack)))
            }
            for run in content.all {
                let files = layout.chain(run.id)
                if PackedFolder.isThere(files) { continue }
                try unfold(run, layout, plan, into: files)
            }
            // Lines whose files are gone must not be left, or they would count where packs are back.
            for pack in own { try removeIfAny(layout.pack(pack)) }
            for pack in own {
                for part in PackPart.allCases { try removeIfAny(layout.pack(pack, part)) }
            }
            for lock in locks { lock.unlock() }
        }
        try removeTree(layout.packed)
    }

    /// Writes the files of a run into a folder, which may be any.
    package static func unpack(
        _ run: PackedRun, _ layout: Layout, _ plan: Plan, into folder: String
    ) throws(SystemError) {
        try unfold(run, layout, plan, into: layout.chain(run.id).moved(to: folder))
    }

    /// The same into a folder that goes when nobody has the files any more.
    package static func unpackBriefly(
        _ run: PackedRun, _ layout: Layout, _ plan: Plan
    ) throws(SystemError) -> ChainFiles {
        let folder = try BriefFolder()
        var files = layout.chain(run.id).moved(to: folder.path)
        files.keeper = folder
        try unfold(run, layout, plan, into: files)
        return files
    }

    /// Writes a run's files into its folder, which tells of the run from then on.
    static func unfold(
        _ run: PackedRun, _ layout: Layout, _ plan: Plan, into files: ChainFiles
    ) throws(SystemError) {
        try makeFolder(files.folder)
        for file in run.files {
            let path = "\(files.folder)/\(file.name)"
            guard !file.name.split(separator: "/").contains("..") else { continue }
            if file.name.utf8.contains(UInt8(ascii: "/")) {
                try makeFolder(ofFile: path)
            }
            switch file.content {
            case .text(let range): try writeFile(path, run.text(range))
            case .part(let part, let offset, let count):
                let source = layout.pack(run.pack, part)
                let title = PackTitle(run.id, file.name, count)
                // Where somebody has just written the pack anew, it has another name yet.
                let place = [source, source + ".new"].first { title.stands(in: $0, before: offset) }
                guard let place else { throw SystemError("\(source) is damaged", code: 0) }
                try copyPart(of: place, offset, count, to: path)
            }
            try setModified(path, FileDate(file.date))
        }
        if !run.isWhole { try writeFile(files.unfolded, []) }
        for stage in plan.stages {
            if let text = run.attempt(stage.name) {
                try writeFile(files.attempt(stage.name), text + [UInt8(ascii: "\n")])
            }
            guard let text = run.stamp(stage.name) else { continue }
            let path = files.stamp(stage.name)
            let start = StageRecord(text)?.start ?? 0
            try replaceFile(
                path, text + [UInt8(ascii: "\n")],
                modified: FileDate(start - fileDateTick, steps: files.dateSteps))
        }
        if let path = files.parameters {
            try replaceFile(path, run.parameters + [UInt8(ascii: "\n")])
        }
    }
}
