// Runs programs for tests: with their output, a time limit, and a process group of their own.
// Knows nothing of hpmake.
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a program ended and what it said.
package struct Output: Sendable, CustomStringConvertible {
    /// Exit status; of a program that a signal ended, 128 and the signal.
    package let code: Int32
    package let stdout: String
    package let stderr: String

    package var lines: [String] { stdout.split(separator: "\n").map(String.init) }
    package var description: String { "exit \(code)\n\(stdout)\n\(stderr)" }
}

/// Runs a program to its end, with `PATH` and these variables only.
package func runProcess(
    _ words: [String], environment: [String: String] = [:], in folder: String = "/"
) throws -> Output {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let variables = environment.merging(["PATH": path]) { first, _ in first }
    return try RunningProcess(words, environment: variables, folder: folder).wait()
}

/// Calls `body` with an empty folder that is removed afterwards.
package func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// A program that runs in a process group of its own, which is killed at the latest with this object.
package final class RunningProcess {
    package let pid: pid_t
    private let folder: String
    private var status: Int32?

    package init(
        _ words: [String], environment: [String: String], folder: String, input: String? = nil,
        terminal: String? = nil
    ) throws {
        self.folder = try temporaryFolder()
        if let input {
            try input.write(toFile: "\(self.folder)/in", atomically: false, encoding: .utf8)
        }
        // A shell changes the folder, since posix_spawn cannot everywhere.
        let script = "cd \"$0\" && exec \"$@\" <\"$hpmake_in\" >\"$hpmake_out\" 2>\"$hpmake_err\""
        let arguments = ["/bin/sh", "-c", script, folder] + words
        let own = [
            "hpmake_in": input == nil ? "/dev/null" : "\(self.folder)/in",
            "hpmake_out": terminal ?? "\(self.folder)/out", "hpmake_err": "\(self.folder)/err",
        ]
        let variables = environment.merging(own) { $1 }.map { "\($0.key)=\($0.value)" }
        #if canImport(Glibc)
            var attributes = posix_spawnattr_t()
        #else
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var child: pid_t = 0
        let pointers = arguments.map { strdup($0) } + [nil]
        let environ = variables.map { strdup($0) } + [nil]
        defer { for pointer in pointers + environ { free(pointer) } }
        let code = posix_spawn(&child, "/bin/sh", nil, &attributes, pointers, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        pid = child
    }

    deinit {
        signalGroup(SIGKILL)
        if status == nil { waitpid(pid, nil, 0) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    package func signalGroup(_ signal: Int32) { kill(-pid, signal) }
    package func signal(_ signal: Int32) { if status == nil { kill(pid, signal) } }

    package var isRunning: Bool {
        if status != nil { return false }
        var found: Int32 = 0
        guard waitpid(pid, &found, WNOHANG) == pid else { return true }
        status = found
        return false
    }

    /// Waits for its end. After `seconds` the group is killed, and the code is 137.
    package func wait(seconds: Double = 120) -> Output {
        let end = Date().addingTimeInterval(seconds)
        while isRunning {
            if Date() > end { signalGroup(SIGKILL) }
            usleep(1000)
        }
        let raw = status ?? 0
        let code = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
        return Output(code: code, stdout: text("out"), stderr: text("err"))
    }

    /// What it has said so far.
    package var stdout: String { text("out") }

    private func text(_ name: String) -> String {
        let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A new empty folder.
package func temporaryFolder() throws -> String {
    let path = NSTemporaryDirectory() + "/hpmake-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    // make and the shell see the path without links.
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
}

/// Waits until something is so; false after `seconds`.
package func eventually(seconds: Double = 20, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if try condition() { return true }
        usleep(2000)
    }
    return false
}
