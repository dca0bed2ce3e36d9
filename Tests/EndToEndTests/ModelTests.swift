// Searches that draw by results as a Makefile: draws are kept with what they knew, and are the same for one job.
import Foundation
import TestSupport
import Testing

@Suite struct ModelTests {
    private static let trainer = """
        echo "$1 $2" >>ledger
        if [ -e fail ]; then awk "BEGIN { exit ($1 > 0.6) }" || exit 1; fi
        awk "BEGIN { printf \\"{\\\\\\"loss\\\\\\": %.9f}\\", ($1 - 0.3) ^ 2 + $2 / 100 }" >$3/result.json

        """

    private func project(
        _ search: String, space: String = #""x": {"uniform": [0, 1]}, "n": [1, 2, 3]"#,
        more: String = "", resource: String = "{n}"
    ) throws -> Project {
        let project = try Project(
            """
            {"space": {\(space)}, "objective": {"minimize": "loss"}, "search": {\(search)}, \(more)
             "stages": {"train": {"run": "sh train.sh {x} \(resource) {out}", "inputs": ["train.sh"]}}}
            """)
        try project.write("train.sh", Self.trainer)
        return project
    }

    private func edit(_ project: Project, _ old: String, _ new: String) throws {
        try project.write(
            "space.json", project.read("space.json").replacingOccurrences(of: old, with: new))
    }

    private func slots(_ project: Project) throws -> [String] {
        let output = try project.sh(
            "cd dist/.hpmake/search; for f in *; do echo $f $(readlink $f); done | sort")
        return output.stdout.split(separator: "\n").map(String.init)
    }

    private func ledger(_ project: Project) -> [Substring] {
        project.read("ledger").split(separator: "\n")
    }

    private func started(_ output: Output) -> Int {
        output.stdout.split(separator: "\n").count { $0.hasPrefix("  start") }
    }

    @Test func oneAfterAnotherTheDrawsAreTheSame() throws {
        let search = #""method": "tpe", "samples": 24, "seed": 5"#
        let (one, other) = (try project(search), try project(search))
        #expect(try one.make("-j1").code == 0)
        #expect(try other.make("-j1").code == 0)
        #expect(try slots(one) == slots(other))
        #expect(Set(ledger(one)).count == 24)
        #expect(try one.make("-q").code == 0)
        // The first ones are those of a random search.
        let random = try project(#""method": "random", "samples": 10, "seed": 5"#)
        #expect(try random.make().code == 0)
        for line in ledger(random) { #expect(ledger(one).prefix(10).contains(line)) }
        // Each knew all before it.
        let records = one.tree("dist/trained").filter { $0.hasSuffix(".drawn") }.map {
            one.json("dist/trained/\($0)")
        }
        #expect(records.count == 14)
        for record in records {
            let (draw, knew) = (record["draw"] as? Int ?? 0, record["knew"] as? [Int] ?? [])
            #expect(knew == Array(0..<draw))
        }
        // And they are near the best.
        let later = ledger(one).suffix(10).compactMap { Double($0.prefix { $0 != " " }) }
        #expect(later.count { abs($0 - 0.3) < 0.2 } >= 6)
    }

    @Test func moreSamplesKeepAllDraws() throws {
        let project = try project(#""method": "tpe", "samples": 20, "seed": 5"#)
        #expect(try project.make().code == 0)
        let before = try slots(project)
        try edit(project, "\"samples\": 20", "\"samples\": 30")
        let output = try project.make()
        #expect(output.code == 0 && started(output) == 10, "\(output)")
        #expect(Set(before).isSubset(of: try slots(project)))
        #expect(Set(ledger(project)).count == 30)
        // The links are an index, which can be made anew.
        try project.sh("rm dist/.hpmake/search/*")
        let again = try project.make()
        #expect(again.code == 0 && started(again) == 0, "\(again)")
        #expect(Set(before).isSubset(of: try slots(project)))
    }

    @Test func aFiniteSpaceIsExhausted() throws {
        let project = try project(
            #""method": "tpe", "samples": 20"#, space: #""x": [0.1, 0.2, 0.3, 0.4], "n": [1, 2, 3]"#
        )
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(ledger(project).count == 12 && Set(ledger(project)).count == 12)
        #expect(try project.make("-q").code == 0)
        #expect(try project.hpmake("status", "dist").stdout.contains("12 runs: 12 done"))
    }

    @Test func batchesKnowExactlyThoseBeforeThem() throws {
        let search = #""method": "tpe", "samples": 24, "batch": 6, "startup": 6, "seed": 2"#
        let (one, other) = (try project(search), try project(search))
        #expect(try one.make("-j1").code == 0)
        #expect(try other.make("-j6").code == 0)
        #expect(try slots(one) == slots(other))
        #expect(try slots(one).contains { $0.hasPrefix("batch3.5 ") })
        for name in one.tree("dist/trained") where name.hasSuffix(".drawn") {
            let record = one.json("dist/trained/\(name)")
            let draw = record["draw"] as? Int ?? 0
            #expect(record["knew"] as? [Int] == Array(0..<draw / 6 * 6))
        }
    }

    @Test func failuresAreLearntFromAndStayFailed() throws {
        let project = try project(#""method": "tpe", "samples": 40, "seed": 5"#)
        try project.write("fail", "")
        let output = try project.make("-j1")
        #expect(output.code == 2)
        // x > 0.6 fails.
        let failed = ledger(project).suffix(15).compactMap { Double($0.prefix { $0 != " " }) }
        #expect(failed.count { $0 > 0.6 } < 4, "\(failed)")
        try project.remove("fail")
        let before = try slots(project)
        #expect(try project.make().code == 0)
        #expect(try slots(project) == before)
    }

    @Test func repeatsShareADraw() throws {
        let project = try project(
            #""method": "tpe", "samples": 15, "seed": 5"#, more: #""repeat": {"seed": [1, 2, 3]},"#)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(ledger(project).count == 45 && Set(ledger(project)).count == 15)
        #expect(try project.make("-q").code == 0)
    }

    @Test func halvingWithDrawsByResults() throws {
        let project = try project(
            #""method": "halving", "samples": 18, "draw": "tpe", "rungs": {"epochs": [1, 3, 9]}"#,
            space: #""x": {"uniform": [0, 1]}"#, resource: "{epochs}")
        let output = try project.make("-j1")
        #expect(output.code == 0, "\(output)")
        #expect(ledger(project).count == 18 + 6 + 2)
        #expect(try project.make("-q").code == 0)
        let explained = try project.hpmake("where", "dist", "epochs=9")
        #expect(explained.stdout.split(separator: "\n").count == 2)
    }

    @Test func aDrawIsExplainedFromWhatItKnew() throws {
        let project = try project(#""method": "tpe", "samples": 14, "seed": 5"#)
        #expect(try project.make("-j1").code == 0)
        let record = try #require(
            project.tree("dist/trained").first { $0.hasSuffix(".drawn") })
        let id = record.dropFirst().dropLast(".drawn".count)
        let output = try project.hpmake("explain", "dist", String(id))
        #expect(output.stdout.contains("times as dense here"), "\(output)")
        let figure = try project.hpmake("plot", "dist", "--kind", "beliefs", "-o", "-").stdout
        #expect(figure.contains(">3 good<") && figure.contains(">11 others<"), "\(figure)")
        #expect(try project.hpmake("report", "dist", "-o", "page.html").code == 0)
        #expect(project.read("page.html").contains("id=\"beliefs\""))
    }

    @Test func aSpaceThatLosesADrawDrawsAnother() throws {
        let project = try project(#""method": "tpe", "samples": 16, "seed": 5"#)
        #expect(try project.make().code == 0)
        try edit(project, "\"n\": [1, 2, 3]", "\"n\": [1, 2]")
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(try project.make("-q").code == 0)
        let table = try project.hpmake("collate", "dist", "--format", "csv").stdout
        #expect(table.split(whereSeparator: \.isNewline).count == 17)
    }
}
