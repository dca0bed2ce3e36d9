// Folders: making, listing, measuring and removing them. Knows nothing of what is in them.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Removes what processes that are gone have left half-written in a folder.
///
/// - Parameter areAllGone: whether nobody else can be writing there.
package func removeLeftovers(in folder: String, areAllGone: Bool = false) {
    for name in folderNames(folder) where name.hasSuffix(".tmp") {
        guard let text = name.dropLast(4).split(separator: ".").last, let process = pid_t(text),
            process != getpid(), areAllGone || isGone(process)
        else { continue }
        unlink("\(folder)/\(name)")
    }
}

/// Whether a process of this machine has ended, be it that nobody has asked for its status yet.
private func isGone(_ process: pid_t) -> Bool {
    if kill(process, 0) != 0 { return errno == ESRCH }
    return ProcessStatus(process)?.isGone ?? false
}

/// Makes a folder and those above it; says whether the folder itself was missing.
@discardableResult
package func makeFolder(_ path: String) throws(SystemError) -> Bool {
    if mkdir(path, 0o777) == 0 { return true }
    if errno == ENOENT, let folder = folderName(path), !folder.isEmpty {
        try makeFolder(folder)
        if mkdir(path, 0o777) == 0 { return true }
    }
    guard errno == EEXIST, fileStatus(path)?.isFolder == true else {
        throw SystemError("cannot make the folder \(path)")
    }
    return false
}

/// Makes the folder that a file is to be in.
package func makeFolder(ofFile path: String) throws(SystemError) {
    if let folder = folderName(path) { try makeFolder(folder) }
}

/// The names in a folder, `.` and `..` left out, in no order; empty where there is no such folder.
package func folderNames(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

/// How many names in a folder do not begin with a dot.
package func countOfNames(_ path: String) -> Int {
    guard let folder = opendir(path) else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
        if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
    }
    return count
}

/// Whether its names, and what they lead to, may be read.
package func isReadableFolder(_ path: String) -> Bool { access(path, R_OK | X_OK) == 0 }

/// How many files there are at and below a path, and their bytes; links are counted, not followed.
package func extent(of path: String) -> (files: Int, bytes: Int64) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return (0, 0) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return (1, Int64(status.st_size)) }
    var (files, bytes) = (0, Int64(0))
    for name in folderNames(path) {
        let inner = extent(of: "\(path)/\(name)")
        files += inner.files
        bytes += inner.bytes
    }
    return (files, bytes)
}

/// A new folder that is removed with this object.
package final class BriefFolder: Sendable {
    package let path: String

    package init() throws(SystemError) {
        let root = environmentVariable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(root)/hpmake-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemError("cannot make a folder in \(root)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? removeTree(path) }
}

/// Removes a file, or a folder with all that is in it; links are removed, not followed.
package func removeTree(_ path: String) throws(SystemError) {
    if unlink(path) == 0 || errno == ENOENT { return }
    let code = errno
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw SystemError("cannot remove \(path)", code: code)
    }
    for name in folderNames(path) { try removeTree("\(path)/\(name)") }
    if rmdir(path) != 0, errno != ENOENT { throw SystemError("cannot remove \(path)") }
}
