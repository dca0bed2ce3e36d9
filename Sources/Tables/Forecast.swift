// What make would do now, from the spec as it is: which runs it would start and why, and how long that
// takes. Knows nothing of terminals, and writes nothing.
import Graph
import Running
import Spec
import Sweep
import System
import Text

/// The runs of a spec against what lies in its output folder.
package struct Forecast: Sendable {
    /// What would become of a run.
    package enum Kind: String, Sendable, CaseIterable {
        case new, outdated, failed, interrupted, running, queued, done
        /// Which run it is depends on results.
        case undecided
    }

    package let plan: Plan
    package let ids: [String]
    /// By run.
    package let kinds: [Kind]
    /// Folders of configurations that the spec does not have.
    package let former: Int
    private let reader: StateReader
    private let present: Present
    private let layout: Layout

    /// - Parameter layout: the output folder as it is named from here.
    package init(_ graph: BuildGraph, _ layout: Layout, _ waiting: WaitingTasks) {
        plan = graph.plan
        self.layout = layout
        let owner = SweepOwner.read(layout)
        present = Present(plan, layout, owner, waiting)
        let known = Takeover.folders(graph.configurations.lazy.map(\.id), layout)
        let repeats = plan.repeatFolders
        let list = SlotList(plan, layout, known: known.names)?.runs
        let names =
            list?.map(\.id)
            ?? known.names.flatMap { name in repeats.map { runID(name, $0) } }
        ids = list?.map(\.id) ?? graph.runIDs
        let reader = StateReader(plan, layout, present, names)
        self.reader = reader
        // A search by results draws some that are not known here.
        let drawn = Set((list ?? []).filter(\.isDecided).map { String($0.id.prefix { $0 != "/" }) })
        former = max(0, known.others - drawn.subtracting(known.names).count)
        let full = RunReader(plan, layout, present)
        kinds = reader.runs.indices.map { index in
            let run = reader.runs[index]
            if let list, !list[index].isDecided { return .undecided }
            if run.isKeptAside, !run.state.isComplete, full.comesBack(names[index]) { return .done }
            return run.state == .missing ? .new : Kind(rawValue: run.state.rawValue) ?? .new
        }
    }

    package func count(_ kind: Kind) -> Int { kinds.count { $0 == kind } }

    /// Whether the preprocessing would run.
    private var isPreprocessed: Bool { present.preprocessReason == nil }

    /// Whether make would do anything.
    package var isNothing: Bool {
        isPreprocessed && kinds.allSatisfy { $0 == .done }
    }

    // MARK: time

    private func mean(_ stage: Int) -> Double? {
        let (sum, count) = reader.seconds[stage]
        return count > 0 ? sum / Double(count) : nil
    }

    /// How many times each stage would run.
    private var executions: [Int] {
        var counts = plan.stages.map { _ in 0 }
        for (index, kind) in kinds.enumerated() where kind != .done {
            let run = reader.runs[index]
            var first = run.doneStages
            if let reason = run.reason.map({ reader.reasons[$0] }) {
                first = plan.stages.firstIndex { $0.name == reason.stage } ?? 0
            }
            for stage in first..<max(first, counts.count) { counts[stage] += 1 }
        }
        return counts
    }

    /// Seconds of work, by the means of past executions; nil where a stage has none.
    package var work: Double? {
        var sum = 0.0
        for (stage, count) in executions.enumerated() where count > 0 {
            guard let mean = mean(stage) else { return nil }
            sum += mean * Double(count)
        }
        return sum
    }

    /// The resource that takes longest, with its slots and the seconds that it takes at least.
    private var narrowest: (name: String, slots: Int, seconds: Double)? {
        let executions = executions
        let times = plan.resources.map { resource -> (name: String, slots: Int, seconds: Double) in
            var seconds = 0.0
            for (index, stage) in plan.stages.enumerated() {
                let need = stage.needs.first { $0.resource == resource.name }?.count ?? 0
                seconds += Double(executions[index] * need) * (mean(index) ?? 0)
            }
            let slots = max(1, resource.slots.count)
            return (resource.name, slots, seconds / Double(slots))
        }
        return times.max { $0.seconds < $1.seconds }.flatMap { $0.seconds > 0 ? $0 : nil }
    }

    // MARK: text

    /// A line for each kind that there is, and the time.
    package var text: String {
        var lines = ["\(layout.dist): \(ids.count) runs of \(plan.spec)"]
        if let reason = present.preprocessReason {
            let isNew = reason.reasons.contains(.noStamp)
            lines.append("  preprocess runs" + (isNew ? "" : " again: \(reason.text)"))
        }
        let width = String(ids.count).count
        func add(_ count: Int, _ text: String) {
            guard count > 0 else { return }
            let padding = String(repeating: " ", count: max(0, width - String(count).count))
            lines.append("  \(padding)\(count) \(text)")
        }
        for (reason, count) in reader.outdated { add(count, "outdated: \(reason.text)") }
        add(count(.new), "new")
        add(count(.failed), "failed, to be tried again")
        add(count(.interrupted), "interrupted, to go on")
        add(count(.running), "running now")
        add(count(.queued), "queued")
        add(count(.undecided), "depend on results")
        add(count(.done), "done")
        add(former, "former: the spec does not have them (hpmake prune lists them)")
        return (lines + [isNothing ? "nothing to do" : time]).joined(separator: "\n") + "\n"
    }

    private var time: String {
        guard let work else { return "time: unknown, since a stage that would run never has" }
        var text = "time: \(durationText(work)) of work"
        if let (name, slots, seconds) = narrowest {
            text += ", at least \(durationText(seconds)) on \(slots) of \(name)"
        }
        return text
    }

    /// A line for each run that make would start: what it is, id, why.
    package var list: String {
        var lines: [String] = []
        for (index, kind) in kinds.enumerated() where kind != .done {
            let reason = reader.runs[index].reason.map { "\t\(reader.reasons[$0].text)" } ?? ""
            lines.append("\(kind.rawValue)\t\(ids[index])\(reason)\n")
        }
        return lines.joined()
    }

    package var json: JSONValue {
        let counts = Kind.allCases.map { ($0.rawValue, JSONValue.int(count($0))) }
        let reasons = reader.outdated.map { reason, count in
            JSONValue.object([
                ("stage", .string(reason.stage)), ("reason", .string(reason.text)),
                ("runs", .int(count)),
            ])
        }
        let runs = kinds.indices.filter { kinds[$0] != .done }.map { index in
            let reason = reader.runs[index].reason.map { reader.reasons[$0].text }
            return JSONValue.object([
                ("id", .string(ids[index])), ("kind", .string(kinds[index].rawValue)),
                ("reason", reason.map(JSONValue.string) ?? .null),
            ])
        }
        return .object([
            ("dist", .string(layout.dist)), ("spec", .string(plan.spec)),
            ("total", .int(ids.count)), ("counts", .object(counts)), ("former", .int(former)),
            ("preprocess", present.preprocessReason.map { .string($0.text) } ?? .null),
            ("outdated", .array(reasons)),
            ("work_seconds", work.map(JSONValue.double) ?? .null), ("runs", .array(runs)),
        ])
    }
}
