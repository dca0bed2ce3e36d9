// Makefiles: byte-exact ones, and what the real make hands to the runner.
import Backends
import Foundation
import Graph
import Spec
import Templates
import TestSupport
import Testing
import Text

private let folder = testFolder("Fixtures/makefiles")

/// The Makefile of a graph, with the commands as the header shows them.
private func makefile(_ graph: BuildGraph, rules: [UInt8]) throws -> [UInt8] {
    let stages = (graph.plan.preprocess.map { [$0] } ?? []) + graph.plan.stages
    return try MakeBackend(graph, arguments: [graph.plan.spec], rules: rules)
        .makefile(commands: stages.map { ($0.name, "command\nof \($0.name)\\") })
}

@Suite struct MakefileTests {
    /// `space.json` and `Makefile` a case, the latter without the rules that are the same for all.
    /// `HPMAKE_RECORD=1 swift test` writes them anew.
    @Test(arguments: fixtureCases(folder)) func golden(_ name: String) throws {
        let file = folder.appendingPathComponent("\(name)/space.json")
        let graph = try buildGraph(try String(contentsOf: file, encoding: .utf8)).graph
        let text = try makefile(graph, rules: Array("# rules\n".utf8))
        let message = difference(text, from: folder.appendingPathComponent("\(name)/Makefile"))
        #expect(message == nil)
    }

    @Test func thereAreCases() {
        #expect(fixtureCases(folder).count >= 5)
    }

    @Test func theRulesComeLast() throws {
        let text = try makefile(
            try buildGraph(spec([("a", [.int(1)])])).graph, rules: Templates.makeRules)
        #expect(text.suffix(Templates.makeRules.count) == Templates.makeRules[...])
        #expect(text.allSatisfy { $0 == 0x0A || $0 == 0x09 || (0x20..<0x7F).contains($0) })
    }

    @Test func readingGivesTheGraphBack() throws {
        var random = SeededRandom(seed: 9)
        for _ in 0..<30 {
            let graph = try buildGraph(randomSpec(&random)).graph
            let text = try makefile(graph, rules: Templates.makeRules)
            let read = try MakefileReader.graph(graph.plan, makefile: text)
            #expect(read.configurations.map(\.id) == graph.configurations.map(\.id))
            for (a, b) in zip(read.configurations, graph.configurations) {
                let count = graph.plan.parameters.count
                #expect(
                    try ValueList.read(a.values, count: count)
                        == ValueList.read(b.values, count: count))
            }
        }
    }

    @Test func aDamagedMakefileIsAnError() throws {
        let graph = try buildGraph(spec([("a", [.int(1), .int(2)])])).graph
        let text = String(decoding: try makefile(graph, rules: []), as: UTF8.self)
        let damaged = text.replacing("\(graph.configurations[1].key)=", with: "000000000000=")
        #expect(throws: JSONError.self) {
            try MakefileReader.graph(graph.plan, makefile: Array(damaged.utf8))
        }
    }

    @Test func whatCannotBePassedIsRefused() throws {
        // Within the limit as it was written, and six times as long in the Makefile.
        let value = JSONValue.string(String(repeating: "$", count: 50_000))
        let graph = try buildGraph(spec([("a", [value])])).graph
        #expect(throws: MakeBackend.Failure.self) { try makefile(graph, rules: []) }
        var other = try buildGraph(spec([("a", [.int(1)])])).graph
        other.plan = other.plan.with(spec: "my space.json")
        #expect(throws: MakeBackend.Failure.self) { try makefile(other, rules: []) }
    }

    /// The real make hands every value and the plan over unchanged.
    @Test func valuesSurviveMakeAndTheShell() throws {
        var random = SeededRandom(seed: 8)
        let texts = hostileTexts.map(JSONValue.string)
        let graphs =
            [try buildGraph(spec([("v", texts)], rest: [("dist", .string("out/d"))])).graph]
            + (try (0..<5).map { _ in try buildGraph(randomSpec(&random)).graph })
        for graph in graphs {
            try withFolder { folder in
                let handed = try runMake(graph, in: folder)
                let expected = graph.configurations.map { "\($0.id)" }
                #expect(Set(handed.map(\.id)) == Set(expected) && handed.count == expected.count)
                let count = graph.plan.parameters.count
                let values = Dictionary(
                    uniqueKeysWithValues: graph.configurations.map { ($0.id, $0.values) })
                for run in handed {
                    #expect(
                        try ValueList.read(run.values, count: count)
                            == ValueList.read(values[run.id] ?? "", count: count))
                    #expect(run.plan == JSONValue.object(graph.plan.json).compact)
                }
            }
        }
    }

    /// The arguments that recipes gave to `hpmake run chain`, by way of a script in its place.
    private func runMake(
        _ graph: BuildGraph, in folder: String
    ) throws -> [(id: String, values: String, plan: String)] {
        let url = URL(fileURLWithPath: folder)
        try Data(makefile(graph, rules: Templates.makeRules))
            .write(to: url.appendingPathComponent("Makefile"))
        let script = """
            #!/bin/sh
            plan=$(env | sed -n 's/^HPMAKE_PLAN_[0-9a-f]*=//p')
            if [ "$2" = chain ]; then printf '%s\\0' "$4" "$5" "$plan" >>handed; fi
            """
        // By a shell: what another test starts at this moment would have our own file open for writing.
        let write = "printf '%s\\n' \"$1\" >runner; chmod +x runner"
        _ = try runProcess(["/bin/sh", "-c", write, "sh", script], in: folder)
        let dry = try runProcess(["make", "-n", "HPMAKE=./runner"], in: folder)
        #expect(dry.code == 0, "\(dry.stderr)")
        let lines = dry.stdout.split(separator: "\n")
        #expect(lines.filter { $0.contains(" run chain ") }.count == graph.configurations.count)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        let outcome = try runProcess(["make", "HPMAKE=./runner"], in: folder)
        #expect(outcome.code == 0, "\(outcome.stderr)")
        let parts = try Data(contentsOf: url.appendingPathComponent("handed"))
            .split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
        // As `hpmake run` reads it: the plan's escapes are gone once it is JSON again.
        return try stride(from: 0, to: parts.count, by: 3).map { index in
            let plan = try JSONValue.parse(Array(parts[index + 2].utf8)).compact
            return (parts[index], parts[index + 1], plan)
        }
    }

    private func randomSpec(_ random: inout SeededRandom) -> String {
        let choices = (0..<Int.random(in: 1...4, using: &random)).map { index in
            var seen: Set<String> = []
            let values = (0..<3).map { _ in randomJSON(using: &random) }
                .filter { !$0.compact.contains("\\u0000") }
                .filter { value in seen.insert("\(Value(value).kind) \(value.compact)").inserted }
            return ("p\(index)", values.filter { $0.compact != "-0.0" } + [.int(index)])
        }
        let command = "printf '%s' {out} '#$%' \\\n \"${x}\" it\\'s 🎉"
        return spec(choices, rest: [("preprocess", .string(command))])
    }
}
