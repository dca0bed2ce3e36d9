// A graph in, a script out that submits it to Slurm: the options of this sweep, then the text that is
// the same for all, then the plan and the configurations as comments, which no shell ever looks at.
// Knows nothing of how a stage is run and of what is done already; the script asks `hpmake run slurm`.
import Commands
import Graph
import Spec
import Text

/// Writes scripts for a POSIX shell that call sbatch.
package struct SlurmBackend {
    private let graph: BuildGraph
    private let options: SlurmOptions
    /// Arguments of `hpmake gen` with which the script remakes itself.
    private let arguments: [String]
    private let rules: [UInt8]

    package init(
        _ graph: BuildGraph, _ options: SlurmOptions, arguments: [String], rules: [UInt8]
    ) {
        self.graph = graph
        self.options = options
        self.arguments = arguments
        self.rules = rules
    }

    /// The bytes of the script: the same on every machine.
    ///
    /// - Parameter commands: the commands as the spec has them, by stage, for the reader.
    package func script(commands: [(stage: String, text: String)]) -> [UInt8] {
        var plan: [UInt8] = []
        writeMakeJSON(JSONValue.object(graph.plan.json).compact.utf8, to: &plan)
        var output = Array((header(commands) + settings(plan) + functions).utf8)
        output.reserveCapacity(
            output.count + rules.count + plan.count + graph.configurations.byteCount
                + graph.configurations.count * 7)
        output += rules
        output += SlurmScriptReader.plan
        output += plan
        for index in graph.configurations.indices {
            output += SlurmScriptReader.run
            output += graph.configurations.id(index)
            output.append(UInt8(ascii: " "))
            writeMakeJSON(graph.configurations.values(index), to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private func header(_ commands: [(stage: String, text: String)]) -> String {
        let count = graph.plan.runCount
        let spec = String(
            graph.plan.spec.unicodeScalars.filter { $0.value >= 0x20 }.map(Character.init))
        return """
            #!/bin/sh
            # \(count) run\(count == 1 ? "" : "s"), written by hpmake \(hpmakeVersion) from \(spec). \
            Edit that file, not this one.
            #
            #     sh submit.sh                 submits what is neither done nor queued
            #     sh submit.sh ONLY='lr<1e-2'  of that the runs that match, each as a task of its own
            #     sh submit.sh --dry-run       prints the calls of sbatch and does nothing
            #     sh submit.sh --cancel        cancels what it has submitted
            #

            """ + commands.map { makeComment($0.stage, $0.text) }.joined() + "\n"
    }

    private func settings(_ plan: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(plan)
        hash.update(Array(String(graph.configurations.fingerprint).utf8))
        let pairs = [
            ("SPEC", shellQuoted(graph.plan.spec)),
            ("DIST", shellQuoted(graph.plan.dist)),
            ("SWEEP", String(hash.hexDigest().prefix(12))),
            ("ARRAYS", "'" + groups.map(\.names).joined(separator: " ") + "'"),
            ("PACK", String(pack)),
            ("THROTTLE", options.throttle.map(String.init) ?? ""),
        ]
        return pairs.map { "\($0)=\($1)\n" }.joined()
    }

    /// How many runs share a task: of packed runs as many as a pack has, where the spec does not say.
    private var pack: Int {
        guard options.pack == 1, let packing = graph.plan.packing else { return options.pack }
        return max(1, graph.plan.runCount / packing.count)
    }

    private var groups: [StageGroup] { StageGroup.groups(graph.plan.stages, options) }

    /// One function for each kind of job, with its options.
    private var functions: String {
        let words = arguments.map(shellQuoted).joined(separator: " ")
        var text = "\nremake() { \"$HPMAKE\" gen --backend slurm \(words) -o \"$1\"; }\n"
        if let stage = graph.plan.preprocess {
            let group = StageGroup(stages: [stage], options: options.options(of: stage.name))
            text += function("preprocess", "preprocess", group.words(pack: 1))
        }
        for (index, group) in groups.enumerated() {
            text += function("array_\(index + 1)", group.names, group.words(pack: pack))
        }
        return text + function("collate", "collate", options.options)
    }

    private func function(_ name: String, _ job: String, _ words: [String]) -> String {
        let lines = [shellQuoted(job)] + words.map(shellQuoted)
        return "\(name)() {\n    submit " + lines.joined(separator: " \\\n        ") + "\n}\n"
    }
}

extension SlurmOptions {
    /// The options for all, then those of one stage.
    func options(of stage: String) -> [String] {
        options + stageOptions.filter { $0.stage == stage }.flatMap(\.options)
    }
}
