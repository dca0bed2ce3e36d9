// The text of a number cut to its first digits, for names. Works on the text, so that it is fast and the
// same on every machine. Knows nothing of what the number means.

/// Appends a number rounded to so many significant digits, in the same form however it was written:
/// `0.1235` for `1.23456e-1`, `1e-05` for `0.00001`. Integers (no point, no exponent) stay as they are.
///
/// - Parameters:
///   - text: a number by the grammar of JSON.
///   - digits: from 1 to 15.
package func writeShortNumber(_ text: String, digits: Int, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
        let isInteger = !bytes.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == 0x65 }
        if isInteger {
            output += bytes
        } else {
            LeadingDigits(bytes, digits).write(to: &output)
        }
    }
}

/// The first significant digits of a float, rounded.
private struct LeadingDigits {
    private var isNegative: Bool
    /// The digits as one number, without zeros at its end; 0 for 0.
    private var value: UInt64 = 0
    /// The power of ten of the first digit.
    private var scale = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ digits: Int) {
        isNegative = bytes.first == UInt8(ascii: "-")
        var (count, next, whole, zeros) = (0, UInt8(0), 0, 0)
        var (isFraction, isCut) = (false, false)
        var index = 0
        while index < bytes.count, bytes[index] | 0x20 != 0x65 {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: ".") { isFraction = true }
            guard byte & 0xF0 == 0x30 else { continue }
            if count == 0, byte == UInt8(ascii: "0") {
                if isFraction { zeros += 1 }
                continue
            }
            if !isFraction { whole += 1 }
            if count < digits {
                value = value * 10 + UInt64(byte & 15)
                count += 1
            } else if !isCut {
                (next, isCut) = (byte & 15, true)
            }
        }
        guard value > 0 else {
            isNegative = false
            return
        }
        let exponent = LeadingDigits.exponent(bytes.dropFirst(index + 1))
        scale = (whole > 0 ? whole - 1 : -zeros - 1) &+ exponent
        if next >= 5 { round(count) }
        while value % 10 == 0 { value /= 10 }
    }

    private mutating func round(_ count: Int) {
        value += 1
        var limit: UInt64 = 1
        for _ in 0..<count { limit *= 10 }
        if value == limit { scale += 1 }
    }

    private static func exponent(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        for byte in bytes where byte & 0xF0 == 0x30 { value = value &* 10 &+ Int(byte & 15) }
        return bytes.first == UInt8(ascii: "-") ? 0 &- value : value
    }

    func write(to output: inout [UInt8]) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        let text = String(value)
        let digits = text.utf8
        switch scale {
        case 0...15:
            output += digits.prefix(scale + 1)
            if digits.count > scale + 1 {
                output.append(UInt8(ascii: "."))
                output += digits.dropFirst(scale + 1)
            }
            for _ in 0..<max(0, scale + 1 - digits.count) { output.append(UInt8(ascii: "0")) }
        case -4..<0:
            output += "0.".utf8
            for _ in 1..<(-scale) { output.append(UInt8(ascii: "0")) }
            output += digits
        default:
            output += digits.prefix(1)
            if digits.count > 1 { output.append(UInt8(ascii: ".")) }
            output += digits.dropFirst()
            output += (scale < 0 ? "e-" : "e+").utf8
            let size = scale.magnitude
            output += (size < 10 ? "0\(size)" : "\(size)").utf8
        }
    }
}
