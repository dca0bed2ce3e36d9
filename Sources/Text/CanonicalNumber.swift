// One text for each number, whatever way it was written. Knows nothing of what it counts.

/// Appends a text that is the same for equal numbers (`1e-4`, `0.0001`, `1.0e-4`) and differs for
/// different ones, exactly and however many digits they have. Integers (no point, no exponent) are
/// apart from floats: `1` and `1.0` differ.
///
/// - Parameter text: a number by the grammar of JSON.
package func writeCanonicalNumber(_ text: String, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
        let parts = NumberParts(bytes)
        if !parts.isInteger { output.append(UInt8(ascii: "f")) }
        if parts.isNegative { output.append(UInt8(ascii: "-")) }
        parts.writeDigits(bytes, to: &output)
        output.append(UInt8(ascii: "e"))
        output.append(contentsOf: String(parts.exponent).utf8)
    }
}

/// Whether two number texts have the same value, an integer and a float included (`1` and `1.0`).
package func sameNumber(_ a: String, _ b: String) -> Bool {
    // The nearest doubles of most different numbers differ, which is much faster to tell.
    guard Double(a) == Double(b) else { return false }
    var (a, b) = (a, b)
    return a.withUTF8 { first in
        b.withUTF8 { second in
            let (x, y) = (NumberParts(first), NumberParts(second))
            var digits: ([UInt8], [UInt8]) = ([], [])
            x.writeDigits(first, to: &digits.0)
            y.writeDigits(second, to: &digits.1)
            return digits.0 == digits.1 && x.exponent == y.exponent
                && x.isNegative == y.isNegative
        }
    }
}

/// Where the significant digits of a number's text stand, zeros at either end left out.
private struct NumberParts {
    private(set) var isInteger = true
    /// False for 0.
    private(set) var isNegative: Bool
    /// The power of ten of the last significant digit; 0 for 0.
    private(set) var exponent = 0
    /// From the first significant digit to behind the last, a point among them perhaps.
    private var digits = 0..<0
    private var point: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        isNegative = bytes.first == UInt8(ascii: "-")
        point = bytes.count
        var end = bytes.count
        var (first, last) = (-1, -1)
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                if first < 0 { first = index }
                last = index
            case UInt8(ascii: "."): (isInteger, point) = (false, index)
            case UInt8(ascii: "e"), UInt8(ascii: "E"): (isInteger, end) = (false, index)
            default: continue
            }
            if end < bytes.count { break }
        }
        guard first >= 0 else {
            isNegative = false
            return
        }
        digits = first..<last + 1
        let whole = min(point, end)
        exponent = last < whole ? whole - last - 1 : whole - last
        exponent &+= NumberParts.written(bytes[min(end + 1, bytes.count)...])
    }

    func writeDigits(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        guard digits.contains(point) else { return output.append(contentsOf: bytes[digits]) }
        output.append(contentsOf: bytes[digits.lowerBound..<point])
        output.append(contentsOf: bytes[point + 1..<digits.upperBound])
    }

    /// The exponent as it is written.
    private static func written(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        for byte in bytes where byte & 0xF0 == 0x30 {
            value = value &* 10 &+ Int(byte & 15)
        }
        return bytes.first == UInt8(ascii: "-") ? 0 &- value : value
    }
}

/// All digits of a number; `nan`, `inf` and `-inf` as readers of CSV know them.
package func plainNumber(_ number: Double) -> String {
    number.isFinite ? decimalText(number) : "\(number)"
}
