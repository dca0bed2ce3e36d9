// What runs again after which change, with the real make: only what the change affects.
import Foundation
import TestSupport
import Testing

@Suite struct ChangeTests {
    private static let all = [
        "pre", "test x_1", "test x_2", "test x_3", "train x_1", "train x_2", "train x_3",
    ]
    private static let chains = Array(all.dropFirst())
    private static let tests = Array(all[1...3])

    /// A project that is done.
    private func done(_ sweep: Sweep = Sweep()) throws -> Project {
        let project = try Project(sweep)
        let output = try project.make()
        try #require(output.code == 0, "\(output)")
        _ = try project.ran()
        return project
    }

    @Test func wholeRun() throws {
        let project = try Project(Sweep())
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(try project.ran() == Self.all)
        let best = project.json("dist/collated.json")["best"] as? [String: Any]
        #expect((best?["params"] as? [String: Any])?["x"] as? Int == 1)
        #expect((best?["metrics"] as? [String: Any])?["loss"] as? Double == 1)
        #expect(project.read("dist/best/params.json") == "{\"x\": 1}\n")
        #expect(project.read("dist/preprocessed/data") == "1\n")
        #expect(project.exists("dist/.collated") && project.exists("dist/.trained"))
        #expect(project.exists("dist/hparams.json") && project.exists("dist/results.csv"))
        #expect(project.tree("dist").filter { $0.hasSuffix(".tmp") || $0.hasSuffix(".lock") } == [])
        #expect(try project.make("-q").code == 0)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
    }

    @Test func newAndDroppedValues() throws {
        let project = try done()
        try project.change(Sweep(space: #"{"x": [1, 2, 3, 4]}"#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test x_4", "train x_4"])
        try project.change(Sweep(space: #"{"x": [2, 4]}"#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        let runs = project.json("dist/collated.json")["runs"] as? [Any]
        #expect(runs?.count == 2)
        #expect(try project.make("-q").code == 0)
    }

    @Test func changedStage() throws {
        let project = try done()
        try project.change(Sweep(test: "echo test {id} >>trace; echo new"))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.tests)
        try project.change(
            Sweep(
                train: "echo train {id} >>trace; echo '{\"loss\": -{x}}' >{out}/result.json",
                test: "echo test {id} >>trace; echo new"))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.chains)
        #expect(project.read("dist/best/params.json") == "{\"x\": 3}\n")
    }

    @Test func changedPreprocess() throws {
        let project = try done()
        try project.change(Sweep(preprocess: #""echo pre >>trace; echo 2 >{preprocessed}/data""#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.all)
    }

    @Test func changedEnvironment() throws {
        let project = try done()
        try project.change(Sweep(testMore: #", "env": {"A": "1"}"#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.tests)
    }

    @Test func changedLimitsRerunNothing() throws {
        let project = try done()
        try project.change(
            Sweep(
                trainMore:
                    #", "inputs": ["in.txt", "lib"], "timeout": "1h", "retries": 2, "needs": {"gpu": 1}"#,
                more: #", "objective": {"minimize": "loss"}, "resources": {"gpu": [0, 1]}"#))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(try project.make("-q").code == 0)
    }

    @Test func changedObjectiveAndMetricsOnlyCollate() throws {
        let project = try done()
        try project.change(
            Sweep(
                more: """
                    , "objective": {"maximize": "logged"}, "metrics":
                    {"logged": {"stage": "test", "pattern": "loss.: ([0-9]+)"}}
                    """))
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(project.read("dist/best/params.json") == "{\"x\": 3}\n")
        #expect(try project.make("-q").code == 0)
    }

    @Test func editedInputs() throws {
        let project = try done()
        try project.write("in.txt", "2\n")
        #expect(try project.make("-q").code == 1)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.chains)
        try project.write("lib/a.txt", "2\n")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.chains)
        try project.write("lib/new/b.txt", "1\n")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.chains)
        #expect(try project.make("-q").code == 0)
    }

    @Test func touchedAndRevertedInputs() throws {
        let project = try done()
        try project.write("in.txt", "1\n")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(try project.make("-q").code == 0)
        try project.write("in.txt", "2\n")
        try project.write("in.txt", "1\n")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        let spec = project.read("space.json")
        try project.change(Sweep(test: "echo other"))
        try project.write("space.json", spec)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(try project.make("-q").code == 0)
    }

    @Test func editDuringARunRunsAgain() throws {
        let project = try Project(
            Sweep(
                train: "echo train {id} >>trace; cat in.txt; "
                    + "[ {x} != 2 ] || grep -q 2 in.txt || echo 2 >in.txt",
                test: "echo test {id} >>trace", more: ""))
        // What was done before the edit is outdated when all is collated.
        let first = try project.make("-j1")
        #expect(first.code != 0 && first.stdout.contains("outdated"), "\(first)")
        _ = try project.ran()
        #expect(try project.make("-q").code == 1)
        #expect(try project.make("-j1").code == 0)
        let ran = try project.ran()
        #expect(ran.contains("train x_1") && ran.contains("train x_2"))
        #expect(project.read("\(project.folder(ofRun: "x_1"))/train.log") == "2\n")
        for _ in 0..<2 { _ = try project.make() }
        #expect(project.read("\(project.folder(ofRun: "x_2"))/train.log") == "2\n")
    }

    @Test func copyWithoutTimes() throws {
        let project = try done()
        try project.sh("cp -r dist copy && rm -rf dist && mv copy dist")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
        #expect(try project.make("-q").code == 0)
    }

    @Test func aStageThatRunsAgainAndFailsTakesTheLaterOnesWithIt() throws {
        let project = try done()
        try project.change(Sweep(train: "echo train {id} >>trace; exit 3"))
        #expect(try project.make().code != 0)
        #expect(try project.ran() == Self.chains.filter { $0.hasPrefix("train") })
        for run in ["x_1", "x_2", "x_3"] {
            let folder = project.folder(ofRun: run)
            #expect(!project.exists("\(folder)/.train") && !project.exists("\(folder)/.test"))
        }
        let failed = project.json("dist/collated.json")["failed"] as? [String]
        #expect(failed?.count == 3)
        #expect(!project.exists("dist/.collated") && !project.exists("dist/best"))
    }

    @Test func specDatedInTheFuture() throws {
        let project = try done()
        try project.change(Sweep(test: "echo test {id} >>trace; echo future"))
        try project.date("space.json", 3600)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.tests)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == [])
    }

    @Test func stampsThatAreGoneOrEmptied() throws {
        let project = try done()
        let run = project.folder(ofRun: "x_2")
        // Of an earlier stage: make sees it at once.
        try project.remove("\(run)/.train")
        #expect(try project.make("-q").code == 1)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test x_2", "train x_2"])
        try project.write("\(run)/.train", "")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test x_2", "train x_2"])
        // Of the last one: make takes it for done, and collate finds out.
        for text in ["", "{\"stage\":\"te"] {
            try project.write("\(run)/.test", text)
            #expect(try project.make().code != 0)
            #expect(try project.make().code == 0)
            #expect(try project.ran() == ["test x_2"])
        }
        // Of the preprocessing.
        try project.write("dist/.preprocessed", "")
        try project.remove("dist/preprocessed/data")
        #expect(try project.make().code == 0)
        #expect(project.exists("dist/preprocessed/data"))
        for _ in 0..<2 { _ = try project.make() }
        #expect(try project.make("-q").code == 0)
    }

    /// What dates of files do not tell.
    @Test func olderFilesInThePlaceOfInputs() throws {
        let project = try done()
        try project.write("other.txt", "other\n")
        try project.date("other.txt", -100_000)
        try project.sh("mv in.txt keep.txt; mv other.txt in.txt")
        #expect(try project.make("-q").code == 1)
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.chains)
        #expect(try project.make("-q").code == 0)
        try project.sh("mv keep.txt in.txt")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == Self.chains)
        try project.sh("mv in.txt keep.txt; ln -s nowhere in.txt")
        let output = try project.make()
        #expect(output.code != 0)
        #expect((output.stdout + output.stderr).contains("the input in.txt is missing"))
        try project.sh("rm in.txt; mv keep.txt in.txt")
        #expect(try project.make().code == 0)
        #expect(try project.make("-q").code == 0)
        // The spec as well.
        try project.write("spec", Sweep(space: #"{"x": [1, 2, 3, 4]}"#).text)
        try project.date("spec", -100_000)
        try project.sh("mv spec space.json")
        _ = try project.ran()
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test x_4", "train x_4"])
        #expect(try project.make("-q").code == 0)
    }

    @Test func emptyStampIsNoStamp() throws {
        let project = try done()
        let stamp = "\(project.folder(ofRun: "x_2"))/.train"
        try project.write(stamp, "")
        try project.write("in.txt", "1\n")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test x_2", "train x_2"])
    }

    @Test func collatedFilesThatAreGone() throws {
        let project = try Project(Sweep())
        #expect(try project.make().code == 0)
        for file in ["dist/collated.json", "dist/results.csv"] {
            try project.remove(file)
            #expect(try project.make("-q").code == 1)
            #expect(try project.make("collate").code == 0 && project.exists(file))
            #expect(try project.make("-q").code == 0)
        }
    }

    @Test func absoluteOutputFolder() throws {
        let project = try Project()
        var sweep = Sweep()
        sweep.more += ", \"dist\": \"\(project.folder)/else/where\""
        for name in ["in.txt", "lib/a.txt", "raw.txt"] { try project.write(name, "1\n") }
        try project.change(sweep)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(try project.ran() == Self.all)
        #expect(project.exists("else/where/collated.json") && !project.exists("dist"))
        #expect(try project.make("-q").code == 0)
    }
}
