// `hpmake status` before, while and after make runs, and on a terminal.
import Foundation
import Sweep
import TestSupport
import Testing

@Suite struct StatusTests {
    private static let failing = Sweep(
        space: #"{"x": [1, 2, 3, 4, 5, 6, 7, 8]}"#,
        train: "echo '{\"loss\": {x}}' >{out}/result.json; case {x} in 2|4|5|6) exit 7;; esac")

    @Test func countsListsAndArrays() throws {
        let project = try Project(Self.failing)
        #expect(try project.make().code != 0)
        let text = try project.hpmake("status", "dist/")
        #expect(text.code == 0)
        #expect(text.stdout.contains("8 runs: 4 done, 4 failed"), "\(text)")
        #expect(text.stdout.contains("train: exit 7; log: dist/trained/x_2-"), "\(text)")
        let failed = try project.hpmake("status", "dist", "--failed")
        #expect(
            failed.code == 0 && failed.lines.map { $0.prefix(3) } == ["x_2", "x_4", "x_5", "x_6"])
        #expect(try project.hpmake("status", "dist", "--failed", "--array").stdout == "1,3-5\n")
        let missing = try project.hpmake("status", "dist", "--missing")
        #expect(missing.code == 1 && missing.stdout == "")
        try project.remove(project.folder(ofRun: "x_8"))
        #expect(
            try project.hpmake("status", "dist", "--missing").lines.map { $0.prefix(3) } == ["x_8"])
        let both = try project.hpmake("status", "dist", "--failed", "--missing", "--array")
        #expect(both.stdout == "1,3-5,7\n")
        #expect(try project.hpmake("status", "dist", "--array").code == 2)
        #expect(try project.hpmake("status", "nowhere").code == 2)
        #expect(try project.make("status").code == 0)
    }

    @Test func jsonAgreesWithCollate() throws {
        let project = try Project(Self.failing)
        _ = try project.make()
        // Stamps of another command do not count as done, for neither of them.
        var changed = Self.failing
        changed.test = "echo other"
        try project.change(changed)
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
        #expect(try project.make("dist/hparams.json").code == 0)
        let output = try project.hpmake("status", "dist", "--json")
        let json =
            try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any]
        let states = json?["states"] as? [String: Int]
        let counted = states?.filter { $0.value > 0 }
        #expect(counted == ["failed": 4, "outdated": 4])
        _ = try project.hpmake("collate", "dist")
        let outdated = project.json("dist/collated.json")["outdated"] as? [String]
        let told = (json?["outdated"] as? [[String: Any]])?.map { $0["id"] as? String }
        #expect(outdated?.count == 4 && outdated == told)
        let failed = json?["failed"] as? [[String: Any]]
        #expect((failed?.first?["record"] as? [String: Any])?["exit"] as? Int == 7)
        #expect(failed?.first?["stage"] as? String == "train")
    }

    @Test func theLeanReaderAgreesWithTheFullOne() throws {
        var sweep = Self.failing
        sweep.trainMore = #", "inputs": ["in.txt", "after", "lib"]"#
        sweep.train += "; echo '{\"after\": 1, \"made_from\": 2}' >{out}/result.json"
        let project = try Project(sweep)
        try project.write("after", "1\n")
        _ = try project.make()
        try project.write("\(project.folder(ofRun: "x_3"))/.test", "")
        let head = try SweepHead.read(dist: project.path("dist"))
        let (lean, full) = (
            StateReader(head.plan, head.layout, head.present, head.runIDs), RunReader(head)
        )
        #expect(lean.runs.map(\.state) == head.runIDs.map { full.status($0).state })
        #expect(lean.runs.map(\.state).filter { $0 == .done }.count == 3)
    }

    @Test func runningIsNotBelievedWithoutItsLock() throws {
        let project = try Project(
            #"{"space": {"x": [1, 2]}, "resources": {"gpu": [3]}, "#
                + #""stages": {"a": {"run": "echo $$ >pid; exec sleep 60", "needs": {"gpu": 1}}}}"#)
        let make = try project.startMake()
        #expect(eventually { project.exists("pid") })
        let running = try project.hpmake("status", "dist")
        #expect(running.stdout.contains("1 running"), "\(running)")
        #expect(
            running.stdout.contains("on gpu 3") && running.stdout.contains("pid "), "\(running)")
        #expect(
            try eventually {
                try project.hpmake("status", "dist").stdout.contains("1 queued")
            })
        make.signalGroup(9)
        _ = make.wait()
        // The trainer, in a group of its own, lives on and keeps the lock.
        #expect(try project.hpmake("status", "dist").stdout.contains("1 running"))
        try project.sh("kill -9 $(cat pid)")
        #expect(
            try eventually { try !project.hpmake("status", "dist").stdout.contains("running:") })
        // The one that ran was interrupted, the other one never began.
        #expect(try project.hpmake("status", "dist", "--missing").lines.count == 1)
        #expect(try project.hpmake("where", "dist", "state=interrupted").lines.count == 1)
    }

    @Test func watchingOnANarrowTerminal() throws {
        let project = try Project(
            #"{"space": {"x": [1, 2, 3, 4, 5, 6]}, "stages": {"a-stage-with-a-long-name": "sleep 0.5"}}"#
        )
        let terminal = try Terminal(columns: 40, rows: 12)
        let make = try project.startMake(["-j2"])
        #expect(eventually { project.exists("dist/hparams.json") })
        let watch = try RunningProcess(
            ["hpmake", "status", "dist", "--watch"], environment: project.environment,
            folder: project.folder, terminal: terminal.path)
        var text = ""
        #expect(
            eventually {
                text = terminal.text
                return !watch.isRunning
            })
        text += terminal.text.dropFirst(text.count)
        #expect(watch.wait().code == 0)
        #expect(make.wait().code == 0)
        let lines = text.replacingOccurrences(
            of: "\u{1B}\\[[0-9]*[A-Z]", with: "", options: .regularExpression
        )
        .split(separator: "\r\n").map { $0.replacingOccurrences(of: "\r", with: "") }
        #expect(lines.allSatisfy { $0.count < 40 }, "\(lines)")
        #expect(text.contains("\u{1B}[J"))
        #expect(lines.contains { $0.hasPrefix("[####") && $0.hasSuffix("] 100 %") }, "\(text)")
        #expect(lines.contains { $0.contains("2 running") }, "\(text)")
    }

    /// A reason is never lost and a log never cut, and the digits of the hash are those that `log` takes.
    @Test func failuresOnANarrowTerminal() throws {
        let project = try Project(
            #"{"space": {"a_parameter_with_a_long_name": [1], "another_of_these": ["value"]}, "#
                + #""stages": {"train": "exit 7 # {a_parameter_with_a_long_name} {another_of_these}"}}"#
        )
        _ = try project.make()
        let id =
            project.folder(ofRun: "a_parameter_with_a_long_name_1-another_of_these_value")
            .split(separator: "/").last ?? ""
        let whole = "  \(id)  train: exit 7; log: dist/trained/\(id)/train.log\n"
        project.environment["COLUMNS"] = "60"
        #expect(try project.hpmake("status", "dist").stdout.hasSuffix(whole))
        let terminal = try Terminal(columns: 60, rows: 40)
        project.environment["COLUMNS"] = nil
        let status = try RunningProcess(
            ["hpmake", "status", "dist"], environment: project.environment,
            folder: project.folder, terminal: terminal.path)
        #expect(status.wait().code == 0)
        let lines = terminal.text.split(separator: "\r\n")
        #expect(lines.last == "    log: dist/trained/\(id)/train.log", "\(lines)")
        let line = lines.dropLast().last ?? ""
        let hash = id.suffix(12).prefix(6)
        #expect(
            line.hasSuffix("  train: exit 7") && line.contains("..\(hash)") && line.count <= 60,
            "\(lines)")
        let shown = String(line.split(separator: " ").first ?? "")
        for name in [String(hash), shown] {
            #expect(try project.hpmake("log", "dist", name).code == 0, "\(name)")
        }
    }

    @Test func failedPreprocess() throws {
        let project = try Project(
            #"{"space": {"x": [1, 2]}, "preprocess": "exit 4", "stages": {"t": "true {x}"}}"#)
        #expect(try project.make().code != 0)
        let text = try project.hpmake("status", "dist").stdout
        #expect(text.contains("2 runs: 2 missing; preprocess failed"), "\(text)")
        #expect(
            text.contains("failed:\n  preprocess  exit 4; log: dist/preprocess.log\n"), "\(text)")
        #expect(try project.hpmake("status", "dist", "--failed").stdout == "preprocess\n")
        #expect(try project.hpmake("status", "dist", "--failed", "--array").code == 1)
        let json = try project.hpmake("status", "dist", "--json").stdout
        #expect(
            json.contains(
                #""preprocess":"failed","failed_preprocess":{"log":"dist/preprocess.log","#)
                && json.contains(#""reason":"exit 4""#))
        let collated = try project.hpmake("collate", "dist")
        #expect(
            collated.code == 1
                && collated.stderr.hasPrefix(
                    "failed: preprocess: exit 4; log: dist/preprocess.log\n"),
            "\(collated)")
        // No run can begin, so there is nothing to wait for.
        #expect(try project.hpmake("status", "dist", "--watch").code == 1)
        // Another command has not failed yet.
        try project.write(
            "space.json",
            #"{"space": {"x": [1, 2]}, "preprocess": "exit 5", "stages": {"t": "true {x}"}}"#)
        #expect(try project.make("dist/hparams.json").code == 0)
        // Nothing has become of the new command yet, so the last attempt is what there is.
        #expect(try project.hpmake("status", "dist", "--failed").stdout == "preprocess\n")
    }

    /// Between two attempts the record under the lock says why there is another one.
    @Test func waitingForTheNextAttempt() throws {
        let project = try Project(
            #"{"space": {"x": [1]}, "stages": {"t": "echo {x} >begun; exec sleep 60"}}"#)
        let make = try project.startMake()
        #expect(eventually { project.exists("begun") })
        let lock = project.lock(ofRun: "x_1")
        #expect(
            try eventually { try project.hpmake("status", "dist").stdout.contains("1 running") })
        let record = project.read(lock)
        try project.write(
            lock,
            record.replacingOccurrences(
                of: #""attempt":1,"#,
                with: #""attempt":1,"reason":"exit 1, tried again after 8 s","#))
        let text = try project.hpmake("status", "dist").stdout
        #expect(text.hasSuffix("  exit 1, tried again after 8 s\n"), "\(text)")
        let json = try project.hpmake("status", "dist", "--json").stdout
        #expect(json.contains(#""reason":"exit 1, tried again after 8 s""#))
        make.signalGroup(2)
        _ = make.wait()
    }

    @Test func watchingWithoutATerminal() throws {
        let project = try Project(Self.failing)
        _ = try project.make()
        let output = try project.hpmake("status", "dist", "--watch")
        #expect(output.code == 1 && output.stdout == "8 runs: 4 done, 4 failed\n")
    }
}
