// Numbers rounded for people. Knows nothing of what they measure.

/// A number with so many significant digits, without useless zeros.
package func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return decimalText(value) }
    var (scale, size) = (0, abs(value))
    while size >= 10, scale < 400 { (size, scale) = (size / 10, scale + 1) }
    while size < 1, scale > -400 { (size, scale) = (size * 10, scale - 1) }
    let places = digits - 1 - scale
    guard (-15...15).contains(places) else { return decimalText(value) }
    var factor = 1.0
    for _ in 0..<abs(places) { factor *= 10 }
    let rounded =
        places >= 0 ? (value * factor).rounded() / factor : (value / factor).rounded() * factor
    return decimalText(rounded)
}
