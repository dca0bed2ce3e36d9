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
    /// Which spec it belongs to; nil where a version made it that did not remember.
    package let owner: SweepOwner?
    /// The state of the file that this was read from; 0 for a sweep that is in no file.
    let signature: UInt64
    /// Of a search by results the slot of each configuration; empty for others, and shorter where there are
    /// former ones.
    package var slots: [Slot] = []
    /// Index of the first configuration that the spec does not have; nil without any.
    var formerStart: Int?
    /// What of it waits in the queue of a cluster, as far as somebody has asked that.
    package var waiting = WaitingTasks()

    /// Folders of the repeats below a configuration's; one empty name where there is no repeat.
    package var repeats: [String] { plan.repeatFolders }

    /// What its stages would be made from now.
    package var present: Present { Present(plan, layout, owner, waiting) }

    package var runCount: Int { configurations.count * repeats.count }

    /// The id of a run by its index.
    package func runID(_ index: Int) -> String {
        Graph.runID(configurations[index / repeats.count].id, repeats[index % repeats.count])
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
        try read(SweepHead.read(dist: dist))
    }

    /// Reads the configurations behind the head.
    package static func read(_ head: SweepHead) throws(Failure) -> Sweep {
        let (layout, bytes) = (head.layout, head.bytes)
        let lines = Sweep.configurationLines(bytes, from: head.end)
        let names = head.plan.configurationParameters
        let parts = inParallel(lines.count, atLeast: 1000) { range in
            lines[range].compactMap { line in
                Sweep.configuration(bytes[line], names)
            }
        }
        let configurations = parts.flatMap { $0 }
        guard configurations.count == lines.count else {
            throw Failure(message: "\(layout.plan) is damaged: remove it and run make")
        }
        if let list = SlotList(head.plan, layout, known: configurations.map(\.id)) {
            return list.sweep(head, known: configurations)
        }
        return Sweep(
            plan: head.plan, layout: layout, configurations: configurations, owner: head.owner,
            signature: head.signature, waiting: head.waiting)
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
                    next = names[next...].firstIndex { name == $0 } ?? names.count
                    guard next < names.count else { throw JSONError("no such name", at: 0) }
                    values[next] = Value(try lexer.value())
                }
            default: try lexer.skipValue()
            }
        }
        return id.map { Configuration(id: $0, values: values) }
    }
}
