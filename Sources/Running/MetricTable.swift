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
    /// Size and date of the `result.json` that was read, and by which rules; nil where there was none.
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

    /// Sets many, such as those of an array, without looking for each among all. Few are found faster
    /// than a dictionary of them is made.
    private mutating func set(_ pairs: [(String, Double)]) {
        guard names.count + pairs.count > 50 else {
            for (name, value) in pairs { set(name, value) }
            return
        }
        var places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        for (name, value) in pairs {
            if let place = places[name] {
                values[place] = value
            } else {
                places[name] = names.count
                names.append(name)
                values.append(value)
            }
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
        for stage in plan.stages where !later.contains(stage.name) {
            let extractors = plan.metrics.filter { $0.stage == stage.name }
            if !extractors.isEmpty { readLog(files.log(stage.name), extractors) }
        }
        patterns = plan.patterns
    }

    /// What identifies the state of a `result.json`.
    package static func source(_ path: String) -> [Int64]? {
        fileStatus(path).map(source)
    }

    private static func source(_ status: FileStatus) -> [Int64] {
        [status.size, status.modified, rules]
    }

    /// Changes with what is taken for a metric: what a record says by other rules is read again.
    private static let rules: Int64 = 2

    /// Reads `result.json`: its numeric leaves outside arrays, nested ones with dotted names. What cannot
    /// be read is a `problem`, never an error.
    package mutating func readResult(_ path: String) {
        let status = fileStatus(path)
        source = status.map(MetricTable.source)
        guard let status else { return }
        do {
            guard status.isRegular else {
                problem = "result.json is no file"
                return
            }
            let bytes = try readFile(path)
            guard !bytes.isEmpty else {
                problem = "result.json is empty"
                return
            }
            guard String(validating: bytes, as: UTF8.self) != nil else {
                problem = "result.json is not UTF-8"
                return
            }
            guard let numbers = try numbers(in: bytes[...]) else {
                problem = "result.json does not hold an object"
                return
            }
            set(numbers)
        } catch let error as JSONError {
            problem = "result.json is not JSON (byte \(error.offset): \(error.message))"
        } catch {
            problem = "\(error)"
        }
    }

    /// Reads metrics out of a log, in one pass; what is not there is no error.
    package mutating func readLog(_ path: String, _ extractors: [MetricExtractor]) {
        var searches = extractors.compactMap(LogSearch.init)
        var isBeginning = true
        try? forEachBlockOfLines(ofFile: path) { block in
            for index in searches.indices { searches[index].read(block, isFirst: isBeginning) }
            isBeginning = false
            return searches.contains { !$0.isOver }
        }
        for search in searches {
            if let value = search.value { set(search.extractor.name, value) }
        }
    }
}

/// Looks for one metric in a log.
private struct LogSearch {
    let extractor: MetricExtractor
    private let pattern: LinePattern
    private(set) var value: Double?

    init?(_ extractor: MetricExtractor) {
        guard let pattern = try? LinePattern(extractor.pattern) else { return nil }
        (self.extractor, self.pattern) = (extractor, pattern)
    }

    var isOver: Bool { extractor.take == .first && value != nil }

    mutating func read(_ block: UnsafeBufferPointer<UInt8>, isFirst: Bool) {
        if isFirst { pattern.adapt(to: block) }
        // Of the last match's block only the last lines count.
        let isLast = extractor.take == .last
        var rest = 0..<block.count
        while !isOver, let line = pattern.takeLine(of: block, from: &rest, fromEnd: isLast) {
            var isFound = false
            pattern.forEachMatch(inLine: line) { text in
                guard !isOver, let number = LogSearch.number(text) else { return }
                isFound = true
                add(number)
            }
            if isLast, isFound { return }
        }
    }

    private mutating func add(_ number: Double) {
        switch extractor.take {
        case .first, .last: value = number
        case .min: value = least(value, number)
        case .max: value = most(value, number)
        }
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
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
            for (name, number) in (try? numbers(in: line)) ?? [] where name != "step" {
                if curves[name] == nil { order.append(name) }
                curves[name, default: Curve()].add(number)
            }
        }
        let known = Set(names)
        var all: [(String, Double)] = []
        for name in order {
            guard let curve = curves[name] else { continue }
            let found = [
                (name, curve.last), ("\(name).min", curve.min ?? .nan),
                ("\(name).max", curve.max ?? .nan),
                ("\(name).steps", Double(curve.count)),
            ]
            all += found.filter { !known.contains($0.0) }
        }
        set(all)
    }
}

/// A metric over time.
private struct Curve {
    private(set) var last = Double.nan
    private(set) var min: Double?
    private(set) var max: Double?
    private(set) var count = 0

    mutating func add(_ value: Double) {
        last = value
        min = least(min, value)
        max = most(max, value)
        count += 1
    }
}

/// The numbers of a JSON object that are in no array, nested ones with dotted names; nil for any other
/// value.
private func numbers(in text: ArraySlice<UInt8>) throws(JSONError) -> [(String, Double)]? {
    let outcome: Result<[(String, Double)]?, JSONError> = text.withUnsafeBufferPointer { buffer in
        var lexer = JSONLexer(buffer, allowsNonFinite: true)
        return Result { () throws(JSONError) in
            let isObject = lexer.peek() == UInt8(ascii: "{")
            var found: [(String, Double)] = []
            try lexer.numbers { found.append(($0, number($1))) }
            try lexer.expectEnd()
            return isObject ? found : nil
        }
    }
    return try outcome.get()
}

/// As Python writes them, `NaN`, `Infinity` and `-Infinity` are numbers, too.
private func number(_ text: String) -> Double {
    Double(text) ?? (text == "NaN" ? .nan : text.hasPrefix("-") ? -.infinity : .infinity)
}

/// The smaller number; what is not a number counts only where there is nothing else.
private func least(_ a: Double?, _ b: Double) -> Double {
    guard let a, !a.isNaN else { return b }
    return b < a ? b : a
}

private func most(_ a: Double?, _ b: Double) -> Double {
    guard let a, !a.isNaN else { return b }
    return b > a ? b : a
}
