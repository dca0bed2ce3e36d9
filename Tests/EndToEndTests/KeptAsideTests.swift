// What a change makes run again is not lost before it has run: taken back, everything is as it was.
import Foundation
import TestSupport
import Testing

@Suite struct KeptAsideTests {
    /// A chain whose first stage leaves a checkpoint, and whose later one is slow where `slow` is there.
    private func project(test: String = "cat {out}/ckpt") throws -> Project {
        let project = try Project(Self.spec(test))
        try project.write("train.sh", Self.train)
        try project.write("test.sh", "1\n")
        let output = try project.make()
        try #require(output.code == 0, "\(output)")
        try project.remove("trace")
        return project
    }

    private static let train = """
        echo train $1 >>trace; if [ -e slow ]; then echo half >$2/ckpt; sleep 20; fi
        echo ckpt $1 >$2/ckpt; echo "{\\"acc\\": $1}" >$2/result.json

        """

    private static func spec(_ test: String) -> String {
        """
        {"space": {"x": [1, 2, 3]}, "objective": {"maximize": "acc"}, "stages": {
         "train": {"run": "sh train.sh {x} {out}", "inputs": ["train.sh"]},
         "test": {"run": "echo test {x} >>trace; [ ! -e slow ] || sleep 20; \(test)",
                  "inputs": ["test.sh"]}}}
        """
    }

    /// All files of all runs with their contents.
    private func content(_ project: Project) -> [String: String] {
        var result: [String: String] = [:]
        for name in project.tree("dist/trained") where !name.hasSuffix(".lock") {
            result[name] = project.read("dist/trained/\(name)")
        }
        return result
    }

    /// Begins to redo what has changed, and stops it when everything that can run does.
    private func interrupt(_ project: Project, _ line: String) throws {
        try project.write("slow", "")
        let make = try project.startMake(["-j3"])
        #expect(eventually { project.read("trace").split(separator: "\n").count >= 3 })
        make.signalGroup(SIGINT)
        _ = make.wait()
        #expect(project.read("trace").contains(line))
        try project.remove("slow")
        try project.remove("trace")
    }

    /// With everything as it was before nothing runs, and nothing is lost.
    private func expectBefore(_ project: Project, _ before: [String: String]) throws {
        #expect(try project.make().code == 0)
        #expect(project.read("trace") == "")
        let after = content(project)
        let changed = Set(after.keys).union(before.keys).filter { after[$0] != before[$0] }
        #expect(changed.sorted() == [])
        #expect(try project.make("-q").code == 0)
        #expect(try project.hpmake("status").stdout.contains("3 runs: 3 done"))
    }

    @Test func anEditOfTheFirstStageIsTakenBack() throws {
        let project = try project()
        let before = content(project)
        try project.write("train.sh", Self.train + "# a comment\n")
        try interrupt(project, "train 1")
        let status = try project.hpmake("status").stdout
        #expect(status.contains("3 interrupted") && status.contains("kept aside: 3"), "\(status)")
        try project.write("train.sh", Self.train)
        #expect(try project.hpmake("plan").stdout.contains("3 done"))
        try expectBefore(project, before)
    }

    /// Of several changes the chain that was done before the first one comes back.
    @Test func aChainOfEdits() throws {
        let project = try project()
        let before = content(project)
        for text in ["# one\n", "# two\n"] {
            try project.write("train.sh", Self.train + text)
            try interrupt(project, "train 1")
        }
        try project.write("train.sh", Self.train)
        try expectBefore(project, before)
    }

    @Test func aNewChainReplacesTheOldOne() throws {
        let project = try project()
        try project.write("train.sh", Self.train + "# a comment\n")
        try interrupt(project, "train 1")
        #expect(try project.make().code == 0)
        #expect(project.tree("dist/trained").filter { $0.hasPrefix(".") } == [])
        try project.remove("trace")
        try project.write("train.sh", Self.train)
        #expect(try project.make().code == 0)
        #expect(project.read("trace").contains("train 1"))
    }

    @Test func anEditOfALaterStageIsTakenBack() throws {
        let project = try project()
        let before = content(project)
        try project.write("test.sh", "2\n")
        try interrupt(project, "test 1")
        try project.write("test.sh", "1\n")
        try expectBefore(project, before)
    }

    /// A later stage may have changed what lies in the folder: then nothing of it is taken for done.
    @Test func aLaterStageThatChangedOtherFilesRuns() throws {
        let project = try project(test: "cat {out}/ckpt")
        try project.write("test.sh", "2\n")
        try project.write(
            "space.json",
            Self.spec("cat {out}/ckpt").replacingOccurrences(
                of: "[ ! -e slow ]", with: "echo more >>{out}/ckpt; [ ! -e slow ]"))
        try interrupt(project, "test 1")
        try project.write("test.sh", "1\n")
        try project.write("space.json", Self.spec("cat {out}/ckpt"))
        #expect(try project.make().code == 0)
        let ran = project.read("trace").split(separator: "\n").sorted()
        #expect(ran == ["test 1", "test 2", "test 3"])
    }

    @Test func thePreprocessingIsKeptUntilItSucceeds() throws {
        let spec = """
            {"space": {"x": [1, 2]}, "preprocess": {"run": "echo pre >>trace; \
            [ ! -e slow ] || sleep 20; cat pre.in >{preprocessed}/data", "inputs": ["pre.in"]},
             "stages": {"train": "echo train {x} >>trace"}}
            """
        let project = try Project(spec)
        try project.write("pre.in", "1\n")
        #expect(try project.make().code == 0)
        try project.remove("trace")
        let stamp = project.read("dist/.preprocessed")
        for round in 2...3 {
            try project.write("pre.in", "\(round)\n")
            try project.write("slow", "")
            let make = try project.startMake()
            #expect(eventually { project.exists("trace") })
            make.signalGroup(SIGINT)
            _ = make.wait()
            try project.remove("slow")
            try project.remove("trace")
        }
        try project.write("pre.in", "1\n")
        #expect(try project.make().code == 0)
        #expect(project.read("trace") == "")
        #expect(project.read("dist/.preprocessed") == stamp)
        #expect(project.read("dist/preprocessed/data") == "1\n")
        #expect(!project.exists("dist/.preprocessed.before"))
    }

    /// A missing input is no reason to lose what is done.
    @Test func aMissingInputComesBack() throws {
        let project = try project()
        let before = content(project)
        try project.sh("mv train.sh away")
        #expect(try project.make().code != 0)
        try project.sh("mv away train.sh")
        try expectBefore(project, before)
    }
}
