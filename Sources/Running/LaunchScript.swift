// The script that a launched shell reads: so that folder, variables and words arrive byte for byte,
// whatever the launcher does to its environment and its arguments. Knows nothing of launchers.
import Commands

/// What a stage's process is, as a script for a POSIX shell.
struct LaunchScript {
    /// The working folder; where it is not there either, nothing is started.
    let folder: String
    let variables: [(name: String, value: String)]
    let words: [String]

    var text: String {
        var lines = ["cd -- \(shellQuoted(folder)) || exit 126"]
        // The shell knows only its own kind of names.
        var others: [String] = []
        for (name, value) in variables {
            if LaunchScript.isName(name) {
                lines.append("export \(name)=\(shellQuoted(value))")
            } else {
                others.append(shellQuoted("\(name)=\(value)"))
            }
        }
        let program = (others.isEmpty ? [] : ["env"] + others) + words.map(shellQuoted)
        lines.append("exec " + program.joined(separator: " "))
        return lines.map { $0 + "\n" }.joined()
    }

    private static func isName(_ name: String) -> Bool {
        name.utf8.enumerated().allSatisfy { index, byte in
            (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
                || index > 0 && (0x30...0x39).contains(byte)
        }
    }
}
