// The folder of a run into a pack; Unpacking.swift has the way back. Knows nothing of when; whatever moment the
// process dies at, either the folder or the pack has all of the run.
import Graph
import Metrics
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where `params.json` is there, the folder tells of the run; else the pack does, if it knows the run, and
/// what lies in the folder are files that were kept.
struct PackedFolder {
    let plan: Plan
    let files: ChainFiles
    let id: String
    /// Where files go that are kept; nil where they are there already.
    let home: String?

    private enum Fate {
        case packed(PackPart?)
        case kept
        case both(PackPart?)
        case dropped, own
        /// A folder, which stands behind what is in it.
        case folder

        var isKept: Bool {
            switch self {
            case .kept, .both: true
            case .packed, .dropped, .own, .folder: false
            }
        }
    }

    /// Whether the folder tells of the run.
    static func isThere(_ files: ChainFiles) -> Bool {
        files.parameters.map { fileStatus($0) != nil } ?? false
    }

    /// Appends the run to a pack and removes its folder, but for files that are kept. A run that has failed
    /// stays where anything is in its folder that a trainer may go on from.
    ///
    /// - Parameter spare: takes the folder; nil where it is removed.
    func fold(
        into writer: PackWriter, isDone: Bool, spare: SpareFolder?
    ) throws(SystemError) {
        let fates = listing("", depth: 0).map { ($0, fate($0, isDone: isDone)) }
        let isWhole = !fates.contains { fate in
            switch fate.1 {
            case .dropped: true
            case .kept: home != nil
            case .packed, .both, .own, .folder: false
            }
        }
        if !isDone, !isWhole, home == nil { return }
        let known = writer.content[id]
        // An older line of a chain that was done is what comes back where a change is taken back.
        if !isDone, known?.isDone == true { return }
        if !isPacked(known, isDone: isDone) {
            do throws(SystemError) {
                for (name, fate) in fates where fate.isKept { try keep(name) }
                let line = try line(
                    fates, number: (known?.number ?? 0) + 1, isDone: isDone, isWhole: isWhole,
                    writer)
                try writer.append(line: line)
            } catch {
                writer.takeBack()
                throw error
            }
        }
        try remove(fates, spare)
    }

    /// Brings a file from the node's disk.
    private func keep(_ name: String) throws(SystemError) {
        let path = "\(files.folder)/\(name)"
        guard let home, let status = fileStatus(path), status.isRegular else { return }
        let target = "\(home)/\(name)"
        try makeFolder(ofFile: target)
        try copyPart(of: path, 0, Int(status.size), to: target)
    }

    /// Whether a pack tells the same, since somebody died between two steps.
    func isPacked(_ known: PackedRun?, isDone: Bool) -> Bool {
        guard let known, known.isDone == isDone else { return false }
        return plan.stages.allSatisfy { stage in
            var pairs = [(files.stamp(stage.name), known.stamp(stage.name))]
            if !isDone { pairs.append((files.attempt(stage.name), known.attempt(stage.name))) }
            return pairs.allSatisfy { path, text in
                readFileIfAny(path).map(StageRecord.init)??.execution
                    == text.map { StageRecord($0) }??.execution
            }
        }
    }

    /// All files, by their paths from the folder, and folders, with a slash behind them.
    private func listing(_ folder: String, depth: Int) -> [String] {
        let path = folder.isEmpty ? files.folder : "\(files.folder)/\(folder)"
        var found: [String] = []
        for name in folderNames(path).sorted() {
            let inner = folder.isEmpty ? name : "\(folder)/\(name)"
            var status = stat()
            guard lstat("\(files.folder)/\(inner)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR, depth < 50 {
                found += listing(inner, depth: depth + 1) + [inner + "/"]
            } else {
                found.append(inner)
            }
        }
        return found
    }

    private func fate(_ name: String, isDone: Bool) -> Fate {
        if name.utf8.last == UInt8(ascii: "/") { return .folder }
        let records = plan.stages.flatMap { stage in
            [".\(stage.name)"] + (isDone ? [] : [".\(stage.name).attempt"])
        }
        if name == "params.json" || records.contains(name) { return .own }
        let isKept = plan.packing?.keep.contains { matches(name, $0) } ?? false
        if fileStatus("\(files.folder)/\(name)")?.isRegular == true {
            if isLog(name) { return .packed(.log) }
            if isOwn(name) { return .packed(nil) }
            if isRead(name) { return isKept ? .both(nil) : .packed(nil) }
        }
        return isKept ? .kept : name.hasSuffix(".tmp") ? .own : .dropped
    }

    private func isLog(_ name: String) -> Bool {
        plan.stages.contains { isTrace(name, "\($0.name).log") }
    }

    /// Whether hpmake reads it, apart from logs.
    private func isOwn(_ name: String) -> Bool {
        name == "result.json" || name == "metrics.jsonl"
            || plan.stages.contains {
                isTrace(name, ".\($0.name).attempt") || name.hasPrefix(".\($0.name).before/")
            }
    }

    private func isTrace(_ name: String, _ start: String) -> Bool {
        name == start
            || name.hasPrefix(start + ".") && Int(name.dropFirst(start.utf8.count + 1)) != nil
    }

    /// Whether an extractor may read it.
    private func isRead(_ name: String) -> Bool {
        if plan.findsMetrics, FoundFile.isFound(name) { return true }
        return plan.metrics.contains { metric in
            switch metric.source {
            case .log: false
            case .column(let file, _), .key(let file, _): matches(name, file)
            case .tensorboard: isEventFile(lastName(name))
            }
        }
    }

    /// A pattern without a slash is that of a name, wherever it lies.
    private func matches(_ name: String, _ pattern: String) -> Bool {
        if fnmatch(pattern, name, FNM_PATHNAME) == 0 { return true }
        return !pattern.utf8.contains(UInt8(ascii: "/")) && fnmatch(pattern, lastName(name), 0) == 0
    }

    private func line(
        _ fates: [(String, Fate)], number: Int, isDone: Bool, isWhole: Bool, _ writer: PackWriter
    ) throws(SystemError) -> [UInt8] {
        var output = Array(",\"id\":\"\(id)\",\"n\":\(number),\"state\":\"".utf8)
        output += (isDone ? "done\"" : "failed\"").utf8
        output += ",\"whole\":\(isWhole),\"params\":".utf8
        output += try record(files.parameters ?? "")
        output += ",\"stages\":{".utf8
        try write(plan.stages.map { ($0.name, files.stamp($0.name)) }, to: &output)
        output += "},\"attempts\":{".utf8
        // A run that is done tells of an earlier attempt by its files alone.
        let attempts = isDone ? [] : plan.stages.map { ($0.name, files.attempt($0.name)) }
        try write(attempts, to: &output)
        output += "},\"files\":{".utf8
        var isFirst = true
        for (name, fate) in fates {
            let part: PackPart?
            switch fate {
            case .packed(let of), .both(let of): part = of
            case .kept, .dropped, .own, .folder: continue
            }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            try write(name, part, writer, to: &output)
        }
        return PackedRun.whole(output + "}}\n".utf8)
    }

    private func write(
        _ records: [(stage: String, path: String)], to output: inout [UInt8]
    ) throws(SystemError) {
        var isFirst = true
        for (stage, path) in records where fileStatus(path) != nil {
            output += "\(isFirst ? "" : ",")\"\(stage)\":".utf8
            isFirst = false
            output += try record(path)
        }
    }

    /// One value of JSON on one line.
    private func record(_ path: String) throws(SystemError) -> [UInt8] {
        var bytes = try readFile(path)
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let isJSON: Bool? = JSONLexer.scan(bytes[...]) { lexer throws(JSONError) in
            try lexer.skipValue()
            try lexer.expectEnd()
            return true
        }
        if isJSON == true, !bytes.contains(UInt8(ascii: "\n")) { return bytes }
        throw SystemError("\(path) is damaged", code: 0)
    }

    /// Up to so many bytes of text stand in the line itself.
    private static let mostInLine: Int64 = 1 << 16

    private func write(
        _ name: String, _ part: PackPart?, _ writer: PackWriter, to output: inout [UInt8]
    ) throws(SystemError) {
        let path = "\(files.folder)/\(name)"
        let status = fileStatus(path)
        writeJSONString(name, to: &output)
        output += ":{\"date\":\(status?.modified ?? 0)".utf8
        let size = status?.size ?? 0
        if size == 0 || part == nil && size <= PackedFolder.mostInLine {
            let bytes = try readFile(path)
            if let text = String(validating: bytes, as: UTF8.self) {
                output += ",\"text\":".utf8
                writeJSONString(text, to: &output)
                output.append(UInt8(ascii: "}"))
                return
            }
        }
        let part = part ?? .files
        let (offset, count) = try writer.append(path, to: part, id: id, name: name)
        output += ",\"\(part.rawValue)\":\(offset),\"bytes\":\(count)}".utf8
    }

    /// Removes what is left of a run that its pack tells of, but for files that are kept.
    func removeRest() throws(SystemError) {
        try remove(listing("", depth: 0).map { ($0, fate($0, isDone: true)) }, nil)
    }

    /// From when the parameters are gone, or the folder has another name, the pack tells of the run.
    private func remove(
        _ fates: [(String, Fate)], _ spare: SpareFolder?
    ) throws(SystemError) {
        let stays = { (fate: Fate) in fate.isKept && home == nil }
        if let spare, !fates.contains(where: { stays($0.1) }), spare.take(files.folder) {
            try spare.empty(
                fates.map(\.0), stamp: plan.stages.last.map { ".\($0.name)" } ?? "",
                log: plan.stages.first.map { "\($0.name).log" } ?? "")
        } else {
            try removeIfAny(files.parameters ?? "")
            for (name, fate) in fates {
                let path = "\(files.folder)/\(name)"
                if case .folder = fate {
                    rmdir(path)
                } else if !stays(fate) {
                    try removeIfAny(path)
                }
            }
            rmdir(files.folder)
        }
        if id.utf8.contains(UInt8(ascii: "/")) { rmdir(folderName(files.folder) ?? "") }
    }
}

extension ChainFiles {
    /// Is there where a run came out of a pack without all of its files, so that no stage of it can run alone.
    var unfolded: String { "\(folder)/.unpacked" }
}
