// Inputs with wildcards: which names a pattern means, and which names nobody means by an input.
// Knows nothing of files.

/// Whether a name does not count inside of folders and behind wildcards: what editors, git and Python
/// leave beside the files that people mean.
package func isIgnoredInput(_ name: some StringProtocol) -> Bool {
    name.hasPrefix(".") || name.hasSuffix("~") || name == "__pycache__" || name.hasSuffix(".pyc")
        || name.hasSuffix(".swp")
}

/// A path with `*` and `?` in its names, and `**` for any number of folders.
package struct InputPattern: Sendable {
    /// Names and patterns of names; `**` stands by itself.
    let parts: [String]
    let isAbsolute: Bool

    /// nil where the path has no wildcard.
    package init?(_ path: String) {
        guard path.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
        else { return nil }
        var parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
        // All that is below a folder, and not the folder.
        if parts.last == "**" { parts.append("*") }
        self.parts = parts
        isAbsolute = path.hasPrefix("/")
    }

    /// Whether a path, of names without dots for folders, is one of those that are meant, or lies below one.
    package func matches(_ path: String) -> Bool {
        path.hasPrefix("/") == isAbsolute
            && InputPattern.matches(
                path.split(separator: "/").map(String.init)[...], parts[...], isBehind: false)
    }

    private static func matches(
        _ names: ArraySlice<String>, _ parts: ArraySlice<String>, isBehind: Bool
    ) -> Bool {
        guard let part = parts.first else { return names.allSatisfy { !isIgnoredInput($0) } }
        guard let name = names.first else { return false }
        let rest = parts.dropFirst()
        if part == "**" {
            return matches(names, rest, isBehind: true)
                || !isIgnoredInput(name) && matches(names.dropFirst(), parts, isBehind: true)
        }
        let isBehind = isBehind || isWildcard(part)
        return isMatch(name, part) && !(isBehind && isIgnoredInput(name))
            && matches(names.dropFirst(), rest, isBehind: isBehind)
    }

    static func isWildcard(_ part: String) -> Bool { part.contains("*") || part.contains("?") }

    /// Whether a name is one that a pattern of names means.
    static func isMatch(_ name: String, _ pattern: String) -> Bool {
        let (name, pattern) = (Array(name.unicodeScalars), Array(pattern.unicodeScalars))
        var (at, next) = (0, 0)
        // Where the last star is, and how far what it stands for has come.
        var star: (pattern: Int, name: Int)?
        while at < name.count {
            if next < pattern.count, pattern[next] == "*" {
                star = (next, at)
                next += 1
            } else if next < pattern.count, pattern[next] == "?" || pattern[next] == name[at] {
                (at, next) = (at + 1, next + 1)
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                (at, next) = (last.name + 1, last.pattern + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == "*" }
    }
}
