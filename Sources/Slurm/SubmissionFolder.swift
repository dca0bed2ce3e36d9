// What the jobs of a submission need of their sweep, in files that a job finds its run in at once: it
// must not read a hundred thousand runs to start one. Knows nothing of sbatch.
import Graph
import Running
import Spec
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

    /// The configuration of an index, and the folder of its repeat where there is one.
    ///
    /// - Returns: nil where there is no such run, or the file is damaged.
    package func run(
        _ index: Int, _ plan: Plan
    ) -> (configuration: PlannedConfiguration, repeats: String?)? {
        let folders = plan.repetition?.folders ?? []
        let each = max(1, folders.count)
        let descriptor = open(runsFile, O_RDONLY | O_CLOEXEC)
        guard index >= 0, descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var number = [UInt8](repeating: 0, count: SubmissionFolder.numberBytes)
        let place = index / each * SubmissionFolder.numberBytes
        guard index < plan.runCount,
            pread(descriptor, &number, number.count, off_t(place)) == number.count,
            let offset = Int(String(decoding: number.dropLast(), as: UTF8.self))
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
        return (
            PlannedConfiguration(
                id: String(decoding: line[..<blank], as: UTF8.self),
                values: String(decoding: line[(blank + 1)...], as: UTF8.self)),
            folders.isEmpty ? nil : folders[index % each]
        )
    }

    /// The ids of all runs by their index.
    package func runIDs(_ plan: Plan) -> [String] {
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
