// What the runner has to know of an experiment, apart from the runs: the same for every backend.
// Knows neither make nor Slurm, nor how a stage is run.
import Commands
import Spec
import Text

/// The version of hpmake, in Makefiles and records.
package let hpmakeVersion = "0.2.0"

/// A compiled experiment without its runs. An object, though its values never change: most of what a runner or
/// reader is made of holds it, and a copy of all that would otherwise copy two dozen references, each time.
package final class Plan: Sendable {
    package let dist: String
    package let shell: Shell
    /// Names of all parameters; the values of a run are in this order. The resource of the rungs, if there
    /// is one, is the last.
    package let parameters: [String]
    package let repetition: PlannedRepetition?
    package let preprocess: PlannedStage?
    package let stages: [PlannedStage]
    package let resources: [Resource]
    package let threads: Threads?
    package let metrics: [MetricExtractor]
    /// Whether whatever metrics lie in a run's folder are its metrics.
    package let findsMetrics: Bool
    package let objectives: [Objective]
    /// When runs are stopped that do worse than the others. It is no part of what a stage is made from.
    package let stop: MedianStop?
    /// What the trainer did before it had these parameters.
    package let implied: [(name: String, value: Value)]
    /// The path of the spec, as it was given.
    package let spec: String
    /// Where what runs depends on results.
    package let search: PlannedSearch?
    /// How many runs there are.
    package let runCount: Int
    /// On what scales parameters lie, by name, where their domains tell: for figures. A plan of before
    /// 0.2 has none.
    package let scales: [String: DomainScale]
    /// Which parameters are objects in the JSON file of a run; nil where none is.
    package let nesting: Nesting?
    /// How runs are packed; nil where each has a folder of its own.
    package let packing: Packing?

    package init(
        dist: String, shell: Shell, parameters: [String], repetition: PlannedRepetition?,
        preprocess: PlannedStage?, stages: [PlannedStage], resources: [Resource],
        threads: Threads? = nil, metrics: [MetricExtractor], findsMetrics: Bool = false,
        objectives: [Objective], stop: MedianStop? = nil,
        implied: [(name: String, value: Value)] = [], spec: String, search: PlannedSearch? = nil,
        runCount: Int = 0, scales: [String: DomainScale] = [:], nesting: Nesting? = nil,
        packing: Packing? = nil
    ) {
        self.dist = dist
        self.shell = shell
        self.parameters = parameters
        self.repetition = repetition
        self.preprocess = preprocess
        self.stages = stages
        self.resources = resources
        self.threads = threads
        self.metrics = metrics
        self.findsMetrics = findsMetrics
        self.objectives = objectives
        self.stop = stop
        self.implied = implied
        self.spec = spec
        self.search = search
        self.runCount = runCount
        self.scales = scales
        self.nesting = nesting
        self.packing = packing
    }

    /// The plan with other values; what is left out stays.
    package func with(
        parameters: [String]? = nil, preprocess: PlannedStage? = nil, stages: [PlannedStage]? = nil,
        resources: [Resource]? = nil, spec: String? = nil, search: PlannedSearch? = nil,
        runCount: Int? = nil, packing: Packing? = nil
    ) -> Plan {
        Plan(
            dist: dist, shell: shell, parameters: parameters ?? self.parameters,
            repetition: repetition, preprocess: preprocess ?? self.preprocess,
            stages: stages ?? self.stages, resources: resources ?? self.resources, threads: threads,
            metrics: metrics, findsMetrics: findsMetrics, objectives: objectives, stop: stop,
            implied: implied, spec: spec ?? self.spec, search: search ?? self.search,
            runCount: runCount ?? self.runCount, scales: scales, nesting: nesting,
            packing: packing ?? self.packing)
    }

    /// Tells this sweep from others of the same make: four hex digits of a hash of the output folder.
    package var key: String { Plan.key(dist: dist) }

    /// The variable of the environment in which the Makefile hands the plan to its recipes.
    package static func variable(dist: String) -> String {
        "\(variableStem)\(key(dist: dist))"
    }

    /// What the names of all variables with plans begin with.
    package static let variableStem = "HPMAKE_PLAN_"

    private static func key(dist: String) -> String { String(SHA256.hex(dist.utf8).prefix(4)) }
}

extension Plan {
    /// The parameters of a configuration, which does not have the resource of the rungs.
    package var configurationParameters: [String] {
        search?.rungs == nil ? parameters : Array(parameters.dropLast())
    }

    /// The folders of the repeats below a configuration's; one empty name where there is no repeat.
    package var repeatFolders: [String] { repetition?.folders ?? [""] }

    /// The folders of a configuration's runs below its own, one for each rung and repeat; one empty name where
    /// there are neither.
    package var runFolders: [String] {
        guard let rungs = search?.rungs?.folders else { return repeatFolders }
        return rungs.flatMap { rung in repeatFolders.map { runID(rung, $0) } }
    }

    /// The inputs of all stages of the chain, each once: what make looks at before a run.
    package var chainInputs: [String] {
        var inputs: [String] = []
        for input in stages.flatMap(\.inputs) where !inputs.contains(input) { inputs.append(input) }
        return inputs
    }
}

/// The id of what lies in a folder below that of a configuration or of its rung; an empty name is that itself.
package func runID(_ configuration: String, _ folder: String) -> String {
    folder.isEmpty ? configuration : "\(configuration)/\(folder)"
}

/// The values of a repeat, each with the folder that its run has below the configuration's.
package struct PlannedRepetition: Sendable {
    package let name: String
    package let values: [Value]
    /// `<name>_<value>`, by index of the value.
    package let folders: [String]

    package init(name: String, values: [Value]) {
        self.name = name
        self.values = values
        folders = values.map { value in
            var folder = Array(name.utf8)
            folder.append(UInt8(ascii: "_"))
            for byte in value.text.utf8.prefix(100) {
                let isKept =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                    || "._+-".utf8.contains(byte)
                folder.append(isKept ? byte : UInt8(ascii: "_"))
            }
            return String(decoding: folder, as: UTF8.self)
        }
    }

    /// The value whose folder this is.
    package func value(of folder: some StringProtocol) -> Value? {
        folders.firstIndex { $0 == folder }.map { values[$0] }
    }
}

/// One command of a run's chain, compiled.
package struct PlannedStage: Sendable {
    package let name: String
    package let command: CompiledCommand
    package let environment: [(name: String, text: CompiledCommand.Word)]
    package let inputs: [String]
    package let needs: [(resource: String, count: Int)]
    /// Seconds; nil for no limit.
    package let timeout: Int?
    package let retries: Int
    /// Hash of the command as the spec has it, with its environment and shell: when it changes,
    /// the stage runs again.
    package let digest: String
    /// The text that this is the hash of, where some runs are compared without options in it.
    package let text: StageText?

    package init(
        name: String, command: CompiledCommand,
        environment: [(name: String, text: CompiledCommand.Word)], inputs: [String],
        needs: [(resource: String, count: Int)], timeout: Int?, retries: Int, digest: String,
        text: StageText? = nil
    ) {
        self.name = name
        self.command = command
        self.environment = environment
        self.inputs = inputs
        self.needs = needs
        self.timeout = timeout
        self.retries = retries
        self.digest = digest
        self.text = text
    }

    /// The digests that a record of one run or another may have: of the command, and of what it is without
    /// options at their implied values.
    package func digests(_ implied: [String]) -> [String] {
        guard let text else { return [digest] }
        let names = implied.filter { text.without([$0]).digest != digest }
        var sets: [Set<String>] = [[]]
        // Of so many options some are left out one by one.
        for name in names.prefix(8) { sets += sets.map { $0.union([name]) } }
        return (sets + [Set(names)]).map(digest(without:))
    }

    /// The digest for a run in which these parameters have their implied values.
    package func digest(without names: Set<String>) -> String {
        names.isEmpty ? digest : text?.without(names).digest ?? digest
    }
}
