// Base64 (RFC 4648). Knows nothing of what the bytes are.

private let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Appends bytes as Base64 with padding.
func writeBase64(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + (bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
        let left = bytes.count - index
        let (second, third) = (left > 1 ? bytes[index + 1] : 0, left > 2 ? bytes[index + 2] : 0)
        let word = Int(bytes[index]) << 16 | Int(second) << 8 | Int(third)
        output.append(alphabet[word >> 18])
        output.append(alphabet[word >> 12 & 63])
        output.append(left > 1 ? alphabet[word >> 6 & 63] : UInt8(ascii: "="))
        output.append(left > 2 ? alphabet[word & 63] : UInt8(ascii: "="))
        index += 3
    }
}

/// Bytes as Base64 with padding.
func base64(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    bytes.withUnsafeBytes { writeBase64($0, to: &output) }
    return String(decoding: output, as: UTF8.self)
}
