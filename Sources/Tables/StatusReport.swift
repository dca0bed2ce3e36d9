// How far a sweep is, as text for people and as JSON. Knows nothing of terminals but their width.
import Graph
import Running
import Sweep
import System
import Text

/// The states of all runs at one moment.
package struct StatusReport: Sendable {
    package let head: SweepHead
    package let ids: [String]
    private let present: Present
    /// How many configurations there are that the spec no longer has, and whether they are counted.
    package let former: Int
    private let isAll: Bool
    package let reader: StateReader
    /// By state.
    package let counts: [RunStatus.State: Int]
    /// How many runs and how many failures the text shows.
    private let shown = 20

    /// - Parameter withFormer: whether runs are counted that the spec no longer has.
    package init(_ head: SweepHead, withFormer: Bool = false) {
        self.head = head
        let runs = head.runIDs
        let present = head.present
        let own = StateReader(head.plan, head.layout, present, runs)
        let repeats = head.plan.repetition?.folders ?? [""]
        let complete = stride(from: 0, to: runs.count, by: repeats.count).count { first in
            own.runs[first..<min(first + repeats.count, runs.count)].contains {
                $0.state.isComplete
            }
        }
        let found = head.formerIDs(runs, complete: complete)
        former = found.count
        isAll = withFormer
        let others = found.flatMap { id in repeats.map { $0.isEmpty ? id : "\(id)/\($0)" } }
        ids = runs + (withFormer ? others : [])
        self.present = present
        reader =
            ids.count == runs.count ? own : StateReader(head.plan, head.layout, present, ids)
        var counts: [RunStatus.State: Int] = [:]
        for run in reader.runs { counts[run.state, default: 0] += 1 }
        self.counts = counts
    }

    package func count(_ state: RunStatus.State) -> Int { counts[state] ?? 0 }

    /// Whether there is nothing left that could change: all runs are done or have come to another end, or
    /// none can begin, since the preprocessing has failed.
    package var isOver: Bool {
        let waiting = count(.missing) + count(.outdated)
        return count(.running) + count(.queued) == 0 && preprocess != .running
            && (waiting == 0 || preprocess == .failed)
    }

    package var hasFailures: Bool {
        count(.failed) + count(.interrupted) > 0 || preprocess == .failed
            || preprocess == .interrupted
    }

    /// Indices of runs in one of these states, in order.
    package func indices(_ states: Set<RunStatus.State>) -> [Int] {
        reader.runs.indices.filter { states.contains(reader.runs[$0].state) }
    }

    /// The state of the preprocessing; nil where there is none.
    package var preprocess: RunStatus.State? {
        guard head.plan.preprocess != nil else { return nil }
        let files = head.layout.preprocess
        if RunReader.holder(files.lock) != nil { return .running }
        if let reason = present.preprocessReason {
            if !reason.reasons.contains(.noStamp) { return .outdated }
            guard let failed = failedPreprocess else { return .missing }
            return failed.state == .interrupted ? .interrupted : .failed
        }
        return .done
    }

    private var failedPreprocess: StageRecord? {
        RunReader.failedPreprocess(head.plan, head.layout)
    }

    // MARK: time

    /// Mean seconds of a stage so far.
    package func mean(_ stage: Int) -> Double? {
        let (sum, count) = reader.seconds[stage]
        return count > 0 ? sum / Double(count) : nil
    }

    /// Seconds of work that is left, by the means so far; nil as long as a stage has none. Failed runs
    /// are not counted: they run again only with the next make.
    package var workLeft: Double? {
        var left = 0.0
        for run in reader.runs {
            guard let done = doneStages(run) else { continue }
            for stage in done..<max(done, head.plan.stages.count) {
                guard let mean = mean(stage) else { return nil }
                // Of what runs now, half is left on average.
                left += run.state == .running && stage == done ? mean / 2 : mean
            }
        }
        return left
    }

    /// How many stages of a run need not run any more; nil where nobody will run the others.
    private func doneStages(_ run: RunProgress) -> Int? {
        switch run.state {
        case .failed, .interrupted: nil
        case .outdated: firstOutdated(run)
        case .running, .queued, .missing, .done: run.doneStages
        }
    }

    /// The index of the first stage of an outdated run that would run again.
    private func firstOutdated(_ run: RunProgress) -> Int {
        let stage = run.reason.map { reader.reasons[$0].stage }
        return head.plan.stages.firstIndex { $0.name == stage } ?? 0
    }

    /// Runs an hour, and seconds left, if as many go on running side by side as now.
    package var pace: (perHour: Double, left: Double)? {
        let means = head.plan.stages.indices.map(mean)
        let running = Double(count(.running))
        guard running > 0, let work = workLeft, !means.contains(where: { $0 == nil }) else {
            return nil
        }
        let each = means.reduce(0) { $0 + ($1 ?? 0) }
        return (running * 3600 / max(each, 1e-3), work / running)
    }

    // MARK: text

    /// Lines of at most `width` characters, but for what must not be cut: reasons and logs.
    ///
    /// - Parameter width: of the terminal; nil for no limit.
    package func text(width: Int?) -> String {
        var lines = ["\(head.layout.dist): \(summary)", bar(width: width ?? 80), ""]
        lines += stageTable(width: width ?? Int.max / 4)
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
        let reader = RunReader(head)
        lines += list(indices([.failed, .interrupted])) { index in
            let status = reader.status(ids[index])
            let stage = status.stage ?? ""
            let log = head.layout.chain(ids[index]).log(stage)
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

    /// How many runs have a stage in which state.
    private func stageCounts(_ index: Int) -> [RunStatus.State: Int] {
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

    // MARK: JSON

    private var outdatedJSON: [JSONValue] {
        indices([.outdated]).map { index in
            let why = reader.runs[index].reason.map { reader.reasons[$0] }
            return .object([
                ("id", .string(ids[index])), ("stage", .string(why?.stage ?? "")),
                ("reason", .string(why?.text ?? "")),
            ])
        }
    }

    /// Everything, each run that is not done with what is known of it.
    package var json: JSONValue {
        let states = RunStatus.State.shown
        func object(_ counts: [RunStatus.State: Int]) -> JSONValue {
            .object(states.map { ($0.rawValue, .int(counts[$0] ?? 0)) })
        }
        let stages = head.plan.stages.indices.map { index -> (String, JSONValue) in
            let mean = mean(index).map(JSONValue.double) ?? .null
            return (
                head.plan.stages[index].name,
                .object([("states", object(stageCounts(index))), ("mean_seconds", mean)])
            )
        }
        func failure(_ record: StageRecord) -> JSONValue {
            let log = head.layout.preprocess.log(record.stage)
            return .object([("log", .string(log)), ("record", record.json)])
        }
        let full = RunReader(head)
        func runs(_ state: RunStatus.State) -> JSONValue {
            .array(
                indices([state]).map { index in
                    let status = full.status(ids[index])
                    var members: [(String, JSONValue)] = [("id", .string(ids[index]))]
                    if let stage = status.stage {
                        members.append(("stage", .string(stage)))
                        let log = head.layout.chain(ids[index]).log(stage)
                        members.append(("log", .string(log)))
                    }
                    if let record = status.record { members.append(("record", record.json)) }
                    return .object(members)
                })
        }
        return .object([
            ("dist", .string(head.layout.dist)), ("total", .int(ids.count)),
            ("former", .int(former)),
            ("states", object(counts)),
            ("preprocess", preprocess.map { .string($0.rawValue) } ?? .null),
            ("failed_preprocess", failedPreprocess.map(failure) ?? .null),
            ("stages", .object(stages)),
            ("runs_per_hour", pace.map { .double($0.perHour) } ?? .null),
            ("seconds_left", pace.map { .double($0.left) } ?? .null),
            ("work_seconds_left", workLeft.map(JSONValue.double) ?? .null),
            ("running", runs(.running)), ("failed", runs(.failed)),
            ("interrupted", runs(.interrupted)), ("outdated", .array(outdatedJSON)),
            ("queued", .array(indices([.queued]).map { .string(ids[$0]) })),
            ("missing", .array(indices([.missing]).map { .string(ids[$0]) })),
        ])
    }
}

/// A line about runs that the spec no longer has.
package func formerText(_ count: Int, isShown: Bool) -> String {
    let text = "\(count) former \(count == 1 ? "configuration" : "configurations")"
    return isShown
        ? "\(text) of earlier specs among them"
        : "\(text) of earlier specs left out: --all shows them, hpmake prune lists them"
}
