// The runs of a search by results: what is in its slots now. Knows nothing of what became of them.
import Graph
import Numerics
import Running
import Spec
import System
import Text

/// The slots in order, each with the configuration that is in it. A run is one configuration at one rung, so
/// that those who read the sweep need not know of slots: the resource is the last parameter, and the id of
/// what stands in the place of a configuration is `<id>/<rung>`.
package struct SlotList {
    private struct Item {
        let slot: Slot
        /// Index among all slots, those that stay empty, too.
        let index: Int
        /// Of the configuration; nil where it is not decided.
        let id: String?
    }

    private let plan: Plan
    private let layout: Layout
    private var items: [Item] = []

    /// nil for other searches.
    ///
    /// - Parameter known: ids of the configurations that were known before anything had run, in the order of
    ///   the draws; empty where the links are enough.
    package init?(_ plan: Plan, _ layout: Layout, known: [String] = []) {
        guard let search = plan.search else { return nil }
        (self.plan, self.layout) = (plan, layout)
        let files = SlotFiles(plan, layout)
        // While a promotion changes, two slots may hold one run for a moment.
        var seen: Set<String> = []
        for (index, slot) in search.slots.enumerated() {
            var content = SlotFiles.Content.undecided
            if let draw = slot.draw, draw < known.count { content = .run(known[draw]) }
            for repeated in plan.repeatFolders where content == .undecided {
                content = files.content(slot.file(repeated))
            }
            if content == .empty { continue }
            var id: String?
            if case .run(let run) = content {
                let name = String(run.prefix { $0 != "/" })
                if seen.insert("\(name)/\(slot.layer.rung ?? 0)").inserted { id = name }
            }
            items.append(Item(slot: slot, index: index, id: id))
        }
    }

    /// The ids of all runs; of a slot that is not decided its name. nil for other searches.
    package static func runIDs(_ plan: Plan, _ layout: Layout) -> [String]? {
        SlotList(plan, layout)?.runs.map(\.id)
    }

    /// A run, or a place for one.
    package struct Run: Sendable {
        /// The name of its slot where that is not decided.
        package let id: String
        package let isDecided: Bool
        package let slot: Slot
        /// Index of its slot's file in `Plan.slotFiles`.
        package let file: Int
    }

    /// All runs, in order.
    package var runs: [Run] {
        let repeats = plan.repeatFolders
        return items.flatMap { item in
            let id = entryID(item)
            return repeats.enumerated().map { number, repeated in
                Run(
                    id: runID(id, repeated), isDecided: item.id != nil, slot: item.slot,
                    file: item.index * repeats.count + number)
            }
        }
    }

    /// The ids of all runs by index in `Plan.slotFiles`; empty for a slot that stays empty.
    package var idsByFile: [String] {
        var ids = [String](repeating: "", count: plan.slotFiles.count)
        for run in runs { ids[run.file] = run.id }
        return ids
    }

    private func entryID(_ item: Item) -> String {
        guard let id = item.id else { return item.slot.name }
        return SlotFiles(plan, layout).runID(id, rung: item.slot.layer.rung, repeated: "")
    }

    /// The sweep, with the parameters of those configurations that are decided.
    ///
    /// - Parameter known: those that were known before anything had run.
    func sweep(_ head: SweepHead, known: [Sweep.Configuration]) -> Sweep {
        let values = Dictionary(known.map { ($0.id, $0.values) }, uniquingKeysWith: { $1 })
        let names = plan.configurationParameters
        let configurations = items.map { item in
            let own =
                item.id.flatMap { id in
                    values[id] ?? DrawRecord.read(id, plan, layout)?.values
                } ?? names.map { _ in nil }
            return Sweep.Configuration(
                id: entryID(item), values: plan.values(own, in: item.slot))
        }
        // Changes with what is in any slot.
        let slots = fnv1a(configurations.lazy.map { "\($0.id)\n" }.joined().utf8)
        return Sweep(
            plan: plan, layout: layout, configurations: configurations, owner: head.owner,
            signature: head.signature ^ slots, slots: items.map(\.slot), waiting: head.waiting)
    }
}

extension Sweep {
    /// The rung of a configuration's runs; nil where there are none.
    package func rung(of configuration: Int) -> Int? {
        if slots.indices.contains(configuration) { return slots[configuration].layer.rung }
        guard let rungs = plan.search?.rungs else { return nil }
        let parts = configurations[configuration].id.split(separator: "/")
        guard parts.count > 1 else { return nil }
        return rungs.folders.firstIndex { $0 == parts[1] }
    }

    /// Whether a slot is decided, so that there is a configuration in it; true for other searches.
    package func isDecided(ofRun run: Int) -> Bool {
        let index = run / repeats.count
        return !slots.indices.contains(index) || configurations[index].id != slots[index].name
    }

    /// The name of the file of a run's slot; nil for other searches.
    package func slotFile(ofRun run: Int) -> String? {
        let index = run / repeats.count
        guard slots.indices.contains(index) else { return nil }
        return slots[index].file(repeats[run % repeats.count])
    }

    /// The id of what is configured, apart from the rung.
    package func name(ofConfiguration index: Int) -> Substring {
        let id = configurations[index].id
        return slots.isEmpty ? Substring(id) : id.prefix { $0 != "/" }
    }

    /// Whether all slots are decided, so that no other run can belong to the search.
    package var isAllDecided: Bool {
        slots.indices.allSatisfy { isDecided(ofRun: $0 * repeats.count) }
    }

    /// The same sweep with the slots of one layer alone.
    package func only(layer: String) -> Sweep {
        let chosen = slots.indices.filter { slots[$0].layer.name == layer }
        return Sweep(
            plan: plan, layout: layout, configurations: chosen.map { configurations[$0] },
            owner: owner, signature: 0, slots: chosen.map { slots[$0] }, waiting: waiting)
    }
}
