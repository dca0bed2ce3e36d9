// How far a sweep is, as text for people. Knows nothing of terminals but their width.
import Graph
import Running
import Sweep
import System
import Text

extension StatusReport {
    /// Lines of at most `width` characters, but for what must not be cut: reasons and logs.
    ///
    /// - Parameter width: of the terminal; nil for no limit.
    package func text(width: Int?) -> String {
        var lines = ["\(head.layout.dist): \(summary)", bar(width: width ?? 80), ""]
        lines += stageTable(width: width ?? Int.max / 4)
        if layers.count > 1 { lines += [""] + layerTable(width: width ?? Int.max / 4) }
        if former > 0 { lines += ["", formerText(former, isShown: isAll)] }
        lines += outdated + running(width) + failed(width) + aside
        return lines.joined(separator: "\n") + "\n"
    }

    /// Why runs are outdated, the most frequent reason first.
    private var outdated: [String] {
        let all = reader.outdated
        let lines = list(Array(all.indices)) { ["  \(all[$0].count): \(all[$0].reason.text)"] }
        return lines.isEmpty ? [] : ["", "outdated (make runs them again):"] + lines
    }

    /// How much is kept aside.
    private var aside: [String] {
        let paths = reader.runs.indices.filter { reader.runs[$0].isKeptAside }.map {
            head.layout.chain(ids[$0]).aside
        }
        let preprocess = head.layout.preprocess.aside
        let all = paths + (fileStatus(preprocess) == nil ? [] : [preprocess])
        guard !all.isEmpty else { return [] }
        let bytes = all.reduce(0) { $0 + extent(of: $1).bytes }
        return [
            "",
            "kept aside: \(all.count) done \(all.count == 1 ? "chain" : "chains"), "
                + "\(sizeText(bytes)), until new ones are done; hpmake prune removes them",
        ]
    }

    private func running(_ width: Int?) -> [String] {
        let running = indices([.running])
        let lines = list(running) { index in
            guard let record = RunReader.holder(head.layout.chain(ids[index]).lock) else {
                return []
            }
            let slots = record.slots.map { "\($0.resource) \($0.values.joined(separator: ","))" }
            let place = slots.isEmpty ? "" : "  on " + slots.joined(separator: ", ")
            let text =
                "\(record.stage)\(place)  for "
                + durationText(Double(now() - record.start) / 1e9) + "  pid \(record.pid)"
            // Between two attempts: why there is another one.
            return entry(ids[index], [text] + (record.reason.map { [$0] } ?? []), "  ", width)
        }
        return running.isEmpty ? [] : ["", "running:"] + lines
    }

    private func failed(_ width: Int?) -> [String] {
        var lines: [String] = []
        if let record = failedPreprocess {
            let log = head.layout.preprocess.log(record.stage)
            lines = entry(record.stage, [record.reason ?? "?", "log: \(log)"], "; ", width)
        }
        let reader = RunReader(head.plan, head.layout, present)
        lines += list(indices([.failed, .interrupted])) { index in
            let place = reader.place(ids[index])
            let status = reader.status(place)
            let stage = status.stage ?? ""
            let log = place.log(stage)
            let reason = "\(stage): \(status.record?.reason ?? "?")"
            return entry(ids[index], [reason, "log: \(log)"], "; ", width)
        }
        return lines.isEmpty ? [] : ["", "failed:"] + lines
    }

    /// A run and what there is to say of it: in one line where there is room, else with a line for each
    /// part after the first, and a shorter id.
    private func entry(
        _ id: String, _ parts: [String], _ separator: String, _ width: Int?
    ) -> [String] {
        let line = "  \(id)  " + parts.joined(separator: separator)
        guard let width, line.count > width, let first = parts.first else { return [line] }
        let short = shortened(id, to: max(20, width - first.count - 4))
        return ["  \(short)  \(first)"] + parts.dropFirst().map { "    \($0)" }
    }

    /// One line: how many runs are in which state, and the time left.
    package var summary: String {
        let states = RunStatus.State.shown.filter { count($0) > 0 }
        var text = "\(ids.count) runs: "
        text += states.map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
        if preprocess == .failed { text += "; preprocess failed" }
        if let pace {
            text +=
                "; \(significant(pace.perHour, 3)) runs an hour, \(durationText(pace.left)) left"
        } else if count(.missing) + count(.outdated) > 0, let work = workLeft {
            text += "; \(durationText(work)) of work left"
        }
        return text
    }

    /// `[####oxx--....]  83 %`: done, outdated, failed, running, missing.
    private func bar(width: Int) -> String {
        let room = max(4, min(width, 100) - 9)
        let total = max(1, ids.count)
        let done = count(.done) * 100 / total
        var (text, sum) = ("", 0)
        let signs: [(RunStatus.State, String)] = [
            (.done, "#"), (.outdated, "o"), (.failed, "x"), (.interrupted, "x"), (.running, "-"),
        ]
        for (state, sign) in signs {
            sum += count(state)
            let end = room * sum / total
            text += String(repeating: sign, count: max(0, end - text.count))
        }
        text += String(repeating: ".", count: max(0, room - text.count))
        return "[\(text)] \(done) %"
    }

    private func stageTable(width: Int) -> [String] {
        let rows = head.plan.stages.indices.map(stageCounts)
        // Those that nothing is in take no room.
        let states = RunStatus.State.shown.filter { state in
            state == .done || state == preprocess || rows.contains { ($0[state] ?? 0) > 0 }
        }
        let titles = ["stage"] + states.map(\.rawValue) + ["mean"]
        var table = TextTable(titles.map { TextTable.Column($0) })
        if let preprocess {
            table.add(["preprocess"] + states.map { $0 == preprocess ? "1" : "0" } + [""])
        }
        for (index, counts) in rows.enumerated() {
            table.add(
                [head.plan.stages[index].name] + states.map { "\(counts[$0] ?? 0)" }
                    + [mean(index).map(durationText) ?? ""])
        }
        return table.rendered(width: width).split(separator: "\n").map(String.init)
    }

    /// How far each rung of each bracket is, or each batch.
    private func layerTable(width: Int) -> [String] {
        let counts = layers.map { layer in
            var counts: [RunStatus.State: Int] = [:]
            for run in layer.runs { counts[reader.runs[run].state, default: 0] += 1 }
            return counts
        }
        let states = RunStatus.State.shown.filter { state in
            state == .done || counts.contains { ($0[state] ?? 0) > 0 }
        }
        let rungs = head.plan.search?.rungs
        let titles =
            [rungs == nil ? "batch" : "rung"] + (rungs.map { [$0.name] } ?? [])
            + states.map(\.rawValue)
        var table = TextTable(titles.map { TextTable.Column($0) })
        for (layer, counts) in zip(layers.map(\.layer), counts) {
            let resource = layer.rung.flatMap { rungs?.values[$0].text }
            table.add(
                [layer.name] + (resource.map { [$0] } ?? [])
                    + states.map { "\(counts[$0] ?? 0)" })
        }
        return table.rendered(width: width).split(separator: "\n").map(String.init)
    }

    /// How many runs have a stage in which state.
    func stageCounts(_ index: Int) -> [RunStatus.State: Int] {
        var counts: [RunStatus.State: Int] = [:]
        for run in reader.runs {
            let done = run.state == .outdated ? firstOutdated(run) : run.doneStages
            let isAfter = index > done && run.state != .outdated
            counts[index < done ? .done : isAfter ? .missing : run.state, default: 0] += 1
        }
        return counts
    }

    private func list(_ indices: [Int], _ entry: (Int) -> [String]) -> [String] {
        let lines = indices.prefix(shown).flatMap(entry)
        let more = indices.count - shown
        return more > 0 ? lines + ["  .. and \(more) more"] : lines
    }
}
