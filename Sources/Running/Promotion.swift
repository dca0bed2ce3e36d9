// What a rung has promoted, as a file: the configurations that go on, the best first.
// Knows nothing of how they were chosen.
import Graph
import Sampling
import Spec
import System
import Text

/// The result of a layer of slots, once all of it has run.
package struct Promotion: Sendable {
    package struct Entry: Sendable {
        package let id: String
        /// By index in the plan's `configurationParameters`.
        package let values: [Value?]
        /// The slot that it comes from.
        package let from: String
        /// The index of its draw.
        package let draw: Int
        /// Means of the objectives.
        package let results: [Double]

        package init(id: String, values: [Value?], from: String, draw: Int, results: [Double]) {
            (self.id, self.values, self.from, self.draw) = (id, values, from, draw)
            self.results = results
        }
    }

    /// How many slots the layer has.
    package let of: Int
    /// How many configurations have a value for the objective.
    package let ranked: Int
    /// Those that go on, the best first.
    package let entries: [Entry]

    package init(of: Int, ranked: Int, entries: [Entry]) {
        (self.of, self.ranked, self.entries) = (of, ranked, entries)
    }

    /// JSON in which each configuration has a line of its own.
    package func text(_ plan: Plan) -> [UInt8] {
        var output = Array("{\"of\": \(of), \"ranked\": \(ranked), \"promoted\": [".utf8)
        let line = ConfigurationLine(parameters: plan.configurationParameters)
        for (place, entry) in entries.enumerated() {
            output += (place > 0 ? ",\n" : "\n").utf8
            line.write(id: entry.id.utf8, entry.values, to: &output)
            output.removeLast()
            let values = JSONValue.array(entry.results.map(JSONValue.double)).compact
            output += ", \"from\": \"\(entry.from)\", \"draw\": \(entry.draw)".utf8
            output += ", \"values\": \(values)}".utf8
        }
        return output + "\n]}\n".utf8
    }

    /// Reads a file; nil where it is missing or damaged.
    package static func read(_ path: String, _ plan: Plan) -> Promotion? {
        guard let bytes = readFileIfAny(path), let lines = Lines(bytes) else { return nil }
        let entries = lines.entries.compactMap { entry($0, plan) }
        guard entries.count == lines.entries.count else { return nil }
        return Promotion(of: lines.of, ranked: lines.ranked, entries: entries)
    }

    /// What a file says of a place.
    package enum Place: Sendable {
        case entry(Entry)
        /// Fewer were ranked: how many of how many.
        case vacant(ranked: Int, of: Int)
    }

    /// Reads one place of a file; nil where it is missing or damaged.
    package static func read(_ path: String, place: Int, _ plan: Plan) -> Place? {
        guard let bytes = readFileIfAny(path), let lines = Lines(bytes) else { return nil }
        guard lines.entries.indices.contains(place) else {
            return .vacant(ranked: lines.ranked, of: lines.of)
        }
        return entry(lines.entries[place], plan).map(Place.entry)
    }

    /// The text of a file, of which each entry is parsed by itself.
    private struct Lines {
        let of: Int
        let ranked: Int
        let entries: [ArraySlice<UInt8>]

        init?(_ bytes: [UInt8]) {
            let lines = bytes.split(separator: UInt8(ascii: "\n"))
            guard let head = lines.first, lines.count > 1,
                lines.last?.elementsEqual("]}".utf8) == true,
                let counts = try? JSONValue.parse(Array(head + "]}".utf8)),
                let of = counts["of"]?.intValue, let ranked = counts["ranked"]?.intValue
            else { return nil }
            (self.of, self.ranked) = (of, ranked)
            entries = lines[1..<lines.count - 1].map { line in
                line.last == UInt8(ascii: ",") ? line.dropLast() : line
            }
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>, _ plan: Plan) -> Entry? {
        guard let json = try? JSONValue.parse(Array(line)), let id = json["id"]?.stringValue,
            let from = json["from"]?.stringValue
        else { return nil }
        return Entry(
            id: id,
            values: plan.configurationParameters.map { json["params"]?[$0].map(Value.init) },
            from: from, draw: json["draw"]?.intValue ?? 0,
            results: (json["values"]?.items ?? []).compactMap(\.doubleValue))
    }
}
