// A sweep as event files of TensorBoard with its hparams plugin: a folder a run, and one file for all.
// Knows nothing of where they are written.
import Metrics
import Spec

/// The file that says which hyperparameters and metrics there are.
package func tensorboardExperiment(_ sweep: ExportedSweep) -> [ExportedFile] {
    var experiment = WireWriter()
    for name in sweep.parameterNames {
        let values = sweep.runs.lazy.compactMap { run in
            run.parameters.first { $0.name == name }?.value
        }
        var info = WireWriter()
        info.add(1, name)
        let type =
            values.allSatisfy { $0.kind == .number }
            ? 3 : values.allSatisfy { $0.kind == .bool } ? 2 : 1
        info.add(4, varint: UInt64(type))
        experiment.add(4, info.bytes)
    }
    var seen: Set<String> = []
    let metrics =
        sweep.objectives.map(\.metric) + sweep.runs.flatMap { $0.metrics.map(\.name) }
    for name in metrics where seen.insert(name).inserted {
        var metric = WireWriter()
        var tag = WireWriter()
        tag.add(2, name)
        metric.add(1, tag.bytes)
        experiment.add(5, metric.bytes)
    }
    let start = sweep.runs.map(\.start).min() ?? 0
    var events = EventWriter(start)
    events.add(plugin: "_hparams_/experiment", field: 2, experiment.bytes, at: start)
    return [("events.out.tfevents.\(start / 1_000_000_000).hpmake", events.bytes)]
}

/// The files of one run.
package func tensorboardRun(_ run: ExportedRun) -> [ExportedFile] {
    var events = EventWriter(run.start)
    var session = WireWriter()
    for (name, value) in run.parameters {
        var entry = WireWriter()
        entry.add(1, name)
        entry.add(2, protoValue(value))
        session.add(1, entry.bytes)
    }
    session.add(4, run.id)
    session.add(5, double: Double(run.start) / 1e9)
    events.add(plugin: "_hparams_/session_start_info", field: 3, session.bytes, at: run.start)
    for (name, value) in run.metrics {
        let curve = run.curves.first { $0.name == name }
        for (step, value) in zip(curve?.steps ?? [], curve?.values ?? []) {
            events.add(scalar: name, value, step: Int(step), at: run.end)
        }
        if curve?.values.last != value {
            let last = curve?.steps.last.map { Int($0) + 1 } ?? 0
            events.add(scalar: name, value, step: last, at: run.end)
        }
    }
    if run.state != .running {
        var end = WireWriter()
        end.add(1, varint: run.state == .done ? 1 : 2)
        end.add(2, double: Double(run.end) / 1e9)
        events.add(plugin: "_hparams_/session_end_info", field: 4, end.bytes, at: run.end)
    }
    return [("\(run.id)/events.out.tfevents.\(run.start / 1_000_000_000).hpmake", events.bytes)]
}

/// google.protobuf.Value
private func protoValue(_ value: Value) -> [UInt8] {
    var writer = WireWriter()
    switch value.kind {
    case .null: writer.add(1, varint: 0)
    case .bool: writer.add(4, varint: value.text == "true" ? 1 : 0)
    case .number: writer.add(2, double: value.number ?? 0)
    case .string, .composite: writer.add(3, value.text)
    }
    return writer.bytes
}

/// An event file, record by record.
private struct EventWriter {
    private(set) var bytes: [UInt8] = []
    private let checksums = CRC32C()

    init(_ time: Int64) {
        var event = WireWriter()
        event.add(1, double: Double(time) / 1e9)
        event.add(3, "brain.Event:2")
        add(record: event.bytes)
    }

    mutating func add(scalar tag: String, _ value: Double, step: Int, at time: Int64) {
        var item = WireWriter()
        item.add(1, tag)
        item.add(2, float: Float(value))
        add(item.bytes, step: step, at: time)
    }

    /// - Parameter field: of the plugin's data.
    mutating func add(plugin tag: String, field: Int, _ content: [UInt8], at time: Int64) {
        var data = WireWriter()
        data.add(field, content)
        var plugin = WireWriter()
        plugin.add(1, "hparams")
        plugin.add(2, data.bytes)
        var metadata = WireWriter()
        metadata.add(1, plugin.bytes)
        var item = WireWriter()
        item.add(1, tag)
        item.add(9, metadata.bytes)
        add(item.bytes, step: 0, at: time)
    }

    private mutating func add(_ item: [UInt8], step: Int, at time: Int64) {
        var summary = WireWriter()
        summary.add(1, item)
        var event = WireWriter()
        event.add(1, double: Double(time) / 1e9)
        if step > 0 { event.add(2, varint: UInt64(step)) }
        event.add(5, summary.bytes)
        add(record: event.bytes)
    }

    private mutating func add(record: [UInt8]) {
        var length: [UInt8] = []
        append(UInt64(record.count), &length)
        bytes += length
        append(length.withUnsafeBytes(checksums.masked), &bytes)
        bytes += record
        append(record.withUnsafeBytes(checksums.masked), &bytes)
    }
}

/// A protocol buffer, field by field.
private struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ field: Int, varint value: UInt64) {
        varint(UInt64(field) << 3)
        varint(value)
    }

    mutating func add(_ field: Int, double value: Double) {
        varint(UInt64(field) << 3 | 1)
        append(value.bitPattern, &bytes)
    }

    mutating func add(_ field: Int, float value: Float) {
        varint(UInt64(field) << 3 | 5)
        append(value.bitPattern, &bytes)
    }

    mutating func add(_ field: Int, _ content: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 128 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The lowest byte first.
private func append(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
}
