// What there is of an input: the files that count, and their dates, but not what is in them.
// Knows nothing of stages.
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An input as it is found.
package struct InputTree: Sendable {
    indirect enum Node: Sendable {
        case file(FileStatus)
        /// In the order of their names.
        case folder([(name: String, node: Node)])
        /// A link to a folder that it is in has nothing that is not there already.
        case loop
    }

    /// The input itself by an empty name, or the paths that a pattern means, in order.
    let matches: [(path: String, node: Node)]
    let isPattern: Bool
    /// The latest date of a file in it; 0 where there is none.
    private(set) var newest: Int64 = 0
    /// The latest date at which anything about a file has changed: that of the kernel, which nobody sets.
    private(set) var lastChange: Int64 = 0
    private(set) var bytes: Int64 = 0
    private(set) var files = 0
    /// Whether dates are of whole seconds, as some file systems have them.
    private(set) var hasCoarseDates = true

    fileprivate init(_ matches: [(path: String, node: Node)], isPattern: Bool) {
        self.matches = matches
        self.isPattern = isPattern
        forEachFile { _, status in
            newest = max(newest, status.modified)
            lastChange = max(lastChange, status.changed)
            bytes += status.size
            files += 1
            let isWhole = (status.changed | status.modified) % 1_000_000_000 == 0
            hasCoarseDates = hasCoarseDates && isWhole
        }
    }

    /// Calls `body` with each file and its path.
    private func forEachFile(_ body: (String, FileStatus) -> Void) {
        for (path, node) in matches { InputTree.walk(node, path, body) }
    }

    private static func walk(_ node: Node, _ path: String, _ body: (String, FileStatus) -> Void) {
        switch node {
        case .file(let status): body(path, status)
        case .folder(let items):
            for (name, node) in items { walk(node, "\(path)/\(name)", body) }
        case .loop: break
        }
    }

    /// Differs where a file was added, removed or written, be it with the same content.
    package var signature: String {
        var digest = SHA256()
        func add(_ node: Node, _ path: String) {
            switch node {
            case .file(let status):
                digest.update(Array("\(path)\u{0}\(status.version)\u{0}".utf8))
            case .folder(let items):
                digest.update(Array("\(path)/\u{0}".utf8))
                for (name, node) in items { add(node, "\(path)/\(name)") }
            case .loop: digest.update(Array("\(path)\u{0}loop\u{0}".utf8))
            }
        }
        for (path, node) in matches { add(node, path) }
        return digest.hexDigest()
    }

    /// Whether a file may change again without any of its dates telling so, since they have ticks.
    fileprivate func isFresh(at time: Int64) -> Bool {
        lastChange > time - (hasCoarseDates ? 2_000_000_000 : fileDateTick)
    }
}

extension FileStatus {
    /// Another one where the file was written. Without the inode, which some file systems make up.
    var version: String { "\(size) \(modified) \(changed)" }

    func isSame(_ other: FileStatus) -> Bool { inode == other.inode && device == other.device }
}

/// Looks at inputs.
package struct InputScan: Sendable {
    /// What is wrong with an input.
    package struct Failure: Error {
        package let message: String
    }

    /// The output folder, of which nothing counts.
    private let dist: FileStatus?

    package init(dist: String) {
        self.dist = fileStatus(dist)
    }

    /// What there is of an input now: a file, a folder, or a pattern.
    package func tree(_ input: String) throws(Failure) -> InputTree {
        guard let pattern = InputPattern(input) else {
            guard let status = fileStatus(input) else {
                throw Failure(message: "the input \(input) is missing")
            }
            guard let node = try node(input, status, []) else {
                throw Failure(message: "the input \(input) is neither a file nor a folder")
            }
            return InputTree([(input, node)], isPattern: false)
        }
        var found: [String: InputTree.Node] = [:]
        try expand(pattern.isAbsolute ? "/" : "", pattern.parts[...], [], false, &found)
        guard !found.isEmpty else {
            throw Failure(message: "the input \(input) is missing: no file is called so")
        }
        let matches = found.sorted { $0.key < $1.key }.map { (path: $0.key, node: $0.value) }
        return InputTree(matches, isPattern: true)
    }

    /// The same, looked at until what was just written cannot change unseen. Waits for that a few ticks of
    /// the dates of files, or two seconds where these have no fractions; nil where it is in vain.
    package func settled(_ inputs: [String]) throws(Failure) -> [InputTree]? {
        for _ in 0..<4 {
            let begin = now()
            var trees: [InputTree] = []
            for input in inputs { trees.append(try tree(input)) }
            guard let fresh = trees.first(where: { $0.isFresh(at: begin) }) else { return trees }
            // It is dated ahead of our clock, so that waiting is of no use.
            if fresh.lastChange > begin + fileDateTick { return nil }
            let tick = fresh.hasCoarseDates ? 2_000_000_000 : fileDateTick
            usleep(UInt32(tick / 1000))
        }
        return nil
    }

    /// nil for what does not count: a socket, a pipe, the output folder.
    private func node(
        _ path: String, _ status: FileStatus, _ outer: [FileStatus]
    ) throws(Failure) -> InputTree.Node? {
        guard status.isFolder else { return status.isRegular ? .file(status) : nil }
        if outer.contains(where: { $0.isSame(status) }) { return .loop }
        var items: [(name: String, node: InputTree.Node)] = []
        for (name, inner, found) in try content(of: path) {
            if let node = try node(inner, found, outer + [status]) { items.append((name, node)) }
        }
        return .folder(items)
    }

    /// What counts in a folder, in order; a link to nowhere is nothing.
    private func content(
        of folder: String
    ) throws(Failure) -> [(name: String, path: String, status: FileStatus)] {
        let path = folder.isEmpty ? "." : folder
        guard isReadableFolder(path) else {
            throw Failure(message: "the input folder \(path) cannot be read")
        }
        return folderNames(path).filter { !isIgnoredInput($0) }.sorted().compactMap { name in
            let inner = joined(folder, name)
            guard let status = fileStatus(inner), dist?.isSame(status) != true else { return nil }
            return (name, inner, status)
        }
    }

    private func joined(_ folder: String, _ name: String) -> String {
        folder.isEmpty || folder == "/" ? folder + name : "\(folder)/\(name)"
    }

    /// Collects what the rest of a pattern means below a folder.
    ///
    /// - Parameter isBehind: whether a wildcard came before.
    private func expand(
        _ folder: String, _ parts: ArraySlice<String>, _ outer: [FileStatus], _ isBehind: Bool,
        _ found: inout [String: InputTree.Node]
    ) throws(Failure) {
        guard let part = parts.first, let here = fileStatus(folder.isEmpty ? "." : folder),
            here.isFolder, !outer.contains(where: { $0.isSame(here) })
        else { return }
        let rest = parts.dropFirst()
        if part == "**" {
            try expand(folder, rest, outer, true, &found)
            for (_, path, status) in try content(of: folder) where status.isFolder {
                try expand(path, parts, outer + [here], true, &found)
            }
        } else if InputPattern.isWildcard(part) {
            for (name, path, status) in try content(of: folder)
            where InputPattern.isMatch(name, part) {
                try take(path, status, rest, outer + [here], &found)
            }
        } else if !(isBehind && isIgnoredInput(part)) {
            let path = joined(folder, part)
            guard let status = fileStatus(path), !(isBehind && dist?.isSame(status) == true) else {
                return
            }
            if rest.isEmpty {
                try take(path, status, rest, outer + [here], &found)
            } else {
                // A name such as `..` may lead out again.
                try expand(path, rest, [], isBehind, &found)
            }
        }
    }

    private func take(
        _ path: String, _ status: FileStatus, _ rest: ArraySlice<String>, _ outer: [FileStatus],
        _ found: inout [String: InputTree.Node]
    ) throws(Failure) {
        if !rest.isEmpty { return try expand(path, rest, outer, true, &found) }
        if found[path] == nil, let node = try node(path, status, outer) { found[path] = node }
    }
}
