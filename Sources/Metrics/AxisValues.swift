// How far a run has come: the last value of each axis that it wrote its metrics over.
// Knows nothing of the metrics.

/// What a source may call its steps; the first of these that is there counts, and none is a metric.
package let axisNames = ["step", "epoch", "iter", "_step"]

/// The last value by the name of the axis; nil where nothing was written over it.
package struct AxisValues: Sendable, Equatable {
    private var step, epoch, iter, ownStep: Double?

    package init() {}

    package subscript(_ name: String) -> Double? {
        get {
            switch name {
            case "step": step
            case "epoch": epoch
            case "iter": iter
            case "_step": ownStep
            default: nil
            }
        }
        set {
            switch name {
            case "step": step = newValue
            case "epoch": epoch = newValue
            case "iter": iter = newValue
            case "_step": ownStep = newValue
            default: break
            }
        }
    }

    /// In the order of the names.
    package var all: [(name: String, value: Double)] {
        axisNames.compactMap { name in self[name].map { (name, $0) } }
    }

    /// Of several sources the one that has come furthest counts.
    package mutating func add(_ other: AxisValues) {
        for (name, value) in other.all { self[name] = max(self[name] ?? value, value) }
    }
}
