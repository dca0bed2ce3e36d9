// What a run reports: the numbers of its `result.json` and those that patterns find in its logs.
// Knows nothing of which of them is the objective.
import Graph
import Spec
import System
import Text

/// Metrics by name, in the order in which they were reported.
package struct MetricTable: Sendable, Equatable {
    package var names: [String] = []
    /// May be infinite or not a number.
    package var values: [Double] = []
    /// What was wrong with `result.json`.
    package var problem: String?
    /// Size and date of the `result.json` that was read; nil where there was none.
    package var source: [Int64]?
    /// Hash of the patterns that logs were searched with.
    package var patterns: String?

    package init() {}

    package subscript(_ name: String) -> Double? {
        names.firstIndex(of: name).map { values[$0] }
    }

    package mutating func set(_ name: String, _ value: Double) {
        if let index = names.firstIndex(of: name) {
            values[index] = value
        } else {
            names.append(name)
            values.append(value)
        }
    }

    /// Members of a record. Numbers that are not finite are written as strings.
    package var json: [(String, JSONValue)] {
        let pairs = zip(names, values).map { name, value in
            (name, value.isFinite ? JSONValue.double(value) : .string("\(value)"))
        }
        return [
            ("metrics", .object(pairs)),
            ("result", source.map { .array($0.map { .int(Int($0)) }) } ?? .null),
        ] + (patterns.map { [("patterns", .string($0))] } ?? [])
            + (problem.map { [("problem", .string($0))] } ?? [])
    }
}

extension MetricTable {
    /// Reads all that a run has reported once the stages up to `last` are done.
    package init(_ plan: Plan, _ files: ChainFiles, upTo last: String) {
        readResult(files.result)
        readCurves(files.curves)
        let later = plan.stages.drop { $0.name != last }.dropFirst().map(\.name)
        for metric in plan.metrics where !later.contains(metric.stage) {
            readLog(files.log(metric.stage), metric)
        }
        patterns = plan.patterns
    }

    /// What identifies the state of a `result.json`.
    package static func source(_ path: String) -> [Int64]? {
        fileStatus(path).map { [$0.size, $0.modified] }
    }

    /// Reads `result.json`: its numeric leaves, nested ones with dotted names. What cannot be read is a
    /// `problem`, never an error.
    package mutating func readResult(_ path: String) {
        source = MetricTable.source(path)
        guard source != nil else { return }
        do {
            let bytes = try readFile(path)
            let node = try JSONParser.parse(bytes, allowsNonFinite: true)
            guard case .object(let members) = node.content else {
                problem = "result.json holds \(node.kind), not an object"
                return
            }
            for member in members { flatten(member.key, member.value) }
        } catch let error as JSONError {
            problem = "result.json is not JSON (byte \(error.offset): \(error.message))"
        } catch {
            problem = "\(error)"
        }
    }

    private mutating func flatten(_ name: String, _ node: JSONNode) {
        switch node.content {
        case .number(let text):
            set(
                name,
                Double(text)
                    ?? (text.hasPrefix("-") ? -.infinity : text == "NaN" ? .nan : .infinity))
        case .object(let members):
            for member in members { flatten("\(name).\(member.key)", member.value) }
        case .array(let items):
            for (index, item) in items.enumerated() { flatten("\(name).\(index)", item) }
        case .null, .bool, .string: break
        }
    }

    /// Reads a metric out of a log; what is not there is no error.
    package mutating func readLog(_ path: String, _ extractor: MetricExtractor) {
        guard let pattern = try? LinePattern(extractor.pattern) else { return }
        var found: Double?
        try? pattern.forEachMatch(inFile: path) { text in
            guard let value = number(text) else { return true }
            switch extractor.take {
            case .first:
                found = value
                return false
            case .last: found = value
            case .min: found = found.map { min($0, value) } ?? value
            case .max: found = found.map { max($0, value) } ?? value
            }
            return true
        }
        if let found { set(extractor.name, found) }
    }

    private func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        Double(String(decoding: bytes.prefix(400), as: UTF8.self))
    }
}

extension MetricTable {
    /// Reads metrics over time, one JSON object a line: of each number the last value, `.min`, `.max`
    /// and `.steps` (how many there were), where nothing of that name is known already. A line that is
    /// no JSON object, such as a half-written last one, is skipped.
    package mutating func readCurves(_ path: String) {
        guard fileStatus(path) != nil else { return }
        var (order, curves): ([String], [String: Curve]) = ([], [:])
        try? forEachLine(ofFile: path) { line in
            guard let node = try? JSONParser.parse(Array(line), allowsNonFinite: true),
                case .object(let members) = node.content
            else { return }
            for member in members where member.key != "step" {
                guard case .number(let text) = member.value.content, let value = Double(text) else {
                    continue
                }
                if curves[member.key] == nil { order.append(member.key) }
                curves[member.key, default: Curve()].add(value)
            }
        }
        let known = Set(names)
        for name in order {
            guard let curve = curves[name] else { continue }
            let found = [
                (name, curve.last), ("\(name).min", curve.min), ("\(name).max", curve.max),
                ("\(name).steps", Double(curve.count)),
            ]
            for (name, value) in found where !known.contains(name) { set(name, value) }
        }
    }
}

/// A metric over time.
private struct Curve {
    var (last, min, max) = (Double.nan, Double.infinity, -Double.infinity)
    var count = 0

    mutating func add(_ value: Double) {
        last = value
        min = Swift.min(min, value)
        max = Swift.max(max, value)
        count += 1
    }
}
