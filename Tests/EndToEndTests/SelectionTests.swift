// `make ONLY='..'` and `make BUDGET=..`: some of the runs, or as many as there is time for.
import Foundation
import TestSupport
import Testing

@Suite struct SelectionTests {
    private static func spec(_ values: String = "1, 2, 3, 4", _ train: String = "") -> String {
        #"""
        {"space": {"x": [\#(values)], "m": ["a b", "c$d"]},
         "stages": {"train": "\#(train)echo '{\"loss\": {x}}' >{out}/result.json; echo {x} {m} >>trace; echo \"${ONLY-none} ${BUDGET-none} ${HPMAKE_SCOPE-none}\" >>seen; test ! -e fail{x}"},
         "objective": {"minimize": "loss"}}
        """#
    }

    private func ran(_ project: Project) -> [String] {
        defer { try? project.remove("trace") }
        return project.read("trace").split(separator: "\n").map(String.init).sorted()
    }

    @Test func onlyTheRunsThatMatch() throws {
        let project = try Project(SelectionTests.spec())
        let first = try project.make("ONLY=x<3 m=\"a b\"")
        #expect(first.code == 0)
        #expect(
            first.stdout.hasSuffix(
                "ONLY: 2 runs, done; the whole sweep has 8: 2 done, 6 missing\n"))
        #expect(first.stdout.contains("[2/2] done"))
        #expect(ran(project) == ["1 a b", "2 a b"])
        #expect(!project.exists("dist/.collated"))
        #expect(try project.make("ONLY=x<3 m='a b'", "-q").code == 0)
        #expect(try project.make("ONLY=x<4 m='a b'", "-q").code == 1)
        #expect(try project.make("ONLY=x<3 m='a b'").code == 0)
        #expect(ran(project) == [])
        // A dollar is one, and the environment is not asked.
        #expect(try project.make("ONLY=m=c$d").code == 0)
        #expect(ran(project) == ["1 c$d", "2 c$d", "3 c$d", "4 c$d"])
        #expect(Set(project.read("seen").split(separator: "\n")) == ["none none none"])
        project.environment["ONLY"] = "x=nonsense"
        #expect(try project.make().code == 0)
        #expect(ran(project) == ["3 a b", "4 a b"])
        #expect(project.read("seen").hasSuffix("x=nonsense none none\n"))
        #expect(project.exists("dist/.collated"))
    }

    /// The last of the runs make the sweep complete.
    @Test func theLastRunsCollate() throws {
        let project = try Project(SelectionTests.spec("1, 2"))
        #expect(try project.make("ONLY=x=1").code == 0)
        let output = try project.make("ONLY=x=2")
        #expect(output.code == 0)
        #expect(output.stdout.contains("4 runs: 4 done; best: "))
        #expect(project.exists("dist/.collated"))
        #expect(try project.make("-q").code == 0)
    }

    /// Each of several sweeps in one make tells of its own, and one may have none that matches.
    @Test func ofSeveralSweeps() throws {
        let project = try Project()
        for (name, values) in [("a", "1, 2"), ("b", "2, 3, 4")] {
            try project.write(
                "\(name).json",
                #"{"space": {"x": [\#(values)]}, "dist": "d\#(name)", "stages": {"t": "true {x}"}}"#
            )
            #expect(try project.hpmake("gen", "\(name).json", "-o", "\(name).mk").code == 0)
        }
        try project.write("Makefile", "include a.mk\ninclude b.mk\n")
        let none = try project.make("ONLY=x=7")
        #expect(none.code == 2 && none.stderr.contains("ONLY leaves nothing to do"), "\(none)")
        #expect(try project.make("ONLY=x=7", "-q").code == 1)
        let one = try project.make("ONLY=x>2")
        #expect(one.code == 0 && one.stdout.contains("[2/2] done"), "\(one)")
        #expect(
            one.stdout.hasSuffix("ONLY: 2 runs, done; the whole sweep has 3: 2 done, 1 missing\n"))
        #expect(one.stderr.contains("no run matches ONLY=x>2"))
        #expect(!project.exists("da"))
        let both = try project.make("-j1", "ONLY=x<3")
        #expect(both.stdout.contains("2 runs: 2 done") && both.stdout.contains("3 runs: 3 done"))
        #expect(both.stdout.contains("[2/2] done") && both.stdout.contains("[1/1] done"), "\(both)")
    }

    @Test func failuresAreNamed() throws {
        let project = try Project(SelectionTests.spec())
        try project.write("fail2", "")
        try project.write("fail3", "")
        #expect(try project.make("ONLY=x=3").code == 2)
        let output = try project.make("ONLY=x<3")
        #expect(output.code == 2)
        #expect(
            output.stderr.components(separatedBy: "\nfailed: ").count
                + (output.stderr.hasPrefix("failed: ") ? 1 : 0) == 3)
        #expect(!output.stderr.contains("x_3"))
        #expect(
            output.stdout.hasSuffix(
                "not all done; the whole sweep has 8: 2 done, 4 failed, 2 missing\n"))
        _ = ran(project)
        try project.remove("fail2")
        #expect(try project.make("ONLY=state=failed x=2").code == 0)
        #expect(ran(project) == ["2 a b", "2 c$d"])
    }

    @Test(arguments: [
        ("ONLY=x=9", "no run matches ONLY=x=9"), ("ONLY=xx=1", "no parameter, metric or field"),
        ("ONLY=x < 3", "\"x\" is no term: write NAME=VALUE in one word"),
        ("ONLY=", "ONLY names no runs"),
        ("ONLY='x=1", "lacks a second '"), ("BUDGET=8", "BUDGET=8 is no duration"),
        ("BUDGET=h", "BUDGET=h is no duration"), ("BUDGET=1h30m", "is no duration"),
        ("BUDGET=0s", "BUDGET=0s is no duration"),
        ("ONLY=$(shell touch hacked)=1", "\"$(shell\" is no term"),
        ("ONLY=x='$(touch hacked)'", "no run matches"),
        ("ONLY=x='`touch hacked`'", "no run matches"),
    ]) func nonsenseRunsNothing(_ word: String, _ message: String) throws {
        let project = try Project(SelectionTests.spec())
        let output = try project.make(word)
        #expect(output.code == 2)
        #expect(output.stderr.contains(message), "\(output.stderr)")
        #expect(!project.exists("trace"))
        #expect(!project.exists("hacked"))
    }

    @Test func cleanTakesNeither() throws {
        let project = try Project(SelectionTests.spec())
        #expect(try project.make("ONLY=x=1").code == 0)
        for word in ["ONLY=x=1", "BUDGET=1h"] {
            #expect(try project.make("clean", word).code == 2)
            #expect(project.exists("dist/trained"))
        }
    }

    /// What is chosen among is the spec as it is now.
    @Test func valuesThatAreNewAreFound() throws {
        let project = try Project(SelectionTests.spec("1, 2"))
        #expect(try project.make("ONLY=x=1").code == 0)
        _ = ran(project)
        try project.write("space.json", SelectionTests.spec("1, 2, 7"))
        try project.date("space.json", 2)
        #expect(try project.make("ONLY=x=7").code == 0)
        #expect(ran(project) == ["7 a b", "7 c$d"])
    }

    @Test func makeNWritesNothing() throws {
        let project = try Project(SelectionTests.spec())
        try project.hpmake("gen")
        let output = try project.run("make", "-n", "ONLY=x=3")
        #expect(output.code == 0)
        #expect(output.stdout.components(separatedBy: "run chain").count == 3)
        #expect(!project.exists("dist"))
    }

    /// Nothing starts past the time; what runs comes to its end.
    @Test func theTimeIsLimited() throws {
        let project = try Project(SelectionTests.spec("1, 2, 3", "sleep 0.7; "))
        try project.hpmake("gen")
        let output = try project.run("make", "BUDGET=1s")
        #expect(output.code == 2)
        #expect(output.stdout.contains(": train: the time of BUDGET is over\n"))
        let count = ran(project).count
        #expect((1...2).contains(count))
        #expect(!project.exists("dist/.collated"))
        #expect(try project.make("BUDGET=1h").code == 0)
        #expect(ran(project).count == 6 - count)
        #expect(project.exists("dist/.collated"))
    }

    @Test func retriesAndSlotsAreLimited() throws {
        let project = try Project(
            """
            {"space": {"x": [1, 2, 3]}, "resources": {"gpu": 1}, "stages": {"train": {
              "run": "echo {x} >>trace; sleep 1.2; test {x} != 1", "retries": 5, "needs": {"gpu": 1}}}}
            """)
        try project.hpmake("gen")
        #expect(try project.run("make", "-j3", "BUDGET=1s").code == 2)
        #expect(ran(project).count == 1)
    }

    @Test func ranksAreFound() throws {
        let project = try Project(SelectionTests.spec("3, 1, 2"))
        try project.write("fail2", "")
        #expect(try project.make().code == 2)
        #expect(try project.sh("hpmake where 'rank<=2' x=1 | wc -l").stdout.contains("2"))
        #expect(try project.sh("hpmake where 'rank>2' | grep -c x_3").stdout == "2\n")
        #expect(try project.sh("hpmake where rank= | grep -c x_2").stdout == "2\n")
        #expect(
            try project.sh("hpmake where 'rank>2' -0 | xargs -0 -I{} rm -f {}/result.json").code
                == 0)
        #expect(
            try project.hpmake("where", "x < 3").stderr.contains("write it without blanks, x<3"))
    }

    @Test func aSilentTrainerIsNoError() throws {
        let project = try Project(#"{"space": {"x": [1]}, "stages": {"t": "true {x}"}}"#)
        #expect(try project.make().code == 0)
        let output = try project.hpmake("log", "x_1")
        #expect(output.code == 0)
        #expect(output.stdout.isEmpty)
        #expect(output.stderr.contains("has written nothing"))
    }
}
