// The text of `collated.json`: what is best, and every run with its parameters and metrics.
// Knows nothing of files and of tables for people.
import Graph
import Spec
import Sweep
import System
import Text

/// Writes a collation as JSON. What all runs have in common is made once.
struct CollatedJSON: Sendable {
    private let collation: Collation
    private let table: RunTable
    private let sweep: Sweep
    /// `"name":` of each parameter, the repeat last, and of each metric.
    private let parameters: [[UInt8]]
    private let metrics: [[UInt8]]
    private let repeats: [Value]
    /// The opening of a string of JSON with the folder that runs are in.
    private let folder: String

    init(_ collation: Collation) {
        (self.collation, table, sweep) = (collation, collation.table, collation.sweep)
        let repetition = sweep.plan.repetition
        parameters = (sweep.plan.parameters + (repetition.map { [$0.name] } ?? [])).map(key)
        metrics = table.columns.map(key)
        repeats = repetition?.values ?? []
        folder = String(quoted(sweep.layout.run("")).dropLast())
    }

    /// In pieces.
    var pieces: [[UInt8]] {
        var output = Array("{\n\"objective\": ".utf8)
        let objectives = JSONValue.object(sweep.plan.json)["objective"]?.items ?? []
        (objectives.count == 1 ? objectives[0] : objectives.isEmpty ? .null : .array(objectives))
            .write(to: &output)
        output.append(text: ",\n\"best\": ")
        if let best = collation.ranking.best {
            writeConfiguration(best, to: &output)
        } else {
            output.append(text: "null")
        }
        if sweep.plan.objectives.count > 1 {
            writeList("front", collation.ranking.front, to: &output) {
                writeConfiguration($0, to: &$1)
            }
        }
        output.append(text: ",\n\"runs\": [\n")
        let runs = inParallel(table.rows.count, atLeast: 1000) { range in
            var output: [UInt8] = []
            output.reserveCapacity(range.count * 400)
            for run in range {
                if run > 0 { output.append(text: ",\n") }
                writeRun(run, to: &output)
            }
            return output
        }
        return [output] + runs + [lists]
    }

    /// The runs that are not in the ranking.
    private var lists: [UInt8] {
        var output = Array("\n]".utf8)
        let lists = [
            ("failed", collation.runs(.failed)), ("outdated", collation.runs(.outdated)),
            (
                "missing",
                [.missing, .running, .queued, .interrupted].flatMap { collation.runs($0) }
            ),
            ("unranked", collation.ranking.unranked),
        ]
        for (key, runs) in lists {
            writeList(key, runs.sorted(), to: &output) { run, output in
                writeJSONString(sweep.runID(run), to: &output)
            }
        }
        return output + "\n}\n".utf8
    }

    private func writeList(
        _ key: String, _ items: [Int], to output: inout [UInt8],
        _ write: (Int, inout [UInt8]) -> Void
    ) {
        output.append(text: ",\n\"\(key)\": [")
        for (position, item) in items.enumerated() {
            output.append(text: position > 0 ? ",\n" : "\n")
            write(item, &output)
        }
        output.append(text: items.isEmpty ? "]" : "\n]")
    }

    /// A configuration as a run: without repeats its one run, else with the metrics over its repeats.
    private func writeConfiguration(_ index: Int, to output: inout [UInt8]) {
        let runs = table.runs(ofConfiguration: index)
        guard sweep.plan.repetition != nil else { return writeRun(runs.lowerBound, to: &output) }
        let configuration = sweep.configurations[index]
        writeHead(configuration.id, to: &output)
        writeMembers(parameters, configuration.values, to: &output) { $0.writeJSON(to: &$1) }
        output.append(text: ", \"metrics\": ")
        let counting = table.counting(runs)
        let summaries = table.columns.indices.map { column in
            Summary(counting.compactMap { table.metric(column, ofRun: $0) })
        }
        writeMembers(metrics, summaries, to: &output) { $0.json.write(to: &$1) }
        let states = runs.map { table.rows[$0].state }
        let isComplete = states.allSatisfy(\.isComplete)
        writeTail(
            !isComplete ? .missing : states.contains(.outdated) ? .outdated : .done, to: &output)
    }

    private func writeRun(_ run: Int, to output: inout [UInt8]) {
        writeHead(sweep.runID(run), to: &output)
        let (index, place) = run.quotientAndRemainder(dividingBy: sweep.repeats.count)
        var values = sweep.configurations[index].values
        if !repeats.isEmpty { values.append(repeats[place]) }
        writeMembers(parameters, values, to: &output) { $0.writeJSON(to: &$1) }
        output.append(text: ", \"metrics\": ")
        writeMembers(metrics, table.rows[run].metrics, to: &output) {
            JSONValue.double($0).write(to: &$1)
        }
        writeTail(table.rows[run].state, to: &output)
    }

    private func writeHead(_ id: String, to output: inout [UInt8]) {
        output.append(text: "{\"id\": \"")
        output.append(text: id)
        output.append(text: "\", \"path\": ")
        output.append(text: folder)
        output.append(text: id)
        output.append(text: "\", \"params\": ")
    }

    /// An object of those that have a value.
    private func writeMembers<T>(
        _ keys: [[UInt8]], _ values: [T?], to output: inout [UInt8],
        _ write: (T, inout [UInt8]) -> Void
    ) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in zip(keys, values) {
            guard let value else { continue }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output += key
            write(value, &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private func writeTail(_ state: RunStatus.State, to output: inout [UInt8]) {
        output.append(text: ", \"state\": \"")
        output.append(text: state.rawValue)
        output.append(text: "\"}")
    }
}

/// A name as the key of a member.
private func key(_ name: String) -> [UInt8] {
    var key: [UInt8] = []
    writeJSONString(name, to: &key)
    return key + ":".utf8
}
