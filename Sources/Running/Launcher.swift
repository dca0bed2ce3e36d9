// The prefix that `make LAUNCH='srun ..'` puts before the commands of stages.
// Knows nothing of stages; of srun it knows how to reach what runs on other hosts.
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the commands of stages are started with.
struct Launcher {
    private let prefix: String
    /// Passes a signal on; nil where the process group has everything that runs.
    let passOn: ((_ signal: Int32, _ child: pid_t) -> Bool)?

    /// nil where there is no prefix.
    init?() {
        guard let prefix = environmentVariable("LAUNCH"), prefix.contains(where: { $0 != " " })
        else { return nil }
        self.prefix = prefix
        let program = prefix.split(separator: " ").first?.split(separator: "/").last ?? ""
        guard program == "srun", let job = environmentVariable("SLURM_JOB_ID"), Int(job) != nil
        else {
            passOn = nil
            return
        }
        // srun takes INT for a question and TERM for an order to kill its step, so that a trainer
        // could not write its checkpoint: the signal goes to the step itself.
        passOn = { signal, child in
            guard let step = Launcher.step(ofJob: job, startedBy: child) else { return false }
            let name = String(signalName(signal).dropFirst(3))
            return outputOfProgram(["scancel", "--signal=\(name)", step]) != nil
        }
    }

    /// What runs a script by way of the prefix, which the shell splits as on a command line.
    func words(script path: String) -> [String] {
        ["/bin/sh", "-c", "exec \(prefix) \"$@\"", "sh", "/bin/sh", path]
    }

    /// The step that an srun of this host has started.
    private static func step(ofJob job: String, startedBy process: pid_t) -> String? {
        var step: Substring?
        for word in (outputOfProgram(["scontrol", "-a", "show", "step", job]) ?? "")
            .split(whereSeparator: { $0 == " " || $0 == "\n" })
        {
            if word.hasPrefix("StepId=") { step = word.dropFirst(7) }
            if word.hasPrefix("SrunHost:Pid="), word.hasSuffix(":\(process)") {
                return step.map { String($0) }
            }
        }
        return nil
    }
}
