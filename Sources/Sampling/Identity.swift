// The id of a configuration: readable parameters and a hash, and nothing else decides it.
// Knows nothing of folders and of other configurations.
import Spec
import Text

/// Computes ids. They depend on the configuration and the defaults alone.
package struct Identifier: Sendable {
    private struct Column: Sendable {
        let slot: Int
        let name: [UInt8]
        /// The name as ids show it.
        let shown: [UInt8]
        let standard: Value?
        /// What the parameter's canonical text is where it is left out.
        let implied: [UInt8]?
    }

    /// At most 128 bytes, of which 13 are the hash and its dash.
    private static let readableBytes = 115
    /// A longer value is cut, so that one text does not hide all other parameters.
    private static let valueBytes = 32
    /// Of floats: what they differ in beyond these is in the hash.
    private static let digits = 4

    private let columns: [Column]

    package init(_ experiment: Experiment) {
        let names = experiment.parameterNames
        let implied = Implied(experiment.implied.map { ($0.name, $0.value) })
        columns = names.enumerated().sorted { $0.element < $1.element }.map { slot, name in
            Column(
                slot: slot, name: Array(name.utf8),
                shown: Array(name.utf8.drop { !isAlphanumeric($0) }),
                standard: experiment.defaults.first { $0.name == name }?.value,
                implied: implied.text(name))
        }
    }

    /// An id before it is spelt out, kept small for the millions of a large sample. Two are equal where
    /// their ids would show the same 48 bits, which those of one sweep must not.
    package struct Identity: Hashable, Sendable {
        /// The first 64 bits of the hash.
        package let hash: UInt64

        package static func == (a: Identity, b: Identity) -> Bool { a.hash >> 16 == b.hash >> 16 }
        package func hash(into hasher: inout Hasher) { hasher.combine(hash >> 16) }
    }

    /// The hash over all parameters that do not have their implied value. `buffer` is scratch space.
    package func identity(of configuration: Configuration, _ buffer: inout [UInt8]) -> Identity {
        buffer.removeAll(keepingCapacity: true)
        // By index, here and below: elements taken one by one are counted in and out.
        for index in columns.indices {
            guard let value = configuration.values[columns[index].slot] else { continue }
            let start = buffer.count
            buffer += columns[index].name
            buffer.append(0)
            let valueStart = buffer.count
            writeCanonical(value, to: &buffer)
            if let implied = columns[index].implied, buffer[valueStart...].elementsEqual(implied) {
                buffer.removeLast(buffer.count - start)
            } else {
                buffer.append(0)
            }
        }
        return Identity(hash: SHA256.prefix(of: &buffer))
    }

    /// Appends the id: the parameters that differ from the defaults and from what is implied, in name
    /// order, then the hash.
    package func writeID(
        of configuration: Configuration, _ identity: Identity, to output: inout [UInt8]
    ) {
        let start = output.count
        for index in columns.indices where output.count - start < Identifier.readableBytes {
            guard let value = configuration.values[columns[index].slot],
                columns[index].standard.map({ !$0.matches(value) }) ?? true,
                columns[index].implied.map({ $0 != Implied.text(value) }) ?? true
            else { continue }
            if output.count > start { output.append(UInt8(ascii: "-")) }
            output += columns[index].shown
            output.append(UInt8(ascii: "_"))
            writeReadable(value, to: &output)
        }
        if output.count == start { output += "default".utf8 }
        if !isAlphanumeric(output[start]) { output[start] = UInt8(ascii: "p") }
        output.removeLast(max(0, output.count - start - Identifier.readableBytes))
        output.append(UInt8(ascii: "-"))
        for shift in stride(from: 60, to: 12, by: -4) {
            let digit = UInt8(truncatingIfNeeded: identity.hash >> UInt64(shift) & 15)
            output.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    package func id(of configuration: Configuration) -> String {
        var (buffer, output): ([UInt8], [UInt8]) = ([], [])
        writeID(of: configuration, identity(of: configuration, &buffer), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private func writeReadable(_ value: Value, to output: inout [UInt8]) {
        guard value.kind == .number else {
            return writeFileName(value.text, limit: Identifier.valueBytes, to: &output)
        }
        // All characters of a number may stand in the name of a file.
        let start = output.count
        writeShortNumber(value.text, digits: Identifier.digits, to: &output)
        output.removeLast(max(0, output.count - start - Identifier.valueBytes))
    }
}

/// Appends `text` with everything but `[A-Za-z0-9._+-]` as `_`, cut to `limit` bytes.
package func writeFileName(_ text: String, limit: Int, to output: inout [UInt8]) {
    for byte in text.utf8.prefix(limit) {
        let isKept: Bool
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            isKept = true
        default: isKept = false
        }
        if isKept || output.last != UInt8(ascii: "_") {
            output.append(isKept ? byte : UInt8(ascii: "_"))
        }
    }
}

/// Appends a text that is the same for equal values alone; numbers count by value.
package func writeCanonical(_ value: Value, to output: inout [UInt8]) {
    switch value.kind {
    case .number: writeCanonicalNumber(value.text, to: &output)
    case .string:
        output.append(UInt8(ascii: "\""))
        output += value.text.utf8
    case .null, .bool: output += value.text.utf8
    case .composite:
        let json = try? JSONValue.parse(Array(value.text.utf8))
        writeCanonical(json ?? .string(value.text), to: &output)
    }
}

private func writeCanonical(_ json: JSONValue, to output: inout [UInt8]) {
    switch json {
    case .number(let text): writeCanonicalNumber(text, to: &output)
    case .array(let items):
        output.append(UInt8(ascii: "["))
        for item in items {
            writeCanonical(item, to: &output)
            output.append(UInt8(ascii: ","))
        }
        output.append(UInt8(ascii: "]"))
    case .object(let members):
        output.append(UInt8(ascii: "{"))
        for (key, value) in members.sorted(by: { isBefore($0.0, $1.0) }) {
            writeJSONString(key, to: &output)
            writeCanonical(value, to: &output)
            output.append(UInt8(ascii: ","))
        }
        output.append(UInt8(ascii: "}"))
    case .null, .bool, .string: json.write(to: &output)
    }
}

/// By bytes: Swift's own order takes two spellings of one letter for equal.
private func isBefore(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
}
