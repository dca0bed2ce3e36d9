// Runs one child process to its end: in a session of its own, without a terminal, with a time limit, and
// passing on the signals that ask us to stop. Knows nothing of stages.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a child process ended.
package struct ProcessOutcome: Sendable {
    /// Exit status; nil where a signal ended it.
    package var exitCode: Int32?
    package var signal: Int32?
    package var isTimedOut = false
    /// Whether `watch` wanted it to end.
    package var isStopped = false
    /// The signal that asked us to stop.
    package var interruption: Int32?
    /// CPU seconds of the process and the children that it waited for.
    package var user = 0.0
    package var system = 0.0
    /// KiB.
    package var maximumRSS = 0
    /// Whether it has left processes of its group behind.
    package var leavesProcesses = false

    package init() {}
}

/// What a child process is started with.
package struct ProcessRequest {
    package var words: [String]
    /// Variables that are set besides our own, or in place of them.
    package var variables: [(name: String, value: String)]
    /// What it gets of our own environment.
    package var passed: PassedEnvironment
    /// Where its standard output and error go. Its input is empty.
    package var output: Int32
    /// Locks that it shares, at descriptors from 100 on, clear of those that make passes on.
    package var locks: [FileLock] = []
    /// Seconds; nil for no limit.
    package var timeout: Int?
    /// Seconds between the request to stop and the end by force.
    package var grace: Double
    /// Passes a signal on to what the process has started elsewhere, such as on another host, and says
    /// whether that worked. Such a process is asked to end by TERM before it is killed, since it would
    /// leave the others behind.
    package var passOn: ((_ signal: Int32, _ child: pid_t) -> Bool)?
    /// Called every so many seconds while the process runs; where it returns true, the process is asked to
    /// end, as after a timeout.
    package var watch: (pause: Double, body: () -> Bool)?
    /// Called when somebody asks us to stop for the first time.
    package var onInterruption: ((_ signal: Int32) -> Void)?
    /// A variable that no other process has, by which those are found that leave the process group.
    package let mark = (name: "HPMAKE_RUNNER", value: "\(getpid())-\(now())")

    package init(
        words: [String], variables: [(name: String, value: String)], passed: PassedEnvironment,
        output: Int32, timeout: Int?, grace: Double
    ) {
        self.words = words
        self.variables = variables
        self.passed = passed
        self.output = output
        self.timeout = timeout
        self.grace = grace
    }
}

extension ProcessRequest {
    /// Starts the process and waits for its end.
    ///
    /// - Throws: where it cannot be started, such as a program that does not exist.
    package func run() throws(SystemError) -> ProcessOutcome {
        var signals = holdSignals()
        let child = try start(isInForeground: false)
        let tree = ProcessTree(group: child, mark: "\(mark.name)=\(mark.value)")
        var outcome = ProcessOutcome()
        var end = timeout.map { steadySeconds() + Double($0) }
        setAlarm(before: end)
        var (isStopping, isAsked) = (false, passOn == nil)
        while true {
            var signal: Int32 = 0
            sigwait(&signals, &signal)
            // First, whatever the signal: both may have come while we were stopped (Ctrl-Z), and a stage
            // that has ended in time is done.
            if reap(child, &outcome) {
                // The next stage is asked to stop instead, at once.
                if signal != SIGCHLD, signal != SIGALRM { kill(getpid(), signal) }
                break
            }
            if signal == SIGCHLD { continue }
            if signal == SIGTSTP {
                let seconds = pause(tree)
                end = end.map { $0 + seconds }
                continue
            }
            if signal == SIGALRM, !isStopping, let watch, end.map({ steadySeconds() < $0 }) ?? true
            {
                guard watch.body() else {
                    setAlarm(before: end)
                    continue
                }
                // It may have come to its end by itself meanwhile.
                if reap(child, &outcome) { break }
                outcome.isStopped = true
            }
            if signal != SIGALRM, outcome.interruption == nil {
                outcome.interruption = signal
                onInterruption?(signal)
            }
            if isStopping {
                // make passes TERM on to those who have it already; who presses Ctrl-C again means it.
                guard signal == SIGALRM || signal == SIGINT else { continue }
                tree.send(isAsked ? SIGKILL : SIGTERM)
                isAsked = true
                if passOn != nil { setAlarm(5) }
            } else {
                isStopping = true
                outcome.isTimedOut = signal == SIGALRM && !outcome.isStopped
                let wanted = signal == SIGALRM ? SIGTERM : signal
                if passOn?(wanted, child) != true { tree.send(wanted) }
                setAlarm(max(grace, 0.001))
            }
        }
        // Not to go off during the pause before the next attempt, or be taken for its timeout.
        setAlarm(0)
        dropPendingAlarm()
        // What a process that failed has left must not write on beside the next attempt. What one that
        // succeeded has left is its own affair.
        if isStopping || outcome.exitCode != 0 {
            // Also after SIGINT: what a shell has started with `&` is deaf to that.
            let isAsked = outcome.isTimedOut || outcome.isStopped
            finish(tree, isAsked: isAsked || outcome.interruption == SIGTERM)
        }
        return outcome
    }

    /// The leader is gone; waits out the grace for what it started, then kills that.
    ///
    /// - Parameter isAsked: whether these were sent SIGTERM already.
    private func finish(_ tree: ProcessTree, isAsked: Bool) {
        if !isAsked { tree.send(SIGTERM) }
        let end = now() + Int64(grace * 1e9)
        var pause: UInt32 = 1000
        while tree.isAlive {
            if now() > end || isPending(SIGINT) { return tree.send(SIGKILL) }
            usleep(pause)
            pause = min(pause * 2, 50_000)
        }
    }

    private func reap(_ child: pid_t, _ outcome: inout ProcessOutcome) -> Bool {
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(child, &status, WNOHANG, &usage) == child else { return false }
        let signal = status & 0x7F
        if signal == 0 { outcome.exitCode = status >> 8 & 0xFF } else { outcome.signal = signal }
        outcome.leavesProcesses = kill(-child, 0) == 0 || errno == EPERM
        outcome.user = seconds(usage.ru_utime)
        outcome.system = seconds(usage.ru_stime)
        #if canImport(Glibc)
            outcome.maximumRSS = usage.ru_maxrss
        #else
            outcome.maximumRSS = usage.ru_maxrss / 1024
        #endif
        return true
    }

    private func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// Ctrl-Z stops the process with us, and it goes on with us; this time does not count. STOP, since
    /// nobody else can wake a session without a terminal, and such ones are deaf to TSTP.
    ///
    /// - Returns: how many seconds that was.
    private func pause(_ tree: ProcessTree) -> Double {
        let (left, begin) = (setAlarm(0), steadySeconds())
        tree.send(SIGSTOP)
        stopMyself()
        tree.send(SIGCONT)
        setAlarm(left)
        return steadySeconds() - begin
    }

    /// At the next look, or at the end of the time, whichever is first.
    private func setAlarm(before end: Double?) {
        let times = [watch?.pause, end.map { $0 - steadySeconds() }].compactMap { $0 }
        if let next = times.min() { setAlarm(max(next, 0.001)) }
    }

    /// Returns how many seconds were left; 0 for no alarm.
    @discardableResult
    private func setAlarm(_ seconds: Double) -> Double {
        var (timer, before) = (itimerval(), itimerval())
        timer.it_value.tv_sec = time_t(seconds)
        timer.it_value.tv_usec = suseconds_t((seconds - seconds.rounded(.down)) * 1e6)
        #if canImport(Glibc)
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, &before)
        #else
            setitimer(ITIMER_REAL, &timer, &before)
        #endif
        return self.seconds(before.it_value)
    }

    /// - Parameter isInForeground: whether it has our input, output and session, and with these the terminal.
    func start(isInForeground: Bool) throws(SystemError) -> pid_t {
        #if canImport(Glibc)
            var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        guard !words.isEmpty else { throw SystemError("no program to run", code: EINVAL) }
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if !isInForeground {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, output, 2)
        }
        for (index, lock) in locks.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, lock.descriptor, Int32(100 + index))
        }
        var (none, reset) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&reset)
        for signal in stopSignals + [SIGPIPE] { sigaddset(&reset, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &reset)
        #if canImport(Glibc)
            // POSIX_SPAWN_SETSID, which its header shows to C alone.
            let newSession: Int32 = 0x80
        #else
            let newSession = POSIX_SPAWN_SETSID
        #endif
        posix_spawnattr_setflags(
            &attributes,
            Int16(
                (isInForeground ? 0 : newSession) | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var child: pid_t = 0
        let code = withCStrings(words) { arguments in
            withEnvironment {
                posix_spawnp(&child, words[0], &actions, &attributes, arguments, $0)
            }
        }
        guard code == 0 else { throw SystemError("cannot run \(words.first ?? "")", code: code) }
        return child
    }
}

/// Closes whatever descriptors were inherited besides 0 to 2: those of make's jobserver must not
/// reach a trainer, which would seem to be a make of its own.
package func closeInheritedDescriptors() {
    #if canImport(Glibc)
        closefrom(3)
    #else
        for descriptor in 3..<getdtablesize() { close(descriptor) }
    #endif
}
