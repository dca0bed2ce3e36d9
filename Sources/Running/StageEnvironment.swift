// The environment that a stage's process gets. Knows nothing of processes.
import Commands
import Graph
import Spec
import System

/// Builds environments: ours, without what make and hpmake put there for themselves.
struct StageEnvironment {
    private let inherited: [(name: Substring, entry: String)]

    init(_ entries: [String]) {
        inherited = entries.compactMap { entry in
            let name = entry.prefix { $0 != "=" }
            return StageEnvironment.isOurs(name) ? nil : (name, entry)
        }
    }

    private static func isOurs(_ name: Substring) -> Bool {
        switch name {
        case "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKE_TERMOUT", "MAKE_TERMERR":
            true
        default: name.hasPrefix("HPMAKE_") && name != "HPMAKE_GRACE" && name != "HPMAKE_SLOTS"
        }
    }

    /// - Parameter variables: what the command itself asks for.
    func entries(
        _ stage: PlannedStage, _ values: RunValues, _ record: StageRecord, files: ChainFiles,
        variables: [(name: String, value: String)]
    ) -> [String] {
        var own: [(name: String, value: String)] = [
            ("HPMAKE_ID", values.id), ("HPMAKE_OUT", files.folder),
            ("HPMAKE_PARAMS", files.parameters ?? ""), ("HPMAKE_STAGE", stage.name),
            ("HPMAKE_ATTEMPT", String(record.attempt)),
        ]
        for (resource, held) in record.slots {
            let name = resource.uppercased().split(separator: "-", omittingEmptySubsequences: false)
            let text = held.joined(separator: ",")
            own.append(("HPMAKE_" + name.joined(separator: "_"), text))
            if resource == "gpu" { own.append(("CUDA_VISIBLE_DEVICES", text)) }
        }
        for (name, text) in stage.environment {
            let value = CompiledCommand.fill(text, stage.command.references) {
                values.value($0, stage: stage.name)
            }
            own.append((name, value))
        }
        own += variables
        let names = Set(own.map(\.name))
        let kept = inherited.filter { !names.contains(String($0.name)) }.map(\.entry)
        // The later of two of one name: what the spec says goes before what hpmake sets.
        let last = Dictionary(own.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        return kept + last.map { "\($0.key)=\($0.value)" }
    }
}
