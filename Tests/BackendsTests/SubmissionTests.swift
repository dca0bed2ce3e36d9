// Scripts for Slurm: byte-exact ones, and what a real shell makes of them.
import Backends
import Foundation
import Graph
import Spec
import Templates
import TestSupport
import Testing
import Text

private let folder = testFolder("Fixtures/submissions")

/// The script of a spec, with the commands as the header shows them.
private func script(_ spec: String, rules: [UInt8]) throws -> (graph: BuildGraph, text: [UInt8]) {
    let source = SourceText(name: "space.json", bytes: Array(spec.utf8))
    let slurm = try #require(SpecDecoder.decode(source).0).slurm
    let graph = try buildGraph(spec).graph
    let stages = (graph.plan.preprocess.map { [$0] } ?? []) + graph.plan.stages
    let backend = SlurmBackend(graph, slurm, arguments: ["space.json"], rules: rules)
    return (graph, backend.script(commands: stages.map { ($0.name, "command\nof \($0.name)\\") }))
}

@Suite struct SubmissionTests {
    /// `space.json` and `submit.sh` a case, the latter without the text that is the same for all.
    /// `HPMAKE_RECORD=1 swift test` writes them anew.
    @Test(arguments: fixtureCases(folder)) func golden(_ name: String) throws {
        let file = folder.appendingPathComponent("\(name)/space.json")
        let spec = try String(contentsOf: file, encoding: .utf8)
        let text = try script(spec, rules: Array("# rules\n".utf8)).text
        #expect(difference(text, from: folder.appendingPathComponent("\(name)/submit.sh")) == nil)
    }

    @Test func thereAreCases() {
        #expect(fixtureCases(folder).count >= 3)
    }

    /// Options and paths reach sbatch as they are, whatever is in them.
    @Test func optionsSurviveTheShell() throws {
        let options = hostileTexts.map { "--comment=\($0)" }
        let spec = spec(
            [("a", [.int(1)])],
            rest: [("slurm", .object([("options", .array(options.map(JSONValue.string)))]))])
        let text = try script(spec, rules: []).text
        try withFolder { folder in
            let url = URL(fileURLWithPath: folder).appendingPathComponent("submit.sh")
            let end = "submit() { shift; printf '%s\\0' \"$@\"; }\ncollate\nexit\n"
            let parts = String(decoding: text, as: UTF8.self).components(separatedBy: "#plan ")
            try Data("\(parts[0])\(end)#plan \(parts[1])".utf8).write(to: url)
            let checked = try runProcess(["sh", "-n", "submit.sh"], in: folder)
            #expect(checked.code == 0 && checked.stderr.isEmpty, "\(checked.stderr)")
            let words = try runProcess(["sh", "submit.sh"], in: folder).stdout
                .split(separator: "\0", omittingEmptySubsequences: false).dropLast()
            #expect(words.map(String.init) == options)
        }
    }

    @Test func readingGivesTheGraphBack() throws {
        let texts = hostileTexts.map(JSONValue.string)
        let (graph, text) = try script(
            spec(
                [("v", texts)], rest: [("repeat", .object([("seed", .array([.int(1), .int(2)]))]))]),
            rules: Templates.slurmSubmission)
        let read = try SlurmScriptReader.graph(text)
        #expect(read.runIDs == graph.runIDs)
        for (a, b) in zip(read.configurations, graph.configurations) {
            #expect(
                try ValueList.read(a.values, count: 1) == ValueList.read(b.values, count: 1))
        }
        #expect(
            JSONValue.object(read.plan.json).compact == JSONValue.object(graph.plan.json).compact)
        #expect(text.allSatisfy { $0 == 0x0A || $0 == 0x09 || (0x20..<0x7F).contains($0) })
    }

    @Test func aDamagedScriptIsAnError() throws {
        let text = try script(spec([("a", [.int(1), .int(2)])]), rules: []).text
        let lines = text.split(separator: UInt8(ascii: "\n")).dropLast()
        #expect(throws: JSONError.self) {
            try SlurmScriptReader.graph(Array(lines.joined(separator: [UInt8(ascii: "\n")])))
        }
    }
}
