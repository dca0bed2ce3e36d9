// The states of a hundred thousand runs without parsing their records: of each stamp only the few
// bytes are looked at that tell whether it counts. Agrees with `RunReader`, which reads all.
import Graph
import Running
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a run stands.
package struct RunProgress: Sendable {
    package var state: RunStatus.State
    /// How many stages are done; where fewer than all, the state is that of the next one.
    package var doneStages: Int
    /// Whether a runner has the run's lock, but waits for slots.
    package var isWaiting = false
}

/// The states of runs, and how long their stages took.
package struct StateReader: Sendable {
    /// In the order of the runs.
    package private(set) var runs: [RunProgress] = []
    /// By stage: seconds of all that are done, and how many these are.
    package private(set) var seconds: [(sum: Double, count: Int)]

    /// Reads all runs, on all processors.
    package init(_ head: SweepHead, _ ids: [String]) {
        let stages = head.plan.stages
        let preprocess = head.plan.preprocess.flatMap {
            StageRecord.read(head.layout.preprocess.stamp($0.name))?.execution
        }
        let trained = open(head.layout.trained, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(trained) }
        let parts = inParallel(ids.count, atLeast: 1000) { range in
            let scan = RunScan(
                stages, head.plan.implied.map(\.name), preprocess: preprocess, folder: trained)
            return (range.map { scan.progress(ids[$0]) }, scan.seconds)
        }
        seconds = stages.map { _ in (0, 0) }
        for (progress, times) in parts {
            runs += progress
            for (index, time) in times.enumerated() {
                seconds[index].sum += time.sum
                seconds[index].count += time.count
            }
        }
    }
}

/// Reads runs one after another into a buffer of its own.
private final class RunScan {
    private struct Names {
        let stamp, attempt: [UInt8]
        let digests: [[UInt8]]
    }

    private static let lockName = Array("/.run.lock\u{0}".utf8)

    private let stages: [Names]
    private let preprocess: [UInt8]?
    private let folder: Int32
    private var path: [CChar] = []
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
    private(set) var seconds: [(sum: Double, count: Int)]

    init(
        _ stages: [PlannedStage], _ implied: [String], preprocess: String?, folder: Int32
    ) {
        self.stages = stages.map {
            Names(
                stamp: Array("/.\($0.name)\u{0}".utf8),
                attempt: Array("/.\($0.name).attempt\u{0}".utf8),
                digests: $0.digests(implied).map { Array($0.utf8) })
        }
        self.preprocess = preprocess.map { Array($0.utf8) }
        self.folder = folder
        seconds = stages.map { _ in (0, 0) }
    }

    deinit {
        buffer.deallocate()
    }

    func progress(_ id: String) -> RunProgress {
        var after = preprocess
        for (index, stage) in stages.enumerated() {
            guard let record = read(id, stage.stamp), record.isDone,
                isAny(stage.digests, record.command), areEqual(record.after, after)
            else { return unfinished(id, done: index) }
            if index + 1 < stages.count { after = record.execution }
            if let time = record.number(",\"seconds\":") {
                seconds[index].sum += time
                seconds[index].count += 1
            }
        }
        return RunProgress(state: .done, doneStages: stages.count)
    }

    private func unfinished(_ id: String, done: Int) -> RunProgress {
        setPath(id, RunScan.lockName)
        if let held = contentOfHeldLock(path, in: folder) {
            let isRunning = StageRecord(held)?.state == .running
            return RunProgress(
                state: isRunning ? .running : .missing, doneStages: done, isWaiting: !isRunning)
        }
        let hasFailed = stages.contains { stage in
            read(id, stage.attempt).map { isAny(stage.digests, $0.command) } ?? false
        }
        return RunProgress(state: hasFailed ? .failed : .missing, doneStages: done)
    }

    private func isAny(_ wanted: [[UInt8]], _ found: UnsafeRawBufferPointer?) -> Bool {
        wanted.contains { areEqual(found, $0) }
    }

    private func areEqual(_ found: UnsafeRawBufferPointer?, _ wanted: [UInt8]?) -> Bool {
        guard let found, let wanted else { return found == nil && wanted == nil }
        return found.count == wanted.count && found.elementsEqual(wanted)
    }

    private func setPath(_ id: String, _ name: [UInt8]) {
        path.removeAll(keepingCapacity: true)
        for byte in id.utf8 { path.append(CChar(bitPattern: byte)) }
        for byte in name { path.append(CChar(bitPattern: byte)) }
    }

    /// A record, in the buffer until the next one is read; nil where there is none.
    private func read(_ id: String, _ name: [UInt8]) -> RecordText? {
        setPath(id, name)
        let descriptor = openat(folder, path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
        while count == buffer.count {
            let size = buffer.count * 4
            buffer.deallocate()
            buffer = .allocate(byteCount: size, alignment: 16)
            count = pread(descriptor, buffer.baseAddress, size, 0)
        }
        guard count > 0 else { return nil }
        buffer[count] = 0
        return RecordText(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
}
