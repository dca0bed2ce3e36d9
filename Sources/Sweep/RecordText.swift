// Picks single members out of a record's text as `StageRecord` writes it, without parsing the rest.
// A quote inside of a JSON string stands behind a backslash, so a key with its quotes is found nowhere
// but at a key.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The bytes of a record. They belong to somebody else, must outlive it, and have a NUL behind them.
struct RecordText {
    private let bytes: UnsafeRawBufferPointer
    /// Where what the stage was made from begins; 0 where the text has none.
    private var origin = 0
    /// Where the inputs are among it, whose names may be any; there is no brace in names and hashes.
    private var places: Range<Int>?

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        origin = end(of: "\"made_from\":{") ?? 0
        places = end(of: "\"inputs\":{", from: origin).flatMap { start in
            bytes[start...].firstIndex(of: UInt8(ascii: "}")).map { start..<$0 }
        }
    }

    /// The text between the quotes behind a key, such as `,"start":"`, from an offset on.
    func string(_ key: StaticString, from offset: Int = 0) -> UnsafeRawBufferPointer? {
        guard let start = end(of: key, from: offset),
            let quote = bytes[start...].firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<quote])
    }

    /// The number behind a key.
    func number(_ key: StaticString) -> Double? {
        guard let start = end(of: key) else { return nil }
        let text = bytes[start...].prefix { $0 != UInt8(ascii: ",") }
        return Double(String(decoding: text.prefix(40), as: UTF8.self))
    }

    var isDone: Bool { end(of: ",\"state\":\"done\"") != nil }

    var isInterrupted: Bool { end(of: ",\"state\":\"interrupted\"") != nil }

    /// All of it.
    var text: UnsafeRawBufferPointer { bytes }

    /// The text of the inputs that it was made from, with their hashes.
    var inputs: UnsafeRawBufferPointer? {
        places.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
    }

    /// The hash of the command that it was made from.
    var command: UnsafeRawBufferPointer? {
        origin > 0 ? string("\"command\":\"", from: origin) : nil
    }

    /// The execution that it was made after, nil for none, and whether parameters at their implied values
    /// follow it.
    var after: (execution: UnsafeRawBufferPointer?, hasImplied: Bool) {
        guard let brace = places?.upperBound else { return (nil, false) }
        func isNext(_ text: StaticString, _ place: Int) -> Bool {
            text.withUTF8Buffer { wanted in bytes[place...].starts(with: wanted) }
        }
        let key: StaticString = "},\"after\":\""
        guard isNext(key, brace), let execution = string(key, from: brace) else {
            return (nil, isNext("},\"after\":null,\"implied\":{", brace))
        }
        let end = brace + key.utf8CodeUnitCount + execution.count
        return (execution, isNext("\",\"implied\":{", end))
    }

    /// Like that of `StageRecord`.
    var execution: [UInt8]? {
        guard let start = string(",\"start\":\""), let host = string(",\"host\":\""),
            let pid = end(of: ",\"pid\":")
        else { return nil }
        let blank = [UInt8(ascii: " ")]
        return Array(start) + blank + Array(host) + blank
            + bytes[pid...].prefix { $0 != UInt8(ascii: ",") }
    }

    private func end(of key: StaticString, from offset: Int = 0) -> Int? {
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
        let found = key.utf8Start.withMemoryRebound(to: CChar.self, capacity: 1) {
            strstr(base + offset, $0)
        }
        return found.map { UnsafePointer($0) - base + key.utf8CodeUnitCount }
    }
}
