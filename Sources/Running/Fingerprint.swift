// The content of a stage's inputs as hashes. Knows nothing of stages.
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Hashes files and folders. Of all but small ones the hash is kept beside the marks, so that content is
/// read once a change, by one of all runs that want to know, and not once a run.
package struct Fingerprint {
    package typealias Failure = InputScan.Failure

    /// What is read each time, since that is as fast as to look for its hash.
    private static let smallBytes: Int64 = 1 << 18
    private static let fewFiles = 64

    private let cacheFolder: String
    private let scan: InputScan
    /// The latest date of a file that was looked at; 0 where there was none.
    package private(set) var newest: Int64 = 0

    /// - Parameter cacheFolder: that of the marks, in the output folder.
    package init(cacheFolder: String) {
        self.cacheFolder = cacheFolder
        scan = InputScan(dist: folderName(cacheFolder) ?? ".")
    }

    /// The hash of each input's content, in the order of their paths; of a folder's content that of all
    /// files in it that count, with their names.
    package mutating func hashes(_ paths: [String]) throws(Failure) -> [InputHash] {
        var result: [InputHash] = []
        for path in paths.sorted() where path != result.last?.path {
            let tree = try scan.tree(path)
            newest = max(newest, tree.newest)
            let isSmall =
                tree.bytes < Fingerprint.smallBytes && tree.files <= Fingerprint.fewFiles
            let hash = try isSmall ? contentHash(tree) : keptHash(path, tree)
            result.append(InputHash(path: path, hash: String(hash.prefix(32))))
        }
        return result
    }

    /// Whether any of these, or anything in them, is dated later than what was hashed before.
    package func isChanged(_ paths: [String]) -> Bool {
        paths.contains { path in (try? scan.tree(path)).map { $0.newest > newest } ?? true }
    }

    // MARK: content

    /// - Parameter known: hashes of files by path, each with the version that it is of.
    private func contentHash(
        _ tree: InputTree, known: inout KeptHash
    ) throws(Failure) -> String {
        guard tree.isPattern else {
            return try hash(tree.matches[0].node, tree.matches[0].path, &known)
        }
        var digest = SHA256()
        for (path, node) in tree.matches {
            digest.update(Array("\(path)\u{0}\(try hash(node, path, &known))\u{0}".utf8))
        }
        return digest.hexDigest()
    }

    private func contentHash(_ tree: InputTree) throws(Failure) -> String {
        var nothing = KeptHash()
        return try contentHash(tree, known: &nothing)
    }

    private func hash(
        _ node: InputTree.Node, _ path: String, _ known: inout KeptHash
    ) throws(Failure) -> String {
        switch node {
        case .loop: return "loop"
        case .file(let status):
            let isLarge = status.size >= Fingerprint.smallBytes
            if isLarge, let hash = known.hash(of: path, status.version) { return hash }
            let hash = try hash(ofFile: path)
            if isLarge { known.add(path, status.version, hash) }
            return hash
        case .folder(let items):
            var digest = SHA256()
            for (name, node) in items {
                let content = try hash(node, "\(path)/\(name)", &known)
                digest.update(Array("\(name)\u{0}\(content)\u{0}".utf8))
            }
            return digest.hexDigest()
        }
    }

    private func hash(ofFile path: String) throws(Failure) -> String {
        var digest = SHA256()
        do {
            try forEachPiece(ofFile: path) { digest.update($0) }
        } catch {
            throw Failure(message: "\(error)")
        }
        return digest.hexDigest()
    }

    // MARK: what is kept

    private func keptHash(_ path: String, _ tree: InputTree) throws(Failure) -> String {
        let file = "\(cacheFolder)/input-\(SHA256.hex(path.utf8).prefix(16))"
        let signature = tree.signature
        if let kept = KeptHash(file), kept.signature == signature { return kept.hash }
        // One reads, and the others wait for what it finds. Without locks each reads for itself.
        let turn = try? FileLock(opening: file + ".turn")
        if let turn, !turn.tryLock() { _ = withSignalsAtWork { turn.lock() } }
        defer { turn?.unlock() }
        var kept = KeptHash(file) ?? KeptHash()
        if kept.signature == signature { return kept.hash }
        // What may change unseen is not kept.
        guard let settled = try scan.settled([path])?.first else { return try contentHash(tree) }
        kept.forget()
        let hash = try contentHash(settled, known: &kept)
        let isSame = (try? scan.tree(path).signature) == settled.signature
        if isSame { try? kept.write(file, signature: settled.signature, hash: hash) }
        return hash
    }
}

/// The hash of an input's content, and those of large files in it, as a file holds them.
private struct KeptHash {
    private(set) var signature = ""
    private(set) var hash = ""
    private var before: [String: (version: String, hash: String)] = [:]
    private var files: [String: (version: String, hash: String)] = [:]

    init() {}

    /// nil where there is no such file, or one of another version of hpmake.
    init?(_ path: String) {
        guard let bytes = readFileIfAny(path) else { return nil }
        var lines = bytes.split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0, as: UTF8.self)
        }[...]
        guard let head = lines.popFirst()?.split(separator: " "), head.count == 2,
            head.allSatisfy({ $0.utf8.count == 64 })
        else { return nil }
        (signature, hash) = (String(head[0]), String(head[1]))
        for line in lines {
            // Three numbers and the hash; the path may hold blanks.
            let words = line.split(separator: " ", maxSplits: 4).map(String.init)
            guard words.count == 5 else { continue }
            files[words[4]] = (words[..<3].joined(separator: " "), words[3])
        }
    }

    /// What is known becomes what was known before: what is not asked for again is not kept.
    mutating func forget() { (before, files) = (files, [:]) }

    mutating func hash(of path: String, _ version: String) -> String? {
        guard let known = before[path], known.version == version else { return nil }
        files[path] = known
        return known.hash
    }

    mutating func add(_ path: String, _ version: String, _ hash: String) {
        files[path] = (version, hash)
    }

    func write(_ path: String, signature: String, hash: String) throws(SystemError) {
        var text = "\(signature) \(hash)\n"
        // A name with the end of a line is read each time.
        for (path, file) in files.sorted(by: { $0.key < $1.key }) where !path.utf8.contains(10) {
            text += "\(file.version) \(file.hash) \(path)\n"
        }
        try replaceFile(path, Array(text.utf8))
    }
}
