// The sections of text and tables: the headline, the best runs, failures, what runs, where it all came
// from. Knows nothing of scripts.
import Graph
import Numerics
import Running
import Spec
import Sweep
import System
import Tables
import Text

extension Markup {
    // MARK: headline

    mutating func addOverview(_ source: PageSource) {
        raw("<section id=\"overview\" class=\"overview\" aria-label=\"Overview\">\n")
        addBest(source)
        addProgress(source)
        endSection()
    }

    private mutating func addBest(_ source: PageSource) {
        let (ranking, sweep) = (source.collation.ranking, source.sweep)
        raw("<div class=\"best\">\n")
        defer { raw("</div>\n") }
        guard let index = ranking.best ?? ranking.front.first else {
            element("h2", "No best run yet")
            element("p", class: "empty", source.whyNoBest)
            return
        }
        if ranking.front.count > 1 { return addFront(source) }
        element("h2", "Best configuration")
        raw("<p class=\"score\">")
        for objective in source.plan.objectives {
            guard let summary = source.summary(objective, of: index) else { continue }
            raw("<span>")
            let parts = DataTable.text(.summary(summary)).split(separator: " ", maxSplits: 1)
            element("strong", parts.first.map(String.init) ?? "")
            let spread = parts.count > 1 ? " \(parts[1])" : ""
            let count = summary.count > 1 ? " over \(summary.count) runs" : ""
            text("\(spread) \(objective.metric)\(count)")
            raw("</span> ")
        }
        raw("</p>\n<dl class=\"values\">")
        let varying = Set(source.collation.varyingParameters)
        for (slot, name) in source.plan.parameters.enumerated() where varying.contains(slot) {
            guard let value = sweep.configurations[index].values[slot] else { continue }
            raw("<div>")
            element("dt", name)
            element("dd", DataTable.texts([.value(value)])[0])
            raw("</div>")
        }
        raw("</dl>\n<p class=\"path\">")
        addLink(source, to: "trained/\(sweep.configurations[index].id)")
        raw("</p>\n")
    }

    /// Of a front no configuration is the best: each objective has its own, and a range.
    private mutating func addFront(_ source: PageSource) {
        let front = source.collation.ranking.front
        element("h2", "\(front.count) configurations on the Pareto front")
        raw("<p class=\"score\">")
        var best: [(metric: String, index: Int)] = []
        for objective in source.plan.objectives {
            let means = front.compactMap { index in
                source.summary(objective, of: index).map { (index: index, mean: $0.mean) }
            }
            let order = ascending(means.map { objective.maximize ? -$0.mean : $0.mean })
            guard let first = order.first.map({ means[$0] }),
                let last = order.last.map({ means[$0] })
            else { continue }
            best.append((objective.metric, first.index))
            raw("<span>")
            element("strong", DataTable.text(.number(first.mean)))
            text(" to \(DataTable.text(.number(last.mean))) \(objective.metric)")
            raw("</span> ")
        }
        raw("</p>\n")
        for (metric, index) in best {
            raw("<p class=\"path\">")
            text("best \(metric): ")
            addLink(source, to: "trained/\(source.sweep.configurations[index].id)")
            raw("</p>\n")
        }
    }

    private mutating func addProgress(_ source: PageSource) {
        let (rows, total) = (source.table.rows, source.sweep.runCount)
        var counts: [(state: RunStatus.State, count: Int)] = []
        for state in RunStatus.State.shown {
            counts.append((state, source.collation.runs(state).count))
        }
        raw("<div class=\"progress\">\n")
        element("h2", "\(grouped(total)) \(total == 1 ? "run" : "runs")")
        raw(
            "<svg class=\"bar\" role=\"img\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\"><title>"
        )
        text(counts.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", "))
        raw("</title>")
        var start = 0.0
        for (state, count) in counts where count > 0 {
            let width = 100 * Double(count) / Double(max(1, total))
            raw("<rect class=\"state-")
            text(state.rawValue)
            raw("\" x=\"")
            text(significant(start, 6))
            raw("\" y=\"0\" height=\"4\" width=\"")
            text(significant(width, 6))
            raw("\"/>")
            start += width
        }
        raw("</svg>\n<dl class=\"facts\">")
        for (state, count) in counts where count > 0 || state == .done {
            addFact(state.rawValue, grouped(count), class: state.rawValue)
        }
        if !source.collation.ranking.unranked.isEmpty {
            addFact("done, unranked", "\(source.collation.ranking.unranked.count)")
        }
        let traces = rows.compactMap(\.trace)
        if let first = traces.map(\.start).min(),
            let last = traces.map({ $0.start + $0.duration }).max()
        {
            let spent = traces.reduce(0) { $0 + $1.seconds }
            addFact("time spent", durationText(spent))
            addFact("from first to last", durationText(Double(last - first) / 1e9))
            addFact("a run takes", durationText(spent / Double(traces.count)))
        }
        addFact(
            "page written",
            dateText(source.created).prefix(16).split(separator: "T").joined(separator: " ")
                + " UTC")
        raw("</dl>\n")
        for line in source.table.outdatedNotes { element("p", class: "hint", line) }
        raw("</div>\n")
    }

    private mutating func addFact(_ name: String, _ value: String, class kind: String = "") {
        raw("<div class=\"fact ")
        text(kind)
        raw("\">")
        element("dt", name)
        element("dd", value)
        raw("</div>")
    }

    /// A path in the output folder, as a link where the page can tell how to get there.
    mutating func addLink(_ source: PageSource, to path: String) {
        let shown = "\(source.sweep.layout.dist)/\(path)"
        guard let base = source.base else { return element("code", shown) }
        raw("<a href=\"")
        text(base + percentEncoded(path))
        raw("\">")
        element("code", shown)
        raw("</a>")
    }

    // MARK: runs

    mutating func addRuns(_ source: PageSource) {
        let table = source.collation.bestTable(
            source.collation.ranking, source.plan.objectives, count: 100)
        let shown = table.columns.indices.filter { !table.columns[$0].isHidden }
        beginSection("runs", "Runs")
        raw("<div id=\"table\" class=\"table\">")
        if table.rows.isEmpty {
            element("p", class: "empty", source.whyNoBest)
        } else {
            raw("<table><caption>The best configurations, 100 at most</caption><thead><tr>")
            raw("<th scope=\"col\">#</th>")
            for column in shown {
                raw("<th scope=\"col\">")
                text(table.columns[column].name)
                raw("</th>")
            }
            raw("</tr></thead>\n<tbody>\n")
            let texts = shown.map(table.texts(ofColumn:))
            for (row, mark) in table.marks.enumerated() {
                raw("<tr>")
                element("td", class: "mark", mark == "*" ? "★" : mark)
                for column in texts { element("td", column[row]) }
                raw("</tr>\n")
            }
            raw("</tbody></table>")
        }
        raw("</div>\n")
        endSection()
    }

    // MARK: failures

    mutating func addFailures(_ source: PageSource) {
        guard !source.failures.isEmpty else { return }
        let count = source.failures.reduce(0) { $0 + $1.count }
        beginSection("failures", "\(count) failed \(count == 1 ? "run" : "runs")")
        for group in source.failures.prefix(50) {
            raw("<h3>")
            text("\(group.count) × \(group.stage): ")
            element("span", class: "reason", group.reason)
            raw("</h3>\n")
            for (index, failed) in group.runs.enumerated() {
                raw("<details data-run=\"")
                text("\(failed.run)")
                raw(index == 0 ? "\" open>" : "\">")
                element("summary", source.sweep.runID(failed.run))
                raw("<p>")
                let path = failed.log.dropFirst(source.sweep.layout.dist.count + 1)
                addLink(source, to: String(path))
                raw("</p>")
                element(
                    "pre",
                    failed.lines.isEmpty
                        ? "(the log is empty)" : failed.lines.joined(separator: "\n"))
                raw("</details>\n")
            }
            if group.count > group.runs.count {
                element("p", class: "hint", "and \(group.count - group.runs.count) more")
            }
        }
        if source.failures.count > 50 {
            element("p", class: "hint", "and \(source.failures.count - 50) more reasons")
        }
        endSection()
    }

    mutating func addRunning(_ source: PageSource) {
        let running = source.collation.runs(.running)
        guard !running.isEmpty else { return }
        beginSection("running", "\(running.count) running")
        raw("<table><thead><tr><th scope=\"col\">run</th><th scope=\"col\">stage</th>")
        raw("<th scope=\"col\">where</th><th scope=\"col\">for</th></tr></thead><tbody>")
        for run in running.prefix(100) {
            let row = source.table.rows[run]
            raw("<tr data-run=\"")
            text("\(run)")
            raw("\">")
            element("td", source.sweep.runID(run))
            element("td", row.stage ?? "")
            element(
                "td", [row.trace?.host, row.trace?.slots].compactMap { $0 }.joined(separator: " "))
            element("td", row.trace.map { durationText($0.seconds) } ?? "")
            raw("</tr>\n")
        }
        raw("</tbody></table>\n")
        endSection()
    }
}

extension PageSource {
    /// An objective over the runs of a configuration that are done; nil where none reports it.
    fileprivate func summary(_ objective: Objective, of index: Int) -> Summary? {
        let column = table.column(objective.metric)
        return Summary(
            table.counting(table.runs(ofConfiguration: index))
                .compactMap { table.metric(column, ofRun: $0) })
    }

    /// Why there is no best run.
    fileprivate var whyNoBest: String {
        let done = collation.runs(.done).count
        if done == 0 { return "No run is done." }
        let names = plan.objectives.map(\.metric).joined(separator: ", ")
        return names.isEmpty
            ? "The spec has no objective, so no run is better than another. \(done) \(done == 1 ? "is" : "are") done."
            : "\(done) \(done == 1 ? "run is" : "runs are") done, but none of them reports a finite \(names)."
    }
}

/// A count with separators of thousands.
private func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return digits.indices.reduce("") { text, index in
        text + (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
    }
}
