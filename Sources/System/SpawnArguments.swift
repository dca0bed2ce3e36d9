// What the kernel gets to start a process with: words and environment as arrays of C strings.
// Knows nothing of what they mean.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Entries of our own environment that a process gets, as they are: there may be many, and no text of theirs
/// is looked at beyond its name.
package struct PassedEnvironment: @unchecked Sendable {
    // They are where they were when we were started, as long as nobody sets a variable.
    fileprivate let entries: [UnsafeMutablePointer<CChar>]

    /// - Parameter hidden: how the entries begin (`NAME=`) that it does not get.
    package init(without hidden: [String]) {
        let names = hidden.map(\.utf8CString)
        var entries: [UnsafeMutablePointer<CChar>] = []
        var next = environ
        while let entry = next.pointee {
            next += 1
            let isHidden = names.contains { name in
                name[0] == entry[0]
                    && name.withUnsafeBufferPointer {
                        $0.baseAddress.map { strncmp($0, entry, name.count - 1) == 0 } ?? false
                    }
            }
            if !isHidden { entries.append(entry) }
        }
        self.entries = entries
    }
}

extension ProcessRequest {
    /// Calls `body` with the environment of the process.
    func withEnvironment<T>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
    ) -> T {
        let variables = variables + [mark]
        var entries = variables.map { strdup($0.name + "=" + $0.value) }
        let lengths = variables.map { $0.name.utf8.count + 1 }
        let own = entries.count
        defer { for pointer in entries[..<own] { free(pointer) } }
        for entry in passed.entries {
            var isReplaced = false
            for index in 0..<own {
                // Most differ in their first letter already.
                guard let name = entries[index], name[0] == entry[0],
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
