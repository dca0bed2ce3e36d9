// What counts of inputs, and what of them is read: what people mean, and once a change.
import Foundation
import TestSupport
import Testing

@Suite struct InputTests {
    private func project(_ inputs: String, more: String = "") throws -> Project {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2, 3]}, "stages": {"train": {
              "run": "echo train {id} >>trace", "inputs": \#(inputs)\#(more)}}}
            """#)
        try project.write("src/a.py", "1\n")
        try project.write("src/lib/b.py", "1\n")
        return project
    }

    private func made(_ project: Project) throws -> Int {
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        return try project.ran().count
    }

    @Test func whatNobodyMeansDoesNotCount() throws {
        let project = try project(#"["src"]"#)
        #expect(try made(project) == 3)
        #expect(try project.make("-q").code == 0)
        let names = [
            "__pycache__/a.cpython-311.pyc", "lib/__pycache__/b.pyc", "a.pyc", ".a.py.swp",
            "a.py.swp",
            "a.py~", ".git/index", ".DS_Store", ".ipynb_checkpoints/a.ipynb",
        ]
        for name in names { try project.write("src/\(name)", "1\n") }
        try project.sh("ln -s me@host.1:1 'src/.#a.py'; ln -s nowhere src/link; mkfifo src/pipe")
        #expect(try project.make("-q").code == 0)
        #expect(try made(project) == 0)
        // What they do mean counts, be it an older file or one that is gone.
        try project.write("src/lib/c.py", "1\n")
        try project.date("src/lib/c.py", -1000)
        #expect(try project.make("-q").code == 1)
        #expect(try made(project) == 3)
        try project.remove("src/lib/c.py")
        #expect(try project.make("-q").code == 1)
        #expect(try made(project) == 3)
        #expect(try project.make("-q").code == 0)
        // A file that is named counts whatever its name.
        let named = try self.project(#""src/.env""#)
        try named.write("src/.env", "1\n")
        #expect(try made(named) == 3)
        try named.write("src/.env", "2\n")
        #expect(try made(named) == 3)
    }

    @Test(arguments: [
        (
            #""src/**/*.py""#, ["src/a.py", "src/lib/b.py", "src/lib/deep/er/c.py"],
            ["src/a.txt", "a.py"]
        ),
        (#"["src/*.py"]"#, ["src/a.py", "src/c.py"], ["src/lib/b.py", "src/.c.py"]),
        (#"["src/?.py"]"#, ["src/c.py"], ["src/cc.py"]),
        (#"["**/b.py"]"#, ["src/lib/b.py", "src/b.py", "b.py"], ["src/lib/.x/b.py", "dist/b.py"]),
        (#"["src/*"]"#, ["src/lib/b.py", "src/new/x"], ["src/lib/__pycache__/x"]),
        (#"["src/**"]"#, ["src/lib/new/x"], ["src/lib/x~"]),
    ])
    func patterns(_ inputs: String, _ meant: [String], _ others: [String]) throws {
        let project = try project(inputs)
        #expect(try made(project) == 3)
        #expect(try project.make("-q").code == 0)
        for name in others { try project.write(name, "2\n") }
        #expect(try project.make("-q").code == 0 && made(project) == 0, "\(others)")
        for name in meant {
            try project.write(name, "2\n")
            #expect(try project.make("-q").code == 1, "\(name)")
            #expect(try made(project) == 3, "\(name)")
            #expect(try project.make("-q").code == 0, "\(name)")
        }
    }

    @Test func aPatternWithoutAMatchIsAMissingInput() throws {
        let project = try project(#"["src/*.jl", "src/a.py"]"#)
        let output = try project.make()
        #expect(output.code == 2)
        #expect(output.stdout.contains("the input src/*.jl is missing"), "\(output)")
        #expect(try project.ran() == [])
        try project.write("src/x.jl", "")
        #expect(try made(project) == 3)
    }

    /// The folder that holds the output: what is below that does not count, whatever it is called.
    @Test func theOutputIsNoInput() throws {
        for input in [".", "../proj", "**", "link"] {
            let outer = try Project()
            try outer.write("proj/space.json", try project("[\"\(input)\"]").read("space.json"))
            try outer.write("proj/a.txt", "1\n")
            let run = "cd proj && ln -sfn . link && rm -f trace &&"
            // What the runs write beside it would count.
            try outer.sh("sed -i 's/echo.*trace/true/' proj/space.json")
            let made = try outer.sh("\(run) hpmake gen space.json -o Makefile && make")
            #expect(made.code == 0, "\(made)")
            let isWarned = made.stderr.contains("holds the Makefile")
            #expect(isWarned == (input != "**"), "\(made)")
            #expect(try outer.sh("cd proj && make -q").code == 0, "\(input)")
        }
    }

    /// Runs at once take turns, and one of them reads; a touch is read once more, by one run.
    @Test func contentIsReadOnce() throws {
        let project = try project(#"["big.bin", "data"]"#)
        try project.sh(
            "head -c 400000 /dev/zero >big.bin; mkdir data; head -c 300000 /dev/zero >data/x")
        func kept() throws -> [String] {
            try project.sh("cat dist/.hpmake/input-*[0-9a-f]").lines.map { line in
                String(line.split(separator: " ")[0])
            }
        }
        #expect(try made(project) == 3)
        let before = try kept()
        #expect(before.count == 4)
        #expect(try made(project) == 0 && kept() == before)
        try project.date("big.bin", -5)
        #expect(try made(project) == 0)
        #expect(try kept() != before)
        // A date that is set back does not hide another content of the same size.
        try project.sh(
            "touch -r big.bin ref; printf x | dd of=big.bin conv=notrunc 2>/dev/null; touch -r ref big.bin"
        )
        #expect(try made(project) == 3)
        #expect(try made(project) == 0)
        #expect(try project.make("-q").code == 0)
    }

    @Test func forgottenInputsAreTold() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1]}, "preprocess": {"run": ["sh", "prep.sh"], "inputs": ["prep.sh"]},
             "stages": {
               "train": {"run": "./tool --config=conf/a.yaml <in.txt >out.txt; sh prep.sh \"src/a b.py\" {x} $HOME",
                         "inputs": "src/*.txt"},
               "avg": "python3 scripts/average.py src /bin/sh {x}.txt out2.txt dist/x conf 'conf/a.yaml' # none.txt"}}
            """#)
        for name in [
            "tool", "conf/a.yaml", "in.txt", "out.txt", "prep.sh", "src/a b.py", "src/a.txt",
            "1.txt",
            "scripts/average.py", "python3", "dist/x", "none.txt",
        ] { try project.write(name, "") }
        let output = try project.hpmake("gen", "space.json")
        #expect(output.code == 0)
        let told = output.stderr.split(separator: "\n").filter { $0.contains("no input") }.map {
            line in
            line.replacing("space.json:", with: "").split(separator: " ").dropFirst(2).prefix(6)
                .joined(separator: " ")
        }
        #expect(
            told == [
                "the command of train names tool,", "the command of train names conf/a.yaml,",
                "the command of train names in.txt,", "the command of train names src/a",
                "the command of avg names scripts/average.py,", "the command of avg names conf,",
                "the command of avg names conf/a.yaml,",
            ], "\(output.stderr)")
    }
}
