// Takes runs out of the files of a pack for good. Knows nothing of which, and why.
import Graph
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes a pack anew without some runs, and without lines that newer ones stand for.
package enum PackCleaning {
    /// The new files lie beside the old ones until all are written; from when on the lines have their
    /// name, the others are taken over by whoever comes next.
    ///
    /// - Parameter isWanted: whether the runs of an id stay.
    package static func clean(
        _ pack: Pack, _ layout: Layout, isWanted: (String) -> Bool
    ) throws(SystemError) {
        let lock = try FileLock(opening: layout.pack(pack))
        while !withSignalsAtWork({ lock.lock() }) {
            guard errno == EINTR else { throw SystemError("cannot lock \(lock.path)") }
        }
        defer { lock.unlock() }
        guard lock.isCurrent else { return }
        try finish(pack, layout)
        // Packs are looked at again that may have had runs here.
        for path in layout.packStamps {
            let name = lastName(path).prefix { $0 != "-" }
            if Pack(name: name)?.overlaps(pack) ?? true { try removeIfAny(path) }
        }
        var content = PackContent()
        content.add(pack, lock.content)
        var output: [PackPart: [UInt8]] = [:]
        var lines: [UInt8] = []
        for run in content.all where isWanted(run.id) {
            lines += try moved(run, layout, &output)
        }
        for part in PackPart.allCases {
            let path = layout.pack(pack, part)
            if fileStatus(path) == nil { continue }
            try writeFile(path + ".new", output[part] ?? [])
        }
        if lines.isEmpty {
            try removeIfAny(layout.pack(pack))
        } else {
            try replaceFile(layout.pack(pack), lines)
        }
        try finish(pack, layout)
    }

    /// Gives new files their names, where the lines are the new ones; else they go.
    static func finish(_ pack: Pack, _ layout: Layout) throws(SystemError) {
        for part in PackPart.allCases {
            let path = layout.pack(pack, part)
            guard fileStatus(path + ".new") != nil else { continue }
            if isOfLines(path + ".new", pack, part, layout) {
                try renameIfAny(path + ".new", path)
            } else {
                try removeIfAny(path + ".new")
            }
        }
    }

    /// Whether the lines of a pack tell of this file.
    private static func isOfLines(
        _ path: String, _ pack: Pack, _ part: PackPart, _ layout: Layout
    ) -> Bool {
        var content = PackContent()
        if let bytes = readFileIfAny(layout.pack(pack)) { content.add(pack, bytes) }
        return content.all.allSatisfy { run in
            run.files.allSatisfy { file in
                guard case .part(part, let offset, let count) = file.content else { return true }
                return PackTitle(run.id, file.name, count).stands(in: path, before: offset)
            }
        }
    }

    /// The line of a run with its contents at other places, which are appended to `output`.
    private static func moved(
        _ run: PackedRun, _ layout: Layout, _ output: inout [PackPart: [UInt8]]
    ) throws(SystemError) -> [UInt8] {
        var places: [String: Int] = [:]
        for file in run.files {
            guard case .part(let part, let offset, let count) = file.content else { continue }
            let title = PackTitle(run.id, file.name, count)
            let bytes = try readPart(of: layout.pack(run.pack, part), offset, count)
            output[part, default: []] += title.line
            places[file.name] = output[part]?.count ?? 0
            output[part]? += bytes
            output[part]?.append(UInt8(ascii: "\n"))
        }
        return places.isEmpty ? Array(run.line) : run.line(withPlaces: places)
    }
}

/// The line before the content of a file, by which `grep` and `awk` tell whose it is.
struct PackTitle {
    let line: [UInt8]

    init(_ id: String, _ name: String, _ count: Int) {
        line = Array("==> \(id) \(name) \(count) bytes <==\n".utf8)
    }

    /// Whether it is in a file where a content begins.
    func stands(in path: String, before offset: Int) -> Bool {
        offset >= line.count && (try? readPart(of: path, offset - line.count, line.count)) == line
    }
}
