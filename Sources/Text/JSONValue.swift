// A JSON value without positions, and its compact text.
// Knows nothing of where it came from or what it means.

/// A JSON value. Numbers keep the text they were written with; objects keep their order.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    package static func int(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The shortest text that reads back to the same double; null where it is not finite.
    package static func double(_ value: Double) -> JSONValue {
        value.isFinite ? .number(decimalText(value)) : .null
    }

    /// Text without any white space.
    package var compact: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the compact text.
    package func write(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let text): output.append(text: text)
        case .string(let text): writeJSONString(text, to: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                item.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, (key, value)) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                writeJSONString(key, to: &output)
                output.append(UInt8(ascii: ":"))
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// The value of a member of an object.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == key }?.1
    }

    package var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var intValue: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    package var doubleValue: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    package var items: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    package var members: [(String, JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }
}

/// A double in the shortest form that reads back to it; whole numbers below 2^53 as integers.
package func decimalText(_ value: Double) -> String {
    if abs(value) < 0x1p53, value == value.rounded(.towardZero) { return String(Int64(value)) }
    return value.description
}

/// `text` as a JSON string, for messages and output.
package func quoted(_ text: String) -> String { JSONValue.string(text).compact }

/// Appends `text` as a JSON string; everything but quotes, backslashes and controls as it is.
package func writeJSONString(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
        // Most texts, such as names and ids, have nothing to escape.
        if !bytes.contains(where: needsEscape) { return output.append(contentsOf: bytes) }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0A: output.append(contentsOf: "\\n".utf8)
            case 0x09: output.append(contentsOf: "\\t".utf8)
            case 0x0D: output.append(contentsOf: "\\r".utf8)
            case _ where needsEscape(byte):
                let hex = "0123456789abcdef".utf8.map { $0 }
                output.append(contentsOf: "\\u00".utf8)
                output.append(hex[Int(byte >> 4)])
                output.append(hex[Int(byte & 15)])
            default: output.append(byte)
            }
        }
    }
    output.append(UInt8(ascii: "\""))
}

private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}

extension [UInt8] {
    /// Appends the bytes of a text, several times as fast as byte by byte out of its view.
    package mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }
}
