// A sweep as files of MLflow's file store (`mlruns`), which `mlflow migrate-filestore` takes.
// Knows nothing of where they are written.
import Spec
import Text

/// A file to be written, by its path below the folder of the export; a folder where the path ends in `/`.
package typealias ExportedFile = (path: String, content: [UInt8])

/// The experiment's own files.
package func mlflowExperiment(_ sweep: ExportedSweep) -> [ExportedFile] {
    let times = sweep.runs.map(\.start)
    let meta = yaml([
        ("artifact_location", text("mlruns/\(mlflowExperimentID(sweep))")),
        ("creation_time", "\((times.min() ?? 0) / 1_000_000)"),
        ("experiment_id", text(mlflowExperimentID(sweep))),
        ("last_update_time", "\((sweep.runs.map(\.end).max() ?? 0) / 1_000_000)"),
        ("lifecycle_stage", "active"), ("name", text(sweep.name)),
    ])
    return [("\(mlflowExperimentID(sweep))/meta.yaml", meta)]
}

/// Eighteen digits, the same for one sweep at each export.
private func mlflowExperimentID(_ sweep: ExportedSweep) -> String {
    let hash = UInt64(SHA256.hex(sweep.name.utf8).prefix(15), radix: 16) ?? 1
    return "\(hash % 900_000_000_000_000_000 + 100_000_000_000_000_000)"
}

/// The files of one run.
package func mlflowRun(_ run: ExportedRun, of sweep: ExportedSweep) -> [ExportedFile] {
    let experiment = mlflowExperimentID(sweep)
    let id = String(SHA256.hex("\(sweep.name)/\(run.id)".utf8).prefix(32))
    let folder = "\(experiment)/\(id)"
    let status =
        switch run.state {
        case .done: 3
        case .failed: 4
        case .running: 1
        }
    let meta = yaml([
        ("artifact_uri", text("mlruns/\(folder)/artifacts")),
        ("end_time", run.state == .running ? "null" : "\(run.end / 1_000_000)"),
        ("entry_point_name", "''"), ("experiment_id", text(experiment)),
        ("lifecycle_stage", "active"), ("run_id", id), ("run_name", text(run.id)),
        ("run_uuid", id), ("source_name", "''"), ("source_type", "4"), ("source_version", "''"),
        ("start_time", "\(run.start / 1_000_000)"), ("status", "\(status)"), ("tags", "[]"),
        ("user_id", "hpmake"),
    ])
    var files: [ExportedFile] = [
        ("\(folder)/meta.yaml", meta), ("\(folder)/artifacts/", []), ("\(folder)/params/", []),
        ("\(folder)/metrics/", []), ("\(folder)/tags/mlflow.runName", Array(run.id.utf8)),
        ("\(folder)/tags/path", Array(run.path.utf8)),
        ("\(folder)/tags/host", Array(run.host.utf8)),
    ]
    if let commit = run.commit {
        files.append(("\(folder)/tags/mlflow.source.git.commit", Array(commit.utf8)))
    }
    for (name, value) in run.parameters {
        files.append(("\(folder)/params/\(name)", Array(value.text.utf8)))
    }
    let names = Set(run.metrics.map(\.name))
    for (name, value) in run.metrics where isPath(name, among: names) {
        let curve = run.curves.first { $0.name == name }
        files.append(("\(folder)/metrics/\(name)", lines(value, curve, at: run.end)))
    }
    return files
}

/// Whether MLflow can have a metric of this name as a file: `a` and `a/b` cannot be there together.
private func isPath(_ name: String, among names: Set<String>) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return false }
    let isParent = names.contains { $0.hasPrefix(name + "/") }
    let isKnown = name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
            || "_-. :/".unicodeScalars.contains($0)
    }
    return !isParent && isKnown
}

/// `<milliseconds> <value> <step>`, for each point of a curve, and at last for what counts.
private func lines(_ value: Double, _ curve: ExportedRun.Curve?, at time: Int64) -> [UInt8] {
    let milliseconds = time / 1_000_000
    var points = curve.map { Array(zip($0.values, $0.steps)) } ?? []
    let isLast = points.last.map { $0.0 == value || $0.0.isNaN && value.isNaN } ?? false
    if !isLast { points.append((value, points.last.map { $0.1 + 1 } ?? 0)) }
    let text = points.enumerated().map { index, point in
        let step = point.1 == point.1.rounded() ? Int(point.1) : index
        return "\(milliseconds) \(number(point.0)) \(step)\n"
    }
    return Array(text.joined().utf8)
}

private func number(_ value: Double) -> String {
    value.isNaN ? "nan" : value.isInfinite ? (value < 0 ? "-inf" : "inf") : "\(value)"
}

private func yaml(_ members: [(String, String)]) -> [UInt8] {
    Array(members.map { "\($0): \($1)\n" }.joined().utf8)
}

/// A text in single quotes, as YAML has it.
private func text(_ value: String) -> String {
    "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        + "'"
}
