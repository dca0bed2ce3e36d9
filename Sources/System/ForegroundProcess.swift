// A child process in the foreground: with our own input, output and terminal. Knows nothing of stages.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ProcessRequest {
    /// Starts the process in our own process group and waits for its end, without a limit of time. What
    /// the terminal sends, such as Ctrl-C and Ctrl-Z, reaches it by itself; a request to us to end is passed
    /// on.
    ///
    /// - Returns: the exit code as a shell tells it, 128 and the number of the signal included.
    /// - Throws: where it cannot be started, such as a program that does not exist.
    package func runInForeground() throws(SystemError) -> Int32 {
        var signals = holdSignals()
        let child = try start(isInForeground: true)
        while true {
            var signal: Int32 = 0
            sigwait(&signals, &signal)
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                let ending = status & 0x7F
                return ending == 0 ? status >> 8 & 0xFF : 128 + ending
            }
            // It has stopped as well, and goes on with us.
            if signal == SIGTSTP { stopMyself() }
            if signal == SIGTERM || signal == SIGHUP { kill(child, signal) }
        }
    }
}
