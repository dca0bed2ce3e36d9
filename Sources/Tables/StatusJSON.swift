// How far a sweep is, as JSON for programs. Knows nothing of text.
import Graph
import Running
import Sweep
import System
import Text

extension StatusReport {
    private var outdatedJSON: [JSONValue] {
        indices([.outdated]).map { index in
            let why = reader.runs[index].reason.map { reader.reasons[$0] }
            return .object([
                ("id", .string(ids[index])), ("stage", .string(why?.stage ?? "")),
                ("reason", .string(why?.text ?? "")),
            ])
        }
    }

    /// Everything, each run that is not done with what is known of it.
    package var json: JSONValue {
        let states = RunStatus.State.shown
        func object(_ counts: [RunStatus.State: Int]) -> JSONValue {
            .object(states.map { ($0.rawValue, .int(counts[$0] ?? 0)) })
        }
        let stages = head.plan.stages.indices.map { index -> (String, JSONValue) in
            let mean = mean(index).map(JSONValue.double) ?? .null
            return (
                head.plan.stages[index].name,
                .object([("states", object(stageCounts(index))), ("mean_seconds", mean)])
            )
        }
        func failure(_ record: StageRecord) -> JSONValue {
            let log = head.layout.preprocess.log(record.stage)
            return .object([("log", .string(log)), ("record", record.json)])
        }
        let full = RunReader(head.plan, head.layout, present)
        func runs(_ state: RunStatus.State) -> JSONValue {
            .array(
                indices([state]).map { index in
                    let place = full.place(ids[index])
                    let status = full.status(place)
                    var members: [(String, JSONValue)] = [("id", .string(ids[index]))]
                    if let stage = status.stage {
                        members.append(("stage", .string(stage)))
                        members.append(("log", .string(place.log(stage))))
                    }
                    if let record = status.record { members.append(("record", record.json)) }
                    return .object(members)
                })
        }
        let layers = layers.map { layer, runs -> JSONValue in
            var counts: [RunStatus.State: Int] = [:]
            for run in runs { counts[reader.runs[run].state, default: 0] += 1 }
            let resource = layer.rung.flatMap { head.plan.search?.rungs?.values[$0].jsonValue }
            return .object([
                ("name", .string(layer.name)), ("resource", resource ?? .null),
                ("states", object(counts)),
            ])
        }
        return .object([
            ("dist", .string(head.layout.dist)), ("total", .int(ids.count)),
            ("former", .int(former)),
            ("states", object(counts)),
            ("preprocess", preprocess.map { .string($0.rawValue) } ?? .null),
            ("failed_preprocess", failedPreprocess.map(failure) ?? .null),
            ("stages", .object(stages)), ("rungs", .array(layers)),
            ("runs_per_hour", pace.map { .double($0.perHour) } ?? .null),
            ("seconds_left", pace.map { .double($0.left) } ?? .null),
            ("work_seconds_left", workLeft.map(JSONValue.double) ?? .null),
            ("running", runs(.running)), ("failed", runs(.failed)),
            ("interrupted", runs(.interrupted)), ("outdated", .array(outdatedJSON)),
            ("queued", .array(indices([.queued]).map { .string(ids[$0]) })),
            ("missing", .array(indices([.missing]).map { .string(ids[$0]) })),
        ])
    }
}
