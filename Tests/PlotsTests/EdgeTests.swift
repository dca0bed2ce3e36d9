// Sweeps with little or strange data: a figure that says so, and never a crash.
import TestSupport
import Testing

@testable import Plots

struct EdgeTests {
    /// Draws all figures both ways; their problems.
    @discardableResult
    private func draw(_ data: FigureData) throws -> [FigureKind: String] {
        var problems: [FigureKind: String] = [:]
        for kind in FigureKind.allCases {
            for options in [FigureOptions(), FigureOptions(width: .nan, height: -5)] {
                let made = Figure(kind, data, options)
                let parsed = try #require(SVG(made.svg), "\(kind)")
                let text = made.text(columns: 40, rows: 5)
                problems[kind] = made.problem
                if let problem = made.problem {
                    #expect(text.contains(problem))
                    #expect(parsed.titles.first?.contains(visible(problem)) == true)
                }
            }
        }
        return problems
    }

    private func done(_ values: [Double], _ cells: [FigureData.Cell]? = nil) -> FigureData {
        var data = FigureData()
        data.ids = values.indices.map { "r\($0)" }
        data.configurations = Array(values.indices)
        data.states = values.map { _ in .done }
        data.metrics = [.init(name: "m", values: values)]
        data.objectives = [.init(metric: "m", maximize: false)]
        let numbers = values.indices.map { FigureData.Cell.number(Double($0)) }
        data.parameters = [
            .init(name: "a", values: cells ?? numbers),
            .init(name: "b", values: cells?.reversed() ?? numbers),
        ]
        data.best = values.isEmpty ? [] : [0]
        return data
    }

    @Test func noRuns() throws {
        #expect(try draw(FigureData()).count == FigureKind.allCases.count)
    }

    @Test func noRunDone() throws {
        var data = done([1, 2, 3])
        data.states = [.failed, .missing, .running]
        data.best = []
        let problems = try draw(data)
        #expect(problems[.slice] == "no run is done yet (1 failed, 1 running, 1 missing)")
        #expect(problems[.timeline] == "no run has begun")
        #expect(problems[.curves] == "no run has written metrics.jsonl")
    }

    @Test func oneRun() throws {
        let problems = try draw(done([0.5]))
        #expect(problems[.history] == nil)
        #expect(problems[.slice] == "all parameters are constant")
        #expect(problems[.contour] == "fewer than two parameters vary")
        #expect(problems[.front] == "there is one objective only: m")
    }

    @Test func constantParametersAndMetric() throws {
        let cells = Array(repeating: FigureData.Cell.text("x"), count: 5)
        let problems = try draw(done([1, 1, 1, 1, 1], cells))
        #expect(problems[.parallel] == "all parameters are constant")
        let data = done([1, 1, 1], [.text("x"), .text("y"), .text("z")])
        #expect(try draw(data)[.contour] == nil)
    }

    @Test func noObjectiveShowsTheFirstMetric() throws {
        var data = done([1, 2])
        data.objectives = []
        data.best = []
        #expect(Figure(.history, data, FigureOptions()).problem == nil)
        #expect(textFigure(.history, data, columns: 80, rows: 20).contains("There is no objective"))
        data.metrics = []
        #expect(try draw(data)[.history] == "no run has reported a metric")
    }

    @Test func valuesThatAreNotFinite() throws {
        let some = done([.nan, 1, .infinity, 2, -.infinity])
        try draw(some)
        let text = textFigure(.history, some, columns: 80, rows: 20)
        #expect(text.contains("3 of 5 done runs have no finite m."))
        let none = try draw(done([.nan, .infinity]))
        #expect(none[.slice] == "none of the 2 done runs has a finite m")
    }

    @Test func valuesAtTheEndsOfDoubles() throws {
        let most = Double.greatestFiniteMagnitude
        for values: [Double] in [
            [most, -most], [most, most], [.leastNonzeroMagnitude, 1e308],
            [0, .leastNonzeroMagnitude], [-0.0, 0], [1e15, 1e15 + 0.25],
        ] {
            let cells = values.map(FigureData.Cell.number)
            let data = done(values, cells)
            try draw(data)
            try draw(done((0..<40).map { values[$0 % 2] }, (0..<40).map { cells[$0 % 2] }))
        }
    }

    @Test func randomData() throws {
        var random = SeededRandom(seed: 11)
        let numbers: [Double] = [
            0, 1, -1, 1e-9, 1e9, .nan, .infinity, .leastNonzeroMagnitude, -1e300, 0.1,
        ]
        for _ in 0..<30 {
            let count = Int.random(in: 0...30, using: &random)
            func number() -> Double { numbers.randomElement(using: &random) ?? 0 }
            var data = done((0..<count).map { _ in number() })
            let states = FigureData.State.allCases
            data.states = data.ids.map { _ in states.randomElement(using: &random) ?? .done }
            data.parameters = (0..<Int.random(in: 0...4, using: &random)).map { index in
                .init(
                    name: "p\(index)",
                    values: data.ids.map { _ in
                        switch Int.random(in: 0...3, using: &random) {
                        case 0: .absent
                        case 1: .text(hostileText(using: &random))
                        default: .number(number())
                        }
                    })
            }
            data.metrics.append(.init(name: "n", values: data.ids.map { _ in number() }))
            data.objectives.append(.init(metric: "n", maximize: true))
            data.starts = data.ids.map { _ in number() }
            data.ends = data.ids.map { _ in number() }
            data.best = data.ids.indices.filter { $0 % 3 == 0 }
            data.spans = data.ids.indices.map { run in
                .init(
                    run: run, stage: "s", start: number(), end: number(), host: "h", slots: "",
                    state: .done)
            }
            data.curveMetric = "m"
            data.curves = data.ids.indices.map { run in
                .init(run: run, steps: [number(), number()], values: [number(), number()])
            }
            data.topCurves = min(count, 2)
            try draw(data)
        }
    }

    @Test func outliersDoNotPressAllOthersOntoALine() throws {
        let data = done((0..<100).map { $0 == 50 ? 1e12 : Double($0 + 1) })
        let metric = try MetricAxis(data, nil)
        #expect(metric.axis.scale.high < 300)
        #expect(metric.notes == ["1 value of m beyond the axis."])
        // The best value is always inside.
        let far = done((0..<100).map { $0 == 50 ? -1e12 : Double($0 + 1) })
        #expect(try MetricAxis(far, nil).axis.scale.low <= -1e12)
    }

    @Test func theFrontIsAStairWithWorseCorners() throws {
        var data = done([1, 2, 3, 3])
        data.metrics.append(.init(name: "n", values: [1, 2, 3, 1]))
        data.objectives.append(.init(metric: "n", maximize: true))
        data.best = [0, 1, 2]
        let chart = frontChart(data, FigureOptions())
        let stairs = chart.panels[0].layers.compactMap { layer -> [Point]? in
            if case .lines(let lines, _) = layer { lines.first } else { nil }
        }
        let expected = [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3)].map { Point(x: $0, y: $1) }
        #expect(stairs == [expected])
    }
}
