// Paths as text: joined, made relative, without looking at any file. Knows nothing of links.

/// A path as seen from a folder; an absolute one stays as it is. Dots are resolved where that is possible;
/// the empty path and `.` are the folder itself.
package func joined(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") { return path }
    let root = folder.hasPrefix("/") ? "/" : ""
    let parts = resolved(folder.split(separator: "/") + path.split(separator: "/"))
    let text = root + parts.joined(separator: "/")
    return text.isEmpty ? "." : text
}

/// The way from a folder to a path, both relative to the same place or both absolute.
package func path(_ path: String, relativeTo folder: String) -> String {
    let (from, to) = (resolved(folder.split(separator: "/")), resolved(path.split(separator: "/")))
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let parts = from.dropFirst(shared).map { _ in ".." } + to.dropFirst(shared)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
}

private func resolved(_ parts: [Substring]) -> [Substring] {
    var result: [Substring] = []
    for part in parts where part != "." {
        if part == "..", let last = result.last, last != ".." {
            result.removeLast()
        } else {
            result.append(part)
        }
    }
    return result
}

/// The last part of a path.
package func lastName(_ path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) }
        ?? path
}

/// All before the last part of a path, such as the folder that a file is in; nil for a name alone.
package func folderName(_ path: String) -> String? {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
}
