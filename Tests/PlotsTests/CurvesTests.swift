// Learning curves: where their band is drawn, and what the legend says.
import Foundation
import Sweep
import Tables
import TestSupport
import Testing

@testable import Plots

struct CurvesTests {
    private func data(_ curves: [[(Double, Double)]], top: Int = 0) -> FigureData {
        var data = FigureData.sample(runs: max(1, curves.count))
        data.best = [0]
        data.topCurves = top
        data.curves = curves.enumerated().map { run, points in
            .init(run: run, steps: points.map(\.0), values: points.map(\.1))
        }
        return data
    }

    private func median(_ data: FigureData) throws -> [Point] {
        let panel = try #require(curvesChart(data, FigureOptions()).panels.first)
        let lines = panel.layers.compactMap { layer -> [[Point]]? in
            if case .lines(let lines, .rest) = layer { lines } else { nil }
        }
        return try #require(lines.first?.first)
    }

    @Test func theMedianStandsAtTheSteps() throws {
        let curve = [(1.0, 4.0), (2, 3), (5, 2), (9, 1)]
        let points = curve.map { Point(x: $0.0, y: $0.1) }
        #expect(try median(data(Array(repeating: curve, count: 20))) == points)
    }

    @Test func manyStepsHaveAMedianOnTheLine() throws {
        let curve = (0..<1000).map { (Double($0), Double($0) * 2) }
        let middle = try median(data(Array(repeating: curve, count: 20)))
        #expect(middle.first == Point(x: 0, y: 0) && middle.last == Point(x: 999, y: 1998))
        #expect(middle.allSatisfy { abs($0.y - 2 * $0.x) < 1e-9 } && middle.count == 61)
    }

    @Test func theLegendNamesWhatIsThere() {
        func legend(_ data: FigureData) -> [String] {
            curvesChart(data, FigureOptions()).legend.map(\.text)
        }
        let curve = [(1.0, 4.0), (2, 3)]
        #expect(legend(data([curve, curve], top: 1)) == ["best", "others"])
        #expect(legend(data([curve, [(1, .nan)]], top: 1)) == ["best"])
        var other = data([curve, curve], top: 2)
        other.best = [7]
        #expect(legend(other) == ["best of those with curves", "next 1"])
    }

    @Test func stepsAreWholeNumbers() throws {
        let panel = try #require(
            curvesChart(data([[(1, 1), (2, 2), (3, 3)]]), FigureOptions()).panels.first)
        #expect(panel.x.ticks.map(\.label) == ["1", "2", "3"])
    }

    /// A run that was tried again appends to its file; a pipe in place of the file is no file.
    @Test func aRunThatWasTriedAgainIsOneCurve() throws {
        let script = #"""
            mkdir -p {out}; test {x} = 2 && mkfifo {out}/metrics.jsonl
            test {x} = 2 || for s in 1 2 3 2 3 4; do
            n=$((n + 1)); echo "{\"step\": $s, \"acc\": $n}"; done >{out}/metrics.jsonl
            echo '{"acc": {x}}' >{out}/result.json
            """#
        let spec = try JSONSerialization.data(withJSONObject: [
            "space": ["x": [1, 2]], "stages": ["train": script], "objective": ["maximize": "acc"],
        ])
        let project = try Project(String(decoding: spec, as: UTF8.self))
        #expect(try project.make().code == 0)
        let sweep = try Sweep.read(dist: project.path("dist"))
        let data = FigureData(RunTable(reading: sweep), for: [.curves])
        #expect(data.curves.map(\.steps) == [[1, 2, 3, 4]])
        #expect(data.curves.map(\.values) == [[1, 4, 5, 6]])
    }
}
