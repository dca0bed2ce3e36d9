// Checks of what stages name: slots, stages, options of Slurm. Knows nothing of parameters.
import Text

extension SpecDecoder {
    /// A stage learns its slots from a variable, which must not be one that means something else.
    private mutating func validateResources(_ resources: [Resource], _ root: JSONNode) {
        var seen: [String: String] = [:]
        for resource in resources {
            let variable = Resource.variable(resource.name)
            let range = root["resources"]?[resource.name]?.range
            if ["ID", "OUT", "PARAMS", "STAGE", "ATTEMPT"].contains(variable.dropFirst(7)) {
                diagnostics.error(
                    "\(variable) means something else to a stage: give the resource another "
                        + "name", at: range)
            } else if let other = seen.updateValue(resource.name, forKey: variable) {
                diagnostics.error(
                    "\(quoted(other)) and \(quoted(resource.name)) would both be "
                        + "\(variable) to a stage: rename one", at: range)
            }
        }
    }

    mutating func validateStages(_ experiment: Experiment, _ root: JSONNode) {
        let resources = experiment.resources
        for stage in experiment.stages + (experiment.preprocess.map { [$0] } ?? []) {
            let needs = (root["stages"]?[stage.name] ?? root["preprocess"])?["needs"]
            for (name, count) in stage.needs {
                let range = needs?[name]?.range ?? stage.range
                guard let resource = resources.first(where: { $0.name == name }) else {
                    guard root["resources"].map({ $0.kind == "an object" }) ?? true else {
                        continue
                    }
                    let add = "\"resources\": { \(quoted(name)): \(max(1, count)) }"
                    let known = resources.map(\.name)
                    diagnostics.error(
                        resources.isEmpty
                            ? "the spec says nothing of \(quoted(name)): add \(add), a count or the "
                                + "slots themselves"
                            : "\"resources\" has no \(quoted(name))"
                                + suggestion(for: name, among: known), at: range)
                    continue
                }
                if !resource.slots.isEmpty, count > resource.distinctCount {
                    diagnostics.error(
                        "needs \(count) slots of \(quoted(name)), which has \(resource.distinctCount)"
                            + (resource.slots.count >= count ? " different ones" : ""), at: range)
                }
            }
        }
        validateResources(resources, root)
        let stages = experiment.stages.map(\.name)
        // Without stages every name would be wrong.
        for metric in experiment.metrics where !stages.isEmpty {
            guard let stage = metric.stage, !stages.contains(stage) else { continue }
            diagnostics.error(
                "no stage is called \(quoted(stage))" + suggestion(for: stage, among: stages),
                at: root["metrics"]?[metric.name]?["stage"]?.range)
        }
    }

    mutating func validateSlurm(_ experiment: Experiment, _ root: JSONNode) {
        let stages = experiment.stages.map(\.name) + ["preprocess"]
        for (name, _) in experiment.slurm.stageOptions where !stages.contains(name) {
            diagnostics.error(
                "no stage is called \(quoted(name))" + suggestion(for: name, among: stages),
                at: root["slurm"]?["stages"]?[name]?.range)
        }
        let slurm = root["slurm"]
        validateOptions(slurm?["options"])
        for member in slurm?["stages"]?.members ?? [] { validateOptions(member.value["options"]) }
    }

    /// Options with which a submission would not be what it is, or not work.
    private mutating func validateOptions(_ node: JSONNode?) {
        guard case .array(let items)? = node?.content else { return }
        let own = [
            ("-a", "--array"), ("-d", "--dependency"), ("-D", "--chdir"), ("-W", "--wait"),
            (nil, "--wrap"), (nil, "--parsable"),
        ]
        for item in items {
            guard case .string(let word) = item.content else { continue }
            if word.isEmpty { diagnostics.error("an option is empty", at: item.range) }
            for (short, long) in own
            where word == long || word.hasPrefix("\(long)=")
                || short.map({ word.hasPrefix($0) }) ?? false
            {
                diagnostics.error("hpmake sets \(long) itself: leave it out", at: item.range)
            }
            let name = word.prefix { $0 != "=" }
            if word.hasPrefix("-"), let blank = name.firstIndex(where: { $0 == " " || $0 == "\t" })
            {
                let value = word[blank...].drop { $0 == " " || $0 == "\t" }
                let end = word.hasPrefix("--") ? "=" : ""
                diagnostics.error(
                    "an option and its value are one word without a blank: write "
                        + quoted("\(word[..<blank])\(end)\(value)"), at: item.range)
            }
            if word.hasPrefix("--export="), word.dropFirst(9).contains("=") {
                diagnostics.warning(
                    "this starts a login shell for every task: write X=1 sh submit.sh instead",
                    at: item.range)
            }
        }
    }
}
