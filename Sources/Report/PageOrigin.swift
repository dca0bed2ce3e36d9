// The last section: what the results were made from. Knows nothing of results.
import Graph
import Running
import Text

extension Markup {
    mutating func addOrigin(_ source: PageSource) {
        beginSection("origin", "Where it came from")
        raw("<dl class=\"origin\">")
        addRow("commits", source.commits)
        addRow("hosts", source.hosts)
        addRow("hpmake", [hpmakeVersion])
        addRow("spec", [source.plan.spec])
        addRow("stages", source.plan.stages.map(\.name))
        addRow("metrics", source.table.columns)
        raw("</dl>\n")
        if let spec = source.spec {
            raw("<details><summary>The spec as it is now</summary>")
            element("pre", spec)
            raw("</details>\n")
        } else {
            element("p", class: "empty", "The spec \(source.plan.spec) cannot be read from here.")
        }
        endSection()
    }

    private mutating func addRow(_ name: String, _ values: [String]) {
        raw("<div>")
        element("dt", name)
        raw("<dd>")
        if values.isEmpty { text("none") }
        for value in values {
            element("code", value)
            raw(" ")
        }
        raw("</dd></div>\n")
    }
}

extension PageSource {
    /// Each commit with how many runs are of it, those of changed trees apart.
    fileprivate var commits: [String] {
        counted(
            table.rows.compactMap { row in
                row.trace.map { trace in
                    (trace.commit.map { String($0.prefix(12)) } ?? "no repository")
                        + (trace.isDirty ? " with changes" : "")
                }
            })
    }

    fileprivate var hosts: [String] { counted(table.rows.compactMap { $0.trace?.host }) }

    private func counted(_ texts: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) (\($0.value) \($0.value == 1 ? "run" : "runs"))" }
    }
}
