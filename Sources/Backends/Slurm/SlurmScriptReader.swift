// Reads the plan and the configurations back out of a script that the backend wrote.
// Knows nothing of the rest of it.
import Graph
import Text

/// The graph of a script: so that the jobs and `hparams.json` tell of the very runs that it knows.
package enum SlurmScriptReader {
    static let plan = Array("#plan ".utf8)
    static let run = Array("\n#run ".utf8)

    /// - Throws: where the script was not written by this version of hpmake, or is damaged.
    package static func graph(_ script: [UInt8]) throws(JSONError) -> BuildGraph {
        var plan: Plan?
        var configurations = ConfigurationList()
        var start = 0
        while start < script.count {
            let end = script[start...].firstIndex(of: UInt8(ascii: "\n")) ?? script.count
            let line = script[start..<end]
            start = end + 1
            guard line.first == UInt8(ascii: "#") else { continue }
            if line.starts(with: run.dropFirst()) {
                let rest = line.dropFirst(run.count - 1)
                guard let blank = rest.firstIndex(of: UInt8(ascii: " ")) else { continue }
                configurations.append(
                    id: Array(rest[..<blank]), values: Array(rest[(blank + 1)...]))
            } else if line.starts(with: SlurmScriptReader.plan) {
                plan = Plan(json: try JSONValue.parse(Array(line.dropFirst(6))))
            }
        }
        guard let plan, plan.isComplete(with: configurations.count) else {
            throw JSONError("the script is damaged: write it anew with hpmake gen", at: 0)
        }
        return BuildGraph(plan: plan, layers: [], configurations: configurations)
    }
}

extension Plan {
    /// Whether these can be all configurations that are known before anything runs.
    fileprivate func isComplete(with count: Int) -> Bool {
        guard let search else { return count * (repetition?.values.count ?? 1) == runCount }
        let draws = search.drawingSlots.count
        return search.model == nil ? count == draws : count <= draws
    }
}
