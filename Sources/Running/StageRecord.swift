// The record of one attempt at a stage, as stamps hold it.
// Knows nothing of when a stage has to run; that is for those who compare records.
import Graph
import System
import Text

/// A file or folder that a stage reads, with a hash of its content.
package struct InputHash: Hashable, Sendable {
    package let path: String
    package let hash: String

    package init(path: String, hash: String) {
        (self.path, self.hash) = (path, hash)
    }
}

/// What a stage was made from: where this fits, it need not run again.
package struct Origin: Sendable {
    /// Hash of the command, its environment and shell.
    package var command: String
    /// Hash of the run's parameters.
    package var parameters: String
    /// The inputs in the order of their paths, each with a hash of its content.
    package var inputs: [InputHash]
    /// The execution of the stage before this one; nil for the first.
    package var after: String?
    /// Parameters that are not in the hash, since they have their implied values.
    package var implied: [ImpliedInRun]

    package init(
        command: String, parameters: String, inputs: [InputHash], after: String?,
        implied: [ImpliedInRun] = []
    ) {
        self.command = command
        self.parameters = parameters
        self.inputs = inputs
        self.after = after
        self.implied = implied
    }

    package var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("command", .string(command)), ("params", .string(parameters)),
            ("inputs", .object(inputs.map { ($0.path, .string($0.hash)) })),
            ("after", after.map(JSONValue.string) ?? .null),
        ]
        let passed = implied.filter(\.isPassed).map { ($0.name, $0.value.jsonValue) }
        if !passed.isEmpty { members.append(("implied", .object(passed))) }
        return .object(members)
    }
}

/// How people are told that a stage was stopped.
package func stoppedText(_ step: Double) -> String { "stopped at step \(plainNumber(step))" }

/// One attempt at a stage: when, where, from what, and how it ended.
package struct StageRecord: Sendable {
    package enum State: String, Sendable {
        case running, done, failed, timeout, interrupted
    }

    package var stage: String
    package var state = State.running
    /// Nanoseconds since 1970.
    package var start: Int64 = 0
    package var end: Int64 = 0
    package var outcome = ProcessOutcome()
    /// Whether another attempt would fail in the same way; not kept.
    package var isFinal = false
    /// The step at which it was stopped, since others did better; such a stage is done.
    package var stopped: Double?
    /// Why it failed or was stopped, for people.
    package var reason: String?
    package var host: String
    package var pid: Int
    /// The job of a cluster, such as `12_3`; nil outside of one.
    package var job: String?
    /// Values of the slots held, by resource.
    package var slots: [(resource: String, values: [String])] = []
    /// From 1.
    package var attempt = 1
    package var commit: String?
    /// Files that are in no commit: changed ones, by their paths from the top of the repository, and those
    /// that git does not know and the stage names.
    package var dirty: [String] = []
    /// A hash of what differs from the commit.
    package var difference: String?
    package var isDirty: Bool { !dirty.isEmpty }
    /// The command with its values in place.
    package var command = ""
    package var origin: Origin
    /// What the run has reported so far.
    package var metrics = MetricTable()

    package init(stage: String, host: String, pid: Int, job: String? = nil, origin: Origin) {
        self.stage = stage
        self.host = host
        self.pid = pid
        self.job = job
        self.origin = origin
    }

    /// Lets the record of what is running be that of an attempt whose hpmake was killed.
    package mutating func becomeLeft() {
        (state, end, reason) = (.interrupted, start, "its hpmake was killed")
    }

    /// Tells this execution from every other one.
    package var execution: String { "\(dateText(start)) \(host) \(pid)" }

    /// One line of JSON.
    package var line: [UInt8] {
        var bytes: [UInt8] = []
        json.write(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    package var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("stage", .string(stage)), ("state", .string(state.rawValue)),
            ("start", .string(dateText(start))),
        ]
        if state != .running {
            members += [
                ("end", .string(dateText(end))),
                ("seconds", .double(Double((end - start) / 1000) / 1e6)),
                ("user", .double(outcome.user)), ("system", .double(outcome.system)),
                ("max_rss_kib", .int(outcome.maximumRSS)),
            ]
        }
        members += [("host", .string(host)), ("pid", .int(pid))]
        if let job { members.append(("job", .string(job))) }
        let slots = slots.map { ($0.resource, JSONValue.array($0.values.map { .string($0) })) }
        members += [("slots", .object(slots)), ("attempt", .int(attempt))]
        if let code = outcome.exitCode { members.append(("exit", .int(Int(code)))) }
        if let signal = outcome.signal { members.append(("signal", .string(signalName(signal)))) }
        if let stopped { members.append(("stopped", .double(stopped))) }
        if let reason { members.append(("reason", .string(reason))) }
        members += [
            ("git", commit.map(JSONValue.string) ?? .null), ("dirty", .bool(isDirty)),
        ]
        if isDirty {
            members.append(
                (
                    "changes",
                    .object([
                        ("files", .array(dirty.map(JSONValue.string))),
                        ("diff", difference.map(JSONValue.string) ?? .null),
                    ])
                ))
        }
        members += [
            ("command", .string(command)), ("hpmake", .string(hpmakeVersion)),
            ("made_from", origin.json),
        ]
        if state == .done { members += metrics.json }
        return .object(members)
    }

    /// Reads a record; nil where the file is missing, empty, or not a record.
    package static func read(_ path: String) -> StageRecord? {
        readFileIfAny(path).flatMap(StageRecord.init)
    }
}
