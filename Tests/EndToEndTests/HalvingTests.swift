// Successive halving and Hyperband as a Makefile: what is promoted, that no epoch is trained twice, and that
// all changes run just what is new. The trainer keeps a ledger of every epoch that it trains.
import Foundation
import TestSupport
import Testing

@Suite struct HalvingTests {
    private static let trainer = """
        at=$(cat $3/ckpt 2>/dev/null || echo 0)
        if [ -e fail-$1 ]; then exit 1; fi
        while [ $at -lt $2 ]; do at=$((at + 1)); echo "$1 $at" >>ledger; echo $at >$3/ckpt; done
        awk "BEGIN { printf \\"{\\\\\\"loss\\\\\\": %.9f}\\", ($1 - 0.3) ^ 2 + 1 / $2 }" >$3/result.json

        """

    private func search(_ more: String) -> String {
        "\"search\": {\"seed\": 7, \"rungs\": {\"epochs\": [1, 3, 9]}, \(more)}"
    }

    private func project(
        _ search: String, more: String = "", stages: String = ""
    ) throws -> Project {
        let project = try Project(
            """
            {"space": {"x": {"uniform": [0, 1]}}, "objective": {"minimize": "loss"},
             \(search), \(more)
             "stages": {"train": {"run": "sh train.sh {x} {epochs} {out}", "inputs": ["train.sh"]}\(stages)}}
            """)
        try project.write("train.sh", Self.trainer)
        return project
    }

    private func edit(_ project: Project, _ old: String, _ new: String) throws {
        try project.write(
            "space.json", project.read("space.json").replacingOccurrences(of: old, with: new))
    }

    private func ledger(_ project: Project) -> [String] {
        project.read("ledger").split(separator: "\n").map(String.init).sorted()
    }

    private func isWithoutRepetition(_ project: Project) -> Bool {
        let lines = ledger(project)
        return Set(lines).count == lines.count
    }

    /// What is in each slot.
    private func slots(_ project: Project) throws -> [String] {
        let output = try project.sh(
            "cd dist/.hpmake/search; for f in *; do echo $f $(readlink $f); done")
        return output.stdout.split(separator: "\n").map(String.init)
    }

    private func started(_ output: Output) -> Int {
        output.stdout.split(separator: "\n").count { $0.hasPrefix("  start") }
    }

    @Test func aBracketPromotesTheBestAndTrainsNoEpochTwice() throws {
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        let dry = try project.make("-n")
        #expect(!project.exists("dist"))
        #expect(dry.stdout.components(separatedBy: "run slot").count - 1 == 13)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        // 9 of 1 epoch, 2 more for 3 of them, 6 more for one.
        #expect(ledger(project).count == 9 + 3 * 2 + 6)
        #expect(isWithoutRepetition(project))
        #expect(try project.make("-q").code == 0)
        let results = try project.hpmake("collate", "dist", "--format", "csv").stdout
        let best = results.split(whereSeparator: \.isNewline).dropFirst().first ?? ""
        #expect(best.contains("/epochs_9"))
        let first = project.read("dist/.hpmake/search/b0.r0")
        #expect(first.hasPrefix("{\"of\": 9, \"ranked\": 9, \"promoted\": [\n"))
        // The order of the promoted is that of their losses.
        let losses = try project.sh(
            "sed -n 's/.*\"values\": .\\([0-9.]*\\).*/\\1/p' dist/.hpmake/search/b0.r0")
        let numbers = losses.stdout.split(separator: "\n").compactMap { Double($0) }
        #expect(numbers.count == 3 && numbers == numbers.sorted())
    }

    @Test func decisionsAreTheSameForAnyOrder() throws {
        let one = try project(search("\"method\": \"halving\", \"samples\": 9"))
        let other = try project(search("\"method\": \"halving\", \"samples\": 9"))
        #expect(try one.make("-j1").code == 0)
        #expect(try other.make("-j7").code == 0)
        #expect(try slots(one) == slots(other))
    }

    @Test func moreSamplesRunWhatIsNewAndComeToWhatTheyWouldFromScratch() throws {
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        #expect(try project.make().code == 0)
        let before = ledger(project)
        try edit(project, "\"samples\": 9", "\"samples\": 27")
        #expect(try project.make().code == 0)
        #expect(isWithoutRepetition(project))
        #expect(Set(before).isSubset(of: ledger(project)))
        let scratch = try self.project(search("\"method\": \"halving\", \"samples\": 27"))
        #expect(try scratch.make().code == 0)
        #expect(try slots(project) == slots(scratch))
        #expect(try project.make("-q").code == 0)
    }

    @Test func aRungMoreRunsThatRung() throws {
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        #expect(try project.make().code == 0)
        try edit(project, "[1, 3, 9]", "[1, 3, 9, 27]")
        let output = try project.make()
        #expect(output.code == 0 && started(output) == 1, "\(output)")
        #expect(isWithoutRepetition(project))
        #expect(ledger(project).count == 21 + 18)
        // One between two others: only it is new.
        try edit(project, "[1, 3, 9, 27]", "[1, 2, 3, 9, 27]")
        let between = try project.make()
        #expect(between.code == 0 && started(between) == 3, "\(between)")
        #expect(try project.make("-q").code == 0)
    }

    @Test func roundsAddBracketsAndDisplaceNothing() throws {
        let project = try project(search("\"method\": \"hyperband\""))
        #expect(try project.make().code == 0)
        let before = try slots(project)
        try edit(project, "\"method\"", "\"rounds\": 2, \"method\"")
        #expect(try project.make().code == 0)
        #expect(isWithoutRepetition(project))
        #expect(Set(before).isSubset(of: try slots(project)))
        // Brackets of 9, 5 and 3.
        #expect(before.count { $0.hasPrefix("b0.r0.") } == 9)
        #expect(before.count { $0.hasPrefix("b1.r1.") } == 5)
        #expect(before.count { $0.hasPrefix("b2.r2.") } == 3)
    }

    @Test func aFailureIsNotPromotedAndARepairedOneGetsWhatItDeserves() throws {
        let clean = try project(search("\"method\": \"halving\", \"samples\": 9"))
        #expect(try clean.make().code == 0)
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        let value = try #require(
            clean.read("dist/.hpmake/search/b0.r1").components(separatedBy: "\"x\": ").last?.prefix
            {
                $0 != "}"
            })
        try project.write("fail-\(value)", "")
        let failed = try project.make()
        #expect(failed.code == 2)
        #expect(project.read("dist/.hpmake/search/b0.r0").hasPrefix("{\"of\": 9, \"ranked\": 8"))
        #expect(!project.read("dist/.hpmake/search/b0.r0").contains(String(value)))
        try project.remove("fail-\(value)")
        #expect(try project.make().code == 0)
        #expect(isWithoutRepetition(project))
        #expect(try slots(project) == slots(clean))
    }

    @Test func whereAllFailNothingHangsAndNothingIsPromoted() throws {
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        try project.write("train.sh", "exit 3\n")
        let output = try project.make()
        #expect(output.code == 2)
        #expect(started(output) == 9)
        #expect(
            project.read("dist/.hpmake/search/b0.r1.0").hasPrefix("no configuration: 0 of the 9"))
        try project.write("train.sh", Self.trainer)
        #expect(try project.make().code == 0)
        #expect(ledger(project).count == 21)
    }

    @Test func repeatsPreprocessingAndLaterStages() throws {
        let project = try project(
            search("\"method\": \"halving\", \"samples\": 9"),
            more: """
                "repeat": {"seed": [1, 2]}, "preprocess": "echo data >{out}/data",
                """,
            stages: """
                , "test": {"run": "sh test.sh {out} {epochs}", "inputs": ["test.sh"]}
                """)
        try project.write("test.sh", "echo $2 >>tests; echo big >$1/predictions; cat $1/ckpt\n")
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(ledger(project).count == 2 * 21)
        #expect(try project.make("-q").code == 0)
        // What the test wrote is not what the next rung begins with, and a new test trains nothing.
        try project.write("test.sh", "echo $2 >>tests2; cat $1/ckpt\n")
        #expect(try project.make().code == 0)
        #expect(ledger(project).count == 2 * 21)
        #expect(project.read("tests2").split(separator: "\n").count == 26)
        // A new trainer trains all anew.
        try project.write("train.sh", Self.trainer + "# new\n")
        #expect(try project.make().code == 0)
        #expect(ledger(project).count == 4 * 21)
        #expect(try project.make("-q").code == 0)
    }

    @Test func whereNothingResumesEachRungBeginsEmpty() throws {
        let project = try project(
            search("\"method\": \"halving\", \"samples\": 9, \"resume\": false"))
        #expect(try project.make().code == 0)
        #expect(ledger(project).count == 9 + 3 * 3 + 9)
        // What is done stays done.
        try edit(project, "\"resume\": false", "\"resume\": true")
        let output = try project.make()
        #expect(output.code == 0 && started(output) == 0, "\(output)")
    }

    @Test func aChosenRunIsRunAloneAndUndecidedOnesAreNot() throws {
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        let output = try project.make("ONLY=epochs=1 x<0.5")
        #expect(output.code == 0, "\(output)")
        #expect(started(output) < 9 && started(output) > 0)
        let none = try project.make("ONLY=epochs=9")
        #expect(none.code == 2 && started(none) == 0, "\(none)")
        #expect(try project.make().code == 0)
        #expect(try project.make("ONLY=epochs=9").code == 0)
        #expect(ledger(project).count == 21)
    }

    /// By front, and in a front those with most room around them: the ends first.
    @Test func ofSeveralObjectivesAFrontGoesOn() throws {
        let project = try Project(
            """
            {"space": {"x": [0, 1, 2, 3, 4, 5]}, "objective": [{"minimize": "a"}, {"maximize": "b"}],
             "search": {"method": "halving", "draw": "grid", "eta": 2, "rungs": {"epochs": [1, 2]}},
             "stages": {"train": "sh train.sh {x} {out} {epochs}"}}
            """)
        // 0 to 3 are a front in which 1 has the least room; 4 and 5 are beaten.
        try project.write(
            "train.sh",
            #"""
            set -- $1 $2 $(echo "0 0
            1 1
            3 2
            9 9
            9 5
            9 4" | sed -n "$(($1 + 1))p")
            echo "{\"a\": $3, \"b\": $4}" >$2/result.json

            """#)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let promoted = try project.sh(
            #"sed -n 's/.*"x": \([0-9]\).*/\1/p' dist/.hpmake/search/b0.r0"#)
        #expect(promoted.stdout == "0\n3\n2\n", "\(promoted)")
    }

    @Test func anotherObjectivePromotesAnew() throws {
        let project = try project(search("\"method\": \"halving\", \"samples\": 9"))
        #expect(try project.make().code == 0)
        try edit(project, "\"minimize\"", "\"maximize\"")
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        #expect(started(output) > 0 && isWithoutRepetition(project))
        #expect(try project.make("-q").code == 0)
    }
}
