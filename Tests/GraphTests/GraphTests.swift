// Graphs: layers, runs, plans as JSON, and what a stage's hash depends on.
import Graph
import Spec
import TestSupport
import Testing
import Text

private let whole = #"""
    {
      "space": { "lr": [1e-4, 0.1], "o": ["sgd", "adam"], "m": { "choice": [0.9], "when": { "o": "sgd" } } },
      "repeat": { "seed": [1, "a b"] },
      "preprocess": "prep {out}",
      "stages": { "train": { "run": "t {args} {--m}", "inputs": ["a"], "needs": { "gpu": 2 }, "timeout": "1m",
                             "retries": 2, "env": { "A": "<{lr}>" } },
                  "test": ["t", "{out}/x", "{args}"] },
      "metrics": { "acc": { "stage": "test", "pattern": "'(.)' $#%", "take": "max" } },
      "objective": [{ "maximize": "acc" }, { "minimize": "loss" }],
      "resources": { "gpu": [0, "1", 2.0] }, "dist": "out"
    }
    """#

@Suite struct GraphTests {
    @Test func layersAndRuns() throws {
        let graph = try buildGraph(whole).graph
        let kinds = graph.layers.map { layer in
            switch layer {
            case .once(let stage): "once \(stage.name)"
            case .scatter(let stages): "scatter " + stages.map(\.name).joined(separator: " ")
            case .gather: "gather"
            }
        }
        #expect(kinds == ["once preprocess", "scatter train test", "gather"])
        #expect(graph.plan.runCount == 8 && graph.configurations.count == 4)
        let id = graph.configurations[0].id
        #expect(graph.runIDs.prefix(2) == ["\(id)/seed_1", "\(id)/seed_a_b"])
        #expect(
            graph.configurations.map(\.values)
                == [
                    #"[1e-4,"sgd",0.9]"#, #"[1e-4,"adam",]"#, #"[0.1,"sgd",0.9]"#,
                    #"[0.1,"adam",]"#,
                ])
        #expect(
            graph.configurations.allSatisfy { $0.key.count == 12 && $0.id.hasSuffix("-\($0.key)") })
    }

    @Test func plansSurviveJSON() throws {
        for spec in [whole, spec([("a", [.int(1)])])] {
            let plan = try buildGraph(spec).graph.plan
            let text = JSONValue.object(plan.json).compact
            let read = try #require(Plan(json: try JSONValue.parse(Array(text.utf8))))
            #expect(JSONValue.object(read.json).compact == text)
            #expect(read.stages.map(\.command) == plan.stages.map(\.command))
            #expect(read.repetition?.folders == plan.repetition?.folders)
        }
    }

    @Test func damagedPlansAreNone() throws {
        let plan = JSONValue.object(try buildGraph(whole).graph.plan.json).compact
        for (from, to) in [
            ("\"stages\"", "\"stage\""), ("\"shell\":\"sh\"", "\"shell\":\"fish\""),
            ("\"digest\"", "\"digests\""), ("\"dist\":\"out\"", "\"dist\":3"),
        ] {
            let damaged = plan.replacing(from, with: to)
            #expect(Plan(json: try JSONValue.parse(Array(damaged.utf8))) == nil, "\(from)")
        }
    }

    /// A stage runs again when its digest changes.
    @Test func digests() throws {
        func digest(_ stage: String, _ rest: String = "") throws -> String {
            try buildGraph(
                "{\"space\":{\"a\":[1]},\"stages\":{\"t\":\(stage)},\"resources\":{\"gpu\":[0]}\(rest)}"
            ).graph.plan.stages[0].digest
        }
        let plain = try digest(#""x {a}""#)
        for same in [
            #"{"run":"x {a}","timeout":"1h","retries":3}"#, #"{"run":"x {a}","needs":{"gpu":1}}"#,
            #"{"run":"x {a}","inputs":["f"]}"#, #"{"run":"x {a}","env":{}}"#,
        ] { #expect(try digest(same) == plain, "\(same)") }
        for other in [
            #""x  {a}""#, #"["x","{a}"]"#, #"{"run":"x {a}","env":{"A":"1"}}"#,
            #"{"run":"x {a}","env":{"A":"2"}}"#, #"{"run":"x {a}","env":{"B":"1"}}"#,
        ] { #expect(try digest(other) != plain, "\(other)") }
        #expect(try digest(#""x {a}""#, #","shell":"bash""#) != plain)
        #expect(try digest(#"["x"]"#) == digest(#"["x"]"#, #","shell":"bash""#))
        #expect(
            try digest(#"{"run":"x","env":{"A":"1","B":"2"}}"#)
                == digest(#"{"run":"x","env":{"B":"2","A":"1"}}"#))
        #expect(plain == "eab22c87ba3c0913")
    }

    @Test func repeatFoldersAreFileNames() {
        let values = ["a b", "1e-4", "é/..", String(repeating: "x", count: 300), ""].map(
            Value.string)
        let repetition = PlannedRepetition(name: "seed", values: values)
        #expect(repetition.folders.prefix(3) == ["seed_a_b", "seed_1e-4", "seed____.."])
        #expect(repetition.folders.allSatisfy { $0.utf8.count <= 255 })
        for (folder, value) in zip(repetition.folders, values) {
            #expect(repetition.value(of: folder) == value)
        }
        #expect(repetition.value(of: "seed_9") == nil)
    }

    @Test func configurationsOverTheLimitAreRefused() throws {
        let value = JSONValue.string(String(repeating: "x", count: 60_000))
        let source = SourceText(
            name: "space.json", bytes: Array(spec([("a", [value]), ("b", [value])]).utf8))
        let (experiment, _) = SpecDecoder.decode(source)
        let (graph, diagnostics) = GraphBuilder.build(try #require(experiment), spec: "space.json")
        #expect(graph == nil)
        #expect(
            diagnostics.items.map(\.message)
                == ["a configuration takes more than 100 KiB, which cannot be passed to a program"])
    }
}
