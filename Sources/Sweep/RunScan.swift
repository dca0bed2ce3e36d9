// The state of one run after another, without parsing its records. Knows nothing of which runs there are.
import Graph
import Running
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads runs one after another into a buffer of its own.
final class RunScan {
    private struct Names {
        let name: String
        let stamp, attempt: [UInt8]
    }

    private let stages: [Names]
    private let present: Present
    private let preprocess: [UInt8]?
    private let folder: Int32
    private var path: [CChar] = []
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
    private(set) var seconds: [(sum: Double, count: Int)]
    private(set) var reasons: [Outdated] = []
    private typealias Known = (command: [UInt8]?, inputs: [UInt8]?, reasons: [Decision.Reason])

    /// By stage: the texts of the sources that records had, and why such a one would run again.
    private var known: [[Known]]

    private var packed: PackedRun?
    private let listsEdited: Bool
    private var edited: [EditedStage] = []

    init(_ stages: [PlannedStage], _ present: Present, folder: Int32, listsEdited: Bool) {
        self.listsEdited = listsEdited
        self.stages = stages.map {
            Names(
                name: $0.name, stamp: Array("/.\($0.name)\u{0}".utf8),
                attempt: Array("/.\($0.name).attempt\u{0}".utf8))
        }
        self.present = present
        preprocess = present.after.map { Array($0.utf8) }
        self.folder = folder
        seconds = stages.map { _ in (0, 0) }
        known = stages.map { _ in [] }
    }

    deinit {
        buffer.deallocate()
    }

    /// - Parameter packed: what a pack tells of the run; nil where its folder does.
    func progress(_ id: String, _ packed: PackedRun?) -> RunProgress {
        self.packed = packed
        var after = preprocess
        var outdated = present.preprocessReason
        if listsEdited { edited.removeAll() }
        for (index, stage) in stages.enumerated() {
            guard let record = read(id, stage, isStamp: true), record.isDone, record.inputs != nil
            else { return unfinished(id, done: index) }
            if outdated == nil || listsEdited {
                var reasons = reasons(index, record)
                let (before, hasImplied) = record.after
                if hasImplied, let parsed = StageRecord(Array(record.text)) {
                    reasons = present.reasons(index, parsed, after: parsed.origin.after)
                }
                if !areEqual(before, after), index > 0 || !isBelow(before, id) {
                    reasons.append(.newPredecessor)
                }
                if !reasons.isEmpty, outdated == nil {
                    outdated = Outdated(stage: stage.name, reasons: reasons)
                }
            }
            if index + 1 < stages.count { after = record.execution }
            if let time = record.number(",\"seconds\":") {
                seconds[index].sum += time
                seconds[index].count += 1
            }
        }
        if let outdated {
            // Where the preprocessing would run again, all stages wait behind it.
            let first = stages.firstIndex { $0.name == outdated.stage } ?? 0
            if present.waiting.holds(id, stages[first].name, after: nil) {
                return RunProgress(state: .queued, doneStages: first)
            }
        }
        var progress = RunProgress(
            state: outdated == nil ? .done : .outdated, doneStages: stages.count)
        if listsEdited { progress.edited = edited }
        if let outdated {
            progress.reason = reasons.firstIndex(of: outdated) ?? reasons.count
            if progress.reason == reasons.count { reasons.append(outdated) }
        }
        return progress
    }

    /// Why a stage of a record would run again, but for what was before it. Records have few different
    /// sources, so that most are known by their text.
    private func reasons(
        _ stage: Int, _ record: RecordText
    ) -> [Decision.Reason] {
        let reasons: [Decision.Reason]
        let (command, inputs) = (record.command, record.inputs)
        let place = known[stage].firstIndex {
            areEqual(command, $0.command) && areEqual(inputs, $0.inputs)
        }
        if let place {
            reasons = known[stage][place].reasons
        } else {
            let origin = StageRecord(Array(record.text))?.origin
            reasons = origin.map { present.reasons(stage, StageSource($0)) } ?? [.noStamp]
            known[stage].append((command.map { Array($0) }, inputs.map { Array($0) }, reasons))
        }
        if reasons.isEmpty || !reasons.allSatisfy(\.isOfSource)
            || present.acceptances.isEmpty && !listsEdited
        {
            return reasons
        }
        let execution = record.execution.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let isAccepted = present.isAccepted(execution, stage, named: stages[stage].name)
        if listsEdited {
            edited.append(
                EditedStage(stage: stage, execution: execution, isAccepted: isAccepted))
        }
        return isAccepted ? [] : reasons
    }

    /// Whether an execution is that of the same configuration at a rung below.
    private func isBelow(_ before: UnsafeRawBufferPointer?, _ id: String) -> Bool {
        let old = before.map { String(decoding: $0, as: UTF8.self) }
        return present.predecessor(ofRun: id, madeFrom: old) == old
    }

    private func unfinished(_ id: String, done: Int) -> RunProgress {
        // A slash in an id parts it from its repeat's folder, whose hidden names are beside it.
        let slash =
            id.utf8.lastIndex(of: UInt8(ascii: "/")).map(id.utf8.index(after:)) ?? id.startIndex
        let hidden = "\(id[..<slash]).\(id[slash...])"
        setPath(hidden, Array(".before\u{0}".utf8))
        let isAside = faccessat(folder, path, F_OK, 0) == 0
        let isKept = { (state: RunStatus.State) in
            RunProgress(state: state, doneStages: done, isKeptAside: isAside)
        }
        setPath(hidden, Array(".lock\u{0}".utf8))
        let (left, isHeld) = contentOfLock(path, in: folder)
        let holder = left.flatMap(StageRecord.init)
        let isRunning = holder?.state == .running
        if isHeld { return isKept(isRunning ? .running : .queued) }
        let waits = { (job: String?) in
            self.present.waiting.holds(id, self.stages[done].name, after: job)
        }
        for stage in stages {
            guard let record = read(id, stage, isStamp: false), record.command != nil else {
                continue
            }
            if !present.waiting.isEmpty, waits(StageRecord(Array(record.text))?.job) {
                return isKept(.queued)
            }
            return isKept(record.isInterrupted ? .interrupted : .failed)
        }
        if waits(holder?.job) { return isKept(.queued) }
        return isKept(isRunning ? .interrupted : .missing)
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
    private func read(_ id: String, _ stage: Names, isStamp: Bool) -> RecordText? {
        if let packed {
            let text = isStamp ? packed.stamp(stage.name) : packed.attempt(stage.name)
            return text.flatMap(copy)
        }
        setPath(id, isStamp ? stage.stamp : stage.attempt)
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

    private func copy(_ text: ArraySlice<UInt8>) -> RecordText? {
        if text.count >= buffer.count {
            buffer.deallocate()
            buffer = .allocate(byteCount: text.count * 2, alignment: 16)
        }
        buffer.copyBytes(from: text)
        buffer[text.count] = 0
        return RecordText(UnsafeRawBufferPointer(rebasing: buffer[..<text.count]))
    }
}
