// Standard output of the commands: what cannot be written there is no success.
// Knows nothing of what is said.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Prints what a command was asked for. Where that is lost, such as on a full disk, the program ends
/// with 1; a reader that has enough, such as `head`, is no error, and makes it false.
@discardableResult
func printBytes(_ bytes: [UInt8]) -> Bool {
    if writeAll(bytes, to: 1) { return true }
    guard errno != EPIPE else { return false }
    writeText("hpmake: \(SystemError("cannot write to standard output"))\n", to: 2)
    exit(ExitCode.failure)
}

/// Writes what was asked for into a file, whose folders are made; `-` is standard output.
func deliver(_ bytes: [UInt8], to path: String) throws {
    if path == "-" {
        printBytes(bytes)
        return
    }
    if let folder = folderName(path), !folder.isEmpty { try makeFolder(folder) }
    try writeOutput(path, bytes)
}

/// The same of a text.
func printText(_ text: String) { printBytes(Array(text.utf8)) }
