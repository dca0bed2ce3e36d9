// Records of stages out of the text of stamps: of a hundred thousand of them in a second, so without
// a tree. Knows nothing of who wants them.
import Spec
import System
import Text

extension StageRecord {
    /// nil where the bytes are no record, such as those of an empty file.
    @_optimize(speed) package init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, let record = JSONLexer.scan(bytes[...], StageRecord.read) else {
            return nil
        }
        self = record
    }

    @_optimize(speed) private static func read(_ lexer: inout JSONLexer) throws(JSONError)
        -> StageRecord?
    {
        var record = StageRecord(
            stage: "", host: "", pid: 0,
            origin: Origin(command: "", parameters: "", inputs: [], after: nil))
        var (state, hasOrigin): (State?, Bool) = (nil, false)
        try lexer.members { (lexer, key) throws(JSONError) in
            switch key {
            case "stage": record.stage = try lexer.stringIfAny() ?? ""
            case "state": state = try lexer.stringIfAny().flatMap { State(rawValue: $0) }
            case "start": record.start = try lexer.stringIfAny().flatMap { date($0) } ?? 0
            case "end": record.end = try lexer.stringIfAny().flatMap { date($0) } ?? 0
            case "exit":
                record.outcome.exitCode = try lexer.integer().flatMap { Int32(exactly: $0) }
            case "signal": record.outcome.signal = try lexer.stringIfAny().flatMap(signalNumber)
            case "user": record.outcome.user = try lexer.double() ?? 0
            case "system":
                record.outcome.system = try lexer.double() ?? 0
            case "max_rss_kib":
                record.outcome.maximumRSS = try lexer.integer() ?? 0
            case "stopped": record.stopped = try lexer.double()
            case "reason": record.reason = try lexer.stringIfAny()
            case "host": record.host = try lexer.stringIfAny() ?? ""
            case "pid": record.pid = try lexer.integer() ?? 0
            case "job": record.job = try lexer.stringIfAny()
            case "attempt":
                let number = try lexer.integer() ?? 1
                record.attempt = min(max(number, 1), 1 << 30)
            case "git": record.commit = try lexer.stringIfAny()
            case "dirty":
                // Older versions do not tell what it was.
                if lexer.peek() == UInt8(ascii: "t"), record.dirty.isEmpty { record.dirty = [""] }
                try lexer.skipValue()
            case "changes": try changes(&lexer, &record)
            case "command": record.command = try lexer.stringIfAny() ?? ""
            case "slots": record.slots = try slots(&lexer)
            case "made_from": hasOrigin = try record.origin.read(&lexer)
            default:
                if try !record.metrics.readMember(key, &lexer) { try lexer.skipValue() }
            }
        }
        try lexer.expectEnd()
        guard let state, hasOrigin, !record.stage.isEmpty else { return nil }
        record.state = state
        return record
    }

    @_optimize(speed) private static func changes(
        _ lexer: inout JSONLexer, _ record: inout StageRecord
    ) throws(JSONError) {
        var (files, difference): ([String], String?) = ([], nil)
        try lexer.members { (lexer, key) throws(JSONError) in
            switch key {
            case "files":
                try lexer.elements { (lexer) throws(JSONError) in
                    if let name = try lexer.stringIfAny() { files.append(name) }
                }
            case "diff": difference = try lexer.stringIfAny()
            default: try lexer.skipValue()
            }
        }
        (record.dirty, record.difference) = (files, difference)
    }

    @_optimize(speed) private static func slots(
        _ lexer: inout JSONLexer
    ) throws(JSONError) -> [(resource: String, values: [String])] {
        var slots: [(resource: String, values: [String])] = []
        try lexer.members { (lexer, resource) throws(JSONError) in
            var values: [String] = []
            try lexer.elements { (lexer) throws(JSONError) in
                if let value = try lexer.stringIfAny() { values.append(value) }
            }
            slots.append((resource, values))
        }
        return slots
    }
}

extension Origin {
    /// Reads the members; says whether those that every origin has were among them.
    @_optimize(speed) fileprivate mutating func read(_ lexer: inout JSONLexer) throws(JSONError)
        -> Bool
    {
        var found = 0
        try lexer.members { (lexer, key) throws(JSONError) in
            switch key {
            case "command", "params":
                guard let text = try lexer.stringIfAny() else { return }
                if key == "command" { command = text } else { parameters = text }
                found += 1
            case "after": after = try lexer.stringIfAny()
            case "inputs":
                try lexer.members { (lexer, path) throws(JSONError) in
                    if let hash = try lexer.stringIfAny() {
                        inputs.append(InputHash(path: path, hash: hash))
                    }
                }
            case "implied":
                try lexer.members { (lexer, name) throws(JSONError) in
                    let value = Value(try lexer.value())
                    implied.append(ImpliedInRun(name: name, value: value, isPassed: true))
                }
            default: try lexer.skipValue()
            }
        }
        return found == 2
    }
}

extension MetricTable {
    /// Reads a member of a record where it is one of the table's.
    @_optimize(speed) fileprivate mutating func readMember(
        _ key: String, _ lexer: inout JSONLexer
    ) throws(JSONError) -> Bool {
        switch key {
        case "metrics":
            try lexer.members { (lexer, name) throws(JSONError) in
                // Numbers that are not finite are written as strings.
                let isText = lexer.peek() == UInt8(ascii: "\"")
                let value = isText ? Double(try lexer.string()) : try lexer.double()
                names.append(name)
                values.append(value ?? .nan)
            }
        case "result":
            guard lexer.peek() == UInt8(ascii: "[") else { return false }
            var numbers: [Int64] = []
            try lexer.elements { (lexer) throws(JSONError) in
                if let number = try lexer.integer() {
                    numbers.append(Int64(number))
                }
            }
            source = numbers
        case "axes":
            try lexer.members { (lexer, name) throws(JSONError) in
                axes[name] = try lexer.double()
            }
        case "patterns": patterns = try lexer.stringIfAny()
        case "problem": problem = try lexer.stringIfAny()
        default: return false
        }
        return true
    }
}
