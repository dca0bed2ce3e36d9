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
    guard case .random(_, let seed) = spec.experiment.search else {
        return complain("run", "this takes a seed from a random search")
    }
    var session = AskSession(spec.experiment, seed: seed)
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
    private var known: [Int: Observation] = [:]

    init(_ experiment: Experiment, seed: UInt64) {
        identifier = Identifier(experiment)
        tpe = TPE(experiment, identifier, seed: seed, startup: 10)
        line = ConfigurationLine(parameters: experiment.parameterNames)
    }

    /// False where a line is neither.
    mutating func take(_ json: JSONValue) -> Bool {
        if let slot = json["ask"]?.intValue {
            ask(slot)
            return true
        }
        guard let slot = json["tell"]?.intValue, let draw = known[slot] else { return false }
        let values = json["values"]?.items?.compactMap(\.doubleValue)
        known[slot] = tpe.observation(
            slot: slot, draw.configuration, values.map { .values($0) } ?? .failed)
        return true
    }

    private mutating func ask(_ slot: Int) {
        var text: [UInt8] = []
        if let draw = tpe.draw(slot: slot, knowing: Array(known.values)) {
            known[slot] = tpe.observation(slot: slot, draw.configuration, .running)
            line.write(
                id: identifier.id(of: draw.configuration).utf8, draw.configuration.values, to: &text
            )
        } else {
            text += "{\"id\": null}".utf8
        }
        printBytes(text + [UInt8(ascii: "\n")])
    }
}
