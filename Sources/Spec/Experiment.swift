// The whole spec as values: what `space.json` says, decoded and checked.
// Knows nothing of JSON, of configurations, or of how stages are run.
import Text

/// A decoded spec.
package struct Experiment: Sendable {
    package var spaces: [SubSpace] = []
    /// Where the search space stands in the spec.
    package var spaceRange: Range<Int>?
    package var defaults: [(name: String, value: Value)] = []
    /// What the trainer did before it had a parameter, of parameters that there are.
    package var implied: [ImpliedValue] = []
    package var exclusions: [[(name: String, value: Value)]] = []
    /// Configurations chosen by hand.
    package var points: [Point] = []
    package var search = Search.grid
    /// Where the search stands in the spec; nil where it says nothing of it.
    package var searchRange: Range<Int>?
    /// Whether the search is wrong: what depends on it is not wrong for that.
    package var isSearchUnread = false
    /// The members `space`, `defaults`, `implied`, `points` and `exclude` as the spec has them.
    package var spaceSource = JSONValue.null
    package var repetition: Repetition?
    package var preprocess: Stage?
    package var stages: [Stage] = []
    package var metrics: [MetricExtractor] = []
    /// `"metrics": "auto"`: whatever metrics lie in a run's folder are its metrics.
    package var findsMetrics = false
    package var objectives: [Objective] = []
    /// When runs are stopped that do worse than the others; nil for never.
    package var stop: MedianStop?
    package var resources: [Resource] = []
    package var threads: Threads?
    /// How `{args}` writes a parameter; nil for `--name value`.
    package var arguments: ArgumentPattern?
    /// Where that stands in the spec.
    package var argumentsRange: Range<Int>?
    /// How `{params}` writes parameters whose names have dots.
    package var parameterForm = ParameterForm.flat
    package var shell = Shell.sh
    package var dist = "dist"
    package var layout = RunLayout()
    package var slurm = SlurmOptions()
    /// Names whose declaration is wrong: what uses them is not wrong for that.
    var unreadNames: [String] = []

    package init() {}

    /// Values that parameters take besides those of their domains.
    package var chosenValues: [(name: String, value: Value)] {
        defaults + points.flatMap(\.values)
    }

    /// Names of all parameters, in order of their first declaration; the repeat is not among them.
    package var parameterNames: [String] {
        var seen: Set<String> = []
        let declared =
            spaces.flatMap { $0.parameters.map(\.name) } + defaults.map(\.name)
            + unreadNames
        return declared.filter { seen.insert($0).inserted }
    }
}

/// What the trainer did before the parameter was there: a configuration with this very value is the one
/// without the parameter.
package struct ImpliedValue: Sendable {
    package let name: String
    package let value: Value
    /// Where the value stands in the spec.
    package let range: Range<Int>

    package init(name: String, value: Value, range: Range<Int>) {
        (self.name, self.value, self.range) = (name, value, range)
    }
}

/// A configuration chosen by hand, as far as it does not follow by itself.
package struct Point: Sendable {
    package let values: [(name: String, value: Value)]
    /// Where each name stands in the spec, and the whole.
    package let nameRanges: [Range<Int>]
    package let range: Range<Int>
}

/// Every configuration runs once per value.
package struct Repetition: Sendable {
    package let name: String
    package let values: [Value]
    package let range: Range<Int>
}

/// One command of a run's chain, or the preprocessing.
package struct Stage: Sendable {
    package let name: String
    package let command: CommandSource
    package var inputs: [Input] = []
    /// Slots by resource.
    package var needs: [(resource: String, count: Int)] = []
    /// Seconds; nil for no limit.
    package var timeout: Int?
    /// Further attempts after the first one.
    package var retries = 0
    /// Values may hold placeholders.
    package var environment: [(name: String, text: SourceString)] = []
    package let range: Range<Int>

    /// All text that may hold placeholders and names of variables.
    package var texts: [String] { command.texts + environment.map(\.text.text) }
}

/// A file, a folder or a pattern of such, relative to the Makefile: when its content changes, a stage runs
/// again.
package struct Input: Sendable {
    package let path: String
    /// Where it stands in the spec.
    package let range: Range<Int>
}

/// A command as the spec gives it.
package enum CommandSource: Sendable {
    /// Text for the shell.
    case shell(SourceString)
    /// Run without a shell.
    case words([SourceString])

    /// The text, or each word.
    package var texts: [String] {
        switch self {
        case .shell(let source): [source.text]
        case .words(let words): words.map(\.text)
        }
    }
}

/// How the JSON file of a run's parameters is written.
package enum ParameterForm: String, Sendable, CaseIterable {
    /// Each parameter is a member of its own.
    case flat
    /// Dots in names part objects: `a.b` is the member `b` of `a`, whose own value is `ownName`.
    case nested

    package static let ownName = "_name"
}

/// What runs string commands.
package enum Shell: String, Sendable, CaseIterable {
    case sh, bash
}

/// A metric read out of a file of the run.
package struct MetricExtractor: Sendable {
    package enum Source: Sendable {
        /// Of the matches of a regular expression (POSIX extended, one group) in a stage's log.
        case log(stage: String, pattern: String)
        /// A column of a CSV or TSV file.
        case column(file: String, name: String)
        /// What a path leads to in a JSON file, or in each of its lines.
        case key(file: String, path: String)
        /// A tag of TensorBoard's event files in and below the run's folder.
        case tensorboard(tag: String)
    }

    package enum Best: String, Sendable, CaseIterable {
        case min, max
    }

    /// Which of several values counts.
    package enum Take: Sendable, Equatable {
        case last, first, min, max
        /// Where another metric is best.
        case at(Best, of: String)
    }

    package let name: String
    package let source: Source
    package let take: Take
    /// Where the pattern, or what stands for it, is in the spec.
    package let range: Range<Int>?

    package init(name: String, source: Source, take: Take, range: Range<Int>? = nil) {
        (self.name, self.source, self.take, self.range) = (name, source, take, range)
    }

    /// The stage whose log is read.
    package var stage: String? { if case .log(let stage, _) = source { stage } else { nil } }

    /// The regular expression, where there is one.
    package var pattern: String? { if case .log(_, let pattern) = source { pattern } else { nil } }
}

/// A metric to be made large or small.
package struct Objective: Sendable, Equatable {
    package let metric: String
    package let maximize: Bool

    package init(metric: String, maximize: Bool) {
        self.metric = metric
        self.maximize = maximize
    }
}

/// How many threads the libraries of a stage are told to use.
package enum Threads: Sendable, Equatable {
    case count(Int)
    /// The cores by the runs in flight.
    case share
}

/// Named slots; each serves one stage at a time. A value listed twice serves two.
package struct Resource: Sendable {
    package let name: String
    package let slots: [Value]

    package init(name: String, slots: [Value]) {
        self.name = name
        self.slots = slots
    }

    /// How many slots a stage can have at once: one of each value, since a value that is there twice
    /// serves two stages.
    package var distinctCount: Int { Set(slots).count }

    /// The variable that tells a stage its slots of a resource of this name.
    package static func variable(_ name: String) -> String {
        "HPMAKE_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }
}

/// Section 6 of the manual: what goes to `sbatch`.
package struct SlurmOptions: Sendable {
    package var options: [String] = []
    package var throttle: Int?
    /// Runs in one array task.
    package var pack = 1
    package var packRange: Range<Int>?
    package var stageOptions: [(stage: String, options: [String])] = []
}

/// Placeholders that are no parameters.
package enum Builtin: String, Sendable, CaseIterable {
    case args, out, preprocessed, params, id, stage, dist

    /// Whether it means something outside a run.
    package var isKnownInPreprocess: Bool {
        switch self {
        case .out, .preprocessed, .stage, .dist: true
        case .args, .params, .id: false
        }
    }
}
