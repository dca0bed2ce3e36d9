// What figures are made of: the columns of a sweep as plain values.
// Knows nothing of files, and nothing of how a figure looks.
import Text

/// A sweep, or a part of it. All columns have one element a run, in the order of the runs; of a sweep with
/// repeats a run may stand for all of a configuration, with the means of its metrics.
package struct FigureData: Sendable {
    /// The value of a parameter of a run.
    package enum Cell: Sendable, Hashable {
        case absent
        case number(Double)
        case text(String)
    }

    package struct Parameter: Sendable {
        package var name: String
        package var values: [Cell]
        /// Whether its domain lies evenly by ratio; nil where only the values can tell.
        package var isLog: Bool?

        package init(name: String, values: [Cell], isLog: Bool? = nil) {
            (self.name, self.values, self.isLog) = (name, values, isLog)
        }
    }

    package struct Metric: Sendable {
        package var name: String
        /// NaN where a run has no such value; infinite ones are possible.
        package var values: [Double]
        /// Standard deviations where the values are means; NaN for one number. Empty where they are not.
        package var deviations: [Double]

        package init(name: String, values: [Double], deviations: [Double] = []) {
            (self.name, self.values, self.deviations) = (name, values, deviations)
        }
    }

    package struct Objective: Sendable {
        package var metric: String
        package var maximize: Bool

        package init(metric: String, maximize: Bool) {
            (self.metric, self.maximize) = (metric, maximize)
        }
    }

    package enum State: String, Sendable, CaseIterable {
        case done, failed, running, missing
    }

    /// A stage of a run: when and where.
    package struct Span: Sendable {
        /// Tells single runs apart; spans of one run may be those of several stages.
        package var run: Int
        package var id: String
        package var stage: String
        /// Seconds since 1970.
        package var start: Double
        package var end: Double
        package var host: String
        /// The slots that it held, such as `gpu=0`; empty for none.
        package var slots: String
        package var state: State

        package init(
            run: Int, id: String = "", stage: String, start: Double, end: Double, host: String,
            slots: String, state: State
        ) {
            (self.run, self.id, self.stage, self.start, self.end) = (run, id, stage, start, end)
            (self.host, self.slots, self.state) = (host, slots, state)
        }
    }

    /// A metric over the steps of one run, which ascend.
    package struct Curve: Sendable {
        /// Index of the run.
        package var run: Int
        /// What the steps are called.
        package var axis: String
        package var steps: [Double]
        package var values: [Double]
        /// Standard deviations where the values are means over repeats; else empty.
        package var deviations: [Double]

        package init(
            run: Int, axis: String = "step", steps: [Double], values: [Double],
            deviations: [Double] = []
        ) {
            (self.run, self.axis, self.steps, self.values) = (run, axis, steps, values)
            self.deviations = deviations
        }
    }

    /// What parameters matter for a metric, as shares of its variance.
    package struct Shares: Sendable {
        package var metric: String
        /// Of each parameter alone, the largest first.
        package var main: [(name: String, share: Double)]
        /// Of two together beyond what either does alone, the largest first.
        package var pairs: [(first: String, second: String, share: Double)]
        /// R² for configurations that were not seen: where it is small, the shares mean little.
        package var quality: Double

        package init(
            metric: String, main: [(name: String, share: Double)],
            pairs: [(first: String, second: String, share: Double)], quality: Double
        ) {
            (self.metric, self.main, self.pairs, self.quality) = (metric, main, pairs, quality)
        }
    }

    /// Where a search that learns takes values for good.
    package struct Beliefs: Sendable {
        package struct Parameter: Sendable {
            /// With a value for each point; numbers ascend.
            package var column: FigureData.Parameter
            /// How dense good results and all others lie at each point, in multiples of random search.
            package var good: [Double]
            package var others: [Double]

            package init(column: FigureData.Parameter, good: [Double], others: [Double]) {
                (self.column, self.good, self.others) = (column, good, others)
            }
        }

        package var parameters: [Parameter]
        /// How many results are taken for good, and how many others there are.
        package var good: Int
        package var others: Int

        package init(parameters: [Parameter], good: Int, others: Int) {
            (self.parameters, self.good, self.others) = (parameters, good, others)
        }
    }

    package var parameters: [Parameter] = []
    /// The parameter of which the runs of higher rungs have more; nil without rungs.
    package var resource: String?
    package var metrics: [Metric] = []
    package var objectives: [Objective] = []
    package var ids: [String] = []
    /// Runs of one number are repeats of one configuration.
    package var configurations: [Int] = []
    /// Over how many repeats the metrics are means; 1 where each run is by itself.
    package var repeats = 1
    /// How many single runs there are.
    package var singleRuns = 0
    package var states: [State] = []
    /// When the first stage began and the last one ended, in seconds since 1970; NaN where unknown.
    package var starts: [Double] = []
    package var ends: [Double] = []
    /// Indices of the runs of the best configuration, or, with several objectives, of the front.
    package var best: [Int] = []

    /// Needed by `timeline` alone.
    package var spans: [Span] = []
    /// Needed by `curves` alone: the curves that were read, the best runs first.
    package var curves: [Curve] = []
    package var curveMetric: String?
    /// Why the curves are not those of the metric that the other figures show; nil where they are.
    package var curveNote: String?
    /// All metrics that have curves; read only where that of the figures has none.
    package var curveNames: [String] = []
    /// How many of the first `curves` are those of the best runs; the others are a band.
    package var topCurves = 0
    /// Needed by `importance`, and by `contour` to choose a pair.
    package var shares: Shares?
    /// Why there are no shares.
    package var whyNoShares: String?

    /// Needed by `beliefs` alone; nil where nothing learns, or nothing is known yet.
    package var beliefs: Beliefs?
    /// Whether draws are by results.
    package var learns = false

    package init() {}

    package var runCount: Int { ids.count }

    /// What a point of a figure is.
    var noun: String { repeats > 1 ? "configuration" : "run" }

    func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

    func metric(_ name: String) -> Metric? { metrics.first { $0.name == name } }

    /// The value of a metric of a run, with its spread where it is a mean.
    func text(of metric: String, _ run: Int) -> String {
        guard let metric = self.metric(metric), run < metric.values.count else { return "" }
        let value = metric.values[run]
        guard run < metric.deviations.count, metric.deviations[run].isFinite else {
            return numberLabel(value)
        }
        return "\(shortNumber(value)) ± \(significant(metric.deviations[run], 2))"
    }

    /// Whether more is better; nil where the metric is no objective.
    func maximizes(_ metric: String) -> Bool? {
        objectives.first { $0.metric == metric }?.maximize
    }
}
