// The runs that the files of packs hold, by their hashes. Knows nothing of who writes them; a line that is
// being written, or was torn off, is as if it were not there.
import Graph
import System

/// All lines of a few packs.
package struct PackContent: Sendable {
    private struct Place: Sendable {
        let file: Int
        let range: Range<Int>
        let number: Int
        /// Of the configuration.
        let hash: UInt64
    }

    private var files: [(pack: Pack, bytes: [UInt8])] = []
    private var places: [UInt64: Place] = [:]

    package init() {}

    /// What is known of the runs of a pack, whatever the number of packs was when they were written.
    package init(_ layout: Layout, covering pack: Pack) {
        for other in layout.packs(covering: pack) {
            if let bytes = readFileIfAny(layout.pack(other)) { add(other, bytes) }
        }
    }

    /// Adds the text of a file.
    ///
    /// - Returns: where its last whole line ends.
    @discardableResult
    package mutating func add(_ pack: Pack, _ bytes: [UInt8]) -> Int {
        let file = files.count
        files.append((pack, bytes))
        var (at, end) = (0, 0)
        while at < bytes.count {
            let found = bytes.withUnsafeBufferPointer { $0.place(of: UInt8(ascii: "\n"), from: at) }
            guard let found else { break }
            end = found + 1
            if let head = PackHead(bytes[at..<end]) {
                add(
                    head.id,
                    Place(
                        file: file, range: at..<end, number: head.number, hash: runHash(head.id)))
            }
            at = end
        }
        return end
    }

    private mutating func add(_ id: String, _ place: Place) {
        let key = runKey(id)
        if let known = places[key], known.number > place.number { return }
        places[key] = place
    }

    /// What is known of a run.
    package subscript(_ id: String) -> PackedRun? {
        places[runKey(id)].flatMap(run)
    }

    private func run(_ place: Place) -> PackedRun? {
        let (pack, bytes) = files[place.file]
        return PackedRun(line: bytes[place.range], pack: pack)
    }

    /// All runs, in the order in which they were written.
    package var all: [PackedRun] {
        places.values.sorted { ($0.file, $0.range.lowerBound) < ($1.file, $1.range.lowerBound) }
            .compactMap(run)
    }

    /// Ids of configurations that have runs here and whose hash is none of `known`, some more than once.
    package func configurations(besides known: Set<UInt64>) -> [String] {
        places.values.compactMap { place in
            if known.contains(place.hash) { return nil }
            return PackHead(files[place.file].bytes[place.range]).map {
                String($0.id.prefix { $0 != "/" })
            }
        }
    }

    package var count: Int { places.count }
}

extension Layout {
    /// The folder of packs.
    package var packed: String { "\(dist)/packed" }
    /// The lines of a pack's runs.
    package func pack(_ pack: Pack) -> String { "\(packed)/\(pack.name).jsonl" }
    package func pack(_ pack: Pack, _ part: PackPart) -> String {
        "\(packed)/\(pack.name).\(part.rawValue)"
    }
    /// Into how many packs runs were parted, now and before.
    package var packCounts: String { "\(packed)/counts" }
    /// The runs of each pack, for those who run them.
    package var packList: String { "\(marks)/packs" }

    /// Packs that may hold runs of this one: itself, and those of times when there were more or fewer.
    func packs(covering pack: Pack) -> [Pack] {
        guard let text = readFileIfAny(packCounts) else {
            return existingPacks.filter { $0.overlaps(pack) }
        }
        let counts = text.split(separator: UInt8(ascii: "\n")).compactMap {
            Int(String(decoding: $0, as: UTF8.self))
        }
        var packs: [Pack] = []
        for count in Set(counts + [pack.count]).sorted() where count > 0 {
            let first = pack.index * count / pack.count
            let last = max(first, ((pack.index + 1) * count - 1) / pack.count)
            packs += (first...last).map { Pack(index: $0, count: count) }
        }
        return packs
    }

    /// What make takes packs for done by.
    package var packStamps: [String] {
        folderNames(packed).filter { $0.hasSuffix(".done") }.map { "\(packed)/\($0)" }
    }

    /// Says that all of a pack is done. Where that is new, what was said of other members of it goes.
    package func writePackStamp(_ stamp: String, date: Int64) throws(SystemError) {
        if fileStatus(stamp) == nil {
            let start = lastName(stamp).prefix { $0 != "-" } + "-"
            for name in folderNames(packed) where name.hasPrefix(start) && name != lastName(stamp) {
                try removeIfAny("\(packed)/\(name)")
            }
        }
        try replaceFile(stamp, [], modified: FileDate(date, steps: DateSteps.run))
    }

    /// All packs that have a file, in order.
    package var existingPacks: [Pack] {
        folderNames(packed).compactMap { name in
            name.hasSuffix(".jsonl") ? Pack(name: name.dropLast(6)) : nil
        }.sorted { ($0.count, $0.index) < ($1.count, $1.index) }
    }

    /// Remembers how many packs there are.
    package func addPackCount(_ count: Int) throws(SystemError) {
        let text = readFileIfAny(packCounts) ?? []
        let line = Array("\(count)\n".utf8)
        let lines = text.split(separator: UInt8(ascii: "\n"))
        if lines.contains(where: { Array($0) + [UInt8(ascii: "\n")] == line }) { return }
        try makeFolder(packed)
        try replaceFile(packCounts, text + line)
    }
}

/// What prints the log of a run that has no folder.
package func logCommand(ofRun id: String) -> String {
    "hpmake log \(id.utf8.contains(UInt8(ascii: "/")) ? Substring(id) : id.suffix(12))"
}
