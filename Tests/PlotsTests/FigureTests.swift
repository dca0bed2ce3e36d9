// What single figures show and say.
import TestSupport
import Testing

@testable import Plots

struct FigureTests {
    @Test func allOfTheFrontIsMarked() {
        var data = FigureData.sample()
        data.objectives.append(.init(metric: "seconds", maximize: false))
        data.best = Array(0..<40)
        let layers = parallelChart(data, FigureOptions()).panels[0].layers
        let counts = layers.compactMap { layer -> Int? in
            if case .lines(let lines, .best) = layer { lines.count } else { nil }
        }
        #expect(counts == [40])
    }

    @Test(arguments: [FigureKind.slice, .parallel], [20, 60])
    func sizesDoNotGrowWithTheNumberOfParameters(_ kind: FigureKind, _ count: Int) throws {
        var random = SeededRandom(seed: 5)
        var data = FigureData.sample(runs: 600)
        data.parameters = (0..<count).map { index in
            .init(
                name: "parameter_number_\(index)",
                values: data.ids.map { _ in .number(Double.random(in: 0...1, using: &random)) })
        }
        data.objectives.append(.init(metric: "seconds", maximize: false))
        data.best = Array(0..<100)
        let svg = figure(kind, data, FigureOptions(width: 960))
        #expect(svg.count < 120_000)
        #expect(SVG(svg) != nil)
    }

    @Test func stagesWithoutSlotsKeepNoSlotBusy() {
        var data = FigureData.sample(runs: 2)
        data.spans = [
            .init(
                run: 0, stage: "train", start: 0, end: 50, host: "h", slots: "gpu=0", state: .done),
            .init(run: 0, stage: "test", start: 50, end: 100, host: "h", slots: "", state: .done),
        ]
        #expect(
            timelineChart(data, FigureOptions()).notes
                == ["Slots were busy 50 % of the time.", "1 run has not begun."])
    }

    @Test func oneRunFarOutLeavesColoursForTheOthers() {
        var data = FigureData.sample()
        data.metrics[0].values = data.parameters[1].values.map { ($0.number ?? 0) / 100 }
        data.metrics[0].values[0] = -1000
        let chart = contourChart(data, FigureOptions(x: "size,optimizer"))
        let levels = chart.panels[0].layers.compactMap { layer -> [Int]? in
            if case .boxes(let boxes) = layer { boxes.compactMap(\.level) } else { nil }
        }
        #expect(Set(levels.joined()).count > 2)
    }

    @Test func noForestExplainsAll() {
        var data = FigureData.sample()
        data.shares?.quality = 0.998
        #expect(
            importanceChart(data, FigureOptions()).notes.last?.hasPrefix(
                "The forest explains over 99 %")
                == true)
    }
}
