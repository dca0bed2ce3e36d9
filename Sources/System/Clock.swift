// The clock and dates as records hold them. Knows nothing of what happened then.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Nanoseconds since 1970, precise (not by the ticks in which kernels date files).
package func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// The length of a tick: files may be dated up to this much earlier than they were written.
package let fileDateTick: Int64 = 10_000_000

/// RFC 3339 in UTC with microseconds: `2026-11-21T10:48:00.123456Z`.
package func dateText(_ nanoseconds: Int64) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let time = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
    return date.map { padded($0, 2) }.joined(separator: "-") + "T"
        + time.map { padded($0, 2) }.joined(separator: ":") + "."
        + padded(Int(nanoseconds % 1_000_000_000 / 1000), 6) + "Z"
}

/// Nanoseconds since 1970 of a date that `dateText` wrote.
package func date(_ text: String) -> Int64? {
    let numbers = text.split(whereSeparator: { "-T:.Z".contains($0) }).compactMap { Int($0) }
    guard numbers.count == 7 else { return nil }
    var parts = tm()
    parts.tm_year = Int32(truncatingIfNeeded: numbers[0] - 1900)
    parts.tm_mon = Int32(truncatingIfNeeded: numbers[1] - 1)
    parts.tm_mday = Int32(truncatingIfNeeded: numbers[2])
    parts.tm_hour = Int32(truncatingIfNeeded: numbers[3])
    parts.tm_min = Int32(truncatingIfNeeded: numbers[4])
    parts.tm_sec = Int32(truncatingIfNeeded: numbers[5])
    return Int64(timegm(&parts)) * 1_000_000_000 + Int64(numbers[6]) * 1000
}

/// A length of time for people: `0.3 s`, `12 s`, `4 min`, `2.5 h`, `3 d`.
package func durationText(_ seconds: Double) -> String {
    func tenths(_ value: Double) -> String {
        let number = Int((value * 10).rounded())
        return "\(number / 10).\(number % 10)"
    }
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "?" }
    switch seconds {
    case ..<10: return "\(tenths(seconds)) s"
    case ..<100: return "\(Int(seconds.rounded())) s"
    case ..<6000: return "\(Int((seconds / 60).rounded())) min"
    case ..<172_800: return "\(tenths(seconds / 3600)) h"
    default: return "\(Int((seconds / 86400).rounded())) d"
    }
}
