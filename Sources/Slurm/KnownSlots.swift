// Which runs of a search by results need not be submitted, though nobody knows yet what the others will come to:
// a slot of a rung is known where all below it is done, and has what that promotes. Knows nothing of Slurm's
// programs, nor how a promotion is made.
import Graph
import Running
import Spec
import Sweep
import System

/// The slots of a search as far as they are known.
package struct KnownSlots: Sendable {
    private let plan: Plan
    private let layout: Layout
    private let configurations: ConfigurationList
    /// By id the index among the configurations.
    private let indices: [String: Int]
    /// Whether what is in the slots is taken as it is, since nobody is to decide anew.
    private let isFixed: Bool
    private let promotion: @Sendable (PlannedSearch.Layer) -> Promotion?

    /// nil for other searches.
    ///
    /// - Parameters:
    ///   - isFixed: whether what is in the slots is taken as it is.
    ///   - promotion: what a layer has come to that is done; nil where that cannot be told.
    package init?(
        _ graph: BuildGraph, _ layout: Layout, isFixed: Bool,
        promotion: @escaping @Sendable (PlannedSearch.Layer) -> Promotion?
    ) {
        guard graph.plan.search != nil else { return nil }
        (plan, self.layout, configurations) = (graph.plan, layout, graph.configurations)
        (self.isFixed, self.promotion) = (isFixed, promotion)
        indices = Dictionary(
            configurations.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { $1 })
    }

    private enum Place: Sendable {
        case unknown, empty
        /// The id of the configuration.
        case configuration(String)
    }

    /// The states of all runs, by index in `Plan.slotFiles`. One that is not known has nothing done.
    func states(_ scan: RunScan) -> [RunScan.State] {
        var states: [RunScan.State] = []
        // Of layers that are done, and known to stay so.
        var done: Set<String> = []
        let files = SlotFiles(plan, layout)
        let repeats = plan.repeatFolders
        for layer in plan.search?.layers ?? [] {
            let promoted = layer.after.flatMap { before in
                isFixed || layer.firstDraw != nil || !done.contains(before)
                    ? nil : plan.search?.layer(before).flatMap(promotion)
            }
            let parts = inParallel(layer.count * repeats.count, atLeast: 100) { range in
                range.map { index in
                    let slot = Slot(layer: layer, place: index / repeats.count)
                    let repeated = repeats[index % repeats.count]
                    let place = self.place(slot, files.content(slot.file(repeated)), promoted)
                    return state(place, slot, repeated, scan)
                }
            }
            let found = parts.flatMap { $0 }
            if found.allSatisfy({ $0.done == plan.stages.count }) { done.insert(layer.name) }
            states += found
        }
        return states
    }

    private func place(
        _ slot: Slot, _ content: SlotFiles.Content, _ promoted: Promotion?
    ) -> Place {
        if let draw = slot.draw, draw < configurations.count {
            return .configuration(configurations[draw].id)
        }
        let own: Place =
            switch content {
            case .undecided: .unknown
            case .empty: .empty
            case .run(let id): .configuration(String(id.prefix { $0 != "/" }))
            }
        if isFixed || slot.draw != nil { return own }
        guard let promoted else { return .unknown }
        let entry = promoted.entries.dropFirst(slot.place).first
        switch own {
        case .empty where entry == nil: return own
        case .configuration(let id) where entry?.id == id: return own
        case .unknown, .empty, .configuration: return .unknown
        }
    }

    private func state(
        _ place: Place, _ slot: Slot, _ repeated: String, _ scan: RunScan
    ) -> RunScan.State {
        switch place {
        case .unknown: return (0, false, 0)
        case .empty: return (plan.stages.count, false, 0)
        case .configuration(let id):
            let run = SlotFiles(plan, layout).runID(
                id, rung: slot.layer.rung, repeated: repeated)
            let place = RunPlace(id: run, .folder(layout.chain(run)))
            return scan.state(place, repetition: plan.repetition?.value(of: repeated)) {
                plan.values(values(of: id), in: slot)
            }
        }
    }

    private func values(of id: String) -> [Value?] {
        let names = plan.configurationParameters
        if let index = indices[id] {
            return (try? ValueList.read(configurations[index].values, count: names.count)) ?? []
        }
        return DrawRecord.read(id, plan, layout)?.values ?? names.map { _ in nil }
    }
}
