// The environment, the host, and standard output and error. Knows nothing of what is said.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A variable of the environment.
package func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// A variable of the environment that holds seconds: at most a day, `standard` where it is no number.
package func environmentSeconds(_ name: String, standard: Double) -> Double {
    guard let text = environmentVariable(name), let number = Double(text), number >= 0 else {
        return standard
    }
    return min(number, 86400)
}

/// The name of this host.
package func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The job of Slurm that we are part of, such as `12_3` or `12`; nil outside of one.
package func clusterJob() -> String? {
    if let array = environmentVariable("SLURM_ARRAY_JOB_ID"),
        let task = environmentVariable("SLURM_ARRAY_TASK_ID")
    {
        return "\(array)_\(task)"
    }
    return environmentVariable("SLURM_JOB_ID")
}

/// The path of the working folder, with no link in it.
package func workingFolder() -> String {
    guard let path = realpath(".", nil) else { return "." }
    defer { free(path) }
    return String(cString: path)
}

/// The path of the working folder as the user knows it, with links in it.
package func currentFolder() -> String {
    guard let path = environmentVariable("PWD"), path.hasPrefix("/"), let named = fileStatus(path),
        let here = fileStatus("."), named.inode == here.inode, named.device == here.device
    else { return workingFolder() }
    return path
}

/// Writes text to a standard stream, all at once, so that lines of several processes do not mix.
@discardableResult
package func writeText(_ text: String, to descriptor: Int32 = 1) -> Bool {
    writeAll(Array(text.utf8), to: descriptor)
}

/// Whether the stream is a terminal that shows colours.
package func showsColour(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && environmentVariable("NO_COLOR") == nil
        && environmentVariable("TERM") != "dumb"
}

/// Whether the stream comes from somebody or from a file: neither from a terminal nor from a device.
package func isPiped(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return [S_IFIFO, S_IFREG, S_IFSOCK].contains(status.st_mode & S_IFMT)
}

/// Whether the stream is a terminal.
package func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// Whether the locale's characters are more than ASCII: by the first of these variables that is set.
package func knowsUnicode() -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap(environmentVariable).first { !$0.isEmpty } ?? ""
    let letters = locale.lowercased().filter { $0 != "-" }
    return letters.hasSuffix("utf8")
        || letters.split(separator: "@").first?.hasSuffix("utf8") ?? false
}

/// The width of the terminal, 80 where there is none.
package func terminalWidth(_ descriptor: Int32) -> Int {
    terminalSize(descriptor).flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil } ?? 80
}

/// The height of the terminal, 24 where there is none.
package func terminalHeight(_ descriptor: Int32) -> Int {
    terminalSize(descriptor).flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } ?? 24
}

private func terminalSize(_ descriptor: Int32) -> winsize? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
}

/// Calls `body` with the standard output going where errors go.
package func withOutputToError<T>(_ body: () -> T) -> T {
    let kept = dup(1)
    dup2(2, 1)
    defer {
        dup2(kept, 1)
        close(kept)
    }
    return body()
}

/// The path of the file that standard output goes to; nil where the system does not tell.
package func pathOfOutput() -> String? {
    #if canImport(Glibc)
        return linkTarget("/proc/self/fd/1")
    #else
        var buffer = [CChar](repeating: 0, count: 4096)
        return fcntl(1, F_GETPATH, &buffer) == 0 ? String(cString: buffer) : nil
    #endif
}

/// The path of the running program; nil where the system does not tell.
package func programPath() -> String? {
    #if canImport(Glibc)
        let path = realpath("/proc/self/exe", nil)
    #else
        var buffer = [CChar](repeating: 0, count: 4096)
        var size = UInt32(buffer.count)
        guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
        let path = realpath(buffer, nil)
    #endif
    guard let path else { return nil }
    defer { free(path) }
    return String(cString: path)
}
