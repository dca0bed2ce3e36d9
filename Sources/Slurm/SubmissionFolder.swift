// What the jobs of a submission need of their sweep, in files that a job finds its run in at once: it
// must not read a hundred thousand runs to start one. Knows nothing of sbatch.
import Graph
import Running
import Spec
import Sweep
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `DIST/.hpmake/slurm/<sweep>/`: the plan, the runs by their index, and what jobs run. Jobs of an
/// older version of the spec still have theirs.
package struct SubmissionFolder: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    private var planFile: String { "\(path)/plan.json" }
    private var runsFile: String { "\(path)/runs" }
    private var commitFile: String { "\(path)/commit" }

    /// The plan that was submitted; nil where there is none, or one of another version of hpmake.
    package var plan: Plan? {
        readFileIfAny(planFile).flatMap { try? JSONValue.parse($0) }.flatMap(Plan.init(json:))
    }

    /// What git said of the working folder at the time of the submission.
    package var session: Session {
        let text = String(decoding: readFileIfAny(commitFile) ?? [], as: UTF8.self)
        return Session(WorkTree(text))
    }

    /// Writes all of it, the script of the jobs last.
    package func write(_ graph: BuildGraph, job: [UInt8]) throws(SystemError) {
        try makeFolder(path)
        if fileStatus(runsFile) == nil || plan == nil {
            try replaceFile(
                runsFile, pieces: SubmissionFolder.pieces(graph.configurations))
            try replaceFile(planFile, Array(JSONValue.object(graph.plan.json).compact.utf8))
        }
        try replaceFile(commitFile, Array(WorkTree.ask(graph.plan).text.utf8))
        try replaceFile("\(path)/job.sh", job)
    }

    // MARK: configurations by index

    /// Bytes of a number in the head of the file: eleven digits and a newline.
    private static let numberBytes = 12

    /// First, for each configuration, where its line begins; then the lines: `<id> <values>`.
    private static func pieces(_ configurations: ConfigurationList) -> [[UInt8]] {
        var (head, lines): ([UInt8], [UInt8]) = ([], [])
        let start = numberBytes * configurations.count
        head.reserveCapacity(start)
        lines.reserveCapacity(configurations.byteCount + 2 * configurations.count)
        for index in configurations.indices {
            let digits = Array(String(start + lines.count).utf8)
            head += [UInt8](repeating: UInt8(ascii: "0"), count: max(0, 11 - digits.count))
            head += digits
            head.append(UInt8(ascii: "\n"))
            lines += configurations.id(index)
            lines.append(UInt8(ascii: " "))
            lines += configurations.values(index)
            lines.append(UInt8(ascii: "\n"))
        }
        return [head, lines]
    }

    /// A configuration by its index.
    ///
    /// - Returns: nil where there is no such configuration, or the file is damaged.
    package func configuration(_ index: Int) -> PlannedConfiguration? {
        let descriptor = open(runsFile, O_RDONLY | O_CLOEXEC)
        guard index >= 0, descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        func offset(_ index: Int) -> Int? {
            var number = [UInt8](repeating: 0, count: SubmissionFolder.numberBytes)
            let place = off_t(index * SubmissionFolder.numberBytes)
            guard pread(descriptor, &number, number.count, place) == number.count else {
                return nil
            }
            return Int(String(decoding: number.dropLast(), as: UTF8.self))
        }
        // The first line begins behind the head.
        guard let start = offset(0), index < start / SubmissionFolder.numberBytes,
            let offset = offset(index)
        else { return nil }
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = pread(
            descriptor, &piece, piece.count, off_t(offset + line.count)), count > 0
        {
            let end = piece[..<count].firstIndex(of: UInt8(ascii: "\n"))
            line += piece[..<(end ?? count)]
            if end != nil { break }
        }
        guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        return PlannedConfiguration(
            id: String(decoding: line[..<blank], as: UTF8.self),
            values: String(decoding: line[(blank + 1)...], as: UTF8.self))
    }

    // MARK: ids by index

    /// The id of a run by its index; nil where there is no such run, or its slot is not decided.
    package func runID(_ index: Int, _ plan: Plan, _ layout: Layout) -> String? {
        guard index >= 0, index < plan.runCount else { return nil }
        if plan.search != nil {
            let content = SlotFiles(plan, layout).content(plan.slotFile(index))
            return if case .run(let id) = content { id } else { nil }
        }
        guard let folders = plan.repetition?.folders else { return configuration(index)?.id }
        return configuration(index / folders.count).map {
            "\($0.id)/\(folders[index % folders.count])"
        }
    }

    /// The ids of all runs by their index; of a slot that is not decided its name.
    package func runIDs(_ plan: Plan, _ layout: Layout) -> [String] {
        if let slots = SlotList(plan, layout) { return slots.idsByFile }
        guard let bytes = readFileIfAny(runsFile) else { return [] }
        let count = plan.runCount / max(1, plan.repetition?.folders.count ?? 1)
        let lines = bytes.dropFirst(SubmissionFolder.numberBytes * count)
        let ids = lines.split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        }
        guard let folders = plan.repetition?.folders else { return ids }
        return ids.flatMap { id in folders.map { "\(id)/\($0)" } }
    }
}
