// `hpmake run slot` and `hpmake run promote`: what a Makefile calls for a search by results.
// Nothing but wiring; not for people.
import Graph
import Running
import Spec
import Sweep
import Text

/// Decides which run is in a slot, and runs what is missing of it.
///
/// - Parameter words: the output folder and the slot; where its configuration was known before anything ran,
///   the id and the values of that, with a blank between.
func runSlot(_ words: [String], isStrict: Bool) -> Int32 {
    guard let plan = plan(dist: words[0]) else {
        return ExitCode.usage
    }
    var known: (id: String, values: [Value?])?
    if words.count == 3 {
        let parts = words[2].split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2,
            let values = try? ValueList.read(parts[1], count: plan.configurationParameters.count)
        else {
            return complain("run", "the values of \(words[1]) are damaged: make the Makefile anew")
        }
        known = (parts[0], values)
    }
    do {
        switch try decideSlot(words[1], plan, known: known) {
        case .run(let id, let values): return runChain(plan, id: id, values, isStrict: isStrict)
        case .empty: return ExitCode.success
        }
    } catch {
        return complainOfSlot(error)
    }
}

/// Writes down what a layer has come to, once all of it has run.
func promote(dist: String, layer name: String) -> Int32 {
    guard let plan = plan(dist: dist), let layer = plan.search?.layer(name) else {
        return ExitCode.usage
    }
    do {
        try writePromotion(of: layer, plan)
        return ExitCode.success
    } catch {
        return complainOfSlot(error)
    }
}

/// Says why a slot or what a layer has come to is not decided.
func complainOfSlot(_ error: any Error) -> Int32 {
    switch error {
    case let error as SlotFailure: complain("run", error.description, code: error.code)
    case let error as Sweep.Failure: complain("run", error.message, code: ExitCode.failure)
    default: complain("run", "\(error)", code: ExitCode.failure)
    }
}
