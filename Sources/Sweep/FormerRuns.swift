// Runs that the spec does not have any more, as a sweep that has them still: from their folders, since no
// list names them. Knows nothing of the spec.
import Graph
import Running
import Spec
import System
import Text

extension SweepHead {
    /// Folders of configurations that the sweep does not have.
    ///
    /// - Parameters:
    ///   - complete: of how many configurations a run is complete. Where there are no more folders than that,
    ///     no name need be looked at.
    ///   - packsHoldMore: whether there may be other runs in packs.
    package func formerIDs(
        _ runIDs: [String], complete: Int, packsHoldMore: Bool
    ) -> [String] {
        if countOfNames(layout.trained) <= complete, !packsHoldMore { return [] }
        return Sweep.formerIDs(runIDs, plan.runFolders, layout)
    }
}

extension RunTable {
    /// The same for a table of the runs that the sweep has.
    package var formerIDs: [String] {
        let complete = sweep.configurations.indices.count { index in
            runs(ofConfiguration: index).contains { rows[$0].state.isComplete }
        }
        let hasMore = countOfNames(sweep.layout.trained) > complete
        return hasMore || packsHoldMore ? sweep.formerIDs : []
    }
}

extension Sweep {
    /// Folders of configurations that the sweep does not have, in order. Those that hpmake has not made are
    /// not among them, nor are those of a configuration that is called otherwise by now.
    package var formerIDs: [String] {
        Sweep.formerIDs(configurations.lazy.map(\.id), plan.runFolders, layout)
    }

    /// The same for those who know the ids alone.
    ///
    /// - Parameter ids: of configurations or runs.
    static func formerIDs(
        _ ids: some Collection<String>, _ repeats: [String], _ layout: Layout
    ) -> [String] {
        let names = folderNames(layout.trained).filter { !$0.hasPrefix(".") }
        let known = Set(ids.map { runHash($0) })
        let packs = layout.existingPacks
        let packed = inParallel(packs.count, atLeast: 10) { range in
            packs[range].flatMap { pack in
                var content = PackContent()
                if let bytes = readFileIfAny(layout.pack(pack)) { content.add(pack, bytes) }
                return content.configurations(besides: known)
            }
        }.flatMap { $0 }
        let folders = names.filter { name in
            endsInHash(name) && !known.contains(runHash(name))
                && repeats.contains { repeated in
                    let run = Graph.runID(name, repeated)
                    return fileStatus(layout.chain(run).parameters ?? "") != nil
                }
        }
        return packed.isEmpty ? folders.sorted() : Set(folders + packed).sorted()
    }

    /// The same sweep with its former configurations at the end. Their parameters are those that their runs
    /// were given.
    package func withFormer() -> Sweep {
        let former = formerEntries
        let places = RunPlaces(layout)
        let found = inParallel(former.count, atLeast: 100) { range in
            range.map { (former[$0], parameters(ofFormer: former[$0], places)) }
        }.flatMap { $0 }
        var names = plan.parameters
        for name in found.flatMap({ $0.1.map(\.name) }) where !names.contains(name) {
            names.append(name)
        }
        let added = names.count - plan.parameters.count
        let empty = [Value?](repeating: nil, count: added)
        let now = configurations.map { Configuration(id: $0.id, values: $0.values + empty) }
        let before = found.map { id, parameters in
            Configuration(
                id: id,
                values: names.map { name in parameters.first { $0.name == name }?.value })
        }
        let runCount = (now.count + before.count) * repeats.count
        // A signature of its own: what is read of these runs is no row of the sweep's cache.
        return Sweep(
            plan: plan.with(parameters: names, runCount: runCount), layout: layout,
            configurations: now + before, owner: owner, signature: 0,
            slots: slots, formerStart: now.count, waiting: waiting)
    }

    /// The former configurations, with rungs each at every rung that it has come to.
    private var formerEntries: [String] {
        guard let rungs = plan.search?.rungs else { return formerIDs }
        return formerIDs.flatMap { id in
            rungs.folders.map { "\(id)/\($0)" }.filter { entry in
                repeats.contains { repeated in
                    let run = Graph.runID(entry, repeated)
                    return fileStatus(layout.chain(run).parameters ?? "") != nil
                }
            }
        }
    }

    private func parameters(
        ofFormer id: String, _ places: RunPlaces
    ) -> [(name: String, value: Value)] {
        for repeated in repeats {
            let run = Graph.runID(id, repeated)
            let place = places.place(run)
            let text =
                place.packed.map { Array($0.parameters) }
                ?? place.files.parameters.flatMap(readFileIfAny)
            guard let bytes = text, let members = try? JSONValue.parse(bytes).members
            else { continue }
            let parameters =
                plan.nesting?.parameters(members, known: plan.parameters)
                ?? members.map { (name: $0.0, value: Value($0.1)) }
            return parameters.filter { $0.name != plan.repetition?.name }
        }
        return []
    }

    /// Whether the spec does not have a configuration any more.
    package func isFormer(_ configuration: Int) -> Bool {
        configuration >= formerStart ?? configurations.count
    }

    package var hasFormer: Bool { formerStart.map { $0 < configurations.count } ?? false }
}
