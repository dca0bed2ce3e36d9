// Programs that are run on the side, for their output or in our place. Knows nothing of stages.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a program writes to its standard output, without the line end; nil where it fails.
package func outputOfProgram(_ words: [String]) -> String? {
    // Within single quotes only the quote itself means something to the shell.
    let quoted = words.map { word in
        "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }.joined(separator: " ")
    guard let stream = popen("\(quoted) 2>/dev/null </dev/null", "r") else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
        bytes += buffer[..<count]
    }
    guard pclose(stream) == 0 else { return nil }
    while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
}

/// Runs a program with our own input and output, and returns its exit code, as a shell tells it.
package func runInForeground(_ words: [String]) -> Int32 {
    var child: pid_t = 0
    let code = withCStrings(words) { posix_spawnp(&child, words[0], nil, nil, $0, environ) }
    guard code == 0 else { return 127 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
}
