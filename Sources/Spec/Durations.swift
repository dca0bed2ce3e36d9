// Durations as people write them: `90s`, `15m`, `2h`, `1d`. Knows nothing of what lasts so long.

/// How many units there may be.
let durationCounts = 1...10_000_000

/// A whole number and the seconds of its unit; nil where the text is none.
func duration(_ text: String) -> (count: Int, unit: Int)? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    guard let unit = text.last.flatMap({ units[$0] }), text.utf8.count > 1,
        text.utf8.dropLast().allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return (Int(text.dropLast()) ?? Int.max, unit)
}

/// The seconds of a duration, such as 5400 of `90m`; nil where it is none, or not from 1 to 10,000,000 units.
package func durationSeconds(_ text: String) -> Int? {
    duration(text).flatMap { durationCounts.contains($0.count) ? $0.count * $0.unit : nil }
}
