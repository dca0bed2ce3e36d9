// One text for each number, whatever way it was written. Knows nothing of what it counts.

/// Appends a text that is the same for equal numbers (`1e-4`, `0.0001`, `1.0e-4`) and differs for
/// different ones, exactly and however many digits they have. Integers (no point, no exponent) are
/// apart from floats: `1` and `1.0` differ.
///
/// - Parameter text: a number by the grammar of JSON.
package func writeCanonicalNumber(_ text: String, to output: inout [UInt8]) {
    let (isInteger, negative, digits, exponent) = decimalParts(text)
    if !isInteger { output.append(UInt8(ascii: "f")) }
    if negative, !digits.isEmpty { output.append(UInt8(ascii: "-")) }
    output.append(contentsOf: digits)
    output.append(UInt8(ascii: "e"))
    output.append(contentsOf: String(exponent).utf8)
}

/// Whether two number texts have the same value, an integer and a float included (`1` and `1.0`).
package func sameNumber(_ a: String, _ b: String) -> Bool {
    let (first, second) = (decimalParts(a), decimalParts(b))
    return first.digits == second.digits && first.exponent == second.exponent
        && (first.negative == second.negative || first.digits.isEmpty)
}

/// Significant digits without zeros at either end, and the power of ten of the last one.
private func decimalParts(
    _ text: String
) -> (isInteger: Bool, negative: Bool, digits: [UInt8], exponent: Int) {
    var (isInteger, negative, afterPoint) = (true, false, false)
    var digits: [UInt8] = []
    var exponent = 0
    let bytes = text.utf8
    var at = bytes.startIndex
    scan: while at < bytes.endIndex {
        switch bytes[at] {
        case UInt8(ascii: "-"): negative = true
        case UInt8(ascii: "."): (isInteger, afterPoint) = (false, true)
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            isInteger = false
            let written = text[bytes.index(after: at)...]
            // One that overflows belongs to a zero: no other number like that is finite.
            let power = Int(written.first == "+" ? written.dropFirst() : written) ?? 0
            exponent = exponent.addingReportingOverflow(power).partialValue
            break scan
        case let digit:
            if digit != UInt8(ascii: "0") || !digits.isEmpty { digits.append(digit) }
            if afterPoint { exponent &-= 1 }
        }
        at = bytes.index(after: at)
    }
    while digits.last == UInt8(ascii: "0") {
        digits.removeLast()
        exponent &+= 1
    }
    return (isInteger, negative, digits, digits.isEmpty ? 0 : exponent)
}
