// `hpmake run ask`: draws and results over standard input and output, for benchmarks of the search that
// learns. Knows nothing of runs and files; not for people.
import Sampling
import Spec
import Text

/// Answers each `{"ask": SLOT}` with `{"slot": .., "id": .., "params": {..}, "origin": ..}` (without an id
/// where there is nothing left to draw), and learns from `{"tell": SLOT, "values": [..]}` and
/// `{"tell": SLOT, "failed": true}`. Slots that were asked for and not told of are running.
func answerAsks(spec path: String) -> Int32 {
    guard let spec = LoadedSpec(path, samples: nil, command: "run") else { return ExitCode.usage }
    var session: AskSession
    switch spec.experiment.search {
    case .tpe(let search):
        session = AskSession(spec.experiment, seed: search.seed, startup: search.startup)
    case .halving(let halving) where halving.draw == .tpe:
        session = AskSession(
            spec.experiment, seed: halving.seed, startup: TPESearch.standardStartup,
            rungs: halving.rungs.values.count)
    default: return complain("run", "this search asks for no results")
    }
    while let line = readLine() {
        guard let json = try? JSONValue.parse(Array(line.utf8)), session.take(json) else {
            return complain("run", "neither an ask nor a tell: \(line)")
        }
    }
    return ExitCode.success
}

/// What was asked and told so far.
private struct AskSession {
    private let tpe: TPE
    private let line: ConfigurationLine
    private let identifier: Identifier
    private let hasRungs: Bool
    private var drawn: [Int: Configuration] = [:]
    /// By rung, the lowest first, in order of slots. Those that were not told of are running at the first.
    private var known: [[Observation]]

    init(_ experiment: Experiment, seed: UInt64, startup: Int, rungs: Int = 0) {
        identifier = Identifier(experiment)
        tpe = TPE(experiment, identifier, seed: seed, startup: startup)
        line = ConfigurationLine(parameters: experiment.parameterNames)
        hasRungs = rungs > 0
        known = Array(repeating: [], count: max(1, rungs))
    }

    /// False where a line is neither.
    mutating func take(_ json: JSONValue) -> Bool {
        if let slot = json["ask"]?.intValue {
            ask(slot)
            return true
        }
        let rung = json["rung"]?.intValue ?? 0
        guard let slot = json["tell"]?.intValue, let configuration = drawn[slot],
            known.indices.contains(rung)
        else { return false }
        let values = json["values"]?.items?.compactMap(\.doubleValue)
        learn(
            tpe.observation(
                slot: slot, configuration, values.map { .values($0) } ?? .failed), at: rung)
        return true
    }

    private mutating func learn(_ observation: Observation, at rung: Int) {
        let place = known[rung].lastIndex { $0.slot <= observation.slot }
        if let place, known[rung][place].slot == observation.slot {
            known[rung][place] = observation
        } else {
            known[rung].insert(observation, at: place.map { $0 + 1 } ?? 0)
        }
    }

    private mutating func ask(_ slot: Int) {
        var text: [UInt8] = []
        if let configuration = draw(slot) {
            drawn[slot] = configuration
            learn(tpe.observation(slot: slot, configuration, .running), at: 0)
            line.write(
                id: identifier.id(of: configuration).utf8, configuration.values, to: &text)
        } else {
            text += "{\"id\": null}".utf8
        }
        printBytes(text + [UInt8(ascii: "\n")])
    }

    private func draw(_ slot: Int) -> Configuration? {
        guard hasRungs else { return tpe.draw(slot: slot, knowing: known[0])?.configuration }
        return tpe.draw(
            slot: slot, knowing: TPE.isAtRandom(slot) ? [] : TPE.observations(byRung: known),
            taken: Set(known.joined().map(\.identity)))?.configuration
    }
}
