// What a stage's process gets: words, variables, descriptors, files.
import Foundation
import TestSupport
import Testing

@Suite struct EnvironmentTests {
    @Test func variablesAndDescriptors() throws {
        let stage = """
            env >{out}/env; ls /proc/self/fd >{out}/fd 2>/dev/null || true; cat >{out}/stdin
            """
        let project = try Project(
            """
            {"space": {"x": 1}, "resources": {"gpu": ["0,1", "MIG-7"], "big-mem": [4]},
             "stages": {"a": {"run": "\(stage.replacingOccurrences(of: "\n", with: " "))",
             "needs": {"gpu": 2, "big-mem": 1}, "env": {"MINE": "{x} {id}"}}}}
            """)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let folder = project.folder(ofRun: "x_1")
        let id = folder.dropFirst("dist/trained/".count)
        let lines = Set(project.read("\(folder)/env").split(separator: "\n").map(String.init))
        let expected = [
            "HPMAKE_ID=\(id)", "HPMAKE_OUT=\(folder)", "HPMAKE_PARAMS=\(folder)/params.json",
            "HPMAKE_STAGE=a", "HPMAKE_ATTEMPT=1", "HPMAKE_GPU=0,1,MIG-7",
            "CUDA_VISIBLE_DEVICES=0,1,MIG-7", "HPMAKE_BIG_MEM=4", "MINE=1 \(id)",
        ]
        for line in expected { #expect(lines.contains(line), "\(line)") }
        let names = Set(lines.map { $0.prefix { $0 != "=" } })
        for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "HPMAKE_PLAN"] {
            #expect(!names.contains(Substring(name)))
        }
        #expect(project.read("\(folder)/stdin") == "")
        #if os(Linux)
            // 3 is that of ls itself; locks are at 100 and above: the run's and three slots.
            let descriptors = project.read("\(folder)/fd").split(separator: "\n").compactMap {
                Int($0)
            }
            #expect(descriptors.filter { $0 < 100 }.sorted() == [0, 1, 2, 3])
            #expect(descriptors.filter { $0 >= 100 }.count == 4)
        #endif
        let slots = project.record("x_1", ".a")["slots"] as? [String: [String]]
        #expect(slots == ["gpu": ["0,1", "MIG-7"], "big-mem": ["4"]])
    }

    @Test func repeats() throws {
        let project = try Project(
            """
            {"space": {"x": [1, 2]}, "repeat": {"seed": [7, 8]}, "objective": {"minimize": "l"},
             "stages": {"a": "echo {x} {seed} {args}; echo '{\\"l\\": {x}{seed}}' >{out}/result.json"}}
            """)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let folder = project.folder(ofRun: "x_2")
        #expect(project.read("\(folder)/seed_8/a.log") == "2 8 --x 2 --seed 8\n")
        #expect(project.read("\(folder)/seed_8/params.json") == "{\"x\": 2, \"seed\": 8}\n")
        let best = project.json("dist/collated.json")["best"] as? [String: Any]
        let metric = (best?["metrics"] as? [String: Any])?["l"] as? [String: Any]
        #expect(metric?["mean"] as? Double == 17.5 && metric?["n"] as? Int == 2)
        #expect(project.exists("dist/best/seed_7/result.json"))
        #expect(try project.make("-q").code == 0)
    }

    /// Values that make, sh or JSON could stumble over.
    private static let hostile = [
        "", " ", "a b", "$HOME", "$(id)", "`id`", "$(shell id)", "#", "%", "%%", "a#b", "'", "''",
        "\"", "\\", "\\\\", "a\\", "*", "?", "~", "!", "&", ";", "|", "<", ">", "(", "){", "{x}",
        "{",
        "\n", "a\nb", "\n\n", "\t", "\r", "\u{1}", "\u{7F}", "é", "日本", "😀", "a\u{FEFF}", "-n",
        "--",
        "-e", "=", "a=b", ",", ":", "@", "\\n", "$$", "${x}", "$(x)", "a$", "'$(id)'", "\u{2028}",
        "define", "endef", "\\\n", "x\\\ny", String(repeating: "a'\"$#%\\\n", count: 375),
    ]

    @Test func hostileValuesArriveByteForByte() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("'\"$#%\\\n\t `(){}[]!&;|<>*?~=:,@-ax1é😀").map(String.init)
        var values = Self.hostile
        for _ in 0..<40 {
            let count = Int.random(in: 1...30, using: &random)
            values.append(
                (0..<count).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined())
        }
        values = values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let data = try JSONSerialization.data(withJSONObject: values)
        let text = String(decoding: data, as: UTF8.self)
        let shell = """
            printf %s {x} >{out}/bare; printf %s '{x}' >{out}/single; printf %s \\"{x}\\" >{out}/double; \
            printf %s \\"$(printf %s {x}; echo .)\\" >{out}/nested; printf '[%s]' {--x} >{out}/option
            """
        let project = try Project(
            """
            {"space": {"x": \(text)}, "stages": {"sh": "\(shell)",
             "argv": ["sh", "-c", "printf %s \\"$1\\" >\\"$0/argv\\"", "{out}", "{x}"]}}
            """)
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let configurations = project.json("dist/hparams.json")["configurations"] as? [[String: Any]]
        #expect(configurations?.count == values.count)
        for configuration in configurations ?? [] {
            let id = configuration["id"] as? String ?? ""
            let value = (configuration["params"] as? [String: Any])?["x"] as? String ?? "?"
            let folder = "dist/trained/\(id)"
            for name in ["bare", "single", "double", "argv"] {
                #expect(project.read("\(folder)/\(name)") == value, "\(name) of \(id)")
            }
            #expect(project.read("\(folder)/nested") == value + ".")
            let option = value.hasPrefix("-") ? "[--x=\(value)]" : "[--x][\(value)]"
            #expect(project.read("\(folder)/option") == option)
            #expect(project.json("\(folder)/params.json")["x"] as? String == value)
        }
        #expect(
            Set(
                configurations?.compactMap { ($0["params"] as? [String: Any])?["x"] as? String }
                    ?? []) == Set(values))
        #expect(try project.make("-q").code == 0)
    }

    @Test func gitIsAskedOnceAMake() throws {
        let project = try Project(Sweep())
        let git = """
            cd . && git init -q . && git add -A . && \
            git -c user.name=a -c user.email=a@b commit -qm x && git rev-parse HEAD
            """
        let commit = try project.sh(git)
        guard commit.code == 0 else { return print("no git here: not tested") }
        try project.write(
            "bin/git", "#!/bin/sh\necho call >>calls\nPATH=${PATH#*:} exec git \"$@\"\n")
        try project.sh(
            "chmod +x bin/git; printf 'bin\\ncalls\\n.slots\\ntrace\\ndist\\nMakefile\\n' >.git/info/exclude"
        )
        project.environment["PATH"] = "\(project.path("bin")):\(project.environment["PATH"] ?? "")"
        #expect(try project.make().code == 0)
        #expect(project.read("calls") == "call\n")
        let record = project.record("x_1", ".train")
        #expect(record["git"] as? String == commit.stdout.trimmingCharacters(in: .newlines))
        #expect(record["dirty"] as? Bool == false)
        try project.write("in.txt", "dirty\n")
        #expect(try project.make().code == 0)
        #expect(project.record("x_1", ".train")["dirty"] as? Bool == true)
    }

    @Test func recordsAreComplete() throws {
        let project = try Project(Sweep(space: #"{"x": 1}"#))
        #expect(try project.make().code == 0)
        let record = project.record("x_1", ".test")
        let keys = [
            "stage", "state", "start", "end", "seconds", "user", "system", "max_rss_kib", "host",
            "pid", "slots", "attempt", "exit", "git", "dirty", "command", "hpmake", "made_from",
            "metrics",
        ]
        for key in keys { #expect(record[key] != nil, "\(key)") }
        #expect((record["metrics"] as? [String: Any])?["loss"] as? Int == 1)
        #expect((record["start"] as? String)?.hasSuffix("Z") == true)
    }
}
