// One point of the search space, and the table of names that its values belong to.
// Knows nothing of ids and of how configurations are drawn.
import Spec

/// A configuration: a value for each parameter of an experiment, nil where it does not exist.
package struct Configuration: Hashable, Sendable {
    /// By index in the experiment's `parameterNames`.
    package var values: [Value?]

    package init(values: [Value?]) {
        self.values = values
    }
}

/// A sub-space whose names are replaced by indices, in the order in which values are chosen.
struct IndexedSpace {
    struct Entry {
        let parameter: Parameter
        /// Index of the name in the experiment's table.
        let slot: Int
        /// All of them have to hold for the parameter to exist.
        let conditions: [(slot: Int, condition: Condition)]
    }

    /// Parameters of the sub-space and constants from the defaults; each comes after those that its
    /// conditions name, and apart from that in order of declaration.
    let entries: [Entry]
    let slots: Int

    init(_ space: SubSpace, _ experiment: Experiment, slots: [String: Int]) {
        let declared = Set(space.parameters.map(\.name))
        let constants = experiment.defaults.filter { !declared.contains($0.name) }.map {
            Parameter(
                name: $0.name, domain: .choice([$0.value], weights: nil), conditions: [],
                nameRange: 0..<0, domainRange: 0..<0)
        }
        let all = space.parameters + constants
        entries = evaluationOrder(of: all).order.map { index in
            let parameter = all[index]
            return Entry(
                parameter: parameter, slot: slots[parameter.name] ?? 0,
                conditions: parameter.conditions.map { (slots[$0.name] ?? 0, $0) })
        }
        self.slots = slots.count
    }

    init(entries: [Entry], slots: Int) {
        self.entries = entries
        self.slots = slots
    }

    /// Whether the parameter of an entry exists beside the values chosen before it.
    func exists(_ entry: Entry, beside values: [Value?]) -> Bool {
        entry.conditions.allSatisfy { $0.condition.holds(for: values[$0.slot]) }
    }
}

extension Experiment {
    /// The index of each parameter's name.
    package var slots: [String: Int] {
        Dictionary(
            parameterNames.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }
}
