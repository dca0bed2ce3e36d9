// What was read of the done runs the last time, in one file: so that a question about a hundred
// thousand runs need not open as many files. Knows nothing of what is asked.
import Metrics
import Running
import System
import Text

/// The rows of done runs. The file is a line of JSON and then, for each run in order, a fixed number
/// of words of 64 bits in the order of the machine's bytes. It counts as long as `hparams.json` is what
/// it was made of, and a row of it as long as the run's last stamp and `result.json` are: a stage that
/// runs again removes the stamps of all that follow it. What a run was made from is part of its row, so
/// that the present can be compared with it.
package struct RunCache: Sendable {
    let columns: [String]
    private let strings: [String]
    private let bytes: [UInt8]
    /// Where the words begin.
    private let start: Int

    /// By index of the text; of texts that are origins, what they say, and why these would run again.
    private let origins: [(ChainOrigin, Outdated?)?]
    private let present: Present

    /// Words before the metrics: two signatures, start, duration, attempt and dirty flag, the indices of
    /// host, slots, commit, problem and origin, the step at which the run was stopped, and the last values of
    /// the axes.
    private static let head = 11 + axisNames.count
    /// Stands for a metric that a run does not have: a NaN that no arithmetic makes.
    private static let absent: UInt64 = 0x7FF4_0000_6870_6D6B
    /// Changes with the form of the file, and with what is read out of runs.
    private static let version = "5"

    private static func key(_ sweep: Sweep) -> String { "\(version) \(sweep.signature)" }

    init?(reading sweep: Sweep, _ present: Present) {
        // What a rung's run may build on differs from run to run.
        guard sweep.plan.search?.rungs == nil, let bytes = readFileIfAny(sweep.layout.cache),
            let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONValue.parse(Array(bytes[..<end])),
            header["key"]?.stringValue == RunCache.key(sweep),
            let columns = header["columns"]?.items, let strings = header["strings"]?.items
        else { return nil }
        self.columns = columns.compactMap(\.stringValue)
        self.strings = strings.compactMap(\.stringValue)
        self.present = present
        let stages = sweep.plan.stages
        origins = self.strings.map { text in
            guard let origin = ChainOrigin(text), origin.sources.count == stages.count else {
                return nil
            }
            return (origin, present.outdated(origin, stages))
        }
        self.bytes = bytes
        start = end + 1
        guard bytes.count - start == sweep.runCount * (RunCache.head + columns.count) * 8 else {
            return nil
        }
    }

    /// The row of a run; nil where its last stamp is another.
    func row(_ run: Int, stamp: UInt64) -> RunTable.Row? {
        bytes.withUnsafeBytes { raw in
            let size = RunCache.head + columns.count
            func word(_ index: Int) -> UInt64 {
                raw.loadUnaligned(
                    fromByteOffset: start + (run * size + index) * 8, as: UInt64.self)
            }
            func text(_ index: Int) -> String? {
                let place = Int(truncatingIfNeeded: word(index)) - 1
                return strings.indices.contains(place) ? strings[place] : nil
            }
            let place = Int(truncatingIfNeeded: word(9)) - 1
            guard word(0) == stamp, origins.indices.contains(place),
                let (origin, outdated) = origins[place]
            else { return nil }
            // The record tells whether it was accepted, and the queue whether it waits.
            if outdated != nil, !present.acceptances.isEmpty || !present.waiting.isEmpty {
                return nil
            }
            let stopped = word(10) == RunCache.absent ? nil : Double(bitPattern: word(10))
            let trace = RunTrace(
                start: Int64(bitPattern: word(2)), duration: Int64(bitPattern: word(3)),
                host: text(5) ?? "", slots: text(6) ?? "",
                attempt: Int(Int64(bitPattern: word(4)) >> 1), stopped: stopped, commit: text(7),
                isDirty: word(4) & 1 == 1)
            func number(_ index: Int) -> Double? {
                let bits = word(index)
                return bits == RunCache.absent ? nil : Double(bitPattern: bits)
            }
            let metrics = columns.indices.map { number(RunCache.head + $0) }
            var axes = AxisValues()
            for (index, name) in axisNames.enumerated() { axes[name] = number(11 + index) }
            return RunTable.Row(
                state: outdated == nil ? .done : .outdated, stage: outdated?.stage,
                reason: outdated?.text ?? text(8), metrics: metrics, axes: axes, trace: trace,
                signatures: RunTable.Signatures(stamp: stamp, result: word(1)), origin: origin,
                outdated: outdated, isAccepted: false)
        }
    }

    /// Writes the rows of complete runs of a table for the next time; where that is not possible, the next one
    /// takes longer.
    package static func write(_ table: RunTable) {
        if table.sweep.signature == 0 { return }
        let layout = table.sweep.layout
        var words: [UInt64] = []
        words.reserveCapacity(table.rows.count * (head + table.columns.count))
        var strings = StringTable()
        for (run, row) in table.rows.enumerated() {
            let begin = words.count
            // What is wrong with the results of an outdated run is not in its row.
            if row.state == .done, let signatures = row.signatures, let trace = row.trace,
                let origin = row.origin
            {
                words += [
                    signatures.stamp, signatures.result, UInt64(bitPattern: trace.start),
                    UInt64(bitPattern: trace.duration),
                    UInt64(bitPattern: Int64(trace.attempt)) << 1 | (trace.isDirty ? 1 : 0),
                    strings.index(trace.host), strings.index(trace.slots),
                    strings.index(trace.commit), strings.index(row.reason),
                    strings.index(origin), trace.stopped?.bitPattern ?? absent,
                ]
                words += axisNames.map { row.axes[$0]?.bitPattern ?? absent }
                for column in table.columns.indices {
                    words.append(table.metric(column, ofRun: run)?.bitPattern ?? absent)
                }
            }
            let size = head + table.columns.count
            words += repeatElement(0, count: begin + size - words.count)
        }
        let header = JSONValue.object([
            ("key", .string(key(table.sweep))),
            ("columns", .array(table.columns.map { .string($0) })),
            ("strings", .array(strings.all.map { .string($0) })),
        ])
        let body = words.withUnsafeBytes { Array($0) }
        _ = try? makeFolder(layout.marks)
        try? replaceFile(layout.cache, pieces: [Array((header.compact + "\n").utf8), body])
    }
}

/// Texts by number, from 1; 0 stands for none.
private struct StringTable {
    private(set) var all: [String] = []
    private var places: [String: UInt64] = [:]
    private var origins: [ObjectIdentifier: UInt64] = [:]

    mutating func index(_ origin: ChainOrigin) -> UInt64 {
        if let place = origins[ObjectIdentifier(origin)] { return place }
        let place = index(origin.text)
        origins[ObjectIdentifier(origin)] = place
        return place
    }

    mutating func index(_ text: String?) -> UInt64 {
        guard let text else { return 0 }
        if let place = places[text] { return place }
        all.append(text)
        places[text] = UInt64(all.count)
        return UInt64(all.count)
    }
}

extension ChainOrigin {
    fileprivate var text: String {
        let sources = sources.map { source in
            JSONValue.object([
                ("command", .string(source.command)),
                ("inputs", .object(source.inputs.map { ($0.path, .string($0.hash)) })),
            ])
        }
        return JSONValue.object([
            ("sources", .array(sources)), ("after", after.map(JSONValue.string) ?? .null),
            ("unlinked", unlinked.map(JSONValue.int) ?? .null),
            ("implied", .array(implied.map { .string($0) })),
        ]).compact
    }

    fileprivate convenience init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "{"),
            let json = try? JSONValue.parse(Array(text.utf8)), let sources = json["sources"]?.items
        else { return nil }
        self.init(
            sources: sources.map { source in
                StageSource(
                    command: source["command"]?.stringValue ?? "",
                    inputs: (source["inputs"]?.members ?? []).map { path, hash in
                        InputHash(path: path, hash: hash.stringValue ?? "")
                    })
            },
            after: json["after"]?.stringValue, unlinked: json["unlinked"]?.intValue,
            implied: (json["implied"]?.items ?? []).compactMap(\.stringValue))
    }
}
