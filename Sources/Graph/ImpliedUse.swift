// Looks at configurations for parameters that have their implied value in another type, such as 1.0 for 1:
// to a trainer that may be something else, so it does not count. Knows nothing of ids.
import Sampling
import Spec
import Text

/// Which implied values are met as they stand, and which nearly.
struct ImpliedUse {
    private struct Entry {
        let given: ImpliedValue
        let slot: Int
        var isMet = false
        var near: Value?
    }

    private var entries: [Entry]
    private let implied: Implied

    init(_ experiment: Experiment) {
        let slots = experiment.slots
        entries = experiment.implied.compactMap { given in
            slots[given.name].map { Entry(given: given, slot: $0) }
        }
        implied = Implied(experiment.implied.map { ($0.name, $0.value) })
    }

    mutating func look(at configuration: Configuration) {
        for index in entries.indices where !entries[index].isMet {
            guard let value = configuration.values[entries[index].slot],
                value.matches(entries[index].given.value)
            else { continue }
            if implied.holds(entries[index].given.name, value) {
                entries[index].isMet = true
            } else {
                entries[index].near = value
            }
        }
    }

    var warnings: [Diagnostic] {
        entries.compactMap { entry in
            guard !entry.isMet, let near = entry.near else { return nil }
            return Diagnostic(
                .warning,
                "\(quoted(entry.given.name)) is never \(entry.given.value.json), but "
                    + "\(near.json), which is another type: write that",
                at: entry.given.range)
        }
    }
}
