// A graph in, a Makefile out: the variables of this sweep, then rules that are the same for all.
// Knows nothing of how a stage is run; the rules call `hpmake run` for that.
import Graph
import Numerics
import Spec
import Text

/// Writes Makefiles for GNU Make 3.81 and later.
package struct MakeBackend {
    /// What cannot be put into a Makefile.
    package struct Failure: Error {
        package let message: String
    }

    private let graph: BuildGraph
    /// Arguments of `hpmake gen` with which the Makefile remakes itself.
    private let arguments: [String]
    private let rules: [UInt8]

    package init(_ graph: BuildGraph, arguments: [String], rules: [UInt8]) {
        self.graph = graph
        self.arguments = arguments
        self.rules = rules
    }

    /// The bytes of the Makefile: the same on every machine.
    ///
    /// - Parameter commands: the commands as the spec has them, by stage, for the reader.
    package func makefile(commands: [(stage: String, text: String)]) throws(Failure) -> [UInt8] {
        let plan = graph.plan
        // Options among the arguments begin with dashes; a path must not.
        let words = arguments.map { String($0.drop { $0 == "-" }) }
        guard isPlainPath(plan.spec), words.allSatisfy(isPlainPath) else {
            throw Failure(
                message: "the path \(quoted(plan.spec)) holds a character that is special to make: "
                    + "rename it, or call hpmake in its folder")
        }
        var planJSON: [UInt8] = []
        writeMakeJSON(JSONValue.object(plan.json).compact.utf8, to: &planJSON)
        guard planJSON.count <= Value.maximumBytes else {
            throw Failure(
                message: "the commands take more than 100 KiB, which cannot be passed to a "
                    + "program: put them into scripts")
        }
        var output: [UInt8] = []
        let listed = plan.packing == nil ? graph.configurations.count : 0
        output.reserveCapacity(
            rules.count + planJSON.count + (listed > 0 ? graph.configurations.byteCount : 0)
                + listed * 29)
        output += header(commands).utf8
        output += variables(planJSON).utf8
        output += "export \(Plan.variable(dist: plan.dist)) := ".utf8
        output += planJSON
        output.append(UInt8(ascii: "\n"))
        if let search = plan.search {
            try writeSlots(search, to: &output)
        } else if plan.packing == nil {
            try writeConfigurations(to: &output)
            output += "\nhpmake.SLOTS :=\n".utf8
        } else {
            // The runs of packs are compiled again when the sweep begins.
            output += "\nhpmake.CONFIGS :=\n\nhpmake.SLOTS :=\n".utf8
        }
        output += rules
        if let search = plan.search { output += SearchRules(search).text.utf8 }
        return output
    }

    private func header(_ commands: [(stage: String, text: String)]) -> String {
        let count = graph.plan.runCount
        return "# \(count) run\(count == 1 ? "" : "s"), written by hpmake \(hpmakeVersion) from "
            + "\(graph.plan.spec). Edit that file, not this one,\n"
            + "# which make writes anew.\n#\n"
            + commands.map { makeComment($0.stage, $0.text) }.joined() + "\n" + needsGNUMake
    }

    /// Ends any other make at its first lines; GNU make reads over them.
    private var needsGNUMake: String {
        """
        define hpmake.GNU
        .error this Makefile needs GNU make, which may be called gmake here
        endef


        """
    }

    private func variables(_ planJSON: [UInt8]) -> String {
        let plan = graph.plan
        let pairs: [(String, String)] = [
            ("KEY", plan.key),
            ("SPEC", plan.spec),
            ("GEN", arguments.joined(separator: " ")),
            ("DIST", plan.dist),
            ("EARLIER", plan.stages.dropLast().map(\.name).joined(separator: " ")),
            ("LAST", plan.stages.last?.name ?? ""),
            ("PREPROCESS", plan.preprocess.map { mark([$0]) } ?? ""),
            ("PREPROCESS_INPUTS", plan.preprocess?.inputs.joined(separator: " ") ?? ""),
            ("CHAIN", mark(plan.stages, after: plan.preprocess == nil ? "" : "preprocess")),
            ("CHAIN_INPUTS", plan.chainInputs.joined(separator: " ")),
            ("SWEEP", sweepMark(planJSON)),
            ("SEARCH", searchMark),
            ("GATHERS", plan.search?.gathers.joined(separator: " ") ?? ""),
            ("PACKS", packs),
            ("REPEATS", plan.repetition?.folders.joined(separator: " ") ?? ""),
        ]
        return pairs.map { "hpmake.\($0.0) :=\($0.1.isEmpty ? "" : " ")\($0.1)\n" }.joined()
    }

    /// Changes with whatever can make a stage of the chain run again, apart from its inputs' content.
    private func mark(_ stages: [PlannedStage], after: String = "") -> String {
        let text = stages.map { stage in
            ([stage.name, stage.digest] + stage.inputs).joined(separator: "\u{0}")
        }
        let implied = graph.plan.implied.map { "\n\($0.name)=\($0.value.json)" }.joined()
        return String(
            SHA256.hex((after + text.joined(separator: "\n") + implied).utf8).prefix(12))
    }

    /// Changes with anything that `hparams.json` holds.
    private func sweepMark(_ planJSON: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(planJSON)
        hash.update(Array(String(graph.configurations.fingerprint).utf8))
        return String(hash.hexDigest().prefix(12))
    }

    /// Changes with whatever can put another configuration into a slot, apart from results.
    private var searchMark: String {
        guard let search = graph.plan.search else { return "" }
        let repeats = graph.plan.repetition?.folders.joined(separator: " ") ?? ""
        let text = "\(search.json.compact)\n\(repeats)\n\(graph.configurations.fingerprint)"
        return String(SHA256.hex(text.utf8).prefix(12))
    }

    /// The names of all slots, then a variable for each that is known before anything runs: the id and the values
    /// of its configuration.
    private func writeSlots(_ search: PlannedSearch, to output: inout [UInt8]) throws(Failure) {
        output += "\nhpmake.CONFIGS :=\n\nhpmake.SLOTS :=".utf8
        for name in graph.plan.slotFiles { output += " \\\n\(name)".utf8 }
        output += "\n\n".utf8
        for (index, slot) in zip(graph.configurations.indices, search.drawingSlots) {
            output += "hpmake.\(graph.plan.key).\(slot.name)=".utf8
            output += graph.configurations.id(index)
            output.append(UInt8(ascii: " "))
            try writeValues(index, to: &output)
        }
    }

    private var packs: String {
        guard let packing = graph.plan.packing else { return "" }
        let hashes = graph.configurations.indices.lazy.map {
            hashDigits($0).withUnsafeBufferPointer(runHash(bytes:))
        }
        return packing.stamps(hashes, repeats: graph.plan.repetition?.folders ?? [])
            .map { "\\\n" + $0 }.joined(separator: " ")
    }

    /// What `hpmake.SWEEP` is in the Makefile of a graph.
    package static func sweepMark(_ graph: BuildGraph) -> String {
        let backend = MakeBackend(graph, arguments: [], rules: [])
        var planJSON: [UInt8] = []
        writeMakeJSON(JSONValue.object(graph.plan.json).compact.utf8, to: &planJSON)
        return backend.sweepMark(planJSON)
    }

    /// The ids in order, then a variable for each, named after the sweep and the hash in its id.
    private func writeConfigurations(to output: inout [UInt8]) throws(Failure) {
        let configurations = graph.configurations
        let prefix = "hpmake.\(graph.plan.key).".utf8
        output += "\nhpmake.CONFIGS :=".utf8
        for index in configurations.indices {
            output += " \\\n".utf8
            output += configurations.id(index)
        }
        output += "\n\n".utf8
        for index in configurations.indices {
            output += prefix
            output += hashDigits(index)
            output.append(UInt8(ascii: "="))
            try writeValues(index, to: &output)
        }
    }

    /// The hash that the id of a configuration ends with. A slice: `suffix` would copy byte by byte.
    private func hashDigits(_ index: Int) -> ArraySlice<UInt8> {
        let id = graph.configurations.id(index)
        return id[(id.endIndex - 12)...]
    }

    private func writeValues(_ index: Int, to output: inout [UInt8]) throws(Failure) {
        let start = output.count
        writeMakeJSON(graph.configurations.values(index), to: &output)
        // Escapes make them up to six times as long as they were in the spec.
        guard output.count - start <= Value.maximumBytes else {
            let id = String(decoding: graph.configurations.id(index), as: UTF8.self)
            throw Failure(
                message: "the values of \(id) take more than 100 KiB once they are escaped, "
                    + "which cannot be passed to a program: put them into a file")
        }
        output.append(UInt8(ascii: "\n"))
    }
}
