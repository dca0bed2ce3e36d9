// What is not in the ranking, and why, in a few lines: of what is alike one example.
// Knows nothing of terminals.
import Graph
import Running
import Spec
import Sweep
import Text

extension Collation {
    /// Of so many reasons an example is shown, and so few runs are named one by one.
    private static let (mostReasons, mostNamed) = (3, 3)

    /// Lines about runs that failed, are missing or have no value to be ranked by.
    ///
    /// - Parameter width: of the terminal; nil for no limit. What a person needs to go on is never cut.
    package func notes(width: Int?) -> [String] {
        (table.outdatedNotes + preprocess + failed(width) + missing + unranked + doubts).map {
            line in
            guard let width, line.count > width else { return line }
            return line.split(separator: " ", omittingEmptySubsequences: false).map { word in
                let end = word.hasSuffix(":") || word.hasSuffix(",") ? String(word.suffix(1)) : ""
                return shortPath(String(word.dropLast(end.count)), to: 20) + end
            }.joined(separator: " ")
        }
    }

    private var preprocess: [String] {
        RunReader.failedPreprocess(sweep.plan, sweep.layout).map { record in
            [
                "failed: \(record.stage): \(record.reason ?? "?"); log: "
                    + sweep.layout.preprocess.log(record.stage)
            ]
        } ?? []
    }

    private func failed(_ width: Int?) -> [String] {
        let groups = table.failures(each: 1, lines: 1)
        var lines: [String] = []
        for group in groups.prefix(Collation.mostReasons) {
            guard let example = group.runs.first else { continue }
            let who = group.count == 1 ? sweep.runID(example.run) : "\(group.count) runs"
            let log = (group.count == 1 ? "log: " : "one log: ") + example.log
            let line = "failed: \(who): \(group.stage): \(group.reason)"
            let short = shortPath(example.log, to: 20).count + 12
            lines +=
                line.count + short > width ?? Int.max ? [line, "  \(log)"] : ["\(line); \(log)"]
            lines += example.lines.map { line in
                "  | \(shortenedInMiddle(DataTable.text(.text(line)), to: (width ?? 400) - 4))"
            }
        }
        return lines + more(groups.dropFirst(Collation.mostReasons).map(\.count), "failed")
    }

    private var missing: [String] {
        let runs = runs(.missing)
        guard runs.count > Collation.mostNamed else {
            return runs.map { "missing: \(sweep.runID($0))" }
        }
        let command = "hpmake where \(sweep.layout.dist) state=missing"
        return ["missing: \(runs.count) runs (\(command))"]
    }

    private var unranked: [String] {
        let (names, unranked) = (sweep.plan.objectives.map(\.metric), ranking.unranked)
        // What no run has is wrong in the spec, and said once.
        let unknown = unranked.isEmpty ? [] : names.filter { table.column($0) == nil }
        var lines = unknown.map { name in
            "unranked: no run has a metric \(quoted(name))"
                + (nearestName(name, among: table.columns).map { "; did you mean \(quoted($0))?" }
                    ?? "")
        }
        var (order, groups): ([String], [String: [Int]]) = ([], [:])
        for run in unranked {
            let lacking = names.filter { name in
                !unknown.contains(name)
                    && table.metric(table.column(name), ofRun: run)?.isFinite != true
            }
            guard table.rows[run].reason != nil || !lacking.isEmpty else { continue }
            let reason =
                table.rows[run].reason
                ?? "no finite \(lacking.joined(separator: ", ")) in its results"
            if groups[reason] == nil { order.append(reason) }
            groups[reason, default: []].append(run)
        }
        for reason in order.prefix(Collation.mostReasons) {
            let runs = groups[reason] ?? []
            let who =
                runs.count == 1
                ? sweep.runID(runs[0]) : "\(runs.count) runs, such as \(sweep.runID(runs[0]))"
            lines.append("unranked: \(who): \(reason)")
        }
        let rest = order.dropFirst(Collation.mostReasons).map { groups[$0]?.count ?? 0 }
        return lines + more(rest, "unranked")
    }

    /// What is left of a list of reasons.
    private func more(_ counts: [Int], _ state: String) -> [String] {
        guard !counts.isEmpty else { return [] }
        let runs = counts.reduce(0, +)
        return [
            "\(state): \(runs) \(runs == 1 ? "run" : "runs") more, for \(counts.count) other "
                + (counts.count == 1 ? "reason" : "reasons")
        ]
    }
}
