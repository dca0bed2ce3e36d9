// What runs that may be stopped early tell each other: one file to which each appends a line when its curve
// begins, and one with the averages of the curve when its stage is done. So nobody has to look for, or read
// again, the curves of a thousand runs. A line that is torn, or lost, is a run that is not compared with.
// Knows nothing of the rule, and of whether what a line tells of still counts.
import Graph
import Spec
import System
import Text

/// A line of the file.
struct CurveEntry {
    /// What the stage was made from, of which the inputs are one hash.
    struct Source: Hashable {
        let command: String
        let inputs: String
        /// The execution before a first stage; nil of a later one, which follows its own run's.
        let after: String?
    }

    /// Of the run.
    let id: String
    let stage: String
    let execution: String
    let source: Source
    /// Parameters that had their implied values.
    let implied: [ImpliedInRun]
    let metric: String
    /// nil where the run has just begun.
    let curve: AverageCurve?
}

extension CurveEntry {
    /// - Parameter isFirst: whether the stage is the first of its chain.
    init(_ id: String, _ record: StageRecord, isFirst: Bool, metric: String, _ curve: AverageCurve?)
    {
        self.init(
            id: id, stage: record.stage, execution: record.execution,
            source: Source(record.origin, isFirst: isFirst),
            implied: record.origin.implied.filter(\.isPassed), metric: metric, curve: curve)
    }

    var line: String {
        var members: [(String, JSONValue)] = [
            ("run", .string(id)), ("stage", .string(stage)), ("execution", .string(execution)),
            ("command", .string(source.command)), ("inputs", .string(source.inputs)),
        ]
        if let after = source.after { members.append(("after", .string(after))) }
        if !implied.isEmpty {
            members.append(("implied", .object(implied.map { ($0.name, $0.value.jsonValue) })))
        }
        members.append(("metric", .string(metric)))
        if let curve {
            members.append(("steps", .array(curve.steps.map(JSONValue.double))))
            members.append(("averages", .array(curve.averages.map(JSONValue.double))))
        }
        return JSONValue.object(members).compact
    }

    /// nil where the line is torn.
    ///
    /// - Parameter worst: what stands for an average that is not finite.
    init?(_ line: ArraySlice<UInt8>, worst: Double) {
        var texts: [String: String] = [:]
        var (steps, averages, implied): ([Double]?, [Double], [ImpliedInRun]) = (nil, [], [])
        let isWhole: Void? = JSONLexer.scan(line) { lexer throws(JSONError) in
            try lexer.members { (lexer, key) throws(JSONError) in
                switch key {
                case "steps": steps = try lexer.doubles(worst)
                case "averages": averages = try lexer.doubles(worst)
                case "implied":
                    try lexer.members { (lexer, name) throws(JSONError) in
                        let value = Value(try lexer.value())
                        implied.append(ImpliedInRun(name: name.text, value: value, isPassed: true))
                    }
                default: texts[key.text] = try lexer.stringIfAny()
                }
            }
            try lexer.expectEnd()
        }
        guard isWhole != nil, let id = texts["run"], let stage = texts["stage"],
            let execution = texts["execution"], let command = texts["command"],
            let inputs = texts["inputs"], let metric = texts["metric"],
            steps == nil || steps?.count == averages.count
        else { return nil }
        self.init(
            id: id, stage: stage, execution: execution,
            source: Source(command: command, inputs: inputs, after: texts["after"]),
            implied: implied, metric: metric,
            curve: steps.map { AverageCurve(steps: $0, averages: averages) })
    }
}

extension CurveEntry.Source {
    init(_ origin: Origin, isFirst: Bool) {
        self.init(
            command: origin.command,
            inputs: StageSource(command: "", inputs: origin.inputs).digest,
            after: isFirst ? origin.after : nil)
    }
}

extension JSONLexer {
    fileprivate mutating func doubles(_ other: Double) throws(JSONError) -> [Double] {
        var numbers: [Double] = []
        try elements { (lexer) throws(JSONError) in
            numbers.append(try lexer.double() ?? other)
        }
        return numbers
    }
}

/// Writes the curves of runs that were done before the spec had "stop", or had it with another metric.
package enum CurveLedger {
    /// Appends a line for each stage of a run that is done and has none.
    package static func complete(_ ids: [String], _ plan: Plan, _ layout: Layout) {
        guard let stop = plan.stop else { return }
        var found: Set<[String]> = []
        var file = GrowingLines(layout.curves)
        file.look { line in
            guard let entry = CurveEntry(line, worst: .nan), entry.curve != nil else { return }
            found.insert([entry.id, entry.stage, entry.execution, entry.metric])
        }
        let known = found
        let lines = inParallel(ids.count, atLeast: 100) { range in
            range.flatMap { run in
                entries(ids[run], plan, layout.chain(ids[run]), stop).filter {
                    !known.contains([$0.id, $0.stage, $0.execution, $0.metric])
                }.map(\.line)
            }
        }.flatMap { $0 }
        // Where it cannot be written, these runs are not compared with.
        if !lines.isEmpty { try? appendLine(layout.curves, lines.joined(separator: "\n")) }
    }

    /// The curves of those stages of a run that have added to what the one before had written.
    private static func entries(
        _ id: String, _ plan: Plan, _ files: ChainFiles, _ stop: MedianStop
    ) -> [CurveEntry] {
        var entries: [CurveEntry] = []
        var count = 0
        for (index, stage) in plan.stages.enumerated() {
            guard let record = StageRecord.read(files.stamp(stage.name)), record.state == .done
            else { break }
            let next = plan.stages.dropFirst(index + 1).first.map { files.before($0.name) }
            let isKept = next.map { fileStatus($0) != nil } ?? false
            let path = isKept ? "\(next ?? "")/\(lastName(files.curves))" : files.curves
            let curve = RunCurve(path, stop)
            curve.look(isAll: true)
            guard curve.count > count else { continue }
            count = curve.count
            entries.append(
                CurveEntry(
                    id, record, isFirst: index == 0, metric: stop.metric, curve.progress.averages))
        }
        return entries
    }
}
