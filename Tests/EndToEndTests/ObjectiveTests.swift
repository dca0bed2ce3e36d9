// A run that does not report the objective: said at once, with what it reported instead.
import TestSupport
import Testing

@Suite struct ObjectiveTests {
    private func project(_ result: String) throws -> Project {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2, 3]}, "stages": {"train": "cat result >{out}/result.json; : {x}"},
             "objective": {"maximize": "val_acc"}}
            """#)
        try project.write("result", result)
        return project
    }

    @Test(arguments: [
        (#"{"val_accuracy": 0.9, "loss": 1}"#, "no val_acc: it wrote val_accuracy"),
        (#"{"acc": 0.9}"#, "no val_acc: it wrote acc"),
        (
            #"{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}"#,
            "no val_acc: it wrote a, b, c, d, e, .."
        ),
        (#"{"val_acc": "0.9"}"#, #"no val_acc: in result.json it is the text "0.9", not a number"#),
        (#"{"val_acc": [0.9]}"#, "no val_acc: in result.json it is an array, not a number"),
        ("\u{FEFF}{\"val_acc\": 0.9}", "no val_acc: result.json begins with a byte order mark"),
        (#"{"val_acc": NaN}"#, "val_acc is nan, which cannot be ranked"),
        ("{}", "no val_acc: there is no number in its result.json"),
        ("", "no val_acc: result.json is empty"),
    ])
    func isToldAtTheFirstRun(_ result: String, _ expected: String) throws {
        let project = try project(result)
        let output = try project.make()
        let told = output.stdout.split(separator: "\n").filter {
            $0.contains("val_acc") && $0.hasPrefix("     ")
        }
        #expect(told.count == 1 && told[0].contains(expected), "\(output)")
    }

    /// The preprocessing reports nothing.
    @Test func thePreprocessingNeedsNone() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1]}, "preprocess": "true", "objective": {"maximize": "acc"},
             "stages": {"train": "echo '{\"acc\": 1}' >{out}/result.json; : {x}"}}
            """#)
        let output = try project.make()
        #expect(output.code == 0 && !output.stdout.contains("no acc"), "\(output)")
    }

    @Test func noRunHasIt() throws {
        let project = try project(#"{"val_accuracy": 0.9}"#)
        let output = try project.make()
        #expect(output.code == 2)
        #expect(
            output.stdout.contains("val_accuracy") && output.stdout.contains("0.9"), "\(output)")
        #expect(
            output.stderr.contains(#"no run has a metric "val_acc"; did you mean "val_accuracy"?"#))
        #expect(!project.exists("dist/.collated") && project.exists("dist/results.csv"))
        let again = try project.hpmake("collate", "dist")
        #expect(again.code == 1 && again.stdout.contains("val_accuracy"), "\(again)")
        #expect(try project.hpmake("collate", "dist", "--partial").code == 0)
        // One run that has it is enough to go on.
        try project.sh("echo '{\"val_acc\": 1}' >$(ls -d dist/trained/*/ | head -n 1)/result.json")
        #expect(try project.hpmake("collate", "dist").code == 0)
    }

    @Test func noResultAtAll() throws {
        let project = try Project(
            #"{"space": {"x": [1]}, "stages": {"train": "echo {x}"}, "objective": {"minimize": "loss"}}"#
        )
        let output = try project.make()
        #expect(output.code == 2)
        #expect(
            output.stdout.contains("no loss: it wrote no result.json into dist/trained/x_1"),
            "\(output)")
    }
}
