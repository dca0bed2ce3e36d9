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

/// Seconds since some moment, by a clock that nobody sets.
func steadySeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The length of a tick: files may be dated up to this much earlier than they were written.
package let fileDateTick: Int64 = 10_000_000

/// RFC 3339 in UTC with microseconds: `2026-11-21T10:48:00.123456Z`.
package func dateText(_ nanoseconds: Int64) -> String {
    let seconds = nanoseconds / 1_000_000_000
    let (year, month, day) = civilDate(Int(seconds / 86400))
    let second = Int(seconds % 86400)
    let microsecond = Int(nanoseconds % 1_000_000_000 / 1000)
    return String(unsafeUninitializedCapacity: 27) { text in
        var at = 0
        func add(_ number: Int, _ width: Int, _ end: Unicode.Scalar) {
            var rest = number
            for place in stride(from: at + width - 1, through: at, by: -1) {
                text[place] = UInt8(48 + rest % 10)
                rest /= 10
            }
            text[at + width] = UInt8(ascii: end)
            at += width + 1
        }
        add(year, 4, "-")
        add(month, 2, "-")
        add(day, 2, "T")
        add(second / 3600, 2, ":")
        add(second / 60 % 60, 2, ":")
        add(second % 60, 2, ".")
        add(microsecond, 6, "Z")
        return at
    }
}

/// Nanoseconds since 1970 of a date that `dateText` wrote.
package func date(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8(date)
}

package func date(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    let form: StaticString = "0000-00-00T00:00:00.000000Z"
    guard bytes.count == form.utf8CodeUnitCount else { return nil }
    let isDate = form.withUTF8Buffer { form in
        form.indices.allSatisfy { index in
            form[index] == 48 ? (48...57).contains(bytes[index]) : form[index] == bytes[index]
        }
    }
    guard isDate else { return nil }
    func number(_ range: Range<Int>) -> Int {
        range.reduce(0) { $0 * 10 + Int(bytes[$1]) - 48 }
    }
    let seconds =
        daysSince1970(year: number(0..<4), month: number(5..<7), day: number(8..<10)) * 86400
        + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
    // No record is of another century; differences of its dates would not fit either.
    guard (0..<4_200_000_000).contains(seconds) else { return nil }
    return Int64(seconds) * 1_000_000_000 + Int64(number(20..<26)) * 1000
}

/// By the Gregorian calendar, for years from 1.
private func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    // Years that begin in March have their leap day at the end.
    let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    let days = year * 365 + year / 4 - year / 100 + year / 400
    return days + (153 * month + 2) / 5 + day - 719_469
}

/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years that begin on 1
/// March, so that the leap day is the last of its year. The C library would read the time zone first.
private func civilDate(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
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
