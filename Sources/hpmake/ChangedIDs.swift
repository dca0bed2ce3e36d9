// Which configurations of a sweep on disk have another id than before, because what is implied has changed.
// Knows nothing of who says so.
import Graph
import Sampling
import Spec
import Sweep
import Text

/// Ids that were, and are by now.
struct ChangedIDs {
    private(set) var pairs: [(old: String, new: String)] = []

    /// - Parameter dist: the output folder, which need not be there.
    init(_ experiment: Experiment, _ configurations: ConfigurationList, dist: String) {
        guard let before = SweepHead.plan(dist: dist)?.implied else { return }
        let isSame =
            before.count == experiment.implied.count
            && zip(before, experiment.implied).allSatisfy {
                $0.name == $1.name && $0.value.json == $1.value.json
            }
        guard !isSame, let head = try? SweepHead.read(dist: dist) else { return }
        let known = Set(head.runIDs.map { $0.prefix { $0 != "/" }.suffix(12) })
        var earlier = experiment
        earlier.implied = before.map { ImpliedValue(name: $0.name, value: $0.value, range: 0..<0) }
        let identifier = Identifier(earlier)
        let count = experiment.parameterNames.count
        for configuration in configurations {
            guard let values = try? ValueList.read(configuration.values, count: count) else {
                continue
            }
            let old = identifier.id(of: Configuration(values: values))
            if old != configuration.id, known.contains(old.suffix(12)) {
                pairs.append((old, configuration.id))
            }
        }
    }

    /// For people; empty where nothing has changed.
    var text: String {
        guard let first = pairs.first else { return "" }
        let count = pairs.count
        let others = count > 1 ? ", and \(count - 1) more" : ""
        return
            "\"implied\" has changed, and with it \(count == 1 ? "an id" : "ids"): \(first.old) is "
            + "\(first.new) by now\(others)\n"
    }
}
