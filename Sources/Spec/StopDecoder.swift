// The key "stop" of a spec: when a run is stopped that does worse than the others.
// Knows nothing of how curves are read, and of the rule itself.
import Text

/// The median rule: a run is stopped where its best value is worse than the median of the others' averages.
package struct MedianStop: Sendable, Equatable {
    /// What the metric is called in `metrics.jsonl`.
    package let metric: String
    package let maximize: Bool
    /// The first step at which a run may be stopped, in the steps of `metrics.jsonl`.
    package let grace: Double
    /// How many other runs must have come to a step for one to be stopped there; from 1.
    package let runs: Int

    package init(metric: String, maximize: Bool, grace: Double, runs: Int) {
        (self.metric, self.maximize, self.grace, self.runs) = (metric, maximize, grace, runs)
    }
}

private enum Mode: String, CaseIterable { case min, max }

/// The curve that is looked at.
private struct StopMetric {
    /// As the spec calls it.
    let name: String
    /// As `metrics.jsonl` does.
    let key: String
}

extension SpecDecoder {
    /// - Parameter experiment: with its metrics, objectives and search.
    mutating func stop(_ root: JSONNode, _ experiment: Experiment) -> MedianStop? {
        guard let node = root["stop"] else { return nil }
        guard case .object = node.content else {
            wrongKind(
                node, "\"stop\"", "an object such as { \"metric\": \"val_loss\", \"grace\": 3 }")
            return nil
        }
        _ = object(node, "\"stop\"", keys: ["metric", "grace", "mode", "runs"])
        if experiment.search.rungs != nil {
            diagnostics.error(
                "a search with rungs ends by itself what does badly: remove \"stop\", or choose a "
                    + "search without rungs", at: node.range.prefix(1))
        }
        let metric = stopMetric(node, experiment.metrics)
        let grace = grace(node)
        let mode = mode(of: metric, node, root, experiment)
        let runs = node["runs"].map { integer($0, "\"runs\"", in: 1...1_000_000) } ?? 1
        guard let metric, let grace, let mode, let runs else { return nil }
        return MedianStop(metric: metric.key, maximize: mode == .max, grace: grace, runs: runs)
    }

    private mutating func grace(_ stop: JSONNode) -> Double? {
        guard let node = stop["grace"] else {
            diagnostics.error(
                "\"stop\" needs the key \"grace\", the first step at which a run may be stopped, "
                    + "such as \"grace\": 3", at: stop.range.prefix(1))
            return nil
        }
        guard let grace = number(node, "\"grace\"") else { return nil }
        if grace >= 0 { return grace }
        diagnostics.error("\"grace\" is a step, so at least 0", at: node.range)
        return nil
    }

    private mutating func stopMetric(
        _ stop: JSONNode, _ extractors: [MetricExtractor]
    ) -> StopMetric? {
        guard let node = stop["metric"] else {
            diagnostics.error(
                "\"stop\" needs the key \"metric\", a number in the lines of metrics.jsonl, such as "
                    + "\"metric\": \"val_loss\"", at: stop.range.prefix(1))
            return nil
        }
        guard let name = string(node, "\"metric\"") else { return nil }
        if name.isEmpty || ["step", "epoch", "iter", "_step"].contains(name) {
            diagnostics.error(
                name.isEmpty
                    ? "\"metric\" needs the name of a metric"
                    : "\(quoted(name)) is what steps are called, and no metric", at: node.range)
            return nil
        }
        guard let extractor = extractors.first(where: { $0.name == name }) else {
            return StopMetric(name: name, key: name)
        }
        if let key = extractor.curveKey { return StopMetric(name: name, key: key) }
        diagnostics.error(
            "runs are stopped by what they write into metrics.jsonl, and \"metrics\" takes "
                + "\(quoted(name)) from elsewhere: name a number in the lines of metrics.jsonl",
            at: node.range)
        return nil
    }

    /// Whether the metric should be small or large: as the spec says, or as the objective does, or by its
    /// name.
    private mutating func mode(
        of metric: StopMetric?, _ stop: JSONNode, _ root: JSONNode, _ experiment: Experiment
    ) -> Mode? {
        let given: Mode? = stop["mode"].flatMap { keyword($0, "\"mode\"") }
        guard let metric else { return nil }
        let objective = experiment.objectives.first { objective in
            let key = experiment.metrics.first { $0.name == objective.metric }?.curveKey
            let names = [metric.name, metric.key].flatMap { [$0, "\($0).min", "\($0).max"] }
            return key == metric.key || names.contains(objective.metric)
        }
        let known = objective.map { $0.maximize ? Mode.max : .min }
        if let node = stop["mode"] {
            if let known, let given, known != given {
                diagnostics.error(
                    "the objective wants the \(known.rawValue)imum of this metric: remove \"mode\"",
                    at: node.range)
            }
            return given
        }
        if let mode = known ?? Mode(ofMetric: metric.name) { return mode }
        // Where objectives are wrong, that one is wrong which would have told.
        if root["objective"] == nil || !experiment.objectives.isEmpty, let node = stop["metric"] {
            diagnostics.error(
                "nothing tells whether \(quoted(metric.name)) should be small or large: add "
                    + "\"mode\": \"min\" or \"mode\": \"max\"", at: node.range)
        }
        return nil
    }
}

extension Mode {
    /// What is meant by a name that has "loss" or "error", or "acc" or "accuracy" at the end of one of its
    /// words.
    fileprivate init?(ofMetric name: String) {
        let words = name.lowercased().split { !$0.isLetter }
        func has(_ ends: [String]) -> Bool {
            words.contains { word in ends.contains { word.hasSuffix($0) } }
        }
        switch (has(["loss", "error"]), has(["acc", "accuracy"])) {
        case (true, false): self = .min
        case (false, true): self = .max
        default: return nil
        }
    }
}

extension MetricExtractor {
    /// What a metric that is taken from `metrics.jsonl` is called there.
    fileprivate var curveKey: String? {
        guard case .key(file: "metrics.jsonl", let path) = source,
            !path.utf8.contains(UInt8(ascii: "["))
        else { return nil }
        return path
    }
}
