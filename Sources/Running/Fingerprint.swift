// The content of a stage's inputs as hashes. Knows nothing of stages.
import System
import Text

/// Hashes files and folders, and remembers the hashes of large files.
package struct Fingerprint {
    /// What is wrong with an input.
    package struct Failure: Error {
        package let message: String
    }

    /// Smaller files are read each time; for larger ones a hash is kept beside the marks.
    private static let largeFile: Int64 = 1 << 18

    private let cacheFolder: String
    /// The latest date of a file or folder that was looked at; 0 where there was none.
    package private(set) var newest: Int64 = 0

    package init(cacheFolder: String) {
        self.cacheFolder = cacheFolder
    }

    /// The hash of each input's content, in the order of their paths; of a folder's content that of all
    /// files in it with their names.
    package mutating func hashes(_ paths: [String]) throws(Failure) -> [InputHash] {
        var result: [InputHash] = []
        for path in paths.sorted() where path != result.last?.path {
            guard let status = fileStatus(path) else {
                throw Failure(message: "the input \(path) is missing")
            }
            let hash = try hash(path, status)
            result.append(InputHash(path: path, hash: String(hash.prefix(32))))
        }
        return result
    }

    /// Whether any of these, or anything in them, is dated later than what was hashed before.
    package func isChanged(_ paths: [String]) -> Bool {
        paths.contains { path in fileStatus(path).map { isChanged(path, $0, []) } ?? true }
    }

    private func isChanged(_ path: String, _ status: FileStatus, _ outer: [FileStatus]) -> Bool {
        if status.modified > newest { return true }
        if !status.isFolder || isLoop(status, outer) { return false }
        return folderNames(path).contains { name in
            let inner = "\(path)/\(name)"
            return fileStatus(inner).map { isChanged(inner, $0, outer + [status]) } ?? true
        }
    }

    /// A link to a folder that it is in has nothing that is not there already.
    private func isLoop(_ status: FileStatus, _ outer: [FileStatus]) -> Bool {
        outer.contains { $0.inode == status.inode && $0.device == status.device }
    }

    private mutating func hash(
        _ path: String, _ status: FileStatus, _ outer: [FileStatus] = []
    ) throws(Failure) -> String {
        newest = max(newest, status.modified)
        guard status.isFolder else {
            guard status.isRegular else {
                throw Failure(message: "the input \(path) is neither a file nor a folder")
            }
            return try hashFile(path, status)
        }
        if isLoop(status, outer) { return "loop" }
        guard isReadableFolder(path) else {
            throw Failure(message: "the input folder \(path) cannot be read")
        }
        var digest = SHA256()
        for name in folderNames(path).sorted() {
            // A link to nowhere is part of the folder, too.
            let inner = "\(path)/\(name)"
            let content = try fileStatus(inner).map { (found) throws(Failure) in
                try hash(inner, found, outer + [status])
            }
            digest.update(Array("\(name)\u{0}\(content ?? "")\u{0}".utf8))
        }
        return digest.hexDigest()
    }

    private func hashFile(_ path: String, _ status: FileStatus) throws(Failure) -> String {
        let signature = "\(status.size) \(status.modified) \(status.changed) \(status.inode) "
        let cache = "\(cacheFolder)/input-\(SHA256.hex(path.utf8).prefix(16))"
        if status.size >= Fingerprint.largeFile, let known = readFileIfAny(cache) {
            let text = String(decoding: known, as: UTF8.self)
            if text.hasPrefix(signature) { return String(text.dropFirst(signature.count)) }
        }
        let begin = now()
        var digest = SHA256()
        do {
            try forEachPiece(ofFile: path) { digest.update($0) }
        } catch {
            throw Failure(message: "\(error)")
        }
        let hash = digest.hexDigest()
        // A file that was just written may change again within the same tick of its date.
        if status.size >= Fingerprint.largeFile, status.modified < begin - 2_000_000_000 {
            try? replaceFile(cache, Array((signature + hash).utf8))
        }
        return hash
    }
}
