// How many processors are ours. Knows nothing of who uses them.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many processors there are.
package func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// How many processors we may use: of those that a cluster or `taskset` has left to us, no more than a
/// container's share. All where there is no `/proc`.
package func allowedProcessorCount() -> Int {
    var count = processorCount()
    // `Cpus_allowed: ff,ffffffff`: a bit for each.
    for line in text("/proc/self/status").split(separator: "\n")
    where line.hasPrefix("Cpus_allowed:") {
        let bits = line.dropFirst(13).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
        if bits > 0 { count = min(count, bits) }
    }
    // `200000 100000`: microseconds of every so many; `max` for all.
    let numbers = text("/sys/fs/cgroup/cpu.max").split { $0 == " " || $0 == "\n" }
        .compactMap { Int($0) }
    if numbers.count == 2, numbers[0] > 0, numbers[1] > 0 {
        count = min(count, (numbers[0] - 1) / numbers[1] + 1)
    }
    return count
}

private func text(_ path: String) -> String {
    String(decoding: readFileIfAny(path) ?? [], as: UTF8.self)
}
