// What people are told of runs that were made from something else than there is now: states, plan, accept.
import Foundation
import TestSupport
import Testing

@Suite struct OutdatedTests {
    private func done() throws -> Project {
        let project = try Project(
            """
            {"space": {"x": [1, 2, 3]}, "objective": {"maximize": "acc"}, "stages": {"train": {
             "run": "echo {x} >>trace; sh train.sh {x} >{out}/result.json", "inputs": ["train.sh"]}}}
            """)
        try project.write("train.sh", "echo \"{\\\"acc\\\": $1}\"\n")
        let output = try project.make()
        try #require(output.code == 0, "\(output)")
        try project.remove("trace")
        return project
    }

    private func edit(_ project: Project) throws {
        try project.write("train.sh", project.read("train.sh") + "# more\n")
    }

    @Test func everywhere() throws {
        let project = try done()
        try edit(project)
        let status = try project.hpmake("status").stdout
        #expect(status.contains("3 runs: 3 outdated"), "\(status)")
        #expect(status.contains("3: train.sh has changed"), "\(status)")
        #expect(try project.hpmake("where", "state=outdated").lines.count == 3)
        #expect(try project.hpmake("annotate").stdout.contains("outdated"))
        let collate = try project.hpmake("collate")
        #expect(collate.code == 1 && collate.stderr.contains("3 of 3"), "\(collate)")
        #expect((project.json("dist/collated.json")["outdated"] as? [String])?.count == 3)
        #expect(project.read("dist/results.csv").contains("outdated"))
        #expect(try project.hpmake("plot").stderr.contains("3 of 3 are of before"))
        #expect(try project.hpmake("report").code == 0)
        #expect(project.read("dist/report.html").contains("3 of 3 are of before"))
        let explained = try project.hpmake("explain", "x_1").stdout
        #expect(explained.contains("train.sh has changed"), "\(explained)")
    }

    /// An outdated run is never better than one that is done.
    @Test func outdatedRunsRankLast() throws {
        let project = try done()
        try edit(project)
        // The worst one is done anew.
        let target = project.folder(ofRun: "x_1") + "/.train"
        #expect(try project.make(target).code == 0)
        let collate = try project.hpmake("collate")
        #expect(collate.code == 1)
        let best = project.json("dist/collated.json")["best"] as? [String: Any]
        #expect((best?["params"] as? [String: Any])?["x"] as? Int == 1)
        #expect(collate.stdout.contains("1 done, 2 outdated"), "\(collate)")
        let make = try project.make()
        #expect(make.stdout.contains("2 done runs are outdated: train.sh has changed"), "\(make)")
        #expect(make.code == 0)
    }

    @Test func planTellsAndWritesNothing() throws {
        let project = try done()
        try edit(project)
        try project.write(
            "space.json",
            project.read("space.json").replacingOccurrences(of: "[1, 2, 3]", with: "[2, 3, 4, 5]"))
        let before = project.tree("dist")
        let plan = try project.hpmake("plan")
        #expect(plan.code == 0)
        for text in ["2 outdated: train.sh has changed", "2 new", "1 former"] {
            #expect(plan.stdout.contains(text), "\(plan)")
        }
        #expect(try project.hpmake("plan", "--list").lines.count == 4)
        let json = try project.hpmake("plan", "--json").stdout
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect((object?["counts"] as? [String: Int])?["new"] == 2)
        #expect(project.tree("dist") == before)
        try project.write("space.json", "{")
        #expect(try project.hpmake("plan").code == 2)
    }

    @Test func accepted() throws {
        let project = try done()
        try edit(project)
        #expect(try project.hpmake("accept", "--dry-run").stdout.contains("would be accepted: 3"))
        #expect(try project.make("-q").code == 1)
        #expect(try project.hpmake("accept").code == 0)
        #expect(try project.make("-q").code == 0)
        #expect(try project.hpmake("status").stdout.contains("3 runs: 3 done"))
        #expect(try project.hpmake("explain", "x_1").stdout.contains("accepted"))
        #expect(try project.hpmake("accept").code == 1)
        // What it was made from is still good.
        let edited = project.read("train.sh")
        try project.write("train.sh", edited.replacingOccurrences(of: "# more\n", with: ""))
        #expect(try project.make().code == 0)
        try project.write("train.sh", edited)
        #expect(try project.make().code == 0)
        #expect(project.read("trace") == "")
        #expect(try project.hpmake("accept", "--undo").code == 0)
        #expect(try project.hpmake("status").stdout.contains("3 outdated"))
        #expect(try project.make().code == 0)
        #expect(project.read("trace").split(separator: "\n").count == 3)
    }

    @Test func acceptedInPart() throws {
        let project = try done()
        try edit(project)
        #expect(try project.hpmake("accept", "x=2,3").stdout.contains("accepted: 2 runs"))
        #expect(try project.hpmake("status").stdout.contains("2 done, 1 outdated"))
        #expect(try project.hpmake("accept", "x=9").code == 1)
        #expect(try project.make().code == 0)
        #expect(project.read("trace") == "1\n")
    }

    /// A command that was edited in the spec, and is not compiled yet.
    @Test func anEditedCommandIsAccepted() throws {
        let project = try done()
        try project.write(
            "space.json",
            project.read("space.json").replacingOccurrences(
                of: "sh train.sh", with: "sh ./train.sh"))
        #expect(try project.hpmake("plan").stdout.contains("the command of train has changed"))
        #expect(try project.hpmake("accept").code == 0)
        #expect(try project.make().code == 0)
        #expect(project.read("trace") == "")
        #expect(try project.make("-q").code == 0)
    }

    @Test func anotherSpecIsTold() throws {
        let project = try done()
        try project.sh("sed s/1,/7,/ space.json >other.json")
        #expect(try project.hpmake("gen", "other.json", "-o", "other.mk").code == 0)
        let make = try project.run("make", "-f", "other.mk")
        #expect(make.code != 0 && make.stderr.contains("hpmake gen --take other.json"), "\(make)")
        #expect(!project.exists("trace"))
        let plan = try project.hpmake("plan", "other.json")
        #expect(plan.code == 2 && plan.stderr.contains("belongs to space.json"), "\(plan)")
        #expect(try project.hpmake("gen", "--take", "other.json", "-o", "other.mk").code == 0)
        #expect(try project.run("make", "-f", "other.mk").code == 0)
        #expect(project.read("trace") == "7\n")
        // The runs of the other spec, which is still there, are nobody's to remove.
        #expect(try project.hpmake("prune").stdout == "")
        try project.remove("space.json")
        #expect(try project.hpmake("prune").stdout.contains("x_1-"))
    }

    /// Earlier runs are counted, and shown where that is asked for.
    @Test func formerRuns() throws {
        let project = try done()
        try project.write(
            "space.json",
            project.read("space.json").replacingOccurrences(of: "[1, 2, 3]", with: "[1, 2]"))
        #expect(try project.make().code == 0)
        let collate = try project.hpmake("collate")
        #expect(!collate.stdout.contains("x_3"))
        #expect((collate.stdout + collate.stderr).contains("1 former"), "\(collate)")
        let all = try project.hpmake("collate", "--all", "--format", "csv")
        #expect(all.stdout.contains("former") && all.stdout.contains("x_3"), "\(all)")
        #expect(try project.hpmake("where", "--all", "x=3").lines.count == 1)
        #expect(try project.hpmake("where", "x=3").code == 1)
        #expect(try project.hpmake("status", "--all").stdout.contains("3 runs"))
    }

    @Test func aNewerSpecIsToldOf() throws {
        let project = try done()
        try project.write("space.json", project.read("space.json") + " ")
        for command in ["status", "collate"] {
            let output = try project.hpmake(command)
            #expect(output.stderr.contains("space.json is newer"), "\(output)")
        }
    }
}
