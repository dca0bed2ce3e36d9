// A sweep as other tools are told of it. Knows nothing of folders, and of the formats.
import Spec

/// All runs that have begun, with what they reported.
package struct ExportedSweep: Sendable {
    package var name: String
    package var objectives: [Objective]
    /// The declared domains of each parameter; empty where the spec cannot be read any more.
    package var domains: [(name: String, domains: [Domain])]
    package var runs: [ExportedRun]

    package init(
        name: String, objectives: [Objective], domains: [(name: String, domains: [Domain])],
        runs: [ExportedRun]
    ) {
        (self.name, self.objectives, self.domains, self.runs) = (name, objectives, domains, runs)
    }

    /// All parameters of runs, in the order in which they come.
    var parameterNames: [String] {
        var seen: Set<String> = []
        return domains.map(\.name).filter { seen.insert($0).inserted }
            + runs.flatMap { $0.parameters.map(\.name) }.filter { seen.insert($0).inserted }
    }
}

/// One run.
package struct ExportedRun: Sendable {
    package enum State: Sendable {
        case done, failed, running
    }

    /// A metric over steps.
    package struct Curve: Sendable {
        package let name: String
        package let steps: [Double]
        package let values: [Double]

        package init(name: String, steps: [Double], values: [Double]) {
            (self.name, self.steps, self.values) = (name, steps, values)
        }
    }

    package var id: String
    /// Of its folder.
    package var path: String
    package var state: State
    package var parameters: [(name: String, value: Value)]
    package var metrics: [(name: String, value: Double)]
    package var curves: [Curve]
    /// Nanoseconds since 1970.
    package var start: Int64
    package var end: Int64
    package var host: String
    package var commit: String?

    package init(
        id: String, path: String, state: State, parameters: [(name: String, value: Value)],
        metrics: [(name: String, value: Double)], curves: [Curve], start: Int64, end: Int64,
        host: String, commit: String?
    ) {
        (self.id, self.path, self.state, self.parameters) = (id, path, state, parameters)
        (self.metrics, self.curves, self.start, self.end) = (metrics, curves, start, end)
        (self.host, self.commit) = (host, commit)
    }

    func metric(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
}
