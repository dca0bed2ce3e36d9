// The record of a configuration that was drawn by results: kept for ever, with what the draw knew.
// Knows nothing of how it was drawn.
import Graph
import Spec
import System
import Text

/// `trained/.<id>.drawn`, outside of what is ever moved aside.
package struct DrawRecord: Sendable {
    package let id: String
    /// By index in the plan's `configurationParameters`.
    package let values: [Value?]
    package let seed: UInt64
    /// The index of the draw.
    package let draw: Int
    /// The draws whose results it was made from, in order.
    package let knew: [Int]
    /// Draws that had no results yet.
    package let running: [Int]

    package init(
        id: String, values: [Value?], seed: UInt64, draw: Int, knew: [Int], running: [Int]
    ) {
        (self.id, self.values, self.seed, self.draw) = (id, values, seed, draw)
        (self.knew, self.running) = (knew, running)
    }

    private static let ending = ".drawn"

    private static func path(_ id: String, _ layout: Layout) -> String {
        "\(layout.trained)/.\(id)\(ending)"
    }

    package func write(_ plan: Plan, _ layout: Layout) throws(SystemError) {
        let parameters = zip(plan.configurationParameters, values).compactMap { name, value in
            value.map { (name, $0.jsonValue) }
        }
        let json = JSONValue.object([
            ("seed", .number("\(seed)")), ("draw", .int(draw)),
            ("params", .object(parameters)), ("knew", .array(knew.map(JSONValue.int))),
            ("running", .array(running.map(JSONValue.int))),
        ])
        try makeFolder(layout.trained)
        try replaceFile(DrawRecord.path(id, layout), Array((json.compact + "\n").utf8))
    }

    /// nil where there is none, or a damaged one.
    package static func read(_ id: String, _ plan: Plan, _ layout: Layout) -> DrawRecord? {
        guard let bytes = readFileIfAny(path(id, layout)), let json = try? JSONValue.parse(bytes),
            case .number(let text)? = json["seed"], let seed = UInt64(text),
            let draw = json["draw"]?.intValue, let params = json["params"]
        else { return nil }
        return DrawRecord(
            id: id, values: plan.configurationParameters.map { params[$0].map(Value.init) },
            seed: seed, draw: draw, knew: (json["knew"]?.items ?? []).compactMap(\.intValue),
            running: (json["running"]?.items ?? []).compactMap(\.intValue))
    }

    /// All that there are, by draw; of two for one draw the one whose id comes first.
    package static func all(_ plan: Plan, _ layout: Layout) -> [Int: DrawRecord] {
        var records: [Int: DrawRecord] = [:]
        for name in folderNames(layout.trained).sorted()
        where name.hasPrefix(".") && name.hasSuffix(ending) {
            let id = String(name.dropFirst().dropLast(ending.utf8.count))
            guard let record = read(id, plan, layout), records[record.draw] == nil else { continue }
            records[record.draw] = record
        }
        return records
    }
}
