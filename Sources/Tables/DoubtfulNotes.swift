// What is odd about the metrics of runs that are ranked all the same: patterns that cut numbers off, files
// that are not there. Each is told once, with one example. Knows nothing of terminals.
import Sweep

extension Collation {
    /// Of so many an example is shown.
    private static let mostDoubts = 5

    /// Lines about done runs that are ranked.
    var doubts: [String] {
        let unranked = Set(ranking.unranked)
        var (order, groups): ([String], [String: (example: String, count: Int)]) = ([], [:])
        for (run, row) in table.rows.enumerated() where row.state == .done {
            guard let reason = row.reason, !unranked.contains(run) else { continue }
            for part in parts(of: reason) {
                // What was seen differs from run to run.
                let kind = subject(of: part)
                if groups[kind] == nil { order.append(kind) }
                groups[kind] = (groups[kind]?.example ?? part, (groups[kind]?.count ?? 0) + 1)
            }
        }
        return order.prefix(Collation.mostDoubts).compactMap { kind in
            groups[kind].map { "note: \($0.example)" + ($0.count > 1 ? " (\($0.count) runs)" : "") }
        }
    }

    private func parts(of reason: String) -> [String] {
        reason.split(separator: ";").map { $0.first == " " ? String($0.dropFirst()) : String($0) }
    }

    /// The beginning, with the name of the metric and without what was found.
    private func subject(of part: String) -> String {
        part.split(separator: "\"", omittingEmptySubsequences: false).prefix(3)
            .joined(separator: "\"").split(separator: ",").first.map(String.init) ?? part
    }
}
