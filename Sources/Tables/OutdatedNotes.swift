// What runs are of that make would run again, in a few lines. Knows nothing of what is shown of them.
import Sweep

extension RunTable {
    /// A line for each of the few most frequent reasons; empty where nothing is outdated.
    package var outdatedNotes: [String] {
        var (order, counts): ([Outdated], [Outdated: Int]) = ([], [:])
        for case let outdated? in rows.map(\.outdated) {
            if counts[outdated] == nil { order.append(outdated) }
            counts[outdated, default: 0] += 1
        }
        let sorted = order.enumerated().map { (place: $0, reason: $1, count: counts[$1] ?? 0) }
            .sorted { ($1.count, $0.place) < ($0.count, $1.place) }
        let lines = sorted.prefix(3).map { _, reason, count in
            "outdated: \(count) of \(rows.count) \(count == 1 ? "is" : "are") of before: \(reason.text)"
        }
        let rest = sorted.dropFirst(3).reduce(0) { $0 + $1.count }
        return rest > 0 ? lines + ["outdated: \(rest) more for other reasons"] : lines
    }
}
