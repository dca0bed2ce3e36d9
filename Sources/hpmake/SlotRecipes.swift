// `hpmake run slot` and `hpmake run promote`: what a Makefile calls for a search by results.
// Nothing but wiring; not for people.
import Graph
import Running
import Spec
import Sweep
import System
import Tables
import Text

/// Decides which run is in a slot, and runs what is missing of it.
///
/// - Parameter words: the output folder and the slot; where its configuration was known before anything ran,
///   the id and the values of that.
func runSlot(_ words: [String], isStrict: Bool) -> Int32 {
    guard words.count == 2 || words.count == 4, let plan = plan(dist: words[0]) else {
        return ExitCode.usage
    }
    let (name, repeated) = SlotFiles.parts(words[1])
    guard let slot = plan.search?.slot(name) else {
        return complain("run", "there is no slot \(name): make the Makefile anew")
    }
    let layout = Layout(dist: plan.dist)
    let files = SlotFiles(plan, layout)
    do {
        let chosen: (id: String, values: [Value?])
        if words.count == 4 {
            guard
                let values = try? ValueList.read(
                    words[3], count: plan.configurationParameters.count)
            else {
                return complain(
                    "run", "the values of \(words[2]) are damaged: make the Makefile anew")
            }
            chosen = (words[2], values)
        } else if slot.draw != nil {
            return complain("run", "not yet")
        } else {
            let before = slot.layer.after ?? ""
            switch Promotion.read(files.path(before), place: slot.place, plan) {
            case .entry(let entry): chosen = (entry.id, entry.values)
            case .vacant(let ranked, let of):
                try files.leaveEmpty(
                    words[1],
                    because: "no configuration: \(ranked) of the \(of) of \(before) are ranked")
                return ExitCode.success
            case nil:
                return complain(
                    "run", "\(before) has promoted nothing yet: make has to go through it",
                    code: ExitCode.failure)
            }
        }
        let id = files.runID(chosen.id, rung: slot.layer.rung, repeated: repeated)
        try files.put(id, into: words[1])
        let resource = slot.layer.rung.flatMap { plan.search?.rungs?.values[$0] }
        return runChain(
            plan, id: id, chosen.values + (resource.map { [$0] } ?? []), isStrict: isStrict)
    } catch {
        return complain("run", "\(error)", code: ExitCode.failure)
    }
}

/// Writes down what a layer has come to, once all of it has run.
func promote(dist: String, layer name: String) -> Int32 {
    guard let plan = plan(dist: dist), let search = plan.search, let layer = search.layer(name)
    else { return ExitCode.usage }
    let layout = Layout(dist: plan.dist)
    // The stamps of those that are promoted are dated a moment before they start.
    let begin = now() - fileDateTick
    do {
        let table = RunTable(reading: try Sweep.read(dist: plan.dist).only(layer: name))
        if let waiting = table.waiting {
            return complain("run", "\(name) waits: \(waiting)", code: ExitCode.failure)
        }
        let before = layer.after.flatMap { Promotion.read("\(layout.search)/\($0)", plan) }
        let draws = table.sweep.slots.map { slot in
            slot.draw ?? before?.entries.dropFirst(slot.place).first?.draw ?? slot.place
        }
        let next = search.layers.first { $0.after == name && $0.firstDraw == nil }
        let promotion = Promotion(
            table, draws: draws, of: layer.count, promoting: next?.count ?? 0)
        // Not older than any stamp that it is made from.
        let files = SlotFiles(plan, layout)
        let stamps = plan.slotFiles.filter { $0.hasPrefix("\(name).") }.compactMap {
            fileStatus(files.path($0))?.modified
        }
        try replaceFile(
            files.path(name), promotion.text(plan),
            modified: FileDate(max(begin, stamps.max() ?? 0)))
        return ExitCode.success
    } catch let error as Sweep.Failure {
        return complain("run", error.message, code: ExitCode.failure)
    } catch {
        return complain("run", "\(error)", code: ExitCode.failure)
    }
}
