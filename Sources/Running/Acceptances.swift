// What `hpmake accept` has said: that stages that were made from something else are as good as if they
// had been made from what there is now. Knows nothing of who says so, and when.
import Graph
import System
import Text

/// What a stage is made from, apart from the run: its command and the content of its inputs.
package struct StageSource: Hashable, Sendable {
    /// Hash of the command, its environment and shell.
    package let command: String
    /// In the order of their paths.
    package let inputs: [InputHash]

    package init(command: String, inputs: [InputHash]) {
        (self.command, self.inputs) = (command, inputs)
    }

    package init(_ origin: Origin) {
        self.init(command: origin.command, inputs: origin.inputs)
    }

    /// Why a stage has to run that was made from `old`; empty where nothing differs.
    package func changes(since old: StageSource) -> [Decision.Reason] {
        var reasons: [Decision.Reason] = []
        if command != old.command { reasons.append(.newCommand) }
        for input in inputs where !old.inputs.contains(input) {
            let isKnown = old.inputs.contains { $0.path == input.path }
            reasons.append(isKnown ? .changedInput(input.path) : .addedInput(input.path))
        }
        for input in old.inputs where !inputs.contains(where: { $0.path == input.path }) {
            reasons.append(.removedInput(input.path))
        }
        return reasons
    }

    /// Tells it from every other one.
    var digest: String {
        let parts = [command] + inputs.flatMap { [$0.path, $0.hash] }
        return String(SHA256.hex(parts.joined(separator: "\u{0}").utf8).prefix(16))
    }
}

/// One file to which each acceptance appends a line: the stage, a hash of what it would be made from, and
/// the executions for which that is as good as what they were made from. What is taken back is a line
/// of its own. The executions are those of records, so that a run that runs again has none.
package struct Acceptances: Sendable {
    /// For each stage and source, executions.
    private var known: [String: Set<String>] = [:]

    package init(_ layout: Layout) {
        guard let bytes = readFileIfAny(layout.acceptances) else { return }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue.parse(Array(line)),
                let stage = json["stage"]?.stringValue, let source = json["source"]?.stringValue
            else { continue }
            let executions = (json["runs"]?.items ?? []).compactMap(\.stringValue)
            let key = "\(stage) \(source)"
            if json["accepted"] != nil {
                known[key, default: []].formUnion(executions)
            } else {
                known[key]?.subtract(executions)
            }
        }
    }

    package var isEmpty: Bool { known.allSatisfy(\.value.isEmpty) }

    /// Whether a record counts as made from `source`.
    package func hold(_ record: StageRecord, _ source: StageSource) -> Bool {
        hold(record.execution, record.stage, source)
    }

    package func hold(_ execution: String, _ stage: String, _ source: StageSource) -> Bool {
        known["\(stage) \(source.digest)"]?.contains(execution) ?? false
    }

    /// Says, or takes back, that executions of a stage are as good as made from `source`.
    package static func append(
        _ executions: [String], _ stage: String, _ source: StageSource, isTakenBack: Bool = false,
        _ layout: Layout
    ) throws(SystemError) {
        let line = JSONValue.object([
            (isTakenBack ? "taken_back" : "accepted", .string(dateText(now()))),
            ("stage", .string(stage)), ("source", .string(source.digest)),
            ("command", .string(source.command)),
            ("inputs", .object(source.inputs.map { ($0.path, .string($0.hash)) })),
            ("runs", .array(executions.map { .string($0) })),
        ])
        try makeFolder(layout.marks)
        try appendLine(layout.acceptances, line.compact)
    }
}
