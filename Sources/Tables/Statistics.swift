// Mean and spread of a few numbers. Knows nothing of metrics.
import Text

/// Mean, standard deviation (with n - 1; nil for one number) and how many there are.
package struct Summary: Sendable, Equatable {
    package let mean: Double
    package let deviation: Double?
    package let count: Int

    /// nil for no numbers. Numbers that are not finite do not count.
    package init?(_ numbers: [Double]) {
        let finite = numbers.filter(\.isFinite)
        guard !finite.isEmpty else { return nil }
        count = finite.count
        // Deviations from the first number, so that equal numbers have exactly their value as mean.
        let shift = finite[0]
        let mean = shift + finite.reduce(0) { $0 + ($1 - shift) } / Double(finite.count)
        self.mean = mean
        let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation =
            finite.count > 1 ? (squares / Double(finite.count - 1)).squareRoot() : nil
    }

    var json: JSONValue {
        .object([
            ("mean", .double(mean)), ("std", deviation.map(JSONValue.double) ?? .null),
            ("n", .int(count)),
        ])
    }
}
