// `hpmake log`: the log of a run, also while it grows. Nothing but parsing and wiring.
import Graph
import Query
import Running
import Sweep
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let logCommand = Command(
    name: "log", arguments: ["[DIST]", "ID"],
    options: [
        Command.Option(
            name: "--follow", short: "-f", help: "go on as long as the run does"),
        Command.Option(name: "--stage", value: "STAGE", help: "the log of this stage only"),
    ],
    summary: "print the log of a run",
    details: """
        ID is an id, or any prefix of it or of the hash at its end that fits one run only;
        "preprocess" is the preprocessing. Logs of several stages follow one another.
        """,
    run: { arguments in
        let sweep = try readSweep(arguments.positional[0])
        let log = try RunLog(sweep, arguments.positional[1], stage: arguments["--stage"])
        guard let bytes = log.print(follows: arguments.has("--follow")) else {
            return complain("log", "\(log.id) has no log yet", code: ExitCode.failure)
        }
        if bytes == 0 {
            writeText(
                "hpmake log: \(log.id) has written nothing; many programs keep what they print until they "
                    + "have a lot of it (python -u does not)\n", to: 2)
        }
        return ExitCode.success
    })

/// The logs of one run.
private struct RunLog {
    let id: String
    private let files: ChainFiles
    private let stages: [String]

    init(_ sweep: Sweep, _ name: String, stage: String?) throws(Sweep.Failure) {
        let all: [String]
        if name == "preprocess", let preprocess = sweep.plan.preprocess {
            (id, files, all) = ("preprocess", sweep.layout.preprocess, [preprocess.name])
        } else {
            id = sweep.runID(try sweep.run(named: name))
            (files, all) = (sweep.layout.readable(id, sweep.plan), sweep.plan.stages.map(\.name))
        }
        if let stage, !all.contains(stage) {
            throw Sweep.Failure(
                message: "there is no stage \(quoted(stage))" + suggestion(for: stage, among: all)
                    + " (\(all.joined(separator: ", ")))")
        }
        stages = stage.map { [$0] } ?? all
    }

    /// Prints what there is, and what comes while the run goes on; returns how many bytes that were, nil
    /// where there was no log.
    func print(follows: Bool) -> Int64? {
        var tails = stages.map { LogTail(files.log($0)) }
        var shown: Int?
        while true {
            // Before reading, so that the last words of a run are read after its end.
            // Between two attempts the lock is held as well.
            let isRunning = follows && contentOfHeldLock(files.lock) != nil
            for index in tails.indices {
                let isFirst = shown != index
                tails[index].print {
                    if isFirst, stages.count > 1 {
                        printText((shown == nil ? "" : "\n") + "==> \(stages[index]) <==\n")
                    }
                    shown = index
                }
            }
            if !isRunning { break }
            usleep(100_000)
        }
        return tails.contains(where: \.exists) ? tails.reduce(0) { $0 + $1.shown } : nil
    }
}

/// A file that grows, or is begun anew by the next attempt.
private struct LogTail {
    private let path: String
    private var offset: Int64 = 0
    private var inode: UInt64?

    init(_ path: String) { self.path = path }

    var exists: Bool { inode != nil }
    /// Bytes that were printed.
    private(set) var shown: Int64 = 0

    /// Prints what is new; calls `first` before, where there is anything.
    mutating func print(_ first: () -> Void) {
        guard let status = fileStatus(path) else { return }
        if status.inode != inode || status.size < offset { offset = 0 }
        inode = status.inode
        guard status.size > offset else { return }
        first()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = pread(descriptor, &buffer, buffer.count, off_t(offset)), count > 0 {
            shown += Int64(count)
            guard writeAll(Array(buffer[..<count]), to: 1) else { return }
            offset += Int64(count)
        }
    }
}
