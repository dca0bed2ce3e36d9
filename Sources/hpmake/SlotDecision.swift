// Which run is in a slot of a search by results, and what a layer of slots has promoted: the same for a recipe of
// make and a task of Slurm. Knows nothing of how a run is run.
import Graph
import Running
import Spec
import Sweep
import System
import Tables

/// What is in a slot.
enum DecidedSlot {
    /// A run, with its values by index in the plan's `parameters`.
    case run(id: String, values: [Value?])
    /// There is no configuration for it.
    case empty
}

/// Why a slot cannot be decided.
struct SlotFailure: Error, CustomStringConvertible {
    let description: String
    /// Of the command.
    var code = ExitCode.failure
}

/// Decides which run is in a slot, and puts that into the slot.
///
/// - Parameters:
///   - file: the name of the slot's file.
///   - known: the configuration that was known before anything ran.
func decideSlot(
    _ file: String, _ plan: Plan, known: (id: String, values: [Value?])?
) throws -> DecidedSlot {
    let (name, repeated) = SlotFiles.parts(file)
    guard let slot = plan.search?.slot(name) else {
        throw SlotFailure(
            description: "there is no slot \(name): make the Makefile anew", code: ExitCode.usage)
    }
    let files = SlotFiles(plan, Layout(dist: plan.dist))
    let chosen: (id: String, values: [Value?])
    if let known {
        chosen = known
    } else if slot.draw != nil {
        guard let draws = ModelDraws(plan, files.layout) else {
            throw SlotFailure(
                description: "there is nothing to draw \(name) from: make the Makefile anew",
                code: ExitCode.usage)
        }
        guard let drawn = try draws.configuration(of: slot) else {
            try files.leaveEmpty(file, because: "no configuration: the space has no further one")
            return .empty
        }
        chosen = drawn
    } else {
        let before = slot.layer.after ?? ""
        switch Promotion.read(files.path(before), place: slot.place, plan) {
        case .entry(let entry): chosen = (entry.id, entry.values)
        case .vacant(let ranked, let of):
            try files.leaveEmpty(
                file, because: "no configuration: \(ranked) of the \(of) of \(before) are ranked")
            return .empty
        case nil:
            throw SlotFailure(
                description: "\(before) has promoted nothing yet: make has to go through it")
        }
    }
    let id = files.runID(chosen.id, rung: slot.layer.rung, repeated: repeated)
    try files.put(id, into: file)
    return .run(id: id, values: plan.values(chosen.values, in: slot))
}

/// What a layer has come to, once all of it has run.
///
/// - Throws: where some of it has not, or the sweep has other slots than the plan by now.
func promotion(
    of layer: PlannedSearch.Layer, _ plan: Plan, _ sweep: Sweep
) throws -> Promotion {
    guard sweep.plan.hasSlots(of: plan) else {
        throw SlotFailure(description: "the search has changed since: submit anew, or call make")
    }
    let table = RunTable(reading: sweep.only(layer: layer.name))
    if let waiting = table.waiting {
        throw SlotFailure(description: "\(layer.name) waits: \(waiting)")
    }
    let before = layer.after.flatMap {
        Promotion.read(SlotFiles(plan, Layout(dist: plan.dist)).path($0), plan)
    }
    let draws = table.sweep.slots.map { slot in
        slot.draw ?? before?.entries.dropFirst(slot.place).first?.draw ?? slot.place
    }
    let next = plan.search?.layers.first { $0.after == layer.name && $0.firstDraw == nil }
    return Promotion(table, draws: draws, of: layer.count, promoting: next?.count ?? 0)
}

/// Writes down what a layer has come to.
///
/// - Parameter evenIfSame: whether the file has to be new also where it says the same.
func writePromotion(
    of layer: PlannedSearch.Layer, _ plan: Plan, evenIfSame: Bool = true
) throws {
    // The stamps of those that are promoted are dated a moment before they start.
    let begin = now() - fileDateTick
    let text = try promotion(of: layer, plan, try Sweep.read(dist: plan.dist)).text(plan)
    let files = SlotFiles(plan, Layout(dist: plan.dist))
    if !evenIfSame, readFileIfAny(files.path(layer.name)) == text { return }
    removeLeftovers(in: files.layout.search)
    // Not older than any stamp that it is made from.
    let stamps = layer.slots.flatMap { plan.repeatFolders.map($0.file) }.compactMap {
        fileStatus(files.path($0))?.modified
    }
    try replaceFile(
        files.path(layer.name), text,
        modified: FileDate(max(begin, stamps.max() ?? 0)))
}
