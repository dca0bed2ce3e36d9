// What happens where something fails: it stays local, is said, and only that runs again.
import Foundation
import TestSupport
import Testing

@Suite struct FailureTests {
    /// Fails where `x` is 2, unless there is a file `mended`.
    private let failing =
        "echo train {id} >>trace; echo '{\"loss\": {x}}' >{out}/result.json; "
        + "echo a line; [ {x} != 2 ] || [ -e mended ] || exit 7"

    @Test func aFailedRunStopsNothingElse() throws {
        let project = try Project(Sweep(train: failing))
        let output = try project.make()
        #expect(output.code != 0)
        #expect(
            try project.ran() == [
                "pre", "test x_1", "test x_3", "train x_1", "train x_2", "train x_3",
            ])
        let folder = project.folder(ofRun: "x_2")
        #expect(output.stdout.contains("FAIL train"))
        #expect(output.stdout.contains("exit 7; log: \(folder)/train.log"))
        #expect(output.stdout.contains("| a line"))
        #expect(output.stderr.contains("failed: x_2") && output.stderr.contains("train.log"))
        #expect(project.record("x_2", ".train.attempt")["exit"] as? Int == 7)
        #expect(project.record("x_2", ".train.attempt")["state"] as? String == "failed")
        #expect(try project.make("-q").code == 1)
        try project.write("mended", "")
        #expect(try project.make().code == 0)
        #expect(try project.ran() == ["test x_2", "train x_2"])
        // The failed attempt is kept beside the good one.
        #expect(project.exists("\(folder)/train.log.1") && project.exists("\(folder)/train.log"))
        #expect(project.record("x_2", ".train")["attempt"] as? Int == 2)
        #expect(project.record("x_2", ".train.attempt.1")["exit"] as? Int == 7)
        #expect(try project.make("-q").code == 0)
    }

    @Test func failFast() throws {
        let project = try Project(Sweep(train: "echo train {id} >>trace; exit 1"))
        #expect(try project.make("-j1", "FAIL_FAST=1").code != 0)
        #expect(try project.ran() == ["pre", "train x_1"])
    }

    @Test func missingInput() throws {
        let project = try Project(Sweep())
        try project.remove("in.txt")
        let output = try project.make()
        #expect(output.code != 0)
        #expect(output.stdout.contains("the input in.txt is missing"), "\(output)")
        #expect(try project.ran() == ["pre"])
        try project.write("in.txt", "1\n")
        #expect(try project.make().code == 0)
        #expect(try project.ran().count == 6)
    }

    @Test func failedPreprocessEndsMake() throws {
        let project = try Project(Sweep(preprocess: #""echo pre >>trace; exit 5""#))
        let output = try project.make("-k")
        #expect(output.code != 0)
        #expect(output.stdout.contains("exit 5") && output.stdout.contains("preprocess.log"))
        #expect(try project.ran() == ["pre"])
        #expect(!project.exists("dist/.preprocessed"))
    }

    @Test func oneRunAsGoalExitsByItsFate() throws {
        let project = try Project(Sweep(train: failing))
        _ = try project.make()
        let (good, bad) = (project.folder(ofRun: "x_1"), project.folder(ofRun: "x_2"))
        #expect(try project.make("\(good)/.test").code == 0)
        #expect(try project.make("\(bad)/.test").code != 0)
        #expect(try project.make("preprocess").code == 0)
    }

    @Test func dryRunIsTruthfulAndWritesNothing() throws {
        let project = try Project(Sweep())
        let before = try project.make("-n")
        #expect(before.code == 0)
        #expect(before.lines.filter { $0.contains("run chain") }.count == 3)
        #expect(!project.exists("dist"))
        _ = try project.make()
        #expect(!(try project.make("-n").stdout.contains("run chain")))
        try project.remove("\(project.folder(ofRun: "x_2"))/.test")
        let tree = project.tree("dist")
        let lines = try project.make("-n").lines.filter { $0.contains("run chain") }
        #expect(lines.count == 1 && lines.first?.contains("x_2-") == true)
        #expect(project.tree("dist") == tree)
        #expect(try project.make("-q").code == 1)
        #expect(project.tree("dist") == tree)
    }

    @Test func cleanNeedsNoValidSpecAndIsAlone() throws {
        let project = try Project(Sweep())
        _ = try project.make()
        try project.write("dist/mine.txt", "kept\n")
        #expect(try project.make("clean", "all").code != 0)
        #expect(project.exists("dist/collated.json"))
        try project.write("space.json", "{")
        #expect(try project.make("clean").code == 0)
        #expect(project.tree("dist") == ["mine.txt"])
        try project.remove("dist/mine.txt")
        try project.remove("space.json")
        #expect(try project.make("clean").code == 0)
        #expect(!project.exists("dist"))
    }

    @Test func aBrokenSpecKeepsTheMakefile() throws {
        let project = try Project(Sweep())
        _ = try project.make()
        let makefile = project.read("Makefile")
        try project.write("space.json", "{\"space\": 1}")
        let output = try project.make()
        #expect(output.code != 0 && output.stderr.contains("space.json:1:"))
        #expect(project.read("Makefile") == makefile)
        #expect(project.tree(".").filter { $0.hasSuffix(".tmp") } == [])
    }

    @Test func attemptsKeepTheFolderAndAreCounted() throws {
        let train = """
            echo $HPMAKE_ATTEMPT >>{out}/checkpoint; cat {out}/checkpoint
            [ $HPMAKE_ATTEMPT = 3 ] || exit $HPMAKE_ATTEMPT
            """
        let project = try Project(
            Sweep(
                space: #"{"x": 1}"#, train: train, trainMore: #", "retries": 3"#, test: "true",
                more: ""))
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let folder = project.folder(ofRun: "x_1")
        #expect(project.read("\(folder)/train.log.1") == "1\n")
        #expect(project.read("\(folder)/train.log.2") == "1\n2\n")
        #expect(project.read("\(folder)/train.log") == "1\n2\n3\n")
        #expect(project.record("x_1", ".train.attempt.2")["exit"] as? Int == 2)
        #expect(project.record("x_1", ".train")["attempt"] as? Int == 3)
        #expect(output.lines.filter { $0.contains("retry train") }.count == 2)
        // A changed command begins anew, in an emptied folder.
        try project.change(Sweep(space: #"{"x": 1}"#, train: "ls {out}", test: "true", more: ""))
        #expect(try project.make().code == 0)
        #expect(project.read("\(folder)/train.log") == "params.json\ntrain.log\n")
    }

    @Test func laterStagesFindWhatTheirPredecessorReported() throws {
        let train =
            "echo '{\"a\": 1}' >{out}/result.json; echo '{\"step\": 1}' >{out}/metrics.jsonl"
        var sweep = Sweep(
            space: #"{"x": 1}"#, train: train, trainMore: "",
            test: "cat {out}/result.json; echo '{\"a\": 2}' >{out}/result.json", more: "")
        let project = try Project(sweep)
        #expect(try project.make().code == 0)
        sweep.testMore = #", "env": {"A": "1"}"#
        try project.change(sweep)
        #expect(try project.make().code == 0)
        let folder = project.folder(ofRun: "x_1")
        #expect(project.read("\(folder)/test.log") == "{\"a\": 1}\n")
        #expect(project.read("\(folder)/result.json") == "{\"a\": 2}\n")
    }

    @Test func missingProgramsAreNamed() throws {
        let project = try Project(
            #"{"space": {"x": 1}, "stages": {"a": ["no-such-program", "{x}"]}}"#)
        let output = try project.make()
        #expect(output.code != 0)
        #expect(output.stdout.contains("cannot run no-such-program: No such file"), "\(output)")
        try project.write(
            "space.json", #"{"space": {"x": 1}, "stages": {"a": "no-such-program {x}"}}"#)
        let shell = try project.make()
        #expect(shell.stdout.contains("exit 127 (a command was not found)"), "\(shell)")
    }

    @Test func aFolderRemovedUnderARunningStageLeavesNoStamp() throws {
        let project = try Project(
            #"{"space": {"x": 1}, "stages": {"a": "rm -rf {out}", "b": "echo b{x} >>trace"}}"#)
        let output = try project.make()
        #expect(output.code != 0)
        #expect(
            output.stdout.contains("FAIL") && output.stdout.contains("removed its own folder"),
            "\(output)")
        #expect(try project.ran() == [])
        #expect(!project.exists("dist/.collated"))
    }

    @Test func unwritableFolder() throws {
        guard getuid() != 0 else { return print("root may write everywhere: not tested") }
        let project = try Project(Sweep())
        _ = try project.make()
        try project.sh("chmod a-w dist/trained; rm -rf \(project.folder(ofRun: "x_1"))")
        let output = try project.make("-B")
        #expect(output.code != 0 && output.stdout.contains("Permission denied"), "\(output)")
    }

    @Test func pipesAreNoInputsAndNoResults() throws {
        let project = try Project(
            Sweep(space: #"{"x": [1]}"#, preprocess: nil, trainMore: #", "inputs": ["pipe"]"#))
        try project.sh("mkfifo pipe")
        let output = try project.make()
        #expect(output.code != 0)
        #expect((output.stdout + output.stderr).contains("neither a file nor a folder"))
        try project.change(Sweep(preprocess: nil, train: "mkfifo {out}/result.json", test: "true"))
        // No run reports the objective.
        #expect(try project.make().code == 2)
        #expect(try project.hpmake("collate", "dist").stderr.contains("unranked"))
    }

    @Test func aFileInPlaceOfTheFolder() throws {
        let project = try Project(Sweep(preprocess: nil))
        try project.write("dist/trained", "a file\n")
        let output = try project.make()
        #expect(output.code != 0 && output.stdout.contains("cannot make the folder"), "\(output)")
    }

    @Test func fullDisk() throws {
        let project = try Project()
        try project.write("disk/here", "")
        let mounted = try project.sh("mount -t tmpfs -o size=400k tmpfs disk 2>&1")
        guard mounted.code == 0 else { return print("no tmpfs can be mounted here: not tested") }
        defer { _ = try? project.sh("umount disk") }
        try project.write(
            "space.json",
            #"{"space": {"x": [1, 2]}, "dist": "disk/dist", "#
                + #""stages": {"a": "cat /dev/zero >{out}/big || true; echo {x}", "b": "true"}}"#)
        let output = try project.make("-j1")
        #expect(output.code != 0)
        #expect(output.description.contains("No space left"), "\(output)")
        #expect(project.tree("disk/dist").filter { $0.hasSuffix("/.b") } == [])
        #expect(project.tree("disk/dist").filter { $0.hasSuffix(".tmp") } == [])
        try project.sh("rm -rf disk/dist/trained/*/big")
        try project.write(
            "space.json",
            #"{"space": {"x": [1, 2]}, "dist": "disk/dist", "#
                + #""stages": {"a": "echo {x}", "b": "true"}}"#)
        let after = try project.make("-j1")
        #expect(after.code == 0, "\(after)")
    }
}
