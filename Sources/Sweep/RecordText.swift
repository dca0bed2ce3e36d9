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

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
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
        guard let start = startOfInputs, let end = endOfInputs else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// Whether it was made with parameters at their implied values.
    var hasImplied: Bool { endOfInputs.flatMap { end(of: ",\"implied\":{", from: $0) } != nil }

    /// The hash of the command that it was made from.
    var command: UnsafeRawBufferPointer? { string("\"made_from\":{\"command\":\"") }

    /// The execution that it was made after; nil for none.
    var after: UnsafeRawBufferPointer? {
        guard let brace = endOfInputs else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[brace...])
        guard rest.starts(with: "},\"after\":\"".utf8) else { return nil }
        return string("},\"after\":\"", from: brace)
    }

    private var startOfInputs: Int? {
        end(of: "\"inputs\":{", from: end(of: "\"made_from\":{") ?? 0)
    }

    /// Behind the inputs, whose names may be any; there is no brace in names and hashes.
    private var endOfInputs: Int? {
        startOfInputs.flatMap { bytes[$0...].firstIndex(of: UInt8(ascii: "}")) }
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
