// How runs are named by people, what is left of runs that the spec has no more, and whether the spec has
// been compiled.
import Foundation
import TestSupport
import Testing

@Suite struct LookupTests {
    private let spec = #"""
        {"space": {"x": [1, 2]}, "repeat": {"seed": [1, 2, 3]}, "preprocess": "true",
         "stages": {"t": "echo run {x} {seed}; echo '{\"y\": {x}}' >{out}/result.json"},
         "objective": {"maximize": "y"}}
        """#

    @Test func pathsAreIDs() throws {
        let project = try Project(spec)
        #expect(try project.make("-s").code == 0)
        let id = project.folder(ofRun: "x_2").split(separator: "/").last ?? ""
        for name in [
            "best/3", "dist/best/3", "./dist/best/3", "\(project.folder)/dist/best/3", "./best/3",
            "dist/../dist/best/seed_3/", "./dist/trained/\(id)/seed_3",
            "x_2..\(id.suffix(12).prefix(5))/3",
        ] {
            let output = try project.hpmake("log", "dist", name)
            #expect(output.stdout == "run 2 3\n", "\(name): \(output)")
        }
        #expect(try project.hpmake("log", "dist", "x_2..zzzz/3").code == 2)
        #expect(try project.hpmake("log", "dist", "nowhere/best/3").code == 2)
        for (line, count) in [
            ("dist/best", 3), ("./dist/best/seed_2", 1), ("\(project.folder)/dist/best/", 3),
            ("dist/trained/\(id)", 3),
        ] {
            let output = try project.run(
                "hpmake", "annotate", "--format", "jsonl", input: line + "\n")
            #expect(output.code == 0 && output.lines.count == count, "\(line): \(output)")
        }
        let none = try project.run("hpmake", "annotate", input: "nowhere/best\ndist/best/seed_9\n")
        #expect(none.code == 1 && none.stderr.contains("\"dist/best/seed_9\" is no run"))
        let explained = try project.hpmake("explain", "dist", "preprocess")
        #expect(
            explained.code == 0
                && explained.stdout.hasPrefix("dist/preprocessed\n  preprocess  done"),
            "\(explained)")
    }

    /// Only what hpmake has made is removed: runs of former values, and former repeats.
    @Test func pruneLeavesOthersAlone() throws {
        let project = try Project(spec)
        #expect(try project.make("-s").code == 0)
        let kept = project.folder(ofRun: "x_2")
        for path in [
            "dist/trained/my-notes/a", "dist/trained/old-0123456789ab/b",
            "\(kept)/my_plots/params.json", "\(kept)/seed_3/run_1/c",
        ] {
            try project.write(path, "mine")
        }
        let former = project.folder(ofRun: "x_1")
        try project.write(
            "space.json",
            spec.replacingOccurrences(of: "[1, 2]}, \"rep", with: "[2]}, \"rep")
                .replacingOccurrences(of: "[1, 2, 3]", with: "[1, 2]"))
        #expect(try project.make("-s").code == 0)
        let output = try project.hpmake("prune", "dist", "--delete")
        #expect(output.lines == [former, "\(kept)/seed_3"], "\(output)")
        for name in ["my-notes", "old-0123456789ab"] {
            #expect(output.stderr.contains("no run of hpmake: dist/trained/\(name)\n"), "\(output)")
            #expect(project.exists("dist/trained/\(name)"))
        }
        #expect(!project.exists(former) && !project.exists("\(kept)/seed_3"))
        #expect(project.exists("\(kept)/my_plots/params.json"))
        #expect(project.exists("\(kept)/seed_1/result.json"))
        // Without repeats these are no runs any more.
        try project.write(
            "space.json",
            #"{"space": {"x": [2]}, "stages": {"t": "mkdir -p {out}/step_1; echo {x} >{out}/step_1/params.json"}}"#
        )
        #expect(try project.make("dist/hparams.json").code == 0)
        let rest = try project.hpmake("prune", "dist")
        #expect(rest.lines == ["\(kept)/seed_1", "\(kept)/seed_2"], "\(rest)")
    }

    @Test func anEditThatChangesNothingIsCompiled() throws {
        let project = try Project(spec)
        #expect(try project.make("-s").code == 0)
        func says() throws -> Bool {
            try project.hpmake("explain", "dist", "best/1").stderr
                .contains(" is newer than dist/hparams.json")
        }
        #expect(try !says())
        usleep(20_000)
        try project.write("space.json", spec + "\n")
        #expect(try says())
        #expect(try project.make("-s").code == 0)
        #expect(try !says())
        // A Makefile that make has not followed yet has not changed what there is.
        usleep(20_000)
        try project.write("space.json", spec.replacingOccurrences(of: "[1, 2]}", with: "[1]}"))
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
        #expect(try says())
        #expect(try project.hpmake("prune", "dist", "--delete").code == 1)
        #expect(try project.make("-s").code == 0)
        #expect(try !says())
    }
}
