// A folder with a spec and what belongs to it, in which tests call hpmake and make.
// Knows nothing of what is tested.
import Foundation

/// A project in a temporary folder, removed with this object.
package final class Project {
    package let folder: String
    package var environment: [String: String]

    package init(_ spec: String? = nil) throws {
        folder = try temporaryFolder()
        var inherited = ProcessInfo.processInfo.environment
        for name in inherited.keys
        where name.hasPrefix("MAKE") || name.hasPrefix("HPMAKE") || name == "MFLAGS" {
            inherited[name] = nil
        }
        inherited["PATH"] = "\(Project.binaries):\(inherited["PATH"] ?? "/usr/bin:/bin")"
        // Slots of its own, so that tests can run at the same time.
        inherited["HPMAKE_SLOTS"] = "\(folder)/.slots"
        inherited["HPMAKE_RETRY_PAUSE"] = "0.01"
        environment = inherited
        if let spec { try write("space.json", spec) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The folder of the hpmake that was built together with the tests.
    private static let binaries: String = {
        let bundles = Bundle.allBundles.map(\.bundlePath) + [CommandLine.arguments[0]]
        let folders = bundles.flatMap { path in
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
            return [parent.path, path]
        }
        return folders.first { FileManager.default.isExecutableFile(atPath: "\($0)/hpmake") } ?? "."
    }()

    /// The path of hpmake.
    package static var hpmake: String { "\(binaries)/hpmake" }

    // MARK: files

    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    package func write(_ name: String, _ text: String) throws {
        let parent = URL(fileURLWithPath: path(name)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    }

    /// Writes a script that can be run at once. By a shell: a process that another test starts at this
    /// moment would have our own file open for writing, and nobody could run it.
    package func writeScript(_ name: String, _ text: String) throws {
        let command = "mkdir -p \"${1%/*}\"; cat >\"$1\" && chmod +x \"$1\""
        _ = try start(["/bin/sh", "-c", command, "sh", "./\(name)"], input: text).wait()
    }

    /// The text of a file; empty where there is none.
    package func read(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path(name)) ?? Data(), as: UTF8.self)
    }

    package func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    package func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }

    /// Paths of all files and folders below a folder, sorted.
    package func tree(_ name: String) -> [String] {
        (FileManager.default.enumerator(atPath: path(name))?.compactMap { $0 as? String } ?? [])
            .sorted()
    }

    /// A JSON file as nested dictionaries; empty where it is none.
    package func json(_ name: String) -> [String: Any] {
        let data = FileManager.default.contents(atPath: path(name)) ?? Data()
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }

    /// Sets the date of a file, in seconds from now.
    package func date(_ name: String, _ seconds: Double) throws {
        let date = Date().addingTimeInterval(seconds)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
    }

    // MARK: programs

    package func start(_ words: [String], input: String? = nil) throws -> RunningProcess {
        try RunningProcess(words, environment: environment, folder: folder, input: input)
    }

    @discardableResult
    package func run(_ words: String..., input: String? = nil) throws -> Output {
        try start(words, input: input).wait()
    }

    @discardableResult
    package func sh(_ script: String) throws -> Output { try run("/bin/sh", "-c", script) }

    @discardableResult
    package func hpmake(_ words: String...) throws -> Output {
        try start(["hpmake"] + words).wait()
    }

    /// Calls make with four jobs, after `gen` where there is no Makefile yet.
    @discardableResult
    package func make(_ words: String...) throws -> Output { try startMake(words).wait() }

    package func startMake(_ words: [String] = []) throws -> RunningProcess {
        if !exists("Makefile") {
            let output = try hpmake("gen", "space.json", "-o", "Makefile")
            guard output.code == 0 else { throw Failure(text: output.description) }
        }
        return try start(["make", "-j4"] + words)
    }

    /// What went wrong before a test could begin.
    package struct Failure: Error, CustomStringConvertible {
        let text: String
        package var description: String { text }
    }
}
