// Sweeps made up for tests of figures. Knows nothing of what is expected of them.
import TestSupport

@testable import Plots

extension FigureData {
    /// Runs with a parameter on a log scale, one of few numbers, one of words, one that is absent in
    /// some runs, and a constant; with failed, running and missing runs, curves, spans and shares.
    static func sample(runs count: Int = 60, words: [String] = ["adam", "sgd"]) -> FigureData {
        var random = SeededRandom(seed: 7)
        var data = FigureData()
        let lr = (0..<count).map { _ in 1e-4 * exp10(Double.random(in: 0...3, using: &random)) }
        let size = (0..<count).map { [16.0, 32, 64][$0 % 3] }
        let word = (0..<count).map { words[$0 % max(1, words.count)] }
        data.parameters = [
            Parameter(name: "lr", values: lr.map(Cell.number)),
            Parameter(name: "size", values: size.map(Cell.number)),
            Parameter(name: "optimizer", values: word.map(Cell.text)),
            Parameter(
                name: "momentum",
                values: (0..<count).map { $0 % 2 == 0 ? .absent : .number(Double($0 % 10) / 10) }),
            Parameter(name: "epochs", values: Array(repeating: .number(30), count: count)),
        ]
        let accuracy = (0..<count).map { run in
            0.9 - 20 * abs(lr[run] - 0.01) + size[run] / 1000
                + Double.random(in: 0...0.05, using: &random)
        }
        data.metrics = [
            Metric(name: "accuracy", values: accuracy),
            Metric(name: "seconds", values: size.map { $0 * 0.5 }),
        ]
        data.objectives = [Objective(metric: "accuracy", maximize: true)]
        data.ids = (0..<count).map { "run-\($0)" }
        data.configurations = Array(0..<count)
        data.states = Array(repeating: .done, count: count)
        data.starts = (0..<count).map { 1e9 + Double($0 / 2) * 10 }
        data.ends = data.starts.map { $0 + 8 }
        data.best = accuracy.indices.max { accuracy[$0] < accuracy[$1] }.map { [$0] } ?? []
        data.spans = (0..<count).map { run in
            Span(
                run: run, stage: "train", start: data.starts[run], end: data.ends[run],
                host: "node",
                slots: "gpu=\(run % 2)", state: run % 20 == 3 ? .failed : .done)
        }
        data.curveMetric = "loss"
        data.topCurves = min(4, count)
        data.curves = (0..<count).map { run in
            let steps = (1...20).map(Double.init)
            return Curve(run: run, steps: steps, values: steps.map { Double(run + 5) / $0 })
        }
        data.shares = Shares(
            metric: "accuracy", main: [("lr", 0.7), ("size", 0.2), ("optimizer", 0)],
            pairs: [("lr", "size", 0.05)], quality: 0.8)
        data.learns = true
        data.beliefs = beliefs(words)
        return data
    }

    /// Good ones at a rate near 0.01, and at the first of the words.
    private static func beliefs(_ words: [String]) -> Beliefs {
        let rates = (0..<32).map { 1e-4 * exp10(3 * (Double($0) + 0.5) / 32) }
        return Beliefs(
            parameters: [
                Beliefs.Parameter(
                    column: Parameter(
                        name: "optimizer", values: words.map(Cell.text), isLog: nil),
                    good: words.indices.map { $0 == 0 ? 1.6 : 0.4 },
                    others: words.map { _ in 1 }),
                Beliefs.Parameter(
                    column: Parameter(name: "lr", values: rates.map(Cell.number), isLog: true),
                    good: rates.map { max(0.1, 4 - 400 * abs($0 - 0.01)) },
                    others: rates.map { 1.2 - 4 * $0 }),
            ], good: 5, others: 25)
    }

    private static func exp10(_ power: Double) -> Double {
        Scale(.log, 1, 1000).value(at: power / 3)
    }
}
