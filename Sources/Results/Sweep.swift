// A sweep as its output folder tells it: the plan, the configurations and the runs in order.
// Knows nothing of what became of the runs.
import Graph
import Running
import Spec
import System
import Text

/// What `hparams.json` holds.
package struct Sweep: Sendable {
    /// Why an output folder cannot be read.
    package struct Failure: Error {
        package let message: String

        package init(message: String) { self.message = message }
    }

    package struct Configuration: Sendable {
        package let id: String
        /// By index in the plan's `parameters`.
        package let values: [Value?]
    }

    package let plan: Plan
    package let layout: Layout
    package let configurations: [Configuration]
    /// The state of the file that this was read from.
    let signature: UInt64

    /// Folders of the repeats below a configuration's; one empty name where there is no repeat.
    package var repeats: [String] { plan.repetition?.folders ?? [""] }

    package var runCount: Int { configurations.count * repeats.count }

    /// The id of a run by its index.
    package func runID(_ index: Int) -> String {
        let id = configurations[index / repeats.count].id
        let folder = repeats[index % repeats.count]
        return folder.isEmpty ? id : "\(id)/\(folder)"
    }

    /// The parameters of a run, the repeat's last.
    package func parameters(ofRun index: Int) -> [(name: String, value: Value)] {
        let values = configurations[index / repeats.count].values
        var result: [(name: String, value: Value)] = []
        for (name, value) in zip(plan.parameters, values) {
            if let value { result.append((name, value)) }
        }
        if let repetition = plan.repetition {
            result.append((repetition.name, repetition.values[index % repeats.count]))
        }
        return result
    }

    /// Reads the output folder of a sweep.
    package static func read(dist: String) throws(Failure) -> Sweep {
        let dist = dist.count > 1 && dist.hasSuffix("/") ? String(dist.dropLast()) : dist
        let layout = Layout(dist: dist)
        // Before it is read, so that a change meanwhile is seen.
        let signature = fileStatus(layout.plan)?.signature ?? 0
        let bytes: [UInt8]
        do {
            bytes = try readFile(layout.plan)
        } catch {
            let isFolder = fileStatus(dist)?.isFolder == true
            throw Failure(
                message: isFolder
                    ? "\(dist) is no output folder of hpmake, or make has not begun: it has no "
                        + "hparams.json" : "there is no folder \(dist)")
        }
        guard let head = bytes.firstRange(of: "\n\"configurations\": [".utf8) else {
            throw Failure(message: "\(layout.plan) is damaged: remove it and run make")
        }
        let planText = bytes[..<head.lowerBound] + "\n\"end\": 0}".utf8
        guard let json = try? JSONParser.parse(Array(planText)).value, let plan = Plan(json: json)
        else {
            throw Failure(
                message: "\(layout.plan) is not of hpmake \(hpmakeVersion): remove it and run make")
        }
        let lines = configurationLines(bytes, from: head.upperBound)
        let names = plan.parameters
        let parts = inParallel(lines.count, atLeast: 1000) { range in
            lines[range].compactMap { line in
                Sweep.configuration(bytes[line], names)
            }
        }
        let configurations = parts.flatMap { $0 }
        guard configurations.count == lines.count else {
            throw Failure(message: "\(layout.plan) is damaged: remove it and run make")
        }
        return Sweep(
            plan: plan, layout: layout, configurations: configurations, signature: signature)
    }

    private static func configurationLines(_ bytes: [UInt8], from start: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var at = start + 1
        while at < bytes.count, bytes[at] == UInt8(ascii: "{") {
            let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            lines.append(at..<end)
            at = end + 1
        }
        return lines
    }

    private static func configuration(
        _ line: ArraySlice<UInt8>, _ names: [String]
    ) -> Configuration? {
        let scanned: Configuration?? = try? line.withUnsafeBufferPointer { bytes in
            var lexer = JSONLexer(bytes)
            return try Sweep.configuration(&lexer, names)
        }
        return scanned ?? nil
    }

    private static func configuration(
        _ lexer: inout JSONLexer, _ names: [String]
    ) throws(JSONError) -> Configuration? {
        var id: String?
        var values: [Value?] = Array(repeating: nil, count: names.count)
        // The members come in the order of the names, some left out.
        var next = 0
        try lexer.members { (lexer, key) throws(JSONError) in
            switch key {
            case "id": id = try lexer.stringIfAny()
            case "params":
                try lexer.members { (lexer, name) throws(JSONError) in
                    while next < names.count, names[next] != name { next += 1 }
                    guard next < names.count else { throw JSONError("no such name", at: 0) }
                    values[next] = try value(&lexer)
                }
            default: try lexer.skipValue()
            }
        }
        return id.map { Configuration(id: $0, values: values) }
    }

    private static func value(_ lexer: inout JSONLexer) throws(JSONError) -> Value {
        switch lexer.peek() ?? 0 {
        case UInt8(ascii: "\""): return .string(try lexer.string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return Value(.number(try lexer.numberText() ?? "0"))
        default:
            let start = lexer.offset
            try lexer.skipValue()
            return Value(try JSONParser.parse(Array(lexer.bytes[start..<lexer.offset])).value)
        }
    }
}

extension [UInt8] {
    /// Where these bytes first stand.
    fileprivate func firstRange(of text: String.UTF8View) -> Range<Int>? {
        guard let first = text.first else { return nil }
        var start = startIndex
        while let candidate = self[start...].firstIndex(of: first) {
            if self[candidate...].starts(with: text) { return candidate..<candidate + text.count }
            start = candidate + 1
        }
        return nil
    }
}
