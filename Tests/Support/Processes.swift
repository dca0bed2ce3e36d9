// Runs programs for tests, and folders that go away with the test. Knows nothing of hpmake.
import Foundation

/// What a program left behind.
package struct ProcessOutcome {
    package let status: Int32
    package let output: [UInt8]
    package let errors: String
}

/// Runs a program, found in `PATH`, to its end.
///
/// - Parameter environment: variables besides `PATH`; nothing else is inherited.
package func runProcess(
    _ words: [String], environment: [String: String] = [:], in folder: String? = nil
) throws -> ProcessOutcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = environment.merging(["PATH": path]) { first, _ in first }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // A program that fills one pipe while the other is read would wait for ever.
    let collected = Collected()
    let reader = Thread {
        collected.errors = errors.fileHandleForReading.readDataToEndOfFile()
        collected.done.signal()
    }
    reader.start()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    collected.done.wait()
    process.waitUntilExit()
    return ProcessOutcome(
        status: process.terminationStatus, output: Array(text),
        errors: String(decoding: collected.errors, as: UTF8.self))
}

private final class Collected: @unchecked Sendable {
    var errors = Data()
    let done = DispatchSemaphore(value: 0)
}

/// Whether a program is in `PATH`.
package func isInstalled(_ program: String) -> Bool {
    (try? runProcess(["sh", "-c", "command -v \"$0\"", program]).status) == 0
}

/// Calls `body` with an empty folder that is removed afterwards.
package func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("hpmake-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}
