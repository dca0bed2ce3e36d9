// Signals and time limits with the real make: nothing is left running, nothing is stamped.
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct SignalTests {
    private func project(_ run: String, _ more: String = "") throws -> Project {
        let project = try Project(
            """
            {"space": {"x": [1]}, "stages": {"a": {"run": "\(run)"\(more)}, "b": "echo b >>trace"}}
            """)
        project.environment["HPMAKE_GRACE"] = "0.3"
        return project
    }

    /// The process whose number a stage has written; nil where it is gone.
    private func process(_ project: Project, _ name: String) -> pid_t? {
        let text = project.read(name).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let pid = pid_t(text), kill(pid, 0) == 0 else { return nil }
        // One that is dead may wait for its parent for ever.
        let state = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return state.contains(") Z ") ? nil : pid
    }

    @Test func timeoutsEndByForce() throws {
        let project = try project(
            "trap '' TERM; echo $$ >pid; while :; do sleep 0.1; done", #", "timeout": "1s""#)
        let begin = Date()
        let output = try project.make()
        #expect(output.code != 0)
        let seconds = Date().timeIntervalSince(begin)
        #expect(seconds > 1.2 && seconds < 10)
        #expect(output.stdout.contains("timeout after 1 s"), "\(output)")
        #expect(project.record("x_1", ".a.attempt")["state"] as? String == "timeout")
        #expect(process(project, "pid") == nil)
        #expect(project.read("trace") == "")
    }

    @Test func timeoutsLetAPoliteTrainerFinish() throws {
        let project = try project(
            "trap 'echo saved >{out}/saved; exit 0' TERM; while :; do sleep 0.05; done",
            #", "timeout": "1s""#)
        #expect(try project.make().code != 0)
        #expect(project.read("\(project.folder(ofRun: "x_1"))/saved") == "saved\n")
        #expect(project.record("x_1", ".a.attempt")["state"] as? String == "timeout")
    }

    /// Starts a stage that would last a minute, stops make, and looks at what is left.
    private func stop(_ run: String, _ send: (RunningProcess) -> Void) throws {
        let project = try project("echo $$ >pid.tmp; mv pid.tmp pid; \(run)", #", "retries": 3"#)
        let make = try project.startMake()
        #expect(eventually { project.exists("pid") })
        send(make)
        let output = make.wait(seconds: 20)
        #expect(output.code != 0 && output.code != 137, "\(output)")
        #expect(eventually { self.process(project, "pid") == nil })
        #expect(
            eventually { project.record("x_1", ".a.attempt")["state"] as? String == "interrupted" })
        #expect(!project.exists("\(project.folder(ofRun: "x_1"))/.a"))
        #expect(!project.exists(project.lock(ofRun: "x_1")))
        #expect(project.read("trace") == "")
        try project.write("space.json", #"{"space": {"x": [1]}, "stages": {"a": "echo a"}}"#)
        #expect(try project.make().code == 0)
    }

    @Test func controlCReachesTheWholeTree() throws {
        try stop("sleep 60") { $0.signalGroup(SIGINT) }
    }
    @Test func terminationReachesTheWholeTree() throws {
        try stop("sleep 60") { $0.signal(SIGTERM) }
    }
    @Test func terminationOfTheGroupIsOneRequest() throws {
        try stop("trap 'sleep 0.1; exit 3' TERM; while :; do sleep 0.05; done") {
            $0.signalGroup(SIGTERM)
        }
    }
    @Test func whoIgnoresTheRequestIsKilled() throws {
        try stop("trap '' INT; while :; do sleep 0.1; done") { $0.signalGroup(SIGINT) }
    }
    @Test func childrenInTheBackgroundAreEnded() throws {
        try stop("sleep 60 & wait") { $0.signalGroup(SIGINT) }
    }

    @Test func whatAFailedTrainerLeavesIsEnded() throws {
        let project = try project("sh -c 'echo $$ >pid; sleep 60; true' & sleep 0.2; exit 3")
        #expect(try project.make().stdout.contains("exit 3"))
        #expect(process(project, "pid") == nil)
    }

    @Test func signalsAreNamed() throws {
        let project = try project("kill -SEGV $$")
        #expect(try project.make().stdout.contains("killed by SIGSEGV"))
        let nested = try self.project("sh -c 'kill -KILL $$'; true")
        let output = try nested.make()
        #expect(output.stdout.contains("killed by SIGKILL"), "\(output)")
        #expect(nested.record("x_1", ".a.attempt")["state"] as? String == "failed")
    }

    @Test func badSettingsAreNoTrap() throws {
        for text in ["nan", "inf", "-1", "1e300", "x", ""] {
            let project = try project("exit 1", #", "retries": 0, "timeout": "1h""#)
            project.environment["HPMAKE_GRACE"] = text
            let output = try project.make()
            #expect(output.stdout.contains("FAIL a"), "\(text): \(output)")
        }
    }

    /// Programs such as `timeout` and `setsid` leave the group of the stage.
    @Test func whoLeavesTheGroupIsEnded() throws {
        for program in ["timeout 60", "setsid"] {
            let project = try project(
                "\(program) sh -c 'echo $$ >pid; sleep 60'; true", #", "timeout": "1s""#)
            #expect(try project.make().code != 0)
            #expect(project.exists("pid") && process(project, "pid") == nil, "\(program)")
            try project.remove("pid")
            let make = try project.startMake()
            #expect(eventually { !project.read("pid").isEmpty })
            make.signal(SIGTERM)
            _ = make.wait()
            #expect(process(project, "pid") == nil, "\(program)")
        }
    }

    /// `nohup make &` outlives its terminal.
    @Test func ignoredSignalsStayIgnored() throws {
        let project = try project("touch begun; sleep 1; echo a >>trace")
        try project.hpmake("gen", "space.json", "-o", "Makefile")
        let make = try project.start(["nohup", "make"])
        #expect(eventually { project.exists("begun") })
        try project.sh("pkill -HUP -g \(make.pid) hpmake")
        #expect(make.wait().code == 0)
        #expect(project.read("trace") == "a\nb\n")
    }

    /// Both the end and the time limit come while hpmake is stopped, as by Ctrl-Z.
    @Test func aStopIsNoTimeout() throws {
        let project = try project("touch begun; sleep 0.5", #", "timeout": "1s""#)
        let make = try project.startMake()
        #expect(eventually { project.exists("begun") })
        make.signalGroup(SIGSTOP)
        usleep(1_500_000)
        make.signalGroup(SIGCONT)
        #expect(make.wait().code == 0)
        #expect(project.record("x_1", ".a")["state"] as? String == "done")
    }
}
