// What trainers leave in a run's folder by themselves: which files hold metrics, found by their names.
// Knows nothing of extractors.
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file with metrics, and how it is read.
package struct FoundFile: Sendable {
    package enum Kind: Sendable {
        case lines, table, trainerState, numbers, events
    }

    /// Relative to the run's folder; of events the folder, `.` for the run's own.
    package let path: String
    package let kind: Kind

    private static let kinds: [String: Kind] = [
        "metrics.jsonl": .lines, "metrics.csv": .table, "results.csv": .table,
        "learn_error.tsv": .table, "test_error.tsv": .table, "trainer_state.json": .trainerState,
        "all_results.json": .numbers,
    ]

    /// Folders deeper than that are not looked into, and no more of them than that.
    private static let (deepest, mostFolders) = (5, 1000)

    /// All of a folder, in order of their paths; of files of one name in several folders the one that was
    /// written last.
    package static func all(in folder: String) -> [FoundFile] {
        var newest: [String: (file: FoundFile, modified: Int64)] = [:]
        var hasEvents = false
        var (open, seen) = ([(path: "", depth: 0)], 0)
        while let (path, depth) = open.popLast(), seen < mostFolders {
            seen += 1
            for name in folderNames("\(folder)/\(path)").sorted() where !name.hasPrefix(".") {
                let file = path.isEmpty ? name : "\(path)/\(name)"
                if isEventFile(name) { hasEvents = true }
                if let kind = kinds[name] {
                    guard let status = fileStatus("\(folder)/\(file)"), status.isRegular else {
                        continue
                    }
                    if newest[name].map({ status.modified > $0.modified }) ?? true {
                        newest[name] = (FoundFile(path: file, kind: kind), status.modified)
                    }
                } else if depth < deepest, isOwnFolder("\(folder)/\(file)") {
                    open.append((file, depth + 1))
                }
            }
        }
        let files = newest.values.map(\.file).sorted { $0.path < $1.path }
        return files + (hasEvents ? [FoundFile(path: ".", kind: .events)] : [])
    }

    /// Whether a file may be one of them, by its path.
    package static func isFound(_ path: String) -> Bool {
        let name = lastName(path)
        return kinds[name] != nil || isEventFile(name)
    }

    /// Reads all series of the file.
    package func read(in folder: String, into collector: inout SeriesCollector) {
        let path = "\(folder)/\(path)"
        switch kind {
        case .lines: readJSONLines(path, into: &collector)
        case .table: DelimitedSource.read(path, nil, into: &collector)
        case .trainerState: readTrainerState(path, into: &collector)
        case .numbers: readNumbers(path, into: &collector)
        case .events: readEvents(below: folder, nil, into: &collector)
        }
    }
}

/// Whether TensorBoard would take a file for events.
package func isEventFile(_ name: String) -> Bool {
    name.holds("tfevents") && !name.hasSuffix(".tmp")
}

/// A folder that is no link to one.
func isOwnFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The state that transformers' Trainer saves: its history, and what it takes for best.
private func readTrainerState(_ path: String, into collector: inout SeriesCollector) {
    guard let bytes = readFileIfAny(path),
        let json = try? JSONValue.parse(bytes, allowsNonFinite: true)
    else { return }
    for entry in json["log_history"]?.items ?? [] {
        let axis = axisNames.first { entry[$0]?.doubleValue != nil }
        let step = axis.flatMap { entry[$0]?.doubleValue }
        for (name, value) in entry.members ?? [] {
            guard let number = value.doubleValue else { continue }
            if axisNames.contains(name) {
                collector.axes[name] = number
                continue
            }
            collector.add(number, of: name, axis: axis ?? axisNames[0], step: step)
        }
    }
    for name in ["best_metric", "best_global_step"] {
        guard let value = json[name]?.doubleValue else { continue }
        collector.add(value, of: name, axis: axisNames[0], step: nil)
    }
}

/// A JSON object of numbers, such as result.json.
package func readNumbers(_ path: String, into collector: inout SeriesCollector) {
    guard let bytes = readFileIfAny(path), let found = (try? numbers(in: bytes[...])) ?? nil else {
        return
    }
    for (name, value) in found where !axisNames.contains(name) {
        collector.add(value, of: name, axis: axisNames[0], step: nil)
    }
}

/// Reads the event files in and below a folder, in the order in which they were begun: trainers begin a
/// new one for each fit, validation or restart.
package func readEvents(
    below folder: String, _ wanted: [String]?, into collector: inout SeriesCollector
) {
    var files: [(path: String, prefix: String)] = []
    var open = [(path: "", depth: 0)]
    while let (path, depth) = open.popLast() {
        for name in folderNames("\(folder)/\(path)").sorted() where !name.hasPrefix(".") {
            let file = path.isEmpty ? name : "\(path)/\(name)"
            if isEventFile(name) {
                files.append((file, path.isEmpty ? "" : path + "/"))
            } else if depth < 8, isOwnFolder("\(folder)/\(file)") {
                open.append((file, depth + 1))
            }
        }
    }
    // One folder alone needs no name.
    let isSingle = Set(files.map(\.prefix)).count == 1
    let dated = files.map { file in
        let source = EventSource(wanted, prefix: isSingle ? "" : file.prefix)
        return (source, "\(folder)/\(file.path)", source.beginning("\(folder)/\(file.path)") ?? 0)
    }
    for (source, path, _) in dated.sorted(by: { $0.2 != $1.2 ? $0.2 < $1.2 : $0.1 < $1.1 }) {
        var source = source
        source.read(path, into: &collector)
    }
}
