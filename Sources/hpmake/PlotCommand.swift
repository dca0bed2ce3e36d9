// `hpmake plot`: one figure, or one a group of runs. Nothing but parsing and wiring.
import Plots
import Query
import Spec
import Sweep
import System
import Tables
import Text

let plotCommand = Command(
    name: "plot", arguments: ["[DIST]"],
    options: [
        allRunsOption,
        Command.Option(
            name: "--kind", value: "KIND", words: FigureKind.allCases.map(\.rawValue),
            help: FigureKind.allCases.map(\.rawValue).joined(separator: ", ")
                + "; slice by default"),
        Command.Option(
            name: "--x", value: "P,..", help: "only these parameters (for front: a metric)"),
        Command.Option(name: "--y", value: "METRIC", help: "in place of the (first) objective"),
        Command.Option(
            name: "--by", value: "P,..", help: "one figure for each of their values"),
        Command.Option(
            name: "--runs", help: "repeats one by one, not the means of configurations"),
        Command.Option(
            name: "--output", short: "-o", value: "FILE",
            help: "write SVG to FILE; with --by a pattern such as 'plots/{model}-bs{batch}.svg'"),
    ],
    summary: "draw a figure of a sweep, as SVG or in the terminal",
    details: """
        history     the objective in the order in which runs ended, and the best so far
        parallel    one axis a parameter, one line a run
        slice       the objective against each parameter
        importance  which parameters matter
        contour     two parameters: the mean of the objective (--x A,B, or else the two that matter)
        curves      the metrics.jsonl of the best runs, and a band of the others
        timeline    who ran where and when
        front       objective against objective
        rungs       what configurations came to at each rung, and which went on
        beliefs     where a search that learns takes values for good

        With repeats, what is shown are configurations by the means of their runs.
        Without -o, a terminal gets a plot made of text, and anything else SVG, as with -o -.
        The colours follow the reader's light or dark scheme. Folders of FILE are made. Exit 1 where
        there is nothing to show; the figure says why.
        """,
    run: { arguments in
        return try plot(arguments)
    })

private func plot(_ arguments: Arguments) throws -> Int32 {
    let kind = try arguments.word("--kind", FigureKind.self) ?? .slice
    for option in ["--x", "--y", "--by"] where arguments[option].map(words)?.isEmpty == true {
        throw Arguments.Failure(message: "\(option) needs a name")
    }
    let by = words(arguments["--by"] ?? "")
    if kind == .beliefs, !by.isEmpty {
        throw Arguments.Failure(message: "beliefs are of the whole search, and take no --by")
    }
    let isText = arguments["--output"] == nil && isTerminal(1)
    let pattern = try FilePattern(arguments["--output"] ?? "-", by: by, isText: isText)
    let sweep = try readSweep(arguments.positional[0], withFormer: arguments.has("--all"))
    let table = RunTable(reading: sweep, seesEdits: false)
    for line in table.outdatedNotes { writeText(line + "; they are in no figure\n", to: 2) }
    let names = Names(sweep.plan, columns: table.columns)
    let parameters = try by.map { try names.parameter($0) }
    let request = try Request(
        kind, x: arguments["--x"], y: arguments["--y"], table, names,
        areSingle: arguments.has("--runs"))
    guard !by.isEmpty else {
        let figure = try request.figure(runs: nil, caption: nil)
        return try deliver(figure, kind, to: isText ? nil : pattern.text)
    }
    let groups = grouped(sweep, parameters)
    guard groups.count <= 1000 else {
        throw Arguments.Failure(message: "--by makes \(groups.count) groups; 1000 are the most")
    }
    var (taken, code) = (Set<String>(), ExitCode.success)
    for (values, runs) in groups {
        let caption = zip(by, values).map { "\($0) \($1?.text ?? "absent")" }
        let figure = try request.figure(runs: runs, caption: caption.joined(separator: ", "))
        let path = isText ? nil : pattern.path(values, taken: &taken)
        code = max(code, try deliver(figure, kind, to: path))
    }
    return code
}

/// The runs by their values of some parameters, in the order in which these first occur.
private func grouped(_ sweep: Sweep, _ names: [String]) -> [(values: [Value?], runs: [Int])] {
    var (groups, places): ([(values: [Value?], runs: [Int])], [[Value?]: Int]) = ([], [:])
    for run in 0..<sweep.runCount {
        let values = names.map { sweep.value($0, ofRun: run) }
        let place = places[values] ?? groups.count
        if place == groups.count {
            groups.append((values, []))
            places[values] = place
        }
        groups[place].runs.append(run)
    }
    return groups
}

/// - Parameter path: nil for text on the terminal, `-` for SVG on standard output.
private func deliver(_ figure: Figure, _ kind: FigureKind, to path: String?) throws -> Int32 {
    switch path {
    case nil:
        let columns = tableWidth() ?? terminalWidth(1)
        printForPeople(figure.text(columns: columns, rows: terminalHeight(1) - 1))
    case .some(let path): try deliver(figure.svg, to: path)
    }
    guard let problem = figure.problem else { return ExitCode.success }
    if path != nil { writeText("hpmake plot: \(kind.rawValue): \(problem)\n", to: 2) }
    return ExitCode.failure
}

private func words(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

/// What is to be drawn of which sweep.
private struct Request {
    let kind: FigureKind
    /// Parameters, or for `front` a metric.
    private var x: [String] = []
    private var y: String?
    private let table: RunTable
    private let areSingle: Bool

    /// - Throws: what was asked wrongly.
    init(
        _ kind: FigureKind, x: String?, y: String?, _ table: RunTable, _ names: Names,
        areSingle: Bool
    ) throws {
        (self.kind, self.table) = (kind, table)
        let words = words(x ?? "")
        switch kind {
        case .history, .importance, .curves, .timeline, .rungs:
            if x != nil { throw Arguments.Failure(message: "\(kind.rawValue) takes no --x") }
        case .front: self.x = try words.map { try Request.metric($0, table, names) }
        case .parallel, .slice, .contour, .beliefs:
            self.x = try words.map { try names.parameter($0) }
        }
        if kind == .contour, self.x.count > 2 || Set(self.x).count < self.x.count {
            throw Arguments.Failure(message: "contour takes two parameters: --x A,B")
        }
        if let y {
            switch kind {
            case .timeline, .beliefs:
                throw Arguments.Failure(message: "\(kind.rawValue) takes no --y")
            // Which curves there are is known once they have been read.
            case .curves:
                self.y =
                    y.hasPrefix("metrics.") && names[y] != nil
                    ? try names.metric(y) : y
            case .contour where self.x.count == 1 && names.isParameter(y):
                self.x.append(try names.parameter(y))
            default: self.y = try Request.metric(y, table, names)
            }
        }
        // The repeat is no axis of configurations.
        let repetition = table.sweep.plan.repetition?.name
        self.areSingle = areSingle || self.x.contains { $0 == repetition }
    }

    /// Before any run is done, nobody knows what runs will report.
    private static func metric(
        _ name: String, _ table: RunTable, _ names: Names
    ) throws -> String {
        table.columns.isEmpty && names[name] == nil ? name : try names.metric(name)
    }

    /// - Parameter runs: indices of those that count; nil for all.
    func figure(runs: [Int]?, caption: String?) throws -> Figure {
        // Where both parameters are named, nobody has to find out which two matter.
        let isNamed = kind == .contour && x.count == 2
        let data = FigureData(
            table, for: isNamed ? [] : [kind], metric: y, runs: runs, areSingle: areSingle)
        let isAnother = data.curveNote != nil || data.curves.isEmpty && !data.curveNames.isEmpty
        if kind == .curves, let y, isAnother {
            throw Arguments.Failure(
                message: "no run has a curve of \(quoted(y))"
                    + suggestion(for: y, among: data.curveNames))
        }
        return Figure(
            kind, data, FigureOptions(x: x.isEmpty ? nil : x, y: y, caption: caption))
    }
}
