// Sweeps beside other Makefiles, other variables, odd options and other makes.
import Foundation
import TestSupport
import Testing

private let small = #"{"space": {"x": [1, 2]}, "stages": {"train": "echo {x} >{out}/o"}}"#

@Suite struct BesideMakefilesTests {
    @Test func twoSweepsInOneMakefile() throws {
        let project = try Project()
        // The same configurations under one hash, with their values in another order.
        for (name, space) in [
            ("a", #"{"x": [1, 2], "y": 7}"#), ("b", #"{"y": 7, "x": [1, 2, 3]}"#),
        ] {
            try project.write(
                "\(name).json",
                """
                {"space": \(space), "dist": "./d\(name)", "preprocess": "echo once >>pre",
                 "stages": {"train": "cat {preprocessed}/../.preprocessed >/dev/null; \
                echo \(name) {x} {y} >{out}/o"}}
                """)
            #expect(try project.hpmake("gen", "\(name).json", "-o", "\(name).mk").code == 0)
        }
        try project.write(
            "Makefile", "first: da/.collated db/.collated\ninclude a.mk\ninclude b.mk\n")
        for words in [["make", "-j4"], ["make", "-f", "a.mk", "-f", "b.mk"]] {
            let output = try project.start(words).wait()
            #expect(output.code == 0, "\(output)")
            let texts = try project.sh("cat d?/trained/*/o").lines
            #expect(texts == ["a 1 7", "a 2 7", "b 1 7", "b 2 7", "b 3 7"])
            #expect(output.stdout.contains("2 runs: 2 done"))
            #expect(output.stdout.contains("3 runs: 3 done"))
            #expect(project.read("pre") == "once\nonce\n")
            #expect(try project.start(words + ["-q"]).wait().code == 0)
            try project.sh("rm -r da db pre")
        }
        #expect(try project.make().code == 0)
        // Each is made anew for itself.
        try project.sh("sed -i.old 's/1, 2, 3/1, 2, 3, 4/' b.json")
        #expect(try project.make().code == 0)
        #expect(try project.sh("ls db/trained").lines.count == 4)
        #expect(try project.make("status").lines.count >= 2)
        #expect(try project.make("clean").code == 0)
        #expect(!project.exists("da") && !project.exists("db"))
        let twice = try project.run("make", "-f", "a.mk", "-f", "a.mk")
        #expect(twice.code == 2 && twice.stderr.contains("two sweeps have the output folder ./da"))
    }

    @Test func variablesOfTheUserReachTheTrainer() throws {
        let names = [
            "RUNS", "DIST", "SPEC", "LAST", "GEN", "CONFIGS", "values", "files", "TARGETS",
        ]
        let text = names.map { "\($0)=$\($0)" }.joined(separator: " ")
        let project = try Project(
            #"{"space": {"x": [1]}, "stages": {"train": "echo {x} \#(text)"}}"#)
        for name in names { project.environment[name] = "my \(name)" }
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let expected = names.map { "\($0)=my \($0)" }.joined(separator: " ")
        #expect(project.read("\(project.folder(ofRun: "x_1"))/train.log") == "1 \(expected)\n")
    }

    /// Those of the command line are for hpmake; those of the environment are the user's.
    @Test func variablesForHpmake() throws {
        let project = try Project(
            """
            {"space": {"x": [1]}, "stages": {"train":
             "env | grep -E '^(FAIL_FAST|LAUNCH|HPMAKE|ONLY|BUDGET|HPMAKE_GIVEN|HPMAKE_PLAN.*)=' \
            >vars{x} || true"}}
            """)
        let words = ["FAIL_FAST=1", "LAUNCH=env", "HPMAKE=hpmake", "ONLY=x=1", "BUDGET=1h"]
        #expect(try project.startMake(words).wait().code == 0)
        #expect(project.read("vars1") == "")
        project.environment["FAIL_FAST"] = "mine"
        project.environment["BUDGET"] = "12"
        try project.sh("rm -r dist")
        #expect(try project.make().code == 0)
        #expect(try project.sh("sort vars1").stdout == "BUDGET=12\nFAIL_FAST=mine\n")
    }

    @Test func exportAndManyRuns() throws {
        let project = try Project(
            #"{"space": {"x": {"arange": [0, 6000, 1]}}, "stages": {"train": ["true", "{x}"]}}"#)
        #expect(try project.hpmake("gen", "space.json", "-o", "sweep.mk").code == 0)
        try project.write("Makefile", "export\nall:\ninclude sweep.mk\n")
        project.environment["TARGETS"] = "x"
        let dry = try project.make("-n", "all")
        #expect(dry.code == 0 && dry.lines.count > 6000, "\(dry.stderr)")
        let name = dry.lines.compactMap { line in
            line.hasPrefix("hpmake run chain dist ")
                ? line.split(separator: " ")[4] : nil
        }.last
        let one = try project.make("dist/trained/\(name ?? "")/.train")
        #expect(one.code == 0, "\(one)")
    }

    @Test func touchMakesNothingDone() throws {
        let project = try Project(small)
        #expect(try project.make().code == 0)
        try project.sh("sed -i.old 's/1, 2/1, 2, 3/' space.json")
        let touch = try project.make("-t")
        #expect(touch.code == 2 && touch.stderr.contains("hpmake accept"))
        let output = try project.make()
        #expect(output.code == 0 && output.stdout.contains("3 runs: 3 done"), "\(output)")
        #expect(try project.make("-q").code == 0)
    }

    @Test func aPathWithABlank() throws {
        let project = try Project()
        try project.write("my own  sweep/space.json", small)
        let folder = project.path("my own  sweep")
        try project.sh("cd 'my own  sweep' && hpmake gen space.json -o Makefile && make")
        try project.sh("sed -i.old 's/1, 2/1, 2, 3/' 'my own  sweep/space.json'")
        let script = "cd '\(folder)' && make -f \"$PWD/Makefile\""
        let output = try project.sh(script)
        #expect(output.code == 0)
        // Two blanks in a row are one in make's list of Makefiles.
        #expect(output.stderr.contains("nothing can see whether space.json has changed"))
        try FileManager.default.moveItem(atPath: folder, toPath: project.path("my own sweep"))
        let other = try project.sh("cd 'my own sweep' && make -f \"$PWD/Makefile\"")
        #expect(other.code == 0 && other.stdout.contains("3 runs: 3 done"), "\(other)")
    }

    @Test func anotherOutputFolderIsAnError() throws {
        let project = try Project(small)
        let output = try project.make("DIST=other")
        #expect(output.code == 2 && output.stderr.contains("sets the output folder"), "\(output)")
        #expect(!project.exists("other") && !project.exists("dist"))
        // In a Makefile of the user the variable is the user's.
        try project.sh("mv Makefile sweep.mk")
        try project.write("Makefile", "include sweep.mk\n")
        #expect(try project.make("DIST=other").code == 0)
        #expect(project.exists("dist/results.csv"))
    }

    @Test func goingOnWithoutThePreprocessing() throws {
        var sweep = Sweep()
        sweep.preprocess = #""echo pre >>trace; exit 4""#
        let project = try Project(sweep)
        let output = try project.make("-i")
        #expect(try project.ran() == ["pre"])
        #expect(output.stderr.contains("failed: preprocess: exit 4"), "\(output)")
        // The next make tries it again.
        #expect(try project.make("-i").code == 0)
        #expect(try project.ran() == ["pre"])
    }

    @Test func hpmakeIsNotOnThePath() throws {
        let project = try Project(small)
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
        let path = project.environment["PATH"] ?? ""
        project.environment["PATH"] = String(path.drop { $0 != ":" }.dropFirst())
        for words in [[], ["status"], ["collate"]] {
            let output = try project.startMake(words).wait()
            #expect(output.code == 2, "\(output)")
            #expect(output.stderr.contains("there is no hpmake on the path"), "\(output)")
            #expect(output.stderr.contains("make HPMAKE=/path/to/hpmake"))
        }
        #expect(try project.make("HPMAKE=\(Project.hpmake)").code == 0)
        #expect(try project.make("clean").code == 0)
    }

    /// bmake, and make on the BSDs.
    @Test func otherMakes() throws {
        let project = try Project(small)
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
        guard try project.sh("command -v bmake").code == 0 else {
            return print("no bmake here: not tested")
        }
        let output = try project.run("bmake")
        #expect(output.code != 0)
        #expect(output.description.contains("this Makefile needs GNU make"), "\(output)")
        #expect(!project.exists("dist"))
    }

    /// ckati takes the same Makefile, but never remakes it.
    @Test func aMakeThatNeverRemakesMakefiles() throws {
        let project = try Project(small)
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
        guard try project.sh("command -v ckati").code == 0 else {
            return print("no ckati here: not tested")
        }
        #expect(try project.run("ckati").code == 0)
        #expect(project.exists("dist/results.csv"))
        try project.date("space.json", 0)
        try project.date("Makefile", -60)
        let output = try project.run("ckati")
        #expect(output.description.contains("space.json is newer than Makefile"), "\(output)")
    }
}
