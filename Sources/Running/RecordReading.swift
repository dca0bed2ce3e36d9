// Records of stages out of the text of stamps: of a hundred thousand of them in a second, so without
// a tree. Knows nothing of who wants them.
import Spec
import System
import Text

extension StageRecord {
    /// nil where the bytes are no record, such as those of an empty file.
    package init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// The same of a part of a text.
    package init?(_ bytes: ArraySlice<UInt8>) {
        var record: StageRecord?
        let isWhole: Void? = JSONLexer.scan(bytes) { lexer throws(JSONError) in
            record = try StageRecord(&lexer)
            try lexer.expectEnd()
        }
        guard isWhole != nil, let record else { return nil }
        self = record
    }

    /// Consumes an object; nil where that is no record.
    @_optimize(speed) init?(_ lexer: inout JSONLexer) throws(JSONError) {
        self.init(
            stage: "", host: "", pid: 0,
            origin: Origin(command: "", parameters: "", inputs: [], after: nil))
        guard try read(&lexer) else { return nil }
    }

    /// Reads the members; says whether those that every record has were among them.
    @_optimize(speed) private mutating func read(
        _ lexer: inout JSONLexer
    ) throws(JSONError) -> Bool {
        var (hasState, hasOrigin) = (false, false)
        try lexer.members { (lexer, key) throws(JSONError) in
            switch key {
            case "stage": stage = try lexer.stringIfAny() ?? ""
            case "state":
                let known = try lexer.stringIfAny().flatMap { State(rawValue: $0) }
                hasState = known != nil
                state = known ?? state
            case "start": start = try lexer.wordIfAny()?.plainBytes.flatMap(date) ?? 0
            case "end": end = try lexer.wordIfAny()?.plainBytes.flatMap(date) ?? 0
            case "exit":
                outcome.exitCode = try lexer.integer().flatMap { Int32(exactly: $0) }
            case "signal": outcome.signal = try lexer.stringIfAny().flatMap(signalNumber)
            case "user": outcome.user = try lexer.double() ?? 0
            case "system":
                outcome.system = try lexer.double() ?? 0
            case "max_rss_kib":
                outcome.maximumRSS = try lexer.integer() ?? 0
            case "stopped": stopped = try lexer.double()
            case "reason": reason = try lexer.stringIfAny()
            case "host": host = try lexer.stringIfAny() ?? ""
            case "pid": pid = try lexer.integer() ?? 0
            case "job": job = try lexer.stringIfAny()
            case "attempt":
                let number = try lexer.integer() ?? 1
                attempt = min(max(number, 1), 1 << 30)
            case "git": commit = try lexer.stringIfAny()
            case "dirty":
                // Older versions do not tell what it was.
                if lexer.peek() == UInt8(ascii: "t"), dirty.isEmpty { dirty = [""] }
                try lexer.skipValue()
            case "changes": try readChanges(&lexer)
            case "command": command = try lexer.stringIfAny() ?? ""
            case "slots": slots = try StageRecord.slots(&lexer)
            case "made_from": hasOrigin = try origin.read(&lexer)
            default:
                if try !metrics.readMember(key, &lexer) { try lexer.skipValue() }
            }
        }
        return hasState && hasOrigin && !stage.isEmpty
    }

    @_optimize(speed) private mutating func readChanges(
        _ lexer: inout JSONLexer
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
        (self.dirty, self.difference) = (files, difference)
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
            slots.append((resource.text, values))
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
                        inputs.append(InputHash(path: path.text, hash: hash))
                    }
                }
            case "implied":
                try lexer.members { (lexer, name) throws(JSONError) in
                    let value = Value(try lexer.value())
                    implied.append(ImpliedInRun(name: name.text, value: value, isPassed: true))
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
        _ key: JSONWord, _ lexer: inout JSONLexer
    ) throws(JSONError) -> Bool {
        switch key {
        case "metrics":
            // Most report a few; growing one by one takes longer than reading them.
            names.reserveCapacity(8)
            values.reserveCapacity(8)
            try lexer.members { (lexer, name) throws(JSONError) in
                // Numbers that are not finite are written as strings.
                let isText = lexer.peek() == UInt8(ascii: "\"")
                let value = isText ? Double(try lexer.string()) : try lexer.double()
                names.append(name.text)
                values.append(value ?? .nan)
            }
        case "result":
            guard lexer.peek() == UInt8(ascii: "[") else { return false }
            var numbers: [Int64] = []
            numbers.reserveCapacity(3)
            try lexer.elements { (lexer) throws(JSONError) in
                if let number = try lexer.integer() {
                    numbers.append(Int64(number))
                }
            }
            source = numbers
        case "axes":
            try lexer.members { (lexer, name) throws(JSONError) in
                axes[name.text] = try lexer.double()
            }
        case "patterns": patterns = try lexer.stringIfAny()
        case "problem": problem = try lexer.stringIfAny()
        default: return false
        }
        return true
    }
}
