// Launchers that lose the environment, descriptors and the working folder: all arrives, or nothing starts.
import Foundation
import TestSupport
import Testing

@Suite struct LaunchTests {
    /// Stand-ins that do to what they start what the real ones do to it at their worst.
    private static let stubs = [
        "docker": """
        [ "$1" = run ] || exit 99
        while [ "$1" != image ]; do shift; done; shift
        cd /; exec env -i PATH=/usr/bin:/bin "$@"
        """,
        "apptainer": """
        [ "$1 $2 $3" = "exec --cleanenv image.sif" ] || exit 99
        shift 3; cd /; exec env -i PATH=/usr/bin:/bin "$@"
        """,
        // Joins its words for another shell, as the real one.
        "ssh": """
        [ "$1" = host ] || exit 99
        shift; cd /tmp; exec env -i PATH=/usr/bin:/bin /bin/sh -c "$*"
        """,
        "conda": """
        [ "$1 $2 $3 $4" = "run --no-capture-output -n torch" ] || exit 99
        shift 4; cd /; exec "$@"
        """,
    ]

    /// As they stand in the manual.
    private static let recipes = [
        #"docker run --rm --gpus all -v "$PWD:$PWD" image"#, "apptainer exec --cleanenv image.sif",
        "ssh host", "conda run --no-capture-output -n torch", "env -i PATH=/usr/bin:/bin",
        "setsid -w env -i PATH=/usr/bin:/bin",
    ]

    private func project(_ spec: String) throws -> Project {
        let project = try Project(spec)
        // A container does not have the folder of the tests on its path.
        for (name, script) in LaunchTests.stubs {
            try project.writeScript(
                "bin/\(name)", "#!/bin/sh\nexec 3>&- 4>&- 5>&- 9>&-\n\(script)\n")
        }
        project.environment["PATH"] = "\(project.path("bin")):\(project.environment["PATH"] ?? "")"
        return project
    }

    @Test(arguments: recipes) func whatTheContractPutsThereArrives(_ recipe: String) throws {
        let project = try project(
            """
            {"space": {"lr": [0.1, 0.2]}, "resources": {"gpu": [0, 1]}, "threads": 3,
             "preprocess": {"run": "env >{preprocessed}/env", "env": {"MINE": "p q"}},
             "stages": {
               "a": {"run": "env >{out}/a; echo {lr} >./{out}/weights; pwd >{out}/pwd",
                     "needs": {"gpu": 2}, "env": {"MINE": "it's {lr}"}},
               "b": ["sh", "-c", "env >$0/b; printf '<%s>' \\"$@\\" >$0/words", "{out}", "{--lr}", "a b"],
               "c": {"run": ["env"], "env": {"my-own": "x\\ny"}}}}
            """)
        let output = try project.make("LAUNCH=\(recipe)")
        #expect(output.code == 0, "\(output)")
        let folder = project.folder(ofRun: "lr_0.1")
        let id = folder.dropFirst("dist/trained/".count)
        #expect(project.read("\(folder)/weights") == "0.1\n")
        #expect(project.read("\(folder)/pwd") == project.folder + "\n")
        #expect(project.read("\(folder)/words") == "<--lr><0.1><a b>")
        let a = project.read("\(folder)/a")
        for line in [
            "HPMAKE_ID=\(id)", "HPMAKE_OUT=\(folder)", "HPMAKE_PARAMS=\(folder)/params.json",
            "HPMAKE_STAGE=a", "HPMAKE_ATTEMPT=1", "HPMAKE_GPU=0,1", "CUDA_VISIBLE_DEVICES=0,1",
            "HIP_VISIBLE_DEVICES=0,1", "ZE_AFFINITY_MASK=0,1", "MINE=it's 0.1",
            "OMP_NUM_THREADS=3", "NUMEXPR_NUM_THREADS=3",
        ] {
            #expect("\n\(a)".contains("\n\(line)\n"), "\(line)")
        }
        for text in [a, project.read("\(folder)/b"), project.read("dist/preprocessed/env")] {
            #expect(!text.contains("MAKEFLAGS=") && !text.contains("HPMAKE_PLAN"))
            #expect(text.contains("HPMAKE_RUNNER="))
        }
        #expect(project.read("\(folder)/b").contains("HPMAKE_STAGE=b\n"))
        #expect(project.read("dist/preprocessed/env").contains("MINE=p q\n"))
        // A name that no shell would pass on.
        #expect(project.read("\(folder)/c.log").contains("my-own=x\ny\n"))
        // Nothing is left of it.
        #expect(try project.sh("find dist -name '*.sh'").stdout == "")
    }

    @Test func theManualHasTheRecipes() throws {
        let manual = try String(
            contentsOf: testFolder("../templates/help").appendingPathComponent("launchers.md"),
            encoding: .utf8)
        for recipe in LaunchTests.recipes.prefix(4) {
            #expect(manual.contains("LAUNCH='\(recipe)'"), "\(recipe)")
        }
    }

    /// Byte for byte, in string commands and arrays.
    @Test func valuesArrive() throws {
        // Foundation's reader of JSON, which the test asks, drops a byte order mark.
        let texts = hostileTexts.filter { $0 != "\u{FEFF}" }
        let values: [String] = texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let data = try JSONSerialization.data(withJSONObject: values)
        let project = try project(
            """
            {"space": {"x": \(String(decoding: data, as: UTF8.self))}, "stages": {
               "sh": {"run": "printf %s {x} >{out}/bare; printf %s '{x}' >{out}/single; printf %s \\"$E\\" >{out}/env",
                      "env": {"E": "{x}"}},
               "argv": ["sh", "-c", "printf %s \\"$1\\" >\\"$0/argv\\"", "{out}", "{x}"]}}
            """)
        let output = try project.make("-s", "LAUNCH=env -i PATH=/usr/bin:/bin")
        #expect(output.code == 0, "\(output)")
        let configurations = project.json("dist/hparams.json")["configurations"] as? [[String: Any]]
        #expect(configurations?.count == values.count && values.count > 46)
        for configuration in configurations ?? [] {
            let id = configuration["id"] as? String ?? ""
            let value = (configuration["params"] as? [String: Any])?["x"] as? String ?? "?"
            for name in ["bare", "single", "env", "argv"] {
                #expect(project.read("dist/trained/\(id)/\(name)") == value, "\(name) of \(id)")
            }
        }
    }

    /// Where the launched shell does not find the folder, the command does not start.
    @Test func whatCannotArriveFails() throws {
        let project = try project(
            #"{"space": {"x": [1]}, "stages": {"a": "echo {x} >>\#("/tmp")/hpmake-$$; echo started"}}"#
        )
        try project.writeScript(
            "bin/elsewhere",
            "#!/bin/sh\nsed 's|^cd -- .*|cd -- /nowhere/at/all \\|\\| exit 126|' $2 >copy\nexec sh copy\n"
        )
        for launcher in ["elsewhere", "sh -c 'exec /bin/sh /nowhere' sh"] {
            let output = try project.make("LAUNCH=\(launcher)")
            #expect(output.code == 2, "\(output)")
            let log = project.read("\(project.folder(ofRun: "x_1"))/a.log")
            #expect(!log.contains("started") && log.contains("nowhere"), "\(log)")
        }
    }
}
