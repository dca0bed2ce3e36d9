// Why a run would run or not, stage by stage. It asks the runner's own decision, so it cannot say
// something else than what happens. Knows nothing of terminals.
import Graph
import Running
import Spec
import System
import Text

/// What would become of one stage.
package struct StageExplanation: Sendable {
    package let stage: String
    /// Of the stamp where the stage is done; else of the attempt that is running or has failed.
    package let record: StageRecord?
    package let isRunning: Bool
    /// Empty where the stage is done.
    package let reasons: [String]
    package let log: String
    /// Whether it is done since somebody has accepted what has changed.
    package let isAccepted: Bool

    /// One line, and a second one where there was an attempt that failed.
    package func text(width: Int) -> String {
        let name = stage + String(repeating: " ", count: max(0, width - stage.count))
        guard !reasons.isEmpty else {
            let stopped = record?.stopped == nil ? nil : record?.reason
            return "  \(name)  done  \(ending)" + (isAccepted ? "; accepted\n" : "\n")
                + (stopped.map { "\(String(repeating: " ", count: width + 4))\($0)\n" } ?? "")
        }
        if isRunning { return "  \(name)  is running\(since)\n" }
        let text = "  \(name)  would run: \(reasons.joined(separator: "; "))\n"
        guard let record else { return text }
        let blanks = String(repeating: " ", count: width + 4)
        return text
            + "\(blanks)the last attempt: \(record.reason ?? record.state.rawValue); log: \(log)\n"
    }

    private var since: String {
        guard let record else { return "" }
        return " since \(dateText(record.start)) on \(record.host) (pid \(record.pid))"
            + (record.reason.map { "; \($0)" } ?? "")
    }

    private var ending: String {
        guard let record else { return "" }
        let commit = record.commit.map { ", commit \($0.prefix(12))\(record.isDirty ? "+" : "")" }
        return "\(dateText(record.start)), "
            + durationText(Double(record.end - record.start) / 1e9) + " on \(record.host)"
            + (commit ?? "")
    }
}

extension Sweep {
    /// What make would do about a run now. Inputs are looked for as the plan names them, so from the
    /// Makefile's folder.
    package func explanation(ofRun run: Int) -> [StageExplanation] {
        let result = explanationOfPreprocess
        let after = present.after
        let isFresh = result.allSatisfy(\.reasons.isEmpty)
        let (id, place) = (runID(run), RunPlaces(layout).place(runID(run)))
        let repetition = plan.repetition.map { $0.values[run % repeats.count] }
        let values = RunValues(
            plan, id: id, values: configurations[run / repeats.count].values,
            repetition: repetition, files: place.files)
        let first = plan.stages.first.flatMap { place.stamp($0.name) }
        let predecessors = Predecessors(ofRun: id, plan, layout, after: after)
        return result
            + explain(
                plan.stages, values, place, after: predecessors.of(first?.origin.after ?? after),
                isFresh: isFresh)
    }

    /// The same of the preprocessing; empty where there is none.
    package var explanationOfPreprocess: [StageExplanation] {
        guard let stage = plan.preprocess else { return [] }
        let files = layout.preprocess
        let values = RunValues(plan, id: stage.name, values: [], repetition: nil, files: files)
        return explain(
            [stage], values, RunPlace(id: stage.name, .folder(files)), after: nil,
            isFresh: true)
    }

    /// - Parameter isFresh: whether all before these stages is done.
    private func explain(
        _ stages: [PlannedStage], _ values: RunValues, _ place: RunPlace, after: String?,
        isFresh: Bool
    ) -> [StageExplanation] {
        var decider = Decider(values, layout)
        let running = RunReader.holder(place.files.lock)
        var (after, before): (String?, String?) = (after, isFresh ? nil : "preprocess")
        var result: [StageExplanation] = []
        for stage in stages {
            let known = place.stamp(stage.name)
            let isRunning = running?.stage == stage.name
            var reasons: [String] = []
            if let before {
                reasons = ["\(before) runs before it"]
            } else {
                reasons = decider.decide(stage, known: known, after: after).reasons.map(\.text)
            }
            let attempt = isRunning ? running : place.attempt(stage.name)
            result.append(
                StageExplanation(
                    stage: stage.name, record: reasons.isEmpty ? known : attempt,
                    isRunning: isRunning, reasons: reasons, log: place.log(stage.name),
                    isAccepted: reasons.isEmpty && known.map(decider.wasAccepted) ?? false))
            if reasons.isEmpty { after = known?.execution } else { before = before ?? stage.name }
        }
        return result
    }
}
