// Where the records of runs come from: the one place of the readers that knows that a run may lie in a folder
// or in a pack. Knows nothing of what records say.
import Graph
import Running
import System

/// One run's records and files.
package struct RunPlace: Sendable {
    /// What tells of a run.
    package enum Source: Sendable {
        case folder(ChainFiles)
        case pack(PackedRun, Layout)
    }

    package let id: String
    private let source: Source

    /// Those of its folder, of which only the lock counts where a pack tells of the run.
    package var files: ChainFiles {
        switch source {
        case .folder(let files): files
        case .pack(_, let layout): layout.chain(id)
        }
    }

    /// What a pack tells of it; nil where its folder does, or nothing.
    package var packed: PackedRun? {
        if case .pack(let run, _) = source { run } else { nil }
    }

    /// Where people find the log of a stage: its path, or what prints it.
    package func log(_ stage: String) -> String {
        packed.map { logCommand(ofRun: $0.id) } ?? files.log(stage)
    }

    package init(id: String, _ source: Source) { (self.id, self.source) = (id, source) }

    package func stamp(_ stage: String) -> StageRecord? {
        switch source {
        case .folder(let files): StageRecord.read(files.stamp(stage))
        case .pack(let run, _): run.record(stage)
        }
    }

    package func attempt(_ stage: String) -> StageRecord? {
        switch source {
        case .folder(let files): StageRecord.read(files.attempt(stage))
        case .pack(let run, _): run.attempt(stage).flatMap { StageRecord($0) }
        }
    }
}

/// The places of all runs of an output folder.
package struct RunPlaces: Sendable {
    fileprivate let layout: Layout
    private let packs: [Pack]
    /// Names in the folder of folders, where there are packs.
    private let folders: Set<String>
    /// Into how many parts the runs are looked at.
    private let finest: Int

    package init(_ layout: Layout) {
        self.layout = layout
        packs = layout.existingPacks
        finest = packs.map(\.count).max() ?? 1
        folders = packs.isEmpty ? [] : Set(folderNames(layout.trained))
    }

    package var hasPacks: Bool { !packs.isEmpty }

    /// Whether there may be runs in packs besides those that were asked for, once each.
    func holdMore(_ cursors: [(packs: Int, others: Int)]) -> Bool {
        hasPacks
            && (cursors.reduce(0) { $0 + $1.packs } < finest || cursors.contains { $0.others > 0 })
    }

    /// A run's place; looks into the files of its pack.
    package func place(_ id: String) -> RunPlace { PlaceCursor(self).place(id) }

    fileprivate func hasFolder(_ id: String) -> Bool {
        if folders.isEmpty { return false }
        let name = id.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(id[..<$0]) } ?? id
        guard folders.contains(name), let path = layout.chain(id).parameters else { return false }
        return fileStatus(path) != nil
    }

    fileprivate func pack(_ id: String) -> Pack { Pack(ofHash: runHash(id), count: finest) }

    fileprivate func content(_ pack: Pack) -> PackContent {
        var content = PackContent()
        for other in packs where other.overlaps(pack) {
            if let bytes = readFileIfAny(layout.pack(other)) { content.add(other, bytes) }
        }
        return content
    }

    // MARK: many

    /// Runs in groups, those of a pack in one.
    package struct Groups: Sendable {
        /// Indices of the runs, group by group; nil where they are in order.
        fileprivate let order: [Int32]?
        fileprivate let ends: [Int]

        package var count: Int { ends.count }

        /// The runs of some groups.
        package func runs(_ groups: Range<Int>) -> [Int] {
            guard !groups.isEmpty else { return [] }
            let first = groups.lowerBound == 0 ? 0 : ends[groups.lowerBound - 1]
            let places = first..<ends[groups.upperBound - 1]
            return order.map { order in places.map { Int(order[$0]) } } ?? Array(places)
        }
    }

    /// Runs of one group lie in one pack; without packs, these are any hundred.
    package func groups(_ ids: [String]) -> Groups {
        guard hasPacks else {
            let ends = stride(from: 100, to: ids.count, by: 100) + [ids.count]
            return Groups(order: nil, ends: Array(ends))
        }
        let parts = ids.map { Int32(pack($0).index) }
        var ends = [Int](repeating: 0, count: finest)
        for part in parts { ends[Int(part)] += 1 }
        var sum = 0
        for part in ends.indices {
            sum += ends[part]
            ends[part] = sum - ends[part]
        }
        var order = [Int32](repeating: 0, count: ids.count)
        for (run, part) in parts.enumerated() {
            order[ends[Int(part)]] = Int32(run)
            ends[Int(part)] += 1
        }
        return Groups(order: order, ends: ends)
    }
}

/// Finds places of one run after another, those of the last pack without reading it again.
package final class PlaceCursor {
    private let places: RunPlaces
    private var pack: Pack?
    private var content = PackContent()
    /// How many packs were read, and how many runs in them were not asked for.
    package private(set) var packs = 0
    package private(set) var others = 0

    package init(_ places: RunPlaces) { self.places = places }

    /// What a pack tells of a run; nil where its folder does, or nothing.
    package func packed(_ id: String) -> PackedRun? {
        line(id).flatMap { places.hasFolder(id) ? nil : $0 }
    }

    /// The same where it has a folder, too.
    package func line(_ id: String) -> PackedRun? {
        guard places.hasPacks else { return nil }
        let pack = places.pack(id)
        if pack != self.pack {
            content = places.content(pack)
            self.pack = pack
            packs += 1
            others += content.count
        }
        guard let found = content[id] else { return nil }
        others -= 1
        return found
    }

    package func place(_ id: String) -> RunPlace {
        let packed = packed(id)
        return RunPlace(
            id: id, packed.map { .pack($0, places.layout) } ?? .folder(places.layout.chain(id)))
    }
}
