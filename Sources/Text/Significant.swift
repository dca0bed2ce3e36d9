// Numbers rounded for people. Knows nothing of what they measure.

/// A number with so many significant digits, without useless zeros. What stands before the point is never
/// rounded below 1e15: a whole number may be a seed or a count.
package func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return decimalText(value) }
    let scale = decimalExponent(value)
    if let text = decimal(value, places: max(0, digits - 1 - scale)) {
        return decimalText(Double(text) ?? value)
    }
    // Far from 1: the digits apart from the power of ten.
    let parts = value.description.split(separator: "e")
    guard parts.count == 2, let mantissa = Double(parts[0]),
        let rounded = decimal(mantissa, places: digits - 1).flatMap(Double.init)
    else { return decimalText(value) }
    return decimalText(Double("\(rounded)e\(parts[1])") ?? value)
}

/// A number with so many digits behind the point; nil where that takes more than a double holds.
package func decimal(_ value: Double, places: Int) -> String? {
    guard value.isFinite, (0...15).contains(places) else { return nil }
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 0x1p53 else { return nil }
    var digits = String(Int64(scaled))
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let point = places > 0 ? "." : ""
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + digits.dropLast(places) + point + digits.suffix(places)
}

/// The power of ten of a number's first digit: 2 of 250, -2 of 0.025; 0 of 0.
package func decimalExponent(_ value: Double) -> Int {
    var (scale, size) = (0, abs(value))
    guard size.isFinite, size > 0 else { return 0 }
    while size >= 10 { (size, scale) = (size / 10, scale + 1) }
    while size < 1, scale > -400 { (size, scale) = (size * 10, scale - 1) }
    return scale
}

/// Bytes for people: `1.5 MB`.
package func sizeText(_ bytes: Int64) -> String {
    var (size, units) = (Double(bytes), ["bytes", "kB", "MB", "GB", "TB"][...])
    while size >= 1000, units.count > 1 { (size, units) = (size / 1000, units.dropFirst()) }
    return "\(significant(size, 3)) \(units.first ?? "")"
}
