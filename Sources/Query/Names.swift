// Names of parameters and metrics: what stands behind one, and how those that are called alike are told
// apart. Knows nothing of terms and tables.
import Spec
import Sweep

extension Sweep {
    /// The value of a parameter of a run, or of the repeat; nil where it is absent.
    package func value(_ name: String, ofRun run: Int) -> Value? {
        if let slot = plan.parameters.firstIndex(of: name) {
            return configurations[run / repeats.count].values[slot]
        }
        guard let repetition = plan.repetition, repetition.name == name else { return nil }
        return repetition.values[run % repeats.count]
    }
}

/// Names of columns: a parameter or metric that is called like a column before it is told apart.
///
/// - Parameter hasSpread: whether each metric has a second column, for its deviation.
package func columnNames(
    _ heads: [String], parameters: [String], metrics: [String], hasSpread: Bool = false
) -> [String] {
    var names = heads
    var taken = Set(heads + (hasSpread ? metrics.map { $0 + ".std" } : []))
    for (prefix, group) in [("params.", parameters), ("metrics.", metrics)] {
        for var name in group {
            while !taken.insert(name).inserted { name = prefix + name }
            names.append(name)
        }
    }
    return names
}
