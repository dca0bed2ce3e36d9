// Signals: which are held back while a child process runs, and what they are called.
// Knows nothing of processes.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Signals that ask us to stop, and are passed on; not those that we were told to ignore, such as by
/// `nohup`.
let stopSignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { !isIgnored($0) }

private func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    #if canImport(Glibc)
        let handler = action.__sigaction_handler.sa_handler
    #else
        let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}

/// Holds back the signals that `run` waits for; they stay held, so that none gets lost between two
/// children.
func holdSignals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in stopSignals + [SIGCHLD, SIGALRM] { sigaddset(&set, signal) }
    if !isIgnored(SIGTSTP) { sigaddset(&set, SIGTSTP) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return set
}

/// Calls `body` with the signals at work again, so that they can end a wait.
package func withSignalsAtWork<T>(_ body: () -> T) -> T {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body()
}

/// Does what Ctrl-Z asks for, and returns when we go on. Where no shell could wake us, that is at once.
func stopMyself() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    kill(getpid(), SIGTSTP)
    pthread_sigmask(SIG_BLOCK, &set, nil)
}

/// Takes back an alarm that went off and that nobody has waited for.
func dropPendingAlarm() {
    guard isPending(SIGALRM) else { return }
    var (set, signal) = (sigset_t(), Int32(0))
    sigemptyset(&set)
    sigaddset(&set, SIGALRM)
    sigwait(&set, &signal)
}

/// Whether a signal that is held back has come.
func isPending(_ signal: Int32) -> Bool {
    var pending = sigset_t()
    sigpending(&pending)
    return sigismember(&pending, signal) == 1
}

/// What a signal is called, such as `SIGKILL`.
package func signalName(_ signal: Int32) -> String {
    let names: [Int32: String] = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL",
        SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE",
        SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1", SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2",
        SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU",
        SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
    ]
    return names[signal] ?? "signal \(signal)"
}

/// The number of a signal that `signalName` gave this name.
package func signalNumber(_ name: String) -> Int32? {
    (1...64).first { signalName($0) == name }
}
