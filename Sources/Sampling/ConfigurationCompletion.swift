// Configurations of which some values are given by hand: the others follow, or are asked for.
// Knows nothing of where the values come from.
import Spec
import Text

/// Completes configurations of an experiment.
package struct ConfigurationCompletion {
    /// Why some values are none of a configuration.
    package enum Failure: Error {
        /// No sub-space has all of the names.
        case noSpace
        /// The parameter exists beside the others, and has no value.
        case lacks(String)
        /// The parameter has a value, and does not exist beside the others. What it needs, if anything does.
        case cannotExist(String, beside: Condition?)

        /// For people.
        package var message: String {
            switch self {
            case .noSpace: return "no sub-space has all of these parameters"
            case .lacks(let name):
                return
                    "\(quoted(name)) is missing, and nothing says which of its values is meant: add it"
            case .cannotExist(let name, let condition):
                guard let condition else {
                    return "\(quoted(name)) does not exist beside the other values: leave it out"
                }
                let values = condition.alternatives.map(\.json).joined(separator: " or ")
                let verb =
                    switch condition.test {
                    case .among: "is"
                    case .notAmong: "is not"
                    default: condition.test.rawValue
                    }
                return
                    "\(quoted(name)) exists only where \(quoted(condition.name)) \(verb) \(values): "
                    + "leave it out"
            }
        }
    }

    private let names: [String]
    private let slots: [String: Int]
    private let spaces: [(declared: Set<String>, space: IndexedSpace)]

    package init(_ experiment: Experiment) {
        names = experiment.parameterNames
        let slots = experiment.slots
        self.slots = slots
        spaces = experiment.spaces.map { space in
            (Set(space.parameters.map(\.name)), IndexedSpace(space, experiment, slots: slots))
        }
    }

    /// The configuration with the given values, of the first sub-space that declares their names.
    ///
    /// - Parameter value: the value of a parameter that is not given; nil where it has none.
    package func configuration(
        _ given: [(name: String, value: Value)], or value: (Parameter) -> Value?
    ) throws(Failure) -> Configuration {
        guard let space = space(of: given.map(\.name)) else { throw .noSpace }
        var result = Configuration(values: Array(repeating: nil, count: names.count))
        for entry in space.entries where space.exists(entry, beside: result.values) {
            let name = entry.parameter.name
            guard
                let found = given.first(where: { $0.name == name })?.value ?? value(entry.parameter)
            else { throw .lacks(name) }
            result.values[entry.slot] = found
        }
        for (name, _) in given where slots[name].flatMap({ result.values[$0] }) == nil {
            let entry = space.entries.first { $0.parameter.name == name }
            let unmet = entry?.conditions.first { !$0.condition.holds(for: result.values[$0.slot]) }
            throw .cannotExist(name, beside: unmet?.condition)
        }
        return result
    }

    /// The first sub-space that declares all of the names; names that no sub-space need declare, since they
    /// have defaults, count where nothing else is found.
    private func space(of names: [String]) -> IndexedSpace? {
        let declared = spaces.first { names.allSatisfy($0.declared.contains) }
        let known = spaces.first { _, space in
            names.allSatisfy { name in space.entries.contains { $0.parameter.name == name } }
        }
        return (declared ?? known)?.space
    }
}

extension Parameter {
    /// The value of a domain that has no other one.
    package var onlyValue: Value? {
        // One that could not be read may have any.
        if case .choice(let values, _) = domain, values.isEmpty { return .string("") }
        guard let points = DomainPoints(gridOf: domain), points.count == 1 else { return nil }
        return points[0]
    }

    /// The values of a domain that has few of them.
    package var fewValues: [Value] {
        guard let points = DomainPoints(gridOf: domain), points.count <= 1000 else { return [] }
        return (0..<points.count).map { points[$0] }
    }

    /// The value that a grid takes first; nil for a continuous domain.
    package var firstValue: Value? {
        DomainPoints(gridOf: domain).flatMap { $0.count > 0 ? $0[0] : nil }
    }
}

/// The points of an experiment as configurations, in order, without those that are excluded or there twice.
struct ChosenPoints {
    private(set) var configurations: [Configuration] = []

    init(_ experiment: Experiment, _ exclusions: Exclusions, _ diagnostics: inout Diagnostics) {
        let completion = ConfigurationCompletion(experiment)
        let known = Set(experiment.parameterNames)
        for point in experiment.points {
            // A name that there is not was reported already.
            guard point.values.allSatisfy({ known.contains($0.name) }) else { continue }
            do {
                let found = try completion.configuration(point.values) { $0.onlyValue }
                if exclusions.contains(found) {
                    diagnostics.warning("this point is excluded: it is left out", at: point.range)
                } else {
                    configurations.append(found)
                }
            } catch {
                diagnostics.error(error.message, at: point.place(of: error))
            }
        }
    }
}

extension Point {
    /// What a message about it points at.
    fileprivate func place(of failure: ConfigurationCompletion.Failure) -> Range<Int> {
        guard case .cannotExist(let name, _) = failure,
            let index = values.firstIndex(where: { $0.name == name })
        else { return range }
        return nameRanges[index]
    }
}
