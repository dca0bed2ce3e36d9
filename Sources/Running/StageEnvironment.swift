// The environment that a stage's process gets. Knows nothing of processes.
import Commands
import Graph
import Spec
import System

/// What a stage finds in its environment besides our own, and what it does not find there.
struct StageEnvironment {
    /// How the entries begin that make and hpmake put there for themselves.
    static let hidden =
        ([
            "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKE_TERMOUT", "MAKE_TERMERR",
            "HPMAKE_ID", "HPMAKE_OUT", "HPMAKE_PARAMS", "HPMAKE_STAGE", "HPMAKE_ATTEMPT",
            "HPMAKE_GIVEN", "HPMAKE_FOLDER", "HPMAKE_STAGES", "HPMAKE_RUNS",
        ] + givenToMake).map { $0 + "=" } + [Plan.variableStem]

    let stage: PlannedStage
    let values: RunValues
    let files: ChainFiles

    /// - Parameter variables: what the command itself asks for.
    func variables(
        _ record: StageRecord, besides variables: [(name: String, value: String)]
    ) -> [(name: String, value: String)] {
        var own: [(name: String, value: String)] = [
            ("HPMAKE_ID", values.id), ("HPMAKE_OUT", files.folder),
            ("HPMAKE_PARAMS", files.parameters ?? ""), ("HPMAKE_STAGE", stage.name),
            ("HPMAKE_ATTEMPT", String(record.attempt)),
        ]
        for (resource, held) in record.slots {
            let text = held.joined(separator: ",")
            own.append((Resource.variable(resource), text))
            if resource == "gpu" { own.append(("CUDA_VISIBLE_DEVICES", text)) }
        }
        for (name, text) in stage.environment {
            let value = CompiledCommand.fill(text, stage.command.references) {
                values.value($0, stage: stage.name)
            }
            // What the spec says goes before what hpmake sets.
            own.removeAll { $0.name == name }
            own.append((name, value))
        }
        return own + variables
    }
}
