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

/// All of the environment as `NAME=value`.
package func environmentEntries() -> [String] {
    var entries: [String] = []
    var next = environ
    while let entry = next.pointee {
        entries.append(String(cString: entry))
        next += 1
    }
    return entries
}

/// The name of this host.
package func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Writes text to a standard stream, all at once, so that lines of several processes do not mix.
package func writeText(_ text: String, to descriptor: Int32 = 1) {
    writeAll(Array(text.utf8), to: descriptor)
}

/// Whether the stream is a terminal that shows colours.
package func showsColour(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && environmentVariable("NO_COLOR") == nil
        && environmentVariable("TERM") != "dumb"
}

/// Whether the stream is a terminal.
package func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// The width of the terminal, 80 where there is none.
package func terminalWidth(_ descriptor: Int32) -> Int {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
}
