// Runs that are stopped since others do better, with the real make: they are done, and stay so.
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct EarlyStopTests {
    /// Arguments: the loss of its steps, how many there are, the pause between two, the run's folder.
    private static let trainer = """
        i=1
        while [ $i -le $2 ]; do
          echo "{\\"step\\": $i, \\"val_loss\\": $1}" >>"$4/metrics.jsonl"
          sleep $3
          i=$((i + 1))
        done
        echo "$HPMAKE_ID" >>ended
        """

    private static let stop = #", "stop": {"metric": "val_loss", "grace": 3}"#

    /// Trains in the order of the values, one after another, where make is told `-j1`.
    private func project(
        _ values: String = "[1, 2, 3]", steps: Int = 6, stage: String = "", stages: String? = nil,
        more: String = #", "objective": {"minimize": "val_loss"}"#, stop: String = Self.stop,
        trainer: String = Self.trainer
    ) throws -> Project {
        let test = #", "test": "echo test {x} >>trace""#
        let project = try Project(
            """
            {"space": {"x": \(values)},
             "stages": {"train": {"run": "echo train {x} >>trace; exec sh train.sh {x} \(steps) 0.1 {out}",
                                  "inputs": ["train.sh"]\(stage)}\(stages ?? test)}\(more)\(stop)}
            """)
        try project.write("train.sh", trainer)
        project.environment["HPMAKE_STOP_PAUSE"] = "0.05"
        return project
    }

    private func edit(_ project: Project, _ old: String, _ new: String) throws {
        let text = project.read("space.json")
        #expect(text.contains(old))
        try project.write("space.json", text.replacingOccurrences(of: old, with: new))
    }

    private func ran(_ project: Project) -> [String] {
        let lines = project.read("trace").split(separator: "\n").map(String.init)
        try? project.remove("trace")
        return lines
    }

    @Test func aStoppedRunIsDoneAndStaysSo() throws {
        let project = try project()
        let output = try project.make("-j1")
        #expect(output.code == 0, "\(output)")
        #expect(output.lines.count { $0.hasSuffix("stopped at step 3") } == 2, "\(output)")
        #expect(
            ran(project) == ["train 1", "test 1", "train 2", "test 2", "train 3", "test 3"])
        #expect(project.read("ended").hasPrefix("x_1-"))
        #expect(project.read("ended").split(separator: "\n").count == 1)
        let record = project.record("x_2", ".train")
        #expect(record["state"] as? String == "done" && record["stopped"] as? Double == 3)
        #expect(
            record["reason"] as? String
                == "stopped at step 3: val_loss 2 at best, median of 1 other run 1")
        // The median of 1 and 2.
        #expect(
            (project.record("x_3", ".train")["reason"] as? String)?.hasSuffix("2 other runs 1.5")
                == true)
        #expect(project.record("x_1", ".train")["stopped"] == nil)
        // What was not reported otherwise is the curve's last value.
        #expect(
            (project.record("x_2", ".test")["metrics"] as? [String: Any])?["val_loss"] as? Double
                == 2)

        // Nobody does anything again, whatever becomes of "stop".
        let asked = try project.make("-q")
        #expect(asked.code == 0, "\(asked)")
        #expect(try project.make().code == 0)
        for (old, new) in [
            (#""grace": 3"#, #""grace": 2"#), (#""grace": 2"#, #""grace": 2, "runs": 5"#),
            (#", "stop": {"metric": "val_loss", "grace": 2, "runs": 5}"#, ""),
        ] {
            try edit(project, old, new)
            let output = try project.make()
            #expect(output.code == 0 && !output.stdout.contains("start"), "\(output)")
            #expect(try project.hpmake("where", "stopped=3").lines.count == 2)
        }
        #expect(ran(project) == [])
        #expect(try project.hpmake("status").stdout.contains("3 runs: 3 done"))
    }

    @Test func allTellOfIt() throws {
        let project = try project()
        #expect(try project.make("-j1", "-s").code == 0)
        let table = try project.hpmake("collate", "dist").stdout
        #expect(table.hasPrefix("   id                stopped  val_loss  x\n"), "\(table)")
        #expect(table.contains("2  x_2-") && table.contains("  3        2         2\n"), "\(table)")
        let csv = project.read("dist/results.csv").split(separator: "\r\n")
        #expect(csv[0].hasSuffix(",seconds,start,host,stopped"))
        #expect(csv[1].hasSuffix(",") && csv[2].hasSuffix(",3"))
        for (term, count) in [
            ("stopped=3", 2), ("stopped=4", 0), ("stopped<4", 2), ("stopped=", 1),
            ("state=done", 3),
        ] {
            #expect(try project.hpmake("where", term).lines.count == count, "\(term)")
        }
        #expect(try project.hpmake("where", "stopped=x").code == 2)
        #expect(
            try project.hpmake("explain", "x_2").stdout.contains(
                "stopped at step 3: val_loss 2 at best"))
        #expect(try project.hpmake("annotate", "dist").stdout.contains("stopped"))
        #expect(try project.hpmake("compare", "x_1", "x_2").stdout.contains("stopped"))
        #expect(try project.hpmake("report").code == 0)
        #expect(project.read("dist/report.html").contains(#""name":"stopped""#))
        // A sweep without any says nothing of it.
        let other = try self.project(stop: "")
        #expect(try other.make("-j1", "-s").code == 0)
        #expect(!other.read("dist/results.csv").contains("stopped"))
        #expect(try !other.hpmake("collate", "dist").stdout.contains("stopped"))
    }

    /// One that is deaf to TERM is killed after the grace; whatever it leaves behind, too.
    @Test func aTrainerThatIgnoresTheRequest() throws {
        let project = try project(
            trainer: "trap '' TERM; [ $1 = 1 ] || sleep 77 & \n" + Self.trainer)
        project.environment["HPMAKE_GRACE"] = "0.3"
        try edit(project, "{x} 6 0.1", "{x} $((4 + {x} / 2 * 500)) 0.1")
        let output = try project.make("-j1")
        #expect(output.code == 0, "\(output)")
        let record = project.record("x_2", ".train")
        #expect(record["stopped"] as? Double == 3 && record["signal"] as? String == "SIGKILL")
        #expect(try project.sh("pgrep -f '[s]leep 77'").stdout == "")
    }

    /// Whatever it ends with when it is asked to end, it is done; and is not tried again.
    @Test func theEndAfterTheRequestIsNoFailure() throws {
        let project = try project(
            stage: #", "retries": 2, "timeout": "60s""#,
            trainer: "trap 'echo \"{\\\"val_loss\\\": 7}\" >$4/result.json; exit 9' TERM\n"
                + Self.trainer)
        let output = try project.make("-j1")
        #expect(output.code == 0, "\(output)")
        let record = project.record("x_2", ".train")
        #expect(record["exit"] as? Int == 9 && record["stopped"] as? Double == 3)
        #expect(record["attempt"] as? Int == 1)
        // What it has reported by itself counts.
        #expect(try project.hpmake("where", "val_loss=7").lines.count == 2)
        #expect(ran(project).count == 6)
    }

    /// A failure of its own, a timeout and Ctrl-C are what they are.
    @Test func otherEnds() throws {
        let failing = try project("[1, 2]", trainer: Self.trainer + "\n[ $1 = 1 ] || exit 5\n")
        try edit(failing, #""grace": 3"#, #""grace": 7"#)
        #expect(try failing.make("-j1").code == 2)
        #expect(failing.record("x_2", ".train.attempt")["reason"] as? String == "exit 5")

        let slow = try project(
            "[1, 2]", steps: 3, stage: #", "timeout": "1s""#,
            trainer: Self.trainer + "\n[ $1 = 1 ] || sleep 60\n")
        try edit(slow, #""grace": 3"#, #""grace": 4"#)
        #expect(try slow.make("-j1").code == 2)
        let record = slow.record("x_2", ".train.attempt")
        #expect(record["state"] as? String == "timeout" && record["stopped"] == nil)

        let stopped = try project("[1, 2]", steps: 300)
        try edit(stopped, #""grace": 3"#, #""grace": 4000"#)
        let make = try stopped.startMake(["-j1"])
        #expect(
            eventually {
                stopped.read("\(stopped.folder(ofRun: "x_1"))/metrics.jsonl").contains("4")
            })
        make.signalGroup(SIGINT)
        _ = make.wait()
        #expect(stopped.record("x_1", ".train.attempt")["state"] as? String == "interrupted")
    }

    /// With a timeout of its own, a run that is looked at goes on as long as it may.
    @Test func looksDoNotMoveTheTimeout() throws {
        let project = try project("[1]", steps: 300, stage: #", "timeout": "1s""#)
        let begin = Date()
        #expect(try project.make("-j1").code == 2)
        #expect((0.9...8).contains(Date().timeIntervalSince(begin)))
        #expect(project.record("x_1", ".train.attempt")["state"] as? String == "timeout")
    }

    /// Runs that were done before the spec had "stop" are compared with; those of another trainer are not.
    @Test func whoIsComparedWith() throws {
        let project = try project("[1]", stop: "")
        #expect(try project.make("-j1", "-s").code == 0)
        try edit(project, "[1]", "[1, 2]")
        try edit(project, #"{"minimize": "val_loss"}"#, #"{"minimize": "val_loss"}"# + Self.stop)
        #expect(try project.make("-j1").stdout.contains("stopped at step 3"))
        #expect(project.read("dist/.hpmake/curves.jsonl").split(separator: "\n").count == 3)
        // Another trainer: of the others' medians, 3 and then 2, none is better.
        try edit(project, "[1, 2]", "[3, 1, 2]")
        try project.write("train.sh", Self.trainer + "\n# another\n")
        let output = try project.make("-j1")
        #expect(output.code == 0 && !output.stdout.contains("stopped"), "\(output)")
        // Nor is a former run. What was accepted is.
        try project.write("train.sh", Self.trainer + "\n# yet another\n")
        #expect(try project.hpmake("accept").code == 0)
        try edit(project, "[3, 1, 2]", "[1, 2, 4]")
        #expect(try project.make("-j1").code == 0)
        #expect(
            (project.record("x_4", ".train")["reason"] as? String)?.hasSuffix(
                "2 other runs 1.5") == true, "\(project.record("x_4", ".train"))")
    }

    /// Runs beside each other see each other's curves while these grow; with repeats each run is one.
    @Test func runsBesideEachOther() throws {
        let project = try project(
            "[1, 5]", steps: 60, stages: "",
            more: #", "objective": {"minimize": "val_loss"}, "repeat": {"seed": [1, 2]}"#)
        let output = try project.make("-j4")
        #expect(output.code == 0, "\(output)")
        let found = try project.hpmake("where", "stopped>=3").lines
        #expect(found.count == 2 && found.allSatisfy { $0.contains("x_5-") }, "\(found)")
        let table = try project.hpmake("collate", "dist").stdout
        #expect(table.contains("stopped") && table.contains("n"), "\(table)")
        #expect(try project.make().code == 0)
        #expect(try project.hpmake("status").stdout.contains("4 runs: 4 done"))
    }

    /// A launcher passes the request on.
    @Test func behindALauncher() throws {
        let project = try project()
        let output = try project.make("-j1", "LAUNCH=env -i PATH=/usr/bin:/bin")
        #expect(output.code == 0, "\(output)")
        #expect(try project.hpmake("where", "stopped=3").lines.count == 2)
    }

    /// A name that no run writes is told, once.
    @Test func aMetricThatIsNotThere() throws {
        let project = try project()
        try edit(project, #""stop": {"metric": "val_loss""#, #""stop": {"metric": "vall_loss""#)
        let output = try project.make()
        let lines = output.lines.filter { $0.contains("nothing can be stopped") }
        #expect(
            lines.count == 1
                && lines[0].hasSuffix("no vall_loss in its metrics.jsonl, which has val_loss"),
            "\(output)")
    }

    /// What earlier attempts have written is part of the curve, and does not stop the next one by itself.
    @Test func anAttemptGoesOnWithTheCurve() throws {
        let project = try project(
            "[1, 2]", steps: 2, stage: #", "retries": 1"#,
            trainer: Self.trainer + "\n[ $1 = 1 ] && [ $HPMAKE_ATTEMPT = 1 ] && exit 1; exit 0\n")
        try edit(project, #""grace": 3"#, #""grace": 1"#)
        let output = try project.make("-j1")
        #expect(output.code == 0 && output.stdout.contains("stopped at step 1"), "\(output)")
        let lines = project.read("dist/.hpmake/curves.jsonl").split(separator: "\n")
        #expect(lines.count { $0.contains("\"steps\":[1,2]") } == 1, "\(lines)")
    }
}
