// `hpmake sample`, and `--samples` from the command line to the runs.
import Foundation
import TestSupport
import Testing

@Suite struct SampleTests {
    private static let spec = """
        {"space": {"lr": {"loguniform": [1e-4, 0.1]}, "act": ["a,b", "c\\"d", null],
                   "m": {"uniform": [0, 1], "when": {"act": null}}},
         "search": {"method": "random", "samples": 5, "seed": 7},
         "stages": {"train": "echo {id} >>trace; echo '{}' >{out}/result.json # {args}"}}
        """

    private func object(_ line: String) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] ?? [:]
    }

    @Test func formats() throws {
        let project = try Project(Self.spec)
        let lines = try project.hpmake("sample", "space.json")
        #expect(lines.code == 0 && lines.stderr.isEmpty)
        let objects = lines.lines.map(object)
        #expect(objects.count == 5)
        #expect(objects.allSatisfy { $0["id"] is String && $0["params"] is [String: Any] })

        let json = try project.hpmake("sample", "space.json", "--format", "json").stdout
        let array = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        #expect(array as NSArray? == objects as NSArray)

        let csv = try project.hpmake("sample", "space.json", "--format=csv", "--samples", "40")
            .stdout.components(separatedBy: "\r\n").dropLast()
        #expect(csv.count == 41 && csv[0].hasPrefix("id,lr,act,m"))
        #expect(
            csv.contains { $0.contains("\"a,b\"") } && csv.contains { $0.contains("\"c\"\"d\"") })

        #expect(!project.exists("dist") && !project.exists("Makefile"))
        let wrong = try project.hpmake("sample", "space.json", "--format", "jsnl")
        #expect(wrong.code == 2 && wrong.stdout.isEmpty && wrong.stderr.contains("\"jsonl\""))
    }

    @Test func badInputPrintsNothing() throws {
        let project = try Project(
            #"{"space": {"x": {"normal": [0, 1]}}, "stages": {"t": "true {x}"}}"#)
        for words in [["sample", "space.json"], ["gen", "space.json"]] {
            let output = try project.start(["hpmake"] + words).wait()
            #expect(output.code == 2 && output.stdout.isEmpty)
            #expect(output.stderr.hasPrefix("space.json:1:17: error:"))
        }
        try project.write(
            "space.json",
            #"{"space": {"x": [1, 2]}, "search": {"method": "random", "samples": 9}, "#
                + #""exclude": [{"x": 1}, {"x": 2}], "stages": {"t": "true {x}"}}"#)
        for format in ["json", "jsonl", "csv"] {
            let output = try project.hpmake("sample", "space.json", "--format", format)
            #expect(output.code == 2 && output.stdout.isEmpty)
        }
    }

    @Test func aGridIsPrintedToo() throws {
        let project = try Project(#"{"space": {"x": [1, 2], "y": [3]}, "stages": {"t": "true"}}"#)
        let output = try project.hpmake("sample", "space.json")
        #expect(
            output.lines.map { object($0)["params"] as? NSDictionary }
                == [["x": 1, "y": 3], ["x": 2, "y": 3]])
        #expect(try project.hpmake("sample", "space.json", "--samples", "3").code == 2)
    }

    @Test func aClosedPipeEndsIt() throws {
        let project = try Project(Self.spec)
        let output = try project.sh("hpmake sample space.json --samples 3000000 | head -n 2")
        #expect(output.lines.count == 2)
    }

    @Test func raisingSamplesRunsOnlyTheNewOnes() throws {
        let project = try Project(Self.spec)
        #expect(try project.make().code == 0)
        let first = Set(project.read("trace").split(separator: "\n"))
        #expect(first.count == 5)
        try project.remove("trace")
        try project.write(
            "space.json",
            Self.spec.replacingOccurrences(of: "\"samples\": 5", with: "\"samples\": 8"))
        try project.date("space.json", 2)
        #expect(try project.make().code == 0)
        let second = Set(project.read("trace").split(separator: "\n"))
        #expect(second.count == 3 && second.isDisjoint(with: first))

        // Baked into the Makefile, and kept when the spec changes.
        try project.remove("trace")
        #expect(
            try project.hpmake("gen", "space.json", "--samples", "10", "-o", "Makefile").code == 0)
        #expect(try project.make().code == 0)
        #expect(project.read("trace").split(separator: "\n").count == 2)
        try project.date("space.json", 60)
        #expect(try project.make().code == 0)
        #expect(project.read("trace").split(separator: "\n").count == 2)
        #expect(project.read("Makefile").contains("10 runs"))
        #expect(project.tree("dist/trained").filter { $0.hasSuffix("result.json") }.count == 10)
    }
}
