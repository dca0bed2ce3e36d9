// What the kernel gets to start a process with: words and environment as arrays of C strings.
// Knows nothing of what they mean.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ProcessRequest {
    /// Calls `body` with the environment of the process. Our own entries are passed on as they are:
    /// there may be many, and no text of theirs is looked at beyond its name.
    func withEnvironment<T>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
    ) -> T {
        let variables = variables + [mark]
        let replaced = variables.map { $0.name + "=" }
        let names = (replaced + hidden).map { strdup($0) }
        let lengths = names.map { $0.map { strlen($0) } ?? 0 }
        var entries = variables.map { strdup($0.name + "=" + $0.value) }
        let own = entries.count
        defer { for pointer in names + entries[..<own] { free(pointer) } }
        var next = environ
        while let entry = next.pointee {
            next += 1
            var isReplaced = false
            for index in names.indices {
                // Most differ in their first letter already.
                guard let name = names[index], name[0] == entry[0],
                    strncmp(name, entry, lengths[index]) == 0
                else { continue }
                isReplaced = true
                break
            }
            if !isReplaced { entries.append(entry) }
        }
        entries.append(nil)
        return body(entries)
    }
}

/// Calls `body` with a NULL-terminated array of C strings.
func withCStrings<T>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
) -> T {
    var pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return body(pointers)
}
