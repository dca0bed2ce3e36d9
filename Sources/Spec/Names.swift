// Which names and paths a spec may use. Knows nothing of where they stand in it.

/// `[A-Za-z_][A-Za-z0-9_.-]*`
package func isParameterName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else {
        return false
    }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_.-".utf8.contains($0) }
}

/// `[A-Za-z][A-Za-z0-9_-]*`
package func isStageName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-".utf8.contains($0) }
}

/// Whether no character of a path is special to make: `[A-Za-z0-9._/+,@-]`, no leading `-`.
package func isPlainPath(_ path: String) -> Bool {
    guard let first = path.utf8.first, first != UInt8(ascii: "-") else { return false }
    return path.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._/+,@-".utf8.contains($0) }
}

/// A plain path, with the wildcards `*` and `?` perhaps.
package func isInputPath(_ path: String) -> Bool {
    isPlainPath(String(path.map { $0 == "*" || $0 == "?" ? "." : $0 }))
}

/// The targets of the Makefile, which no stage may be called.
package let makeTargets = ["all", "preprocess", "collate", "report", "status", "clean"]

private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
