// What extractors take out of the files of a run: each file is read once for all of them.
// Knows nothing of result.json, and of records.
import Spec
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a run's files are.
package struct RunFiles: Sendable {
    let folder: String
    /// The log of a stage.
    let log: @Sendable (String) -> String

    package init(folder: String, log: @escaping @Sendable (String) -> String) {
        (self.folder, self.log) = (folder, log)
    }

    /// Of a file with `*` in its name the one that was written last.
    fileprivate func path(_ file: String) -> String {
        let path = file.hasPrefix("/") ? file : "\(folder)/\(file)"
        guard file.utf8.contains(UInt8(ascii: "*")) else { return path }
        let found = matches(of: file).compactMap { path in
            fileStatus(path).map { (path: path, modified: $0.modified) }
        }
        return found.max { $0.modified < $1.modified }?.path ?? path
    }

    /// The paths that a pattern means, in order, some of which may not be there. The C library's `glob` would
    /// ask the network for the home folders of users, and take stars in the name of the run's folder for a
    /// pattern.
    private func matches(of pattern: String) -> [String] {
        var found = [pattern.hasPrefix("/") ? "" : folder]
        for part in pattern.split(separator: "/").map(String.init) {
            guard part.utf8.contains(where: { "*?[".utf8.contains($0) }) else {
                found = found.map { "\($0)/\(part)" }
                continue
            }
            found = found.flatMap { parent in
                folderNames(parent.isEmpty ? "/" : parent).filter {
                    fnmatch(part, $0, FNM_PERIOD) == 0
                }.sorted().map { "\(parent)/\($0)" }
            }
        }
        return found
    }
}

/// What extractors found.
package struct Extraction {
    package private(set) var values: [(name: String, value: Double)] = []
    /// How far the sources have come.
    package private(set) var axes = AxisValues()
    /// What is worth telling: a pattern that never matched, a file that is not there.
    package private(set) var notes: [String] = []

    /// - Parameter all: all extractors of the spec, to which `at` may refer.
    package init(_ extractors: [MetricExtractor], all: [MetricExtractor], _ files: RunFiles) {
        let plain = extractors.filter { if case .at = $0.take { false } else { true } }
        var summaries: [String: Double] = [:]
        for (source, group) in Extraction.groups(plain) {
            var collector = SeriesCollector(keepsPoints: false)
            notes += Extraction.read(source, group, files, keepsPoints: false, into: &collector)
            axes.add(collector.axes)
            for extractor in group {
                summaries[extractor.name] =
                    collector[Extraction.seriesName(extractor)]?.value(extractor.take)
            }
        }
        for extractor in extractors {
            if case .at(let best, let other) = extractor.take {
                let value = Extraction.value(extractor, where: other, is: best, all, files)
                if let value { values.append((extractor.name, value)) }
            } else if let value = summaries[extractor.name] {
                values.append((extractor.name, value))
            }
        }
    }

    /// The series that an extractor takes its value from, with all its points.
    package static func series(_ extractor: MetricExtractor, _ files: RunFiles) -> Series? {
        var collector = SeriesCollector(keepsPoints: true)
        _ = read(extractor.source, [extractor], files, keepsPoints: true, into: &collector)
        return collector[seriesName(extractor)]
    }

    private static func value(
        _ extractor: MetricExtractor, where other: String, is best: MetricExtractor.Best,
        _ all: [MetricExtractor], _ files: RunFiles
    ) -> Double? {
        guard let own = series(extractor, files) else { return nil }
        // Another metric of the spec, or a neighbour in the same source, or one of metrics.jsonl.
        let candidates =
            [all.first { $0.name == other }, extractor.neighbour(other)].compactMap { $0 }
        let found = candidates.lazy.compactMap { series($0, files) }.first { $0.count > 0 }
        if let found { return own.value(where: found, is: best) }
        var collector = SeriesCollector(keepsPoints: true)
        readJSONLines("\(files.folder)/metrics.jsonl", [other], into: &collector)
        return collector[other].flatMap { own.value(where: $0, is: best) }
    }

    /// What the series of an extractor is called within its source.
    private static func seriesName(_ extractor: MetricExtractor) -> String {
        switch extractor.source {
        case .column(_, let column): column
        case .tensorboard(let tag): tag
        case .log, .key: extractor.name
        }
    }

    /// Extractors by what can be read in one go.
    private static func groups(
        _ extractors: [MetricExtractor]
    ) -> [(MetricExtractor.Source, [MetricExtractor])] {
        var groups: [(MetricExtractor.Source, [MetricExtractor])] = []
        for extractor in extractors {
            if let place = groups.firstIndex(where: { $0.0.isSameFile(as: extractor.source) }) {
                groups[place].1.append(extractor)
            } else {
                groups.append((extractor.source, [extractor]))
            }
        }
        return groups
    }

    private static func read(
        _ source: MetricExtractor.Source, _ group: [MetricExtractor], _ files: RunFiles,
        keepsPoints: Bool, into collector: inout SeriesCollector
    ) -> [String] {
        switch source {
        case .log(let stage, _):
            return readLog(
                files.log(stage), called: "\(stage).log", group, keepsPoints: keepsPoints,
                into: &collector)
        case .column(let file, _):
            let columns = group.map(seriesName)
            DelimitedSource.read(files.path(file), columns, into: &collector)
            return missing(file, columns, "column", files, collector)
        case .key(let file, _):
            for extractor in group {
                guard case .key(_, let key) = extractor.source, let path = JSONPath(key) else {
                    continue
                }
                readJSON(files.path(file), path, as: extractor.name, into: &collector)
            }
            return missing(file, group.map(seriesName), "key", files, collector)
        case .tensorboard:
            let tags = group.map(seriesName)
            var found = SeriesCollector(keepsPoints: keepsPoints)
            readEvents(below: files.folder, tags, into: &found)
            for series in found.all { collector.adopt(series, for: tags) }
            collector.axes = found.axes
            return tags.filter { collector[$0]?.count ?? 0 == 0 }.map {
                "no event file has the tag \(quoted($0))"
            }
        }
    }

    private static func missing(
        _ file: String, _ names: [String], _ what: String, _ files: RunFiles,
        _ collector: SeriesCollector
    ) -> [String] {
        if fileStatus(files.path(file)) == nil { return ["there is no \(file)"] }
        return names.filter { collector[$0]?.count ?? 0 == 0 }.map {
            "\(file) has no number for the \(what) of \(quoted($0))"
        }
    }
}

extension MetricExtractor {
    /// Another metric of the same source.
    fileprivate func neighbour(_ name: String) -> MetricExtractor? {
        let other: Source
        switch source {
        case .log: return nil
        case .column(let file, _): other = .column(file: file, name: name)
        case .tensorboard: other = .tensorboard(tag: name)
        case .key(let file, let key):
            guard let point = key.lastIndex(of: ".") else { return nil }
            other = .key(file: file, path: key[...point] + name)
        }
        return MetricExtractor(name: name, source: other, take: .last)
    }
}

extension MetricExtractor.Source {
    fileprivate func isSameFile(as other: MetricExtractor.Source) -> Bool {
        switch (self, other) {
        case (.log(let a, _), .log(let b, _)): a == b
        case (.column(let a, _), .column(let b, _)), (.key(let a, _), .key(let b, _)): a == b
        case (.tensorboard, .tensorboard): true
        default: false
        }
    }
}
