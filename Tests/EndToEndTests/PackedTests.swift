// Packed sweeps: what they run, what they leave, and that every command tells of them what it tells of folders.
import Foundation
import TestSupport
import Testing

private let packed = #", "objective": {"minimize": "loss"}, "layout": {"packed": 2}"#

private func sweep(_ count: Int = 6) -> Sweep {
    var sweep = Sweep()
    sweep.space = "{\"x\": [\((1...count).map(String.init).joined(separator: ", "))]}"
    sweep.more = packed
    return sweep
}

extension Project {
    /// Lines of all packs.
    func lines() -> [[String: Any]] {
        tree("dist/packed").filter { $0.hasSuffix(".jsonl") }.flatMap { name in
            read("dist/packed/\(name)").split(separator: "\n").map { line in
                (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] ?? [:]
            }
        }
    }

    /// Files of runs that have folders.
    func folders() -> [String] { tree("dist/trained").filter { !$0.hasPrefix(".") } }
}

@Suite struct PackedTests {
    @Test func runsLieInPacks() throws {
        let project = try Project(sweep())
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 13)
        #expect(project.folders() == [])
        #expect(project.lines().count == 6)
        for line in project.lines() { #expect(line["state"] as? String == "done") }
        #expect(try project.make("-q").code == 0)
        #expect(try project.make().stdout.contains("Nothing to be done"))
        #expect(project.read("dist/best.txt").hasPrefix("trained/x_1-"))
        #expect(project.read("dist/results.csv").split(whereSeparator: \.isNewline).count == 7)
    }

    @Test func commandsTellTheSame() throws {
        let plain = try Project(sweep())
        let project = try Project(sweep())
        var other = sweep()
        other.more = #", "objective": {"minimize": "loss"}"#
        try plain.change(other)
        _ = try plain.make()
        _ = try project.make()
        for words in [
            ["where", "loss<4"], ["collate", "--format", "csv", "--columns", "x,loss"],
            ["log", "x_3"], ["status", "--missing"], ["plot", "--kind", "slice"],
            ["plot", "--kind", "parallel"], ["plot", "--kind", "importance"], ["metrics"],
        ] {
            let a = try plain.start(["hpmake"] + words).wait()
            let b = try project.start(["hpmake"] + words).wait()
            #expect(a.stdout == b.stdout, "\(words)")
            #expect(a.code == b.code, "\(words)")
        }
        let status = try project.hpmake("status")
        #expect(status.stdout.contains("6 runs: 6 done"))
        #expect(try project.hpmake("explain", "x_3").stdout.contains("test        done"))
        #expect(try project.hpmake("plan").stdout.contains("nothing to do"))
    }

    @Test func aLargerSpaceRunsWhatIsNew() throws {
        let project = try Project(sweep(4))
        _ = try project.make()
        _ = try project.ran()
        try project.change(sweep(40))
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 72)
        #expect(project.lines().count == 40)
        try project.change(sweep(3))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(try project.hpmake("status").stdout.contains("37 former"))
        try project.change(sweep(40))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
    }

    @Test func aChangedStageRunsTheChain() throws {
        let project = try Project(sweep(4))
        _ = try project.make()
        _ = try project.ran()
        var changed = sweep(4)
        changed.test = "echo other {id} >>trace"
        try project.change(changed)
        #expect(try project.hpmake("plan").stdout.contains("4 outdated"))
        #expect(try project.make().code == 0)
        // All that was in the folders is in the packs.
        #expect(try project.ran().count == 4)
        #expect(project.folders() == [])
        changed.train += "; echo 1 >{out}/model"
        try project.change(changed)
        _ = try project.make()
        #expect(try project.ran().count == 8)
        changed.test = "echo another {id} >>trace"
        try project.change(changed)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 8)
        #expect(project.folders() == [])
    }

    @Test func aChangeThatIsTakenBackRunsNothing() throws {
        let project = try Project(sweep(4))
        _ = try project.make()
        var changed = sweep(4)
        changed.train = "exit 1"
        try project.change(changed)
        #expect(try project.make().code == 2)
        _ = try project.ran()
        try project.change(sweep(4))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(project.folders() == [])
        #expect(try project.hpmake("status").stdout.contains("4 runs: 4 done"))
    }

    @Test func failuresAreToldAndTriedAgain() throws {
        var failing = sweep(4)
        failing.train =
            "echo train {id} >>trace; echo no luck; test -e good; echo '{\"loss\": {x}}' >{out}/result.json"
        let project = try Project(failing)
        let output = try project.make()
        #expect(output.code == 2)
        #expect(output.stdout.contains("hpmake log "))
        #expect(project.folders() == [])
        let status = try project.hpmake("status")
        #expect(status.stdout.contains("4 runs: 4 failed"))
        #expect(try project.hpmake("log", "x_2").stdout.contains("no luck"))
        #expect(try project.hpmake("status", "--json").stdout.contains("exit 1"))
        try project.write("good", "")
        _ = try project.ran()
        #expect(try project.make().code == 0)
        #expect(try project.ran().filter { $0.hasPrefix("train") }.count == 4)
        let record = project.lines().last?["stages"] as? [String: [String: Any]]
        #expect(record?["train"]?["attempt"] as? Int == 2)
    }

    @Test func aCheckpointStaysUntilTheRunIsDone() throws {
        var resuming = sweep(2)
        resuming.train = """
            echo train {id} >>trace; if [ -e {out}/ck ]; then echo '{"loss": 1}' >{out}/result.json; \
            else echo 1 >{out}/ck; exit 3; fi
            """
        resuming.more =
            #", "objective": {"minimize": "loss"}, "layout": {"packed": 2, "keep": ["*.pt"]}"#
        let project = try Project(resuming)
        #expect(try project.make().code == 2)
        #expect(project.folders().contains { $0.hasSuffix("/ck") })
        #expect(try project.make().code == 0)
        #expect(project.folders() == [])
    }

    @Test func whatIsKeptStays() throws {
        var keeping = sweep(3)
        keeping.train =
            "echo train {id} >>trace; mkdir {out}/sub; echo {x} | tee {out}/m.pt {out}/sub/n.pt >{out}/rest; echo '{\"loss\": {x}}' >{out}/result.json"
        keeping.more =
            #", "objective": {"minimize": "loss"}, "layout": {"packed": 2, "keep": ["*.pt"]}"#
        let project = try Project(keeping)
        #expect(try project.make().code == 0)
        #expect(project.folders().filter { $0.hasSuffix(".pt") }.count == 6)
        #expect(!project.folders().contains { $0.hasSuffix("rest") || $0.hasSuffix("params.json") })
        #expect(try project.make("-q").code == 0)
        #expect(try project.hpmake("status").stdout.contains("3 runs: 3 done"))
        _ = try project.ran()
        // The old ones are back where a change is taken back.
        var changed = keeping
        changed.train = "exit 1"
        try project.change(changed)
        _ = try project.make()
        try project.change(keeping)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(project.folders().filter { $0.hasSuffix(".pt") }.count == 6)
    }

    @Test func whatIsKeptComesFromTheDiskOfTheNode() throws {
        var plain = sweep(4)
        plain.train =
            "echo train {id} >>trace; mkdir -p {out}/sub; echo {x} | tee {out}/m.pt {out}/sub/n.pt >{out}/rest; echo '{\"loss\": {x}}' >{out}/result.json"
        plain.more = #", "objective": {"minimize": "loss"}"#
        var scratch = plain
        scratch.more += #", "layout": {"packed": 2, "keep": ["*.pt"], "scratch": "$SCRATCH"}"#
        let project = try Project(scratch)
        project.environment["SCRATCH"] = project.path("scratch")
        #expect(try project.make().code == 0)
        #expect(project.folders().filter { $0.hasSuffix(".pt") }.count == 8)
        #expect(project.read("\(project.folder(ofRun: "x_3"))/sub/n.pt") == "3\n")
        #expect(project.tree("scratch").filter { $0.hasSuffix("t") } == [])
        #expect(try project.make("-q").code == 0)
        // A later stage alone would not have them.
        _ = try project.ran()
        scratch.test = "cat {out}/m.pt"
        try project.change(scratch)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 4)
        // A run that has its folder is done there.
        plain.test = scratch.test
        try project.change(plain)
        #expect(try project.make().code == 0)
        try project.change(scratch)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(project.lines().count == 4)
        #expect(project.folders().filter { $0.hasSuffix(".pt") }.count == 8)
        #expect(project.folders().filter { $0.hasSuffix("params.json") }.count == 0)
    }

    @Test func theLayoutChangesBothWays() throws {
        var plain = sweep(5)
        plain.more = #", "objective": {"minimize": "loss"}"#
        let project = try Project(plain)
        _ = try project.make()
        _ = try project.ran()
        let csv = project.read("dist/results.csv")
        let log = try project.hpmake("log", "x_2").stdout
        try project.change(sweep(5))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(project.folders() == [])
        #expect(project.lines().count == 5)
        #expect(project.read("dist/results.csv") == csv)
        #expect(try project.hpmake("log", "x_2").stdout == log)
        try project.change(plain)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(!project.exists("dist/packed"))
        #expect(project.read("dist/results.csv") == csv)
        #expect(try project.hpmake("log", "x_2").stdout == log)
        #expect(try project.make("-q").code == 0)
    }

    @Test func aStageAloneRunsOnlyWhereAllFilesAreThere() throws {
        // What came out of a pack without its checkpoint begins anew.
        var model = sweep(2)
        model.train =
            "echo train {id} >>trace; echo 1 >{out}/model; echo '{\"loss\": {x}}' >{out}/result.json"
        model.test = "echo test {id} >>trace; cat {out}/model"
        let project = try Project(model)
        #expect(try project.make().code == 0)
        var plain = model
        plain.more = #", "objective": {"minimize": "loss"}"#
        try project.change(plain)
        #expect(try project.make().code == 0)
        _ = try project.ran()
        plain.test = "echo test {id} >>trace; cat {out}/model {out}/model"
        try project.change(plain)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 4)
    }

    @Test func someRunsOnly() throws {
        let project = try Project(sweep(8))
        let output = try project.make("ONLY=x<3")
        #expect(output.code == 0)
        #expect(try project.ran().filter { $0.hasPrefix("train") } == ["train x_1", "train x_2"])
        #expect(output.stdout.contains("2 done, 6 missing"))
        #expect(try project.make("-q", "ONLY=x<3").code == 0)
        #expect(try project.make("-q", "ONLY=x<4").code == 1)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 12)
    }

    @Test func acceptedIsDone() throws {
        let project = try Project(sweep(4))
        _ = try project.make()
        _ = try project.ran()
        try project.write("in.txt", "2\n")
        #expect(try project.hpmake("status").stdout.contains("4 outdated"))
        #expect(try project.hpmake("accept", "x=1").code == 0)
        #expect(try project.hpmake("status").stdout.contains("1 done, 3 outdated"))
        #expect(try project.hpmake("accept").code == 0)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(try project.hpmake("accept", "--undo").code == 0)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 8)
    }

    @Test(arguments: [packed, #", "objective": {"minimize": "loss"}"#])
    func acceptedOneAfterAnother(more: String) throws {
        var sweep = sweep(6)
        sweep.more = more
        let project = try Project(sweep)
        _ = try project.make()
        _ = try project.ran()
        try project.write("in.txt", "2\n")
        #expect(try project.hpmake("accept", "x=1").code == 0)
        // The others are not done by that.
        #expect(try project.make("-q").code == 1)
        #expect(try project.hpmake("accept", "x<4").code == 0)
        #expect(try project.make("-q").code == 1)
        #expect(try project.hpmake("accept", "x>3").code == 0)
        #expect(try project.make("-q").code == 0)
        #expect(try project.hpmake("accept", "--undo", "x=2").code == 0)
        #expect(try project.make("-q").code == 1)
        #expect(try project.hpmake("accept", "x=2").code == 0)
        #expect(try project.make("-q").code == 0)
        #expect(try project.ran() == [])
        // What has run since the collation is collated.
        try project.write("in.txt", "3\n")
        #expect(try project.make("ONLY=x=1").code == 0)
        #expect(try project.hpmake("accept", "x>1").code == 0)
        #expect(try project.make("-q").code == 1)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 2)
        #expect(try project.make("-q").code == 0)
        // Nor are runs that are not meant.
        try project.write("in.txt", "4\n")
        #expect(try project.hpmake("accept", "x=1").code == 0)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 10)
    }

    @Test func nothingNewIsStartedInAPack() throws {
        var failing = sweep(6)
        failing.train = """
            echo train {id} >>trace; test ! -e slow || sleep 9; test -e good && \
            echo '{"loss": {x}}' >{out}/result.json
            """
        failing.trainMore = #", "timeout": "1s""#
        let project = try Project(failing)
        #expect(try project.make("-j1", "FAIL_FAST=1").code == 2)
        #expect(try project.ran().count == 2)
        try project.write("slow", "")
        let timed = try project.make("-j6", "ONLY=x<3")
        #expect(timed.code == 2)
        #expect(try project.ran().count == 2)
        #expect(try project.hpmake("status").stdout.contains("timeout after 1 s"))
        #expect(try project.make("-j1", "BUDGET=1s").code == 2)
        #expect(try project.ran().count == 1)
        try project.remove("slow")
        try project.write("good", "")
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 12)
    }

    @Test func otherMetricsOnlyCollate() throws {
        var metric = sweep(3)
        metric.train += "; echo acc=0.{x}; echo 'a,b' >{out}/log.csv; echo '1,{x}' >>{out}/log.csv"
        metric.more =
            #", "metrics": {"b": {"file": "log.csv", "column": "b"}}, "layout": {"packed": 2}"#
        let project = try Project(metric)
        #expect(try project.make().code == 0)
        _ = try project.ran()
        metric.more = #"""
            , "metrics": {"a": {"file": "log.csv", "column": "a"},
              "acc": {"stage": "train", "pattern": "acc=([0-9.]+)"}},
            "objective": {"maximize": "acc"}, "layout": {"packed": 2}
            """#
        try project.change(metric)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        let csv = project.read("dist/results.csv")
        #expect(csv.contains("acc") && csv.contains("0.3"))
    }

    @Test func repeatsArePackedTogether() throws {
        var repeated = sweep(3)
        repeated.more += #", "repeat": {"seed": [1, 2]}"#
        let project = try Project(repeated)
        #expect(try project.make().code == 0)
        #expect(project.lines().count == 6)
        #expect(project.folders() == [])
        #expect(try project.ran().count == 13)
        #expect(try project.hpmake("where", "seed=2").stdout.split(separator: "\n").count == 3)
        repeated.more = packed + #", "repeat": {"seed": [1, 2, 3]}"#
        try project.change(repeated)
        #expect(try project.make("ONLY=seed=3 x=1").code == 0)
        #expect(try project.ran().count == 2)
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 4)
    }

    @Test func formerRunsArePruned() throws {
        let project = try Project(sweep(4))
        _ = try project.make()
        try project.change(sweep(1))
        _ = try project.make()
        let list = try project.hpmake("prune")
        #expect(list.stdout.split(separator: "\n").count == 3)
        #expect(try project.hpmake("prune", "--delete").code == 0)
        #expect(project.lines().count == 1)
        #expect(try project.hpmake("log", "x_1").stdout.contains("loss"))
        #expect(try project.hpmake("prune").stdout == "")
        _ = try project.ran()
        try project.change(sweep(4))
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 6)
    }

    @Test func aRunIsUnpacked() throws {
        let project = try Project(sweep(2))
        _ = try project.make()
        #expect(try project.hpmake("unpack", "x_2", "here").code == 0)
        #expect(project.read("here/result.json") == "{\"loss\": 2}\n")
        #expect(project.read("here/params.json") == "{\"x\": 2}\n")
        #expect(project.read("here/test.log") == "{\"loss\": 2}\n")
        #expect(try project.hpmake("unpack", "x_2", "here").code == 2)
    }

    @Test func aTornLineIsAsIfItWereNotThere() throws {
        let project = try Project(sweep(4))
        _ = try project.make()
        _ = try project.ran()
        let name = try #require(
            project.tree("dist/packed").first {
                $0.hasSuffix(".jsonl") && project.read("dist/packed/\($0)") != ""
            })
        let text = project.read("dist/packed/\(name)")
        let count = text.split(separator: "\n").count
        try project.write("dist/packed/\(name)", String(text.dropLast(100)))
        try project.sh("rm dist/packed/*.done")
        #expect(try project.hpmake("status").stdout.contains("3 done, 1 missing"))
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 2)
        #expect(project.read("dist/packed/\(name)").split(separator: "\n").count == count)
        #expect(project.lines().count == 4)
    }

    @Test func runsThatAreKilledGoOn() throws {
        var slow = sweep(6)
        slow.train = "echo train {id} >>trace; echo '{\"loss\": {x}}' >{out}/result.json; sleep 0.2"
        let project = try Project(slow)
        let make = try project.startMake()
        usleep(500_000)
        make.signalGroup(SIGKILL)
        _ = make.wait()
        usleep(300_000)
        #expect(try project.make().code == 0)
        #expect(project.lines().count == 6)
        #expect(project.folders() == [])
    }
}
