// Attempts and the pauses between them, with the real make.
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct RetryTests {
    private func project(_ run: String, _ more: String, runs: Int = 1) throws -> Project {
        try Project(
            """
            {"space": {"x": {"arange": [0, \(runs), 1]}}, "resources": {"gpu": [0]},
             "stages": {"a": {"run": "\(run)"\(more)}}}
            """)
    }

    /// What outlives the leader of a stage that took too long must not let the alarm of the grace go
    /// off later, in the pause or as the timeout of the next attempt.
    @Test func aDeafChildDoesNotEndTheSweep() throws {
        let project = try project(
            "echo $HPMAKE_ATTEMPT >>trace; (trap '' TERM; exec sleep 60) & sleep 60",
            #", "timeout": "1s", "retries": 1"#, runs: 2)
        project.environment["HPMAKE_GRACE"] = "0.4"
        let output = try project.make("-j2")
        #expect(output.code == 2 && output.stdout.contains("FAIL a  x_1"), "\(output)")
        #expect(project.read("trace").split(separator: "\n").sorted() == ["1", "1", "2", "2"])
        for run in ["x_0", "x_1"] {
            #expect(project.record(run, ".a.attempt")["state"] as? String == "timeout")
        }
    }

    /// A process that has ended is not waited for, even where its parent never looks.
    @Test func theDeadAreNotWaitedFor() throws {
        let project = try project("python3 dead.py; exit 3", "")
        guard try project.run("python3", "--version").code == 0 else {
            return print("skipped: no python3")
        }
        try project.write(
            "dead.py",
            """
            import os, time
            if os.fork() == 0:
                if os.fork() == 0: os._exit(0)  # stays in the group of the stage, and dead
                os.setpgid(0, 0)
                os.close(1); os.close(2)
                time.sleep(15)
            time.sleep(0.3)
            """)
        project.environment["HPMAKE_GRACE"] = "30"
        let begin = Date()
        #expect(try project.make().code != 0)
        #expect(Date().timeIntervalSince(begin) < 10)
    }

    @Test func thePauseTellsWhy() throws {
        let project = try project("echo a line; exit 9", #", "retries": 1"#)
        project.environment["HPMAKE_RETRY_PAUSE"] = "60"
        let make = try project.startMake()
        #expect(
            eventually {
                project.read(project.lock(ofRun: "x_0")).contains("tried again")
            })
        let status = try project.hpmake("status", "dist")
        #expect(status.stdout.contains("1 runs: 1 running"), "\(status)")
        #expect(try project.hpmake("log", "dist", "x_0").stdout == "a line\n")
        make.signal(SIGTERM)
        #expect(make.wait().code != 0)
        #expect(project.record("x_0", ".a.attempt")["reason"] as? String == "exit 9")
        #expect(try project.hpmake("where", "dist", "state=failed").lines.count == 1)
    }

    @Test func failFastStopsThoseThatWait() throws {
        let project = try project(
            "echo x >>trace; sleep 0.3; exit 1", #", "needs": {"gpu": 1}"#, runs: 6)
        #expect(try project.make("-j6", "FAIL_FAST=1").code != 0)
        #expect(project.read("trace") == "x\n")
    }

    /// A run's second attempt is as much running as its first.
    @Test func aSecondAttemptIsRunning() throws {
        let project = try project(
            "[ $HPMAKE_ATTEMPT = 2 ] || exit 1; touch second; sleep 60", #", "retries": 1"#)
        project.environment["HPMAKE_RETRY_PAUSE"] = "0.05"
        let make = try project.startMake()
        #expect(eventually { project.exists("second") })
        let lock = project.json(project.lock(ofRun: "x_0"))
        #expect(lock["state"] as? String == "running" && lock["reason"] == nil, "\(lock)")
        make.signal(SIGTERM)
        _ = make.wait()
    }

    private let resuming =
        "if [ -e {out}/ckpt ]; then echo again >>trace; else echo hours >{out}/ckpt; exit 1; fi"

    /// Who is stopped while waiting for a slot has lost nothing.
    @Test func aCheckpointSurvivesTheWaitForASlot() throws {
        let project = try project(resuming, #", "needs": {"gpu": 1}"#)
        #expect(try project.make().code != 0)
        let slot = (project.environment["HPMAKE_SLOTS"] ?? "") + "/gpu@0@0"
        let holder = try project.start(["flock", slot, "sleep", "60"])
        defer { holder.signalGroup(SIGKILL) }
        #expect(try eventually { try project.sh("flock -n '\(slot)' true").code != 0 })
        let make = try project.startMake()
        #expect(eventually { project.exists(project.lock(ofRun: "x_0")) })
        usleep(200_000)
        // One that waits is queued, to all commands.
        #expect(try project.hpmake("status", "dist").stdout.contains("1 runs: 1 queued"))
        #expect(try project.hpmake("where", "dist", "state=queued").lines.count == 1)
        make.signal(SIGTERM)
        _ = make.wait()
        holder.signalGroup(SIGKILL)
        _ = holder.wait()
        #expect(try project.hpmake("where", "dist", "state=failed").lines.count == 1)
        #expect(try project.make().code == 0)
        #expect(project.read("trace") == "again\n")
        #expect(project.record("x_0", ".a")["attempt"] as? Int == 2)
    }

    @Test func aCheckpointSurvivesAFullDisk() throws {
        let project = try project(resuming.replacing("exit 1", with: "cat /dev/zero >fill"), "")
        try project.write("disk/here", "")
        let mounted = try project.sh("mount -t tmpfs -o size=1m tmpfs disk 2>&1")
        guard mounted.code == 0 else { return print("no tmpfs can be mounted here: not tested") }
        defer { _ = try? project.sh("umount disk") }
        try project.sh("cp space.json disk; cd disk; hpmake gen space.json >Makefile; make")
        #expect(try project.sh("cd disk; rm fill; make").code == 0)
        #expect(project.read("disk/trace") == "again\n")
    }
}
