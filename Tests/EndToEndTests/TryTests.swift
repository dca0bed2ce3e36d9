// `hpmake try`: one configuration in the foreground, and nothing of it in the sweep.
import Foundation
import TestSupport
import Testing

@Suite struct TryTests {
    private static let spec = """
        {"space": {"opt": {"cases": {"sgd": {"momentum": [0.8, 0.9]}, "adam": {"beta": {"uniform": [0, 1]}}}},
                   "lr": {"linspace": [0.5, 1.0, 2]}, "name": ["a", "1"]},
         "search": {"method": "random", "samples": 40, "seed": 1},
         "repeat": {"seed": [7, 8]}, "resources": {"gpu": 1},
         "preprocess": "echo pre >>trace; echo data >{preprocessed}/d",
         "stages": {
           "train": {"run": "cat; echo {--opt} {--momentum} {--beta} {--lr} {--name} {--seed}; cat {preprocessed}/d; echo '{\\"acc\\": 0.5}' >{out}/result.json; echo $HPMAKE_ATTEMPT ${HPMAKE_GPU-none} ${MAKEFLAGS-none} >{out}/env",
                     "needs": {"gpu": 1}, "timeout": "1s", "retries": 3},
           "test": "test ! -e fail; ls -A {out}"},
         "objective": {"maximize": "acc"}}
        """

    @Test func theFirstConfigurationWithOtherValues() throws {
        let project = try Project(TryTests.spec)
        let first = try project.hpmake("sample").stdout.split(separator: "\n")[0]
        let output = try project.run("hpmake", "try", input: "typed\n")
        #expect(output.code == 0)
        #expect(output.stdout.hasPrefix("typed\n"))
        #expect(output.stdout.hasSuffix("data\nenv\nparams.json\nresult.json\n"))
        let id = try #require(first.split(separator: "\"").dropFirst(3).first)
        #expect(output.stderr.contains("dist/.try/\(id)/seed_7: "))
        #expect(output.stderr.hasSuffix("==> train <==\n==> test <==\nacc=0.5\n"))
        #expect(project.read("dist/.try/\(id)/seed_7/env") == "1 none none\n")
        #expect(!project.exists("dist/trained"))
        #expect(!project.exists("dist/hparams.json"))
    }

    /// Values are those of the domain where they mean one; what a value brings along is there.
    @Test func valuesAreAsInWhere() throws {
        let project = try Project(TryTests.spec)
        let output = try project.sh("hpmake try opt=adam lr=1 name=1 seed=8 </dev/null")
        #expect(output.code == 0)
        let line = output.stdout.split(separator: "\n")[0].split(separator: " ")
        #expect(line.prefix(3) == ["--opt", "adam", "--beta"])
        #expect(line.dropFirst(4) == ["--lr", "1.0", "--name", "1", "--seed", "8"])
        let id = try #require(
            project.tree("dist/.try").first { $0.contains("/seed_8/params.json") })
        #expect(project.read("dist/.try/\(id)").contains("\"name\": \"1\""))
        let other = try project.sh(
            "hpmake try space.json opt=sgd momentum=0.5 lr=2e0 'name=x y' </dev/null")
        #expect(
            other.stdout.hasPrefix("--opt sgd --momentum 0.5 --lr 2e0 --name x y --seed 7\n"))
    }

    @Test(arguments: [
        ("lrr=1", "hpmake try: no parameter is called \"lrr\"; did you mean \"lr\"?"),
        ("'lr<1'", "hpmake try: \"lr\" takes a value: NAME=VALUE"),
        (
            "opt=adam momentum=1",
            "hpmake try: \"momentum\" exists only where \"opt\" is \"sgd\": leave it out"
        ),
        ("missing.json", "hpmake try: cannot read missing.json"),
    ]) func badCalls(_ words: String, _ message: String) throws {
        let project = try Project(TryTests.spec)
        let output = try project.sh("hpmake try \(words)")
        #expect(output.code == 2)
        #expect(output.stderr.hasPrefix(message), "\(output.stderr)")
        #expect(!project.exists("dist/.try"))
    }

    @Test func itEndsAsTheTrainerDoes() throws {
        let project = try Project(
            #"{"space": {"x": [3, 9]}, "stages": {"t": "if test {x} = 9; then kill -9 $$; fi; exit {x}"}}"#
        )
        #expect(try project.hpmake("try").code == 3)
        #expect(try project.hpmake("try", "x=9").code == 137)
        #expect(try project.hpmake("try", "x=0").code == 0)
        try project.write(
            "other.json", #"{"space": {"x": [1]}, "stages": {"t": ["no-such-program", "{x}"]}}"#)
        #expect(try project.hpmake("try", "other.json").code == 127)
    }

    /// The preprocessing is the sweep's own, and make does not repeat it.
    @Test func thePreprocessingIsShared() throws {
        let project = try Project(TryTests.spec)
        for _ in 0..<2 { #expect(try project.sh("hpmake try </dev/null").code == 0) }
        #expect(project.read("trace") == "pre\n")
        try project.hpmake("gen")
        #expect(try project.run("make", "preprocess").code == 0)
        #expect(project.read("trace") == "pre\n")
        try project.write("raw", "")
        #expect(try project.run("make", "clean").code == 0)
        #expect(!project.exists("dist"))
    }

    @Test func laterStagesAreSkippedAfterAFailure() throws {
        let project = try Project(TryTests.spec)
        try project.write("fail", "")
        let output = try project.sh("hpmake try </dev/null")
        #expect(output.code == 1)
        #expect(!output.stderr.contains("acc="))
    }

    /// The terminal is the user's: its Ctrl-C ends the trainer and hpmake, and nothing is left.
    @Test func theTerminalIsTheUsers() throws {
        let project = try Project(
            #"{"space": {"x": [1]}, "stages": {"t": "test -t 0 && test -t 1 && stty -echo </dev/tty && echo is a tty"}}"#
        )
        let output = try project.sh(
            "script -qec 'hpmake try' /dev/null </dev/null 2>/dev/null || echo no script")
        #expect(output.stdout.contains("is a tty") || output.stdout.contains("no script"))
    }
}
