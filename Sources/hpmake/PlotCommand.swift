// `hpmake plot`: one figure, or one a group of runs. Nothing but parsing and wiring.
import Plots
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
    let isText = arguments["--output"] == nil && isTerminal(1)
    let pattern = try FilePattern(arguments["--output"] ?? "-", by: by, isText: isText)
    let sweep = try readSweep(arguments.positional[0], withFormer: arguments.has("--all"))
    let known = sweep.plan.parameters + (sweep.plan.repetition.map { [$0.name] } ?? [])
    for name in by { try check(name, among: known, "there is no parameter") }
    let table = RunTable(reading: sweep, seesEdits: false)
    let request = Request(
        kind: kind, x: arguments["--x"], y: arguments["--y"], table: table, parameters: known)
    try request.check()
    guard !by.isEmpty else {
        let figure = try request.figure(runs: nil, caption: nil)
        return try deliver(figure, kind, to: isText ? nil : pattern.text)
    }
    let groups = grouped(sweep, by)
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
        printText(figure.text(columns: columns, rows: terminalHeight(1) - 1))
    case .some(let path): try deliver(figure.svg, to: path)
    }
    guard let problem = figure.problem else { return ExitCode.success }
    if path != nil { writeText("hpmake plot: \(kind.rawValue): \(problem)\n", to: 2) }
    return ExitCode.failure
}

private func words(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

private func check(_ name: String, among known: [String], _ message: String) throws {
    guard known.contains(name) else {
        throw Arguments.Failure(
            message: "\(message) \(quoted(name))" + suggestion(for: name, among: known))
    }
}

/// What is to be drawn of which sweep.
private struct Request {
    let kind: FigureKind
    let x: String?
    let y: String?
    let table: RunTable
    /// All parameters, and the repeat.
    let parameters: [String]

    private var metrics: [String] {
        let plan = table.sweep.plan
        return table.columns + plan.objectives.map(\.metric) + plan.metrics.map(\.name)
    }

    /// What was asked wrongly.
    func check() throws {
        switch kind {
        case .history, .importance, .curves, .timeline:
            if x != nil { throw Arguments.Failure(message: "\(kind.rawValue) takes no --x") }
        case .front: if let x { try checkMetric(x) }
        case .parallel, .slice, .contour:
            for name in words(x ?? "") {
                try hpmake.check(name, among: parameters, "there is no parameter")
            }
        }
        if kind == .contour, let x {
            let names = words(x)
            guard names.count <= 2, Set(names).count == names.count else {
                throw Arguments.Failure(message: "contour takes two parameters: --x A,B")
            }
        }
        guard let y else { return }
        switch kind {
        case .timeline: throw Arguments.Failure(message: "timeline takes no --y")
        // Which curves there are is known once they have been read.
        case .curves: break
        case .contour where words(x ?? "").count == 1 && parameters.contains(y): break
        default: try checkMetric(y)
        }
    }

    private func checkMetric(_ name: String) throws {
        // Before any run is done, nobody knows what runs will report.
        if table.columns.isEmpty { return }
        try hpmake.check(name, among: metrics, "no run has a metric")
    }

    /// - Parameter runs: indices of those that count; nil for all.
    func figure(runs: [Int]?, caption: String?) throws -> Figure {
        let metric = y.flatMap { parameters.contains($0) && kind == .contour ? nil : $0 }
        // Where both parameters are named, nobody has to find out which two matter.
        let isNamed = kind == .contour && (words(x ?? "").count == 2 || metric != y)
        let data = FigureData(table, for: isNamed ? [] : [kind], metric: metric, runs: runs)
        if kind == .curves, let y, !data.curveNames.isEmpty, data.curveMetric != y {
            try hpmake.check(y, among: data.curveNames, "no metrics.jsonl has a metric")
        }
        return Figure(kind, data, FigureOptions(x: x, y: y, caption: caption))
    }
}
