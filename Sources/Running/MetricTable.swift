// What a run reports: the numbers of its `result.json` and those that patterns find in its logs.
// Knows nothing of which of them is the objective.
import Graph
import Metrics
import Spec
import System
import Text

/// Metrics by name, in the order in which they were reported.
package struct MetricTable: Sendable, Equatable {
    package var names: [String] = []
    /// May be infinite or not a number.
    package var values: [Double] = []
    /// How far the run has come by the axes of its curves.
    package var axes = AxisValues()
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
            + (axes.all.isEmpty
                ? [] : [("axes", .object(axes.all.map { ($0.name, .double($0.value)) }))])
    }
}

extension MetricTable {
    /// Reads all that a run has reported once the stages up to `last` are done.
    package init(_ plan: Plan, _ files: ChainFiles, upTo last: String) {
        readResult(files.result)
        readCurves(files.curves)
        if plan.findsMetrics { find(in: files.folder) }
        if !plan.metrics.isEmpty { extract(plan, files, upTo: last) }
        patterns = plan.patterns
    }

    private mutating func extract(_ plan: Plan, _ files: ChainFiles, upTo last: String) {
        let later = plan.stages.drop { $0.name != last }.dropFirst().map(\.name)
        let extractors = plan.metrics.filter { metric in
            metric.stage.map { !later.contains($0) } ?? true
        }
        let extraction = Extraction(extractors, all: plan.metrics, files.metricFiles)
        for (name, value) in extraction.values { set(name, value) }
        axes.add(extraction.axes)
        // What a later stage may write yet is not missing.
        if later.isEmpty, problem == nil, !extraction.notes.isEmpty {
            problem = extraction.notes.joined(separator: "; ")
        }
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

    /// Whether it was read by the rules of this version.
    package var isOfTheseRules: Bool { source?.last ?? MetricTable.rules == MetricTable.rules }

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
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                problem =
                    "result.json begins with a byte order mark: write it as UTF-8 without one"
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

    /// Reads metrics over time, one JSON object a line: of each number the last value, `.min`, `.max`
    /// and `.steps` (how many there were), where nothing of that name is known already.
    package mutating func readCurves(_ path: String) {
        guard fileStatus(path) != nil else { return }
        var collector = SeriesCollector(keepsPoints: false)
        readJSONLines(path, into: &collector)
        add(collector.all)
        axes.add(collector.axes)
    }

    private mutating func add(_ all: [Series]) {
        let known = Set(names)
        var pairs: [(String, Double)] = []
        for series in all where series.count > 0 {
            let found = [
                (series.name, series.last), ("\(series.name).min", series.min),
                ("\(series.name).max", series.max),
                ("\(series.name).steps", Double(series.count)),
            ]
            pairs += found.filter { !known.contains($0.0) }
        }
        set(pairs)
    }

    /// Reads what lies in a run's folder, in the order of its files; of one name the first counts.
    private mutating func find(in folder: String) {
        for file in FoundFile.all(in: folder) where file.path != "metrics.jsonl" {
            var collector = SeriesCollector(keepsPoints: false)
            file.read(in: folder, into: &collector)
            axes.add(collector.axes)
            if file.kind == .numbers {
                let known = Set(names)
                set(collector.all.map { ($0.name, $0.last) }.filter { !known.contains($0.0) })
            } else {
                add(collector.all)
            }
        }
    }
}

extension ChainFiles {
    /// Where extractors find their files.
    package var metricFiles: RunFiles {
        let files = self
        return RunFiles(folder: folder) { files.log($0) }
    }
}
