// Calls that some file systems refuse: what is done instead. Knows nothing of who is told of it.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whether a file system does not know such a call at all, by the `errno` of a call that failed.
func isUnknownToFileSystem(_ code: Int32) -> Bool {
    [EPERM, ENOSYS, EOPNOTSUPP, ENOTSUP, EINVAL].contains(code)
}

/// Puts a file in the place of another one. Where the file system does not do that at once, there is no
/// file for a moment.
func renameOver(_ path: String, _ target: String) -> Bool {
    if rename(path, target) == 0 { return true }
    guard errno == EEXIST, unlink(target) == 0 else { return false }
    return rename(path, target) == 0
}

/// Lets `path` be a link to `target`, at once. Where there are no links, `path` and `.txt` holds the target
/// on a line.
///
/// - Parameter beside: the name of the link before it is put in its place; nil for one of this process.
/// - Returns: whether there are links.
package func replaceLink(
    _ path: String, to target: String, beside: String? = nil
) throws(SystemError) -> Bool {
    let (beside, text) = (beside ?? besideName(path), "\(path).txt")
    unlink(beside)
    guard symlink(target, beside) == 0 else {
        guard isUnknownToFileSystem(errno) else {
            throw SystemError("cannot make the link \(path)")
        }
        try replaceLink(path, byText: target)
        return false
    }
    // Another process may have put the same link there under the same name.
    guard rename(beside, path) == 0 || errno == ENOENT && symbolicLinkTarget(path) == target else {
        let error = SystemError("cannot make the link \(path)")
        unlink(beside)
        throw error
    }
    try removeIfAny(text)
    return true
}

/// Lets `path` and `.txt` hold the target on a line, in place of a link.
package func replaceLink(_ path: String, byText target: String) throws(SystemError) {
    try removeIfAny(path)
    try replaceFile("\(path).txt", Array("\(target)\n".utf8))
}

/// What the symbolic link `path` leads to; nil where it is none.
package func symbolicLinkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// What the link `path`, or the file that stands for it, leads to; nil where there is neither.
package func linkTarget(_ path: String) -> String? {
    if let target = symbolicLinkTarget(path) { return target }
    return readFileIfAny("\(path).txt").map { bytes in
        String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// Removes a link, and the file that may stand for it.
package func removeLink(_ path: String) throws(SystemError) {
    try removeIfAny(path)
    try removeIfAny("\(path).txt")
}

/// Whether this is the first time that something is to be said about a folder.
///
/// - Parameter mark: a file that tells the next ones.
package func isFirst(_ mark: String) -> Bool {
    let descriptor = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
}
