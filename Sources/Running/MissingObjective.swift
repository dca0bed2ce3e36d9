// Why a run that is done cannot be ranked: what it reported in place of the objective.
// Knows nothing of other runs.
import Spec
import System
import Text

/// What is wrong with a metric that should have been reported, for people; nil where it is there.
///
/// - Parameter metrics: all that the run has reported.
func missingObjective(_ name: String, _ metrics: MetricTable, _ files: ChainFiles) -> String? {
    if let value = metrics[name] {
        return value.isFinite ? nil : "\(name) is \(value), which cannot be ranked"
    }
    if let problem = metrics.problem { return "no \(name): \(problem)" }
    let text = readFileIfAny(files.result)
    if let text, let json = try? JSONValue.parse(text), let found = leaf(name, in: json) {
        return "no \(name): in result.json it is \(found), not a number"
    }
    if let near = nearestName(name, among: metrics.names) { return "no \(name): it wrote \(near)" }
    if !metrics.names.isEmpty {
        let shown = metrics.names.prefix(5).joined(separator: ", ")
        return "no \(name): it wrote \(shown)" + (metrics.names.count > 5 ? ", .." : "")
    }
    return text == nil
        ? "no \(name): it wrote no result.json into \(files.folder)"
        : "no \(name): there is no number in its result.json"
}

/// What is wrong with the curve by which runs are stopped, for people; nil where it is there.
///
/// - Parameter metrics: all that the run has reported.
func missingCurve(_ stop: MedianStop, _ metrics: MetricTable) -> String? {
    let curves = metrics.names.filter { metrics["\($0).steps"] != nil }
    if curves.contains(stop.metric) { return nil }
    let shown = curves.prefix(5).joined(separator: ", ") + (curves.count > 5 ? ", .." : "")
    return "nothing can be stopped: no \(stop.metric) in its metrics.jsonl"
        + (curves.isEmpty ? "" : ", which has \(shown)")
}

/// What stands under a name with dots, where it is no number.
private func leaf(_ name: String, in json: JSONValue) -> String? {
    for (key, value) in json.members ?? [] {
        if key == name {
            switch value {
            case .number: return nil
            case .string(let text): return "the text \(quoted(String(text.prefix(40))))"
            case .array: return "an array"
            case .object: return "an object"
            case .null, .bool: return value.compact
            }
        }
        guard name.hasPrefix(key + ".") else { continue }
        if let found = leaf(String(name.dropFirst(key.count + 1)), in: value) { return found }
    }
    return nil
}
