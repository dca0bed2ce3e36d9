// Which configurations are excluded. Knows nothing of how they are drawn.
import Spec

/// The exclusions of an experiment, by index of the parameter.
struct Exclusions: Sendable {
    typealias Pairs = [(slot: Int, value: Value)]

    private(set) var all: [Pairs] = []

    init() {}

    init(_ experiment: Experiment, slots: [String: Int]) {
        all = experiment.exclusions.map { pairs in pairs.map { (slots[$0.name] ?? 0, $0.value) } }
    }

    func contains(_ configuration: Configuration) -> Bool {
        all.contains { Exclusions.match($0, configuration) }
    }

    /// Whether all pairs hold; an absent parameter matches nothing.
    static func match(_ pairs: Pairs, _ configuration: Configuration) -> Bool {
        pairs.allSatisfy { configuration.values[$0.slot]?.matches($0.value) ?? false }
    }
}
