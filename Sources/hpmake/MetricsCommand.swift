// `hpmake metrics`: what a run has reported, and from where. Nothing but parsing and wiring.
import Metrics
import Query
import Running
import Sweep
import System
import Tables
import Text

let metricsCommand = Command(
    name: "metrics", arguments: ["[DIST]"],
    options: [
        Command.Option(
            name: "--run", value: "ID", help: "of this run, not of the first that is done")
    ],
    summary: "list the metrics that lie in a run's folder, and from where",
    details: """
        Of one run: each name that "objective" can have, its last value, the
        file that it is from, and of how many steps. What is not from result.json or metrics.jsonl takes
        "metrics": "auto" in the spec, or an extractor, which the last column shows.
        """,
    run: { arguments in
        let sweep = try Sweep.read(dist: arguments.positional[0])
        let run = try chosenRun(sweep, arguments["--run"])
        guard let run else {
            return complain("metrics", "no run is done yet", code: ExitCode.failure)
        }
        let reader = RunReader(sweep)
        let files = reader.files(sweep.runID(run))
        var table = TextTable([
            TextTable.Column("metric"), TextTable.Column("value"), TextTable.Column("steps"),
            TextTable.Column("from"), TextTable.Column("extractor", rank: 1),
        ])
        var count = 0
        for row in metricRows(files, reader.status(sweep.runID(run)).metrics, sweep) {
            table.add(row)
            count += 1
        }
        guard count > 0 else {
            return complain(
                "metrics",
                "\(sweep.layout.run(sweep.runID(run))) holds no metrics: write {out}/result.json",
                code: ExitCode.failure)
        }
        printText(table.rendered(width: tableWidth() ?? 1000))
        return ExitCode.success
    })

private func chosenRun(_ sweep: Sweep, _ name: String?) throws(Sweep.Failure) -> Int? {
    if let name { return try sweep.run(named: name) }
    let reader = RunReader(sweep)
    return (0..<sweep.runCount).first { reader.status(sweep.runID($0)).state == .done }
}

/// All that there is: extractors of the spec, result.json, and what is found.
private func metricRows(_ files: ChainFiles, _ known: MetricTable, _ sweep: Sweep) -> [[String]] {
    var rows: [[String]] = []
    for extractor in sweep.plan.metrics {
        guard let value = known[extractor.name] else { continue }
        rows.append([extractor.name, decimalText(value), "", "an extractor", ""])
    }
    var collector = SeriesCollector(keepsPoints: false)
    readNumbers(files.result, into: &collector)
    for series in collector.all {
        rows.append([series.name, decimalText(series.last), "", "result.json", ""])
    }
    for file in FoundFile.all(in: files.folder) {
        var collector = SeriesCollector(keepsPoints: false)
        file.read(in: files.folder, into: &collector)
        for series in collector.all where series.count > 0 {
            rows.append([
                series.name, decimalText(series.last), series.count > 1 ? "\(series.count)" : "",
                file.kind == .events ? "events" : file.path, extractor(file, series.name),
            ])
        }
    }
    return rows
}

/// What to write into `metrics` for it.
private func extractor(_ file: FoundFile, _ name: String) -> String {
    let path = quoted(file.path)
    switch file.kind {
    case .lines: return ""
    case .table: return "{ \"file\": \(path), \"column\": \(quoted(name)) }"
    case .trainerState:
        let key = name.hasPrefix("best_") ? name : "log_history[].\(name)"
        return "{ \"file\": \(path), \"key\": \(quoted(key)) }"
    case .numbers: return "{ \"file\": \(path), \"key\": \(quoted(name)) }"
    case .events: return "{ \"tensorboard\": \(quoted(name)) }"
    }
}
