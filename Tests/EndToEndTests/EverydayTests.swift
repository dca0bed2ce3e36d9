// What may be left out: the output folder, the spec, the Makefile; and what is never lost by it.
import Foundation
import TestSupport
import Testing

@Suite struct EverydayTests {
    private static let spec = """
        {"space": {"x": [1, 2]}, "dist": "out",
         "stages": {"train": "echo {x} && echo '{\\"loss\\": {x}}' >{out}/result.json"},
         "objective": {"minimize": "loss"}}
        """

    private static let random = """
        {"space": {"x": {"randint": [0, 50]}}, "search": {"method": "random", "samples": 4},
         "stages": {"train": "echo {x}"}}
        """

    @Test func genAloneWritesTheMakefile() throws {
        let project = try Project(EverydayTests.spec)
        let output = try project.hpmake("gen")
        #expect(output.code == 0)
        #expect(output.stdout.isEmpty)
        #expect(output.stderr.hasPrefix("Makefile holds 2 runs; now: make -j"))
        let named = try project.hpmake("gen", "space.json").stdout
        #expect(project.read("Makefile") == named)
        #expect(try project.run("make").code == 0)
    }

    @Test func genAloneKeepsSpecOptionsAndName() throws {
        let project = try Project()
        try project.write("other.json", EverydayTests.random)
        #expect(
            try project.hpmake("gen", "other.json", "--samples", "7", "-o", "makefile").code == 0)
        let before = project.read("makefile")
        #expect(try project.hpmake("gen").stderr.hasPrefix("makefile holds 7 runs"))
        #expect(project.read("makefile") == before)
        #expect(!project.exists("Makefile"))
        #expect(try project.hpmake("sample").stdout.split(separator: "\n").count == 7)
        #expect(try project.hpmake("gen", "--samples", "9").code == 0)
        #expect(project.read("makefile").hasPrefix("# 9 runs,"))
    }

    @Test func scriptsAreWrittenLikewise() throws {
        let project = try Project()
        try project.write("my space.json", EverydayTests.random)
        #expect(
            try project.hpmake(
                "gen", "my space.json", "--samples", "3", "--backend", "slurm", "-o", "submit.sh"
            ).code == 0)
        #expect(
            try project.hpmake("gen", "--backend", "slurm").stderr
                == "submit.sh holds 3 runs; now: sh submit.sh\n")
    }

    @Test func aWrongSpecLeavesTheMakefile() throws {
        let project = try Project(EverydayTests.spec)
        try project.hpmake("gen")
        let before = project.read("Makefile")
        try project.write("space.json", "{\"space\": {\"x\": [1 2]}}")
        let output = try project.hpmake("gen")
        #expect(output.code == 2)
        #expect(project.read("Makefile") == before)
        #expect(!output.stderr.contains("emptied"))
        // The shell empties it.
        let redirected = try project.sh("hpmake gen space.json > Makefile")
        #expect(redirected.code == 2)
        #expect(project.read("Makefile").isEmpty)
        #expect(
            redirected.stderr.hasSuffix(
                "hpmake gen: the shell has emptied Makefile before this began. To get it back, correct "
                    + "the spec and call hpmake gen, which leaves an old file as it is where the spec "
                    + "is wrong\n"))
        try project.write("space.json", EverydayTests.spec)
        #expect(try project.hpmake("gen").code == 0)
        #expect(project.read("Makefile") == before)
    }

    @Test func whatIsNotOursIsNotReplaced() throws {
        let project = try Project(EverydayTests.spec)
        try project.write("Makefile", "all: ; echo mine\n")
        for words in [
            ["gen"], ["gen", "space.json", "-o", "Makefile"], ["gen", "-o", "space.json"],
        ] {
            let output = try project.start(["hpmake"] + words).wait()
            #expect(output.code == 2)
            #expect(output.stderr.contains(" was not written by hpmake and stays as it is"))
        }
        #expect(project.read("Makefile") == "all: ; echo mine\n")
        #expect(project.read("space.json") == EverydayTests.spec)
        try project.write("Makefile", "")
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
    }

    @Test(arguments: [
        ("gen Makefile", "hpmake gen: Makefile is what gen writes, not what it reads: the spec is"),
        ("gen --out x", "hpmake gen: no option --out; did you mean -o, --output FILE?"),
        ("gen missing.json", "hpmake gen: cannot read missing.json"),
        ("where x", "hpmake where: \"x\" is no term: write NAME=VALUE"),
        ("where x y=1", "hpmake where: there is no folder x"),
        ("log 12ab 3", "hpmake log: there is no folder 12ab"),
        ("log", "hpmake log: ID is missing"),
    ]) func badCallsSayWhatToWrite(_ call: String, _ message: String) throws {
        let project = try Project(EverydayTests.spec)
        let output = try project.sh("hpmake \(call)")
        #expect(output.code == 2)
        #expect(output.stderr.hasPrefix(message), "\(output.stderr)")
    }

    @Test func withoutASpecThereIsAdvice() throws {
        let output = try Project().hpmake("gen")
        #expect(output.code == 2)
        #expect(output.stderr.hasPrefix("hpmake gen: there is no space.json here: write one"))
    }

    /// The folder is that of the Makefile; what is no folder of a sweep is what comes next.
    @Test func theFolderMayBeLeftOut() throws {
        let project = try Project(EverydayTests.spec)
        try project.hpmake("gen")
        #expect(try project.run("make").code == 0)
        let id = String(try project.hpmake("where", "x=1", "--id").stdout.dropLast())
        #expect(id.hasPrefix("x_1-"))
        let calls = [
            ["collate"], ["status"], ["where", "x=2"], ["compare", "x_1", "x_2"], ["log", id],
            ["explain", id], ["report", "-o", "-"], ["plot"], ["prune"], ["annotate"],
        ]
        for words in calls {
            var named = words
            named.insert("out", at: 1)
            let (without, with) = (
                try project.sh("hpmake \(words.joined(separator: " ")) </dev/null"),
                try project.sh("hpmake \(named.joined(separator: " ")) </dev/null")
            )
            #expect(without.code == with.code, "\(words): \(without)")
            if words[0] != "report" { #expect(without.stdout == with.stdout) }
        }
        #expect(try project.sh("echo out/trained/\(id) | hpmake annotate").stdout.contains(id))
    }

    // MARK: a spec that is pleasant to write

    /// What the README of mlrunner has as its example, 17 lines of YAML without comments, separators and
    /// empty lines.
    @Test func mlrunnersExample() throws {
        let spec = try String(
            contentsOf: testFolder("Fixtures/specs/mlrunner/space.json"), encoding: .utf8)
        #expect(spec.split(separator: "\n").count <= 17)
        #expect(!spec.contains("\\\""))
        let output = try Project(spec).hpmake("sample")
        #expect(output.stdout.split(separator: "\n").count == 5)
        #expect(output.stderr.isEmpty)
    }

    @Test func commandsOfSeveralLines() throws {
        let project = try Project(
            """
            {"space": {"x": ["a b", "$(c)"]}, "args": "{name}={value}", "stages": {"train": {
              "//": "a comment", "inputs": "space.json",
              "run": {"lines": ["set -u", ["printf '<%s>'", "{args}", "\\\"{x}\\\"", "$N"], "echo", "#"]},
              "env": {"N": 1e-4}}}}
            """)
        #expect(try project.make().code == 0)
        let log = try project.sh("cat dist/trained/*/train.log | sort").stdout
        #expect(log == "<x=$(c)><$(c)><1e-4>\n<x=a b><a b><1e-4>\n")
    }

    /// Another pattern is another command, where it is used at all.
    @Test func thePatternIsPartOfTheCommand() throws {
        let project = try Project()
        func spec(_ pattern: String, _ command: String) -> String {
            "{\"space\": {\"x\": [1]}, \"args\": \"\(pattern)\", \"stages\": {\"train\": "
                + "\"echo \(command) >>trace\"}}"
        }
        for (pattern, command, count) in [
            ("{name}={value}", "{args}", 1), ("{name}={value}", "{args}", 1),
            ("+{name}={value}", "{args}", 2), ("+{name}={value}", "{x}", 3),
            ("{name}={value}", "{x}", 3),
        ] {
            try project.write("space.json", spec(pattern, command))
            #expect(try project.make().code == 0)
            #expect(project.read("trace").split(separator: "\n").count == count)
        }
        #expect(project.read("trace") == "x=1\n+x=1\n1\n")
    }

    @Test func countsAreSlots() throws {
        let project = try Project(
            """
            {"space": {"x": [1, 2, 3, 4]}, "resources": {"gpu": 2}, "stages": {"train": {
              "run": "echo $HPMAKE_GPU {x} >>trace", "needs": {"gpu": 1}}}}
            """)
        #expect(try project.make().code == 0)
        let slots = project.read("trace").split(separator: "\n").map { $0.prefix(1) }
        #expect(slots.count == 4)
        #expect(Set(slots).isSubset(of: ["0", "1"]))
    }

    @Test func pointsRunFirst() throws {
        let project = try Project(
            """
            {"space": {"x": {"uniform": [0, 1]}}, "search": {"method": "random", "samples": 3},
             "points": [{"x": 0.5}], "stages": {"train": "echo {x} >>trace"}}
            """)
        try project.hpmake("gen")
        #expect(try project.run("make").code == 0)
        let lines = project.read("trace").split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "0.5")
    }
}
