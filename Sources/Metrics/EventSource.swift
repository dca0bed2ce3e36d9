// Scalars of TensorBoard's event files, as torch, tensorboardX, TensorFlow, Lightning and CatBoost write
// them. Knows nothing of folders, and of what the tags measure.
import System

/// Reads event files: records with checksums, each a protocol buffer of one event. Ends where a record is
/// torn or damaged, so that files can be read while they grow.
struct EventSource {
    private let checksums = CRC32C()
    /// The tags that count; nil for all.
    private let wanted: [String]?
    /// What stands before each tag: the folder of the file, where there are several.
    private let prefix: String
    /// Places in the collector by tags, the last one met first; -1 for one that is not wanted.
    /// The highest that was met; tags are written one after another.
    private var lastStep = Int64.min
    private var known: [(tag: [UInt8], place: Int)] = []

    init(_ wanted: [String]?, prefix: String) {
        (self.wanted, self.prefix) = (wanted, prefix)
    }

    /// When the first event of a file was written, in seconds; nil where there is none.
    func beginning(_ path: String) -> Double? {
        var found: Double?
        try? forEachBlock(ofFile: path) { block, _ in
            guard let record = record(UnsafeRawBufferPointer(block)[...]) else { return 0 }
            found = Event(record.data).wallTime
            return nil
        }
        return found
    }

    mutating func read(_ path: String, into collector: inout SeriesCollector) {
        try? forEachBlock(ofFile: path) { block, _ in
            let bytes = UnsafeRawBufferPointer(block)
            var at = 0
            while let record = record(bytes[at...]) {
                add(Event(record.data), &collector)
                at += record.size
            }
            // A damaged record is an end; one that is not all there may be in the next block.
            return isDamaged(bytes[at...]) ? nil : at
        }
        if lastStep != .min {
            let step = Double(lastStep)
            collector.axes["step"] = max(collector.axes["step"] ?? step, step)
        }
    }

    // MARK: records

    /// The data of the record at the beginning; nil where it is not all there, or damaged.
    @inline(__always)
    private func record(
        _ bytes: Slice<UnsafeRawBufferPointer>
    ) -> (data: UnsafeRawBufferPointer, size: Int)? {
        guard bytes.count >= 16 else { return nil }
        let base = UnsafeRawBufferPointer(rebasing: bytes)
        let length = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(base.count - 16) else { return nil }
        let size = Int(length)
        let data = UnsafeRawBufferPointer(rebasing: base[12..<12 + size])
        guard isRight(base, 0..<8), isRight(base, 12..<12 + size) else { return nil }
        return (data, size + 16)
    }

    /// Whether what is there cannot become a record by what follows.
    private func isDamaged(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard bytes.count >= 12 else { return false }
        let base = UnsafeRawBufferPointer(rebasing: bytes)
        if !isRight(base, 0..<8) { return true }
        let length = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
        return bytes.count >= 16 && length <= UInt64(bytes.count - 16)
    }

    @inline(__always)
    private func isRight(_ base: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        let stored = UInt32(
            littleEndian: base.loadUnaligned(fromByteOffset: range.upperBound, as: UInt32.self))
        return checksums.masked(UnsafeRawBufferPointer(rebasing: base[range])) == stored
    }

    // MARK: values

    @inline(__always)
    private mutating func add(_ event: Event, _ collector: inout SeriesCollector) {
        guard let summary = event.summary else { return }
        var fields = WireReader(summary)
        while let field = fields.next() {
            guard field.number == 1, case .bytes(let bytes) = field.value else { continue }
            guard let scalar = Scalar(bytes), let value = scalar.value else { continue }
            let place = place(of: scalar.tag, &collector)
            if place >= 0 {
                collector.add(value, step: Double(event.step), to: place)
                lastStep = max(lastStep, event.step)
            }
        }
    }

    private mutating func place(
        of tag: UnsafeRawBufferPointer, _ collector: inout SeriesCollector
    ) -> Int {
        for entry in known where entry.tag.count == tag.count && entry.tag.elementsEqual(tag) {
            return entry.place
        }
        let name = prefix + String(decoding: tag, as: UTF8.self)
        let isWanted = wanted.map {
            $0.contains(name) || $0.contains(String(name.dropFirst(prefix.count)))
        }
        let isPlugin = name.hasPrefix("_hparams_/")
        let place = isWanted ?? !isPlugin ? collector.place(of: name) : -1
        known.append((Array(tag), place))
        return place
    }
}

/// One event: when, at which step, and its summary, undecoded.
private struct Event {
    var wallTime = 0.0
    /// 0 where it is left out.
    var step: Int64 = 0
    var summary: UnsafeRawBufferPointer?

    @inline(__always)
    init(_ data: UnsafeRawBufferPointer) {
        var fields = WireReader(data)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .fixed64(let bits)): wallTime = Double(bitPattern: bits)
            case (2, .varint(let number)): step = Int64(bitPattern: number)
            case (5, .bytes(let bytes)): summary = bytes
            default: break
            }
        }
    }
}

/// A value of a summary that is one number: a `simple_value`, or a tensor without dimensions.
private struct Scalar {
    private(set) var tag = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var value: Double?

    @inline(__always)
    init?(_ data: UnsafeRawBufferPointer) {
        var fields = WireReader(data)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let bytes)): tag = bytes
            case (2, .fixed32(let bits)): value = Scalar.decimal(Float(bitPattern: bits))
            case (8, .bytes(let bytes)): value = Scalar.tensor(bytes)
            default: break
            }
        }
        if tag.isEmpty { return nil }
    }

    /// The double with the shortest digits that read back as the float: 0.93, not 0.9300000071525574.
    @inline(__always)
    private static func decimal(_ float: Float) -> Double {
        let whole = Double(float)
        // Most are used for no more than a comparison; exact ones need no digits.
        if whole == whole.rounded() || !whole.isFinite { return whole }
        return Double(float.description) ?? whole
    }

    /// TensorFlow's way to write a scalar: `dtype` 1, `float_val` 5, `double_val` 6, `tensor_content` 4.
    private static func tensor(_ data: UnsafeRawBufferPointer) -> Double? {
        var fields = WireReader(data)
        var (type, value): (UInt64, Double?) = (0, nil)
        var content: UnsafeRawBufferPointer?
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .varint(let number)): type = number
            case (4, .bytes(let bytes)): content = bytes
            case (5, .bytes(let bytes)) where bytes.count == 4: content = bytes
            case (5, .fixed32(let bits)): value = decimal(Float(bitPattern: bits))
            case (6, .bytes(let bytes)) where bytes.count == 8: content = bytes
            case (6, .fixed64(let bits)): value = Double(bitPattern: bits)
            default: break
            }
        }
        guard let content else { return value }
        switch (type, content.count) {
        case (1, 4): return decimal(Float(bitPattern: content.loadUnaligned(as: UInt32.self)))
        case (2, 8): return Double(bitPattern: content.loadUnaligned(as: UInt64.self))
        default: return value
        }
    }
}

/// The fields of a protocol buffer, one after another; ends where something is wrong.
private struct WireReader {
    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case bytes(UnsafeRawBufferPointer)
        case fixed32(UInt32)
    }

    private let data: UnsafeRawBufferPointer
    private var at = 0

    @inline(__always)
    init(_ data: UnsafeRawBufferPointer) { self.data = data }

    @inline(__always)
    mutating func next() -> (number: Int, value: Value)? {
        guard at < data.count, let key = varint() else { return nil }
        let number = Int(truncatingIfNeeded: key >> 3)
        switch key & 7 {
        case 0: return varint().map { (number, .varint($0)) }
        case 1:
            guard data.count - at >= 8 else { return nil }
            at += 8
            return (
                number,
                .fixed64(
                    UInt64(
                        littleEndian: data.loadUnaligned(fromByteOffset: at - 8, as: UInt64.self)))
            )
        case 2:
            guard let length = varint(), length <= UInt64(data.count - at) else { return nil }
            let range = at..<at + Int(length)
            at = range.upperBound
            return (number, .bytes(UnsafeRawBufferPointer(rebasing: data[range])))
        case 5:
            guard data.count - at >= 4 else { return nil }
            at += 4
            return (
                number,
                .fixed32(
                    UInt32(
                        littleEndian: data.loadUnaligned(fromByteOffset: at - 4, as: UInt32.self)))
            )
        default: return nil
        }
    }

    @inline(__always)
    private mutating func varint() -> UInt64? {
        var (result, shift) = (UInt64(0), UInt64(0))
        while at < data.count, shift < 64 {
            let byte = data[at]
            at += 1
            result |= UInt64(byte & 127) << shift
            if byte < 128 { return result }
            shift += 7
        }
        return nil
    }
}
