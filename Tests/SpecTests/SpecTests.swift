// Good specs and what they are decoded to; limits that keep bad ones from taking time or memory.
import Graph
import Sampling
import TestSupport
import Testing
import Text

@testable import Spec

/// Decodes a spec that has to be right.
private func decode(_ text: String) throws -> Experiment {
    let source = SourceText(name: "space.json", bytes: Array(text.utf8))
    let (experiment, diagnostics) = SpecDecoder.decode(source)
    try #require(!diagnostics.hasErrors, "\(diagnostics.rendered(in: source))")
    return try #require(experiment)
}

@Suite struct SpecTests {
    @Test func everyKey() throws {
        let spec = try decode(
            #"""
            {
              "space": { "lr": [1e-4, 0.1], "net": { "cases": { "mlp": { "width": 3 }, "cnn": {} } },
                         "k": { "choice": [1, "a", null, true, [1, {"b": 2}]], "when": { "net": ["cnn", "x"] } } },
              "defaults": { "wd": 1e-2 }, "exclude": [{ "lr": 0.1, "net": "mlp" }],
              "search": "grid", "repeat": { "seed": [1, 2] },
              "preprocess": "prep",
              "stages": { "train": { "run": ["t", "{args}"], "inputs": ["a/b.py"], "needs": { "gpu": 2 },
                                     "timeout": "15m", "retries": 3, "env": { "A": "{lr}" } },
                          "test": "x" },
              "metrics": { "m.n": { "stage": "test", "pattern": "(.)", "take": "min" } },
              "objective": [{ "maximize": "m.n" }, { "minimize": "loss" }],
              "resources": { "gpu": [0, "a"] }, "shell": "bash", "dist": "out/x",
              "slurm": { "options": ["-p", "gpu"], "throttle": 20, "pack": 4,
                         "stages": { "train": { "options": ["--mem=1G"] } } }
            }
            """#)
        #expect(spec.parameterNames == ["lr", "net", "width", "k", "wd"])
        #expect(spec.spaces[0].parameters[2].conditions.map(\.name) == ["net"])
        #expect(
            spec.spaces[0].parameters[3].conditions[0].alternatives.map(\.text) == ["cnn", "x"])
        guard case .choice(let values, nil) = spec.spaces[0].parameters[3].domain else {
            Issue.record("no choice")
            return
        }
        #expect(values.map(\.json) == ["1", "\"a\"", "null", "true", #"[1,{"b":2}]"#])
        #expect(spec.defaults.map(\.value.text) == ["1e-2"])
        #expect(spec.exclusions.map { $0.map(\.name) } == [["lr", "net"]])
        #expect(spec.repetition?.values.map(\.text) == ["1", "2"])
        #expect(spec.preprocess?.name == "preprocess")
        let train = spec.stages[0]
        #expect((train.timeout, train.retries, train.inputs.map(\.path)) == (900, 3, ["a/b.py"]))
        #expect(train.needs.map(\.resource) == ["gpu"] && train.needs.map(\.count) == [2])
        #expect(train.environment.map(\.name) == ["A"])
        guard case .words(let words) = train.command, case .shell(let text) = spec.stages[1].command
        else {
            Issue.record("commands")
            return
        }
        #expect(words.map(\.text) == ["t", "{args}"] && text.text == "x")
        #expect(
            spec.metrics.map { "\($0.name) \($0.stage ?? "") \($0.pattern ?? "") \($0.take)" } == [
                "m.n test (.) min"
            ])
        #expect(
            spec.objectives == [
                Objective(metric: "m.n", maximize: true),
                Objective(metric: "loss", maximize: false),
            ])
        #expect(spec.resources.map { $0.slots.map(\.text) } == [["0", "a"]])
        #expect(spec.shell == .bash && spec.dist == "out/x")
        #expect(
            spec.slurm.options == ["-p", "gpu"] && spec.slurm.throttle == 20 && spec.slurm.pack == 4
        )
        #expect(spec.slurm.stageOptions.map(\.options) == [["--mem=1G"]])
    }

    @Test(arguments: [
        ("\"grid\"", Search.grid), ("{\"method\": \"grid\"}", .grid),
        ("{\"method\": \"random\", \"samples\": 1e2}", .random(samples: 100, seed: 0)),
        (
            "{\"method\": \"sobol\", \"samples\": 8, \"seed\": 7}",
            .sobol(samples: 8, seed: 7, scramble: true)
        ),
        (
            "{\"method\": \"sobol\", \"samples\": 8, \"scramble\": false}",
            .sobol(samples: 8, seed: 0, scramble: false)
        ),
    ])
    func searches(_ text: String, _ expected: Search) throws {
        let spec = try decode(
            "{\"space\":{\"a\":1},\"stages\":{\"t\":\"x {a}\"},\"search\":\(text)}")
        #expect(spec.search == expected)
    }

    @Test(arguments: [
        ("[1, 2]", "choice"), ("{\"choice\": [1], \"weights\": [2.5]}", "choice"), ("3", "choice"),
        ("{\"arange\": [0, 10, 2]}", "integers"), ("{\"arange\": [0, 1, 0.1]}", "arange"),
        ("{\"arange\": [5, 0, -1]}", "integers"), ("{\"linspace\": [0, 1, 5]}", "linspace"),
        ("{\"geomspace\": [-1e-4, -1, 5]}", "geomspace"), ("{\"randint\": [0, 5]}", "integers"),
        ("{\"lograndint\": [1, 5]}", "logIntegers"),
        ("{\"qlograndint\": [1, 5, 2]}", "logIntegers"), ("{\"uniform\": [0, 1]}", "uniform"),
        ("{\"loguniform\": [1e-4, 1]}", "loguniform"), ("{\"normal\": [0, 1]}", "normal"),
        ("{\"lognormal\": [0, 1]}", "lognormal"), ("{\"expon\": 2}", "expon"),
        ("{\"quniform\": [0, 1, 0.5]}", "quniform"),
        ("{\"qloguniform\": [1, 9, 2]}", "qloguniform"),
        ("{\"qnormal\": [0, 1, 0.5]}", "qnormal"), ("{\"qlognormal\": [0, 1, 0.5]}", "qlognormal"),
        ("{\"_type\": \"choice\", \"_value\": [1, 2]}", "choice"),
        ("{\"_type\": \"randint\", \"_value\": [1, 20]}", "integers"),
        ("{\"_type\": \"quniform\", \"_value\": [0, 10, 2]}", "quniform"),
        ("{\"_type\": \"loguniform\", \"_value\": [0.1, 2]}", "loguniform"),
    ])
    func domains(_ text: String, _ expected: String) throws {
        let spec = try decode(
            "{\"space\":{\"a\":\(text)},\"stages\":{\"t\":\"x {a}\"},"
                + "\"search\":{\"method\":\"random\",\"samples\":1}}")
        let kind =
            switch spec.spaces[0].parameters[0].domain {
            case .choice: "choice"
            case .arange: "arange"
            case .integers: "integers"
            case .linspace: "linspace"
            case .geomspace: "geomspace"
            case .logIntegers: "logIntegers"
            case .continuous(let distribution): distribution.keyword
            }
        #expect(kind == expected)
    }

    /// The nested space of NNI's manual: own parameters of a choice are called by its path.
    @Test func nestedSpaceOfNNI() throws {
        let spec = try decode(
            #"""
            { "space": {
                "layer0": { "_type": "choice", "_value": [
                  { "_name": "Empty" },
                  { "_name": "Conv", "kernel_size": { "_type": "choice", "_value": [1, 2, 3, 5] } },
                  { "_name": "Max_pool", "pooling_size": { "_type": "choice", "_value": [2, 3, 5] } } ] },
                "lr": { "_type": "choice", "_value": [0.1] } },
              "stages": { "t": "x {args}" } }
            """#)
        #expect(
            spec.parameterNames == ["layer0", "layer0.kernel_size", "layer0.pooling_size", "lr"])
        var diagnostics = Diagnostics()
        var sampler = Sampler(spec, Identifier(spec))
        var count = 0
        sampler.forEach(&diagnostics) { _, _ in
            count += 1
            return true
        }
        #expect(count == 1 + 4 + 3)
    }

    @Test func namesakesInCasesOfCases() throws {
        _ = try decode(
            #"""
            { "space": { "p": { "cases": {
                "a": { "q": { "cases": { "x": { "width": 1 }, "y": { "width": 2 } } } },
                "b": { "width": [3, 4] } } } },
              "stages": { "t": "x {args}" } }
            """#)
    }

    @Test func valuesAreLimited() throws {
        func spec(_ bytes: Int) -> [UInt8] {
            let value = String(repeating: "x", count: bytes)
            return Array("{\"space\":{\"a\":\"\(value)\"},\"stages\":{\"t\":\"x {a}\"}}".utf8)
        }
        #expect(!diagnose(spec(100 * 1024 - 10)).contains("error"))
        #expect(
            diagnose(spec(100 * 1024 + 1)).hasPrefix(
                "space.json:1:15: error: longer than 100 KiB, which cannot be passed to a program"))
    }

    /// None of these may take long, or all memory, or the stack.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            // 10^12 configurations, without and with conditions.
            (
                "{\"a\":{\"randint\":[0,1000000]},\"b\":{\"randint\":[0,1000000]}}",
                "more than 10 million"
            ),
            (
                "{\"a\":[1,2],\"b\":{\"linspace\":[0,1,1000000]},\"c\":{\"randint\":[0,1000000],\"when\":{\"a\":1}}}",
                "more than 10 million"
            ),
            (
                "{\"a\":{\"randint\":[0,9000000000000000000]},\"b\":{\"choice\":[1],\"when\":{\"a\":1}}}",
                "more than 10 million"
            ),
            ("{\"a\":{\"linspace\":[0,1,1000000000]}}", "more than 10 million"),
            ("{\"a\":{\"arange\":[0,1e300,1]}}", "the step is too small"),
            (
                "[{\"a\":{\"randint\":[0,9000000]}},{\"b\":{\"randint\":[0,9000000]}}]",
                "more than 10 million"
            ),
        ])
    func hugeGrids(_ space: String, _ message: String) {
        let start = ContinuousClock.now
        defer { expectOwnTime(since: start, below: .seconds(60)) }
        let spec = "{\"space\":\(space),\"stages\":{\"t\":\"x {args}\"}}"
        #expect(diagnose(Array(spec.utf8)).contains(message))
    }

    @Test(.timeLimit(.minutes(10))) func manyParameters() {
        let start = ContinuousClock.now
        defer { expectOwnTime(since: start, below: .seconds(60)) }
        let names = (0..<20_000).map { "p\($0)" }
        func spec(_ domain: (Int) -> String) -> [UInt8] {
            let space = names.enumerated().map { "\"\($0.element)\":\(domain($0.offset))" }
            return Array(
                "{\"space\":{\(space.joined(separator: ","))},\"stages\":{\"t\":\"x {params}\"}}"
                    .utf8)
        }
        let chain = spec { $0 == 0 ? "1" : "{\"choice\":[1],\"when\":{\"p\($0 - 1)\":1}}" }
        let circle = spec { "{\"choice\":[1],\"when\":{\"p\(($0 + 1) % 20_000)\":1}}" }
        #expect(diagnose(spec { _ in "1" }) == "")
        #expect(diagnose(spec { _ in "[1,2]" }).contains("more than 10 million"))
        #expect(diagnose(chain) == "")
        #expect(diagnose(circle).contains("a cycle"))
    }
}
