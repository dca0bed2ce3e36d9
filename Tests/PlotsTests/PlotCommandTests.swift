// `hpmake plot` on real sweeps.
import Foundation
import TestSupport
import Testing

struct PlotCommandTests {
    /// Six runs of two models, of which one fails; with curves, the last line of one half-written.
    private func sweep() throws -> Project {
        let script = #"""
            mkdir -p {out}
            for step in 1 2 3; do echo "{\"step\": $step, \"acc\": 0.$step}"; done >{out}/metrics.jsonl
            printf '{"step": 4, "acc": 0.' >>{out}/metrics.jsonl
            test {x}{model} != 3a/b
            echo '{"acc": 0.{x}, "size": {x}}' >{out}/result.json
            """#
        let spec = try JSONSerialization.data(withJSONObject: [
            "space": ["x": [1, 2, 3], "model": ["a/b", "a_b"]],
            "stages": ["train": script], "objective": ["maximize": "acc"],
        ])
        let project = try Project(String(decoding: spec, as: UTF8.self))
        #expect(try project.make().code != 0)
        return project
    }

    private func svg(_ project: Project, _ name: String) -> SVG? {
        FileManager.default.contents(atPath: project.path(name)).flatMap { SVG(Array($0)) }
    }

    @Test func plots() throws {
        let project = try sweep()
        for kind in ["history", "parallel", "slice", "contour", "curves", "timeline"] {
            let output = try project.hpmake("plot", "dist", "--kind", kind, "-o", "out/\(kind).svg")
            #expect(output.code == 0 && output.stdout.isEmpty, "\(kind): \(output)")
            #expect(svg(project, "out/\(kind).svg") != nil, "\(kind)")
        }
        let slice = try #require(svg(project, "out/slice.svg"))
        #expect(slice.texts.contains("a/b"))
        #expect(slice.titles.contains { $0.hasPrefix("best: ") && $0.hasSuffix("acc 0.3") })
        let timeline = try #require(svg(project, "out/timeline.svg"))
        #expect(timeline.titles.count { $0.contains("failed") } == 1)
        // Not on a terminal: SVG.
        #expect(try project.hpmake("plot", "dist").stdout.hasPrefix("<svg "))
        try oneFileAGroup(project)
        try textOnATerminal(project)
        try wrongCalls(project)
        try nothingToShow(project)
    }

    private func oneFileAGroup(_ project: Project) throws {
        let output = try project.hpmake(
            "plot", "dist", "--x", "x", "--by", "model,x", "-o", "plots/{model}-{x}.svg")
        #expect(output.code == 1 && output.stderr.contains("no run is done yet (1 failed)"))
        // Values that make one name are told apart.
        let names = ["a_b-1.svg", "a_b-1-2.svg", "a_b-2.svg", "a_b-2-2.svg", "a_b-3.svg"]
        #expect(project.tree("plots") == (names + ["a_b-3-2.svg"]).sorted())
        #expect(svg(project, "plots/a_b-1.svg")?.titles.first?.contains("model a/b, x 1") == true)
    }

    private func textOnATerminal(_ project: Project) throws {
        let terminal = try Terminal(columns: 70, rows: 20)
        let running = try RunningProcess(
            ["hpmake", "plot", "dist", "--kind", "slice", "--x", "x"],
            environment: project.environment, folder: project.folder, terminal: terminal.path)
        #expect(running.wait().code == 0)
        let lines = terminal.text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.first == "acc against x")
        #expect(lines.contains { $0.contains("━") } && lines.contains { $0.contains("◆") })
        #expect(lines.count <= 20 && lines.allSatisfy { $0.count <= 70 })
    }

    private func wrongCalls(_ project: Project) throws {
        let calls: [([String], String)] = [
            (["--x", ""], "--x needs a name"), (["--by", ","], "--by needs a name"),
            (["--kind", "slices"], #"did you mean "slice"?"#),
            (["--x", "modl"], #"no parameter "modl"; did you mean "model"?"#),
            (["--y", "acx"], #"no run has a metric "acx"; did you mean "acc"?"#),
            (["--kind", "curves", "--y", "ac"], #"has a curve of "ac"; did you mean "acc"?"#),
            (["--by", "y", "-o", "{y}"], #"no parameter "y""#),
            (["--by", "x"], "--output has no {x}"),
            (["--by", "x", "-o", "a.svg"], "--output has no {x}"),
            (["--by", "x", "-o", "{x}{modle}.svg"], "no {modle} for --output"),
            (["-o", "{x}.svg"], "say --by x"), (["-o", ""], "needs the name of a file"),
            (["--kind", "history", "--x", "x"], "history takes no --x"),
            (["--kind", "contour", "--x", "x,x"], "two parameters"),
            (["--kind", "timeline", "--y", "acc"], "timeline takes no --y"),
        ]
        for (words, message) in calls {
            let output = try project.start(["hpmake", "plot", "dist"] + words).wait()
            #expect(output.code == 2 && output.stdout.isEmpty, "\(words): \(output)")
            #expect(output.stderr.contains(message), "\(words): \(output)")
        }
        #expect(try project.hpmake("plot", "nowhere").code == 2)
        #expect(!project.exists("a.svg"))
    }

    private func nothingToShow(_ project: Project) throws {
        let front = try project.hpmake("plot", "dist", "--kind", "front", "-o", "front.svg")
        #expect(front.code == 1 && front.stderr.contains("one objective only: acc"))
        #expect(
            svg(project, "front.svg")?.texts.contains("there is one objective only: acc") == true)
        let matters = try project.hpmake("plot", "dist", "--kind", "importance")
        #expect(matters.code == 1 && matters.stderr.contains("too few to tell"))
        try project.remove("dist/trained")
        let none = try project.hpmake("plot", "dist", "--y", "acc")
        #expect(none.code == 1 && none.stderr.contains("no run is done yet (6 missing)"))
        #expect(none.stdout.hasPrefix("<svg "))
    }
}
