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
        let chart = contourChart(data, FigureOptions(x: ["size", "optimizer"]))
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

    private func layers(_ chart: Chart) -> [Layer] { chart.panels.flatMap(\.layers) }

    /// Bins with a run each would be hairlines: there are points instead, the best above all.
    @Test func fewRunsAreAMapOfPoints() throws {
        var data = FigureData.sample()
        data.shares = nil
        data.parameters[1].values = (0..<60).map { .number(Double(($0 * 37) % 60) + 0.5) }
        let few = layers(contourChart(data, FigureOptions(x: ["lr", "size"])))
        guard case .levelPoints(let points) = few[0], case .marks(let marks, .best) = few[1] else {
            Issue.record("no points: \(few)")
            return
        }
        #expect(points.count == 60 && marks.count == 1)
        #expect(points.last?.point == marks.first?.point && points.last?.level == 6)
        var many = FigureData.sample(runs: 2000)
        many.parameters[1].values = (0..<2000).map { .number(Double(($0 * 37) % 1999) + 0.5) }
        let cells = layers(contourChart(many, FigureOptions(x: ["lr", "size"])))
        guard case .boxes(let boxes) = cells[0] else {
            Issue.record("no cells: \(cells)")
            return
        }
        #expect(cells.count == 1 && boxes.count { $0.isBest } == 1)
    }

    /// 1e-4 to 1e-3 is less than a decade and a half, but the domain says how it is meant; an accuracy is
    /// no loss.
    @Test func scalesOfDomainsAndLosses() throws {
        func kind(_ isLog: Bool?, _ values: [Double]) -> Scale.Kind {
            ParameterAxis(.init(name: "x", values: values.map { .number($0) }, isLog: isLog)).axis
                .scale.kind
        }
        #expect(
            kind(true, [1e-4, 3e-4, 7e-4]) == .log && kind(nil, [1e-4, 3e-4, 7e-4]) == .linear)
        #expect(
            kind(false, [1e-4, 1e-3, 1e-2]) == .linear && kind(nil, [1e-4, 1e-3, 1e-2]) == .log)
        #expect(kind(true, [-1, 1, 100]) == .linear)
        func metric(_ name: String, maximize: Bool?) throws -> Scale.Kind {
            var data = FigureData.sample(runs: 5)
            data.metrics = [.init(name: name, values: [0.02, 0.9, 0.91, 0.92, 0.93])]
            data.objectives = maximize.map { [.init(metric: name, maximize: $0)] } ?? []
            return try MetricAxis(data, name).axis.scale.kind
        }
        #expect(try metric("acc", maximize: true) == .linear)
        #expect(try metric("acc", maximize: nil) == .linear)
        #expect(try metric("x", maximize: false) == .log)
        #expect(try metric("val_loss", maximize: nil) == .log)
    }

    /// Weight decay: 0 stands beside the decades.
    @Test func zeroBesideALogAxis() {
        let values = [0, 1e-5, 1e-4, 1e-3, 1e-2]
        let axis = ParameterAxis(
            .init(name: "wd", values: values.map { .number($0) }, isLog: true)
        ).axis
        #expect(axis.scale.kind == .log && axis.scale.hasZero)
        #expect(axis.ticks.map(\.label) == ["0", "1e-5", "0.0001", "0.001", "0.01"])
        let places = values.map(axis.scale.place)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 0.09 }, "\(places)")
        for (value, place) in zip(values, places) {
            #expect(abs(axis.scale.value(at: place) - value) <= value * 1e-9)
        }
        let wide = axis.scale.padded(0.1)
        #expect(wide.hasZero && wide.place(0) > 0 && wide.place(1e-5) > wide.place(0))
        let page = NumberAxis.parameter(values, isLog: true)
        #expect(page?.isLog == true && (page?.zero?.place ?? 1) < (page?.zero?.end ?? 0))
    }

    /// Where the 400 others are a band, the axis is that of the band.
    @Test func theAxisOfCurvesIsThatOfWhatIsDrawn() throws {
        var data = FigureData.sample(runs: 60)
        data.curves[59].values = data.curves[59].values.map { $0 * 1e6 }
        let panel = try #require(curvesChart(data, FigureOptions()).panels.first)
        #expect(panel.y.scale.high < 1000)
    }

    /// A tick label that does not fit is left out, never cut.
    @Test func textPlotsInFewColumns() {
        let data = FigureData.sample()
        let known: Set = ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1"]
        for columns in [30, 40, 50] {
            for kind in [FigureKind.slice, .parallel, .contour] {
                let text = textFigure(
                    kind, data, FigureOptions(x: ["lr", "size"]), columns: columns, rows: 24)
                let words: [Substring] = text.split { !"0123456789.e-".contains($0) }
                for word in words where word.hasPrefix("0.0") {
                    #expect(known.contains(String(word)), "\(text)")
                }
                let lines: [Substring] = text.split { $0.isNewline }
                #expect(lines.dropFirst(3).allSatisfy { $0.count <= columns }, "\(text)")
            }
        }
    }
}
