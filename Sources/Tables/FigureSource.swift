// A run table as the plain columns that figures are made of. What only some figures need, and what has
// to be read or worked out for it, comes only where these are asked for.
// Knows nothing of how a figure looks.
import Graph
import Plots
import Running
import Spec
import Sweep
import System

extension FigureData {
    /// - Parameters:
    ///   - kinds: figures that are wanted: `timeline` reads the records of all stages, `curves` reads
    ///     `metrics.jsonl` of the best runs and of some of the others, `importance` and `contour` fit a
    ///     forest.
    ///   - metric: what the figures show; nil for the first objective, or else the first metric.
    ///   - runs: indices of the runs that count, in order; nil for all.
    package init(
        _ table: RunTable, for kinds: Set<FigureKind>, metric: String? = nil, runs: [Int]? = nil
    ) {
        self.init()
        let sweep = table.sweep
        let runs = runs ?? Array(0..<sweep.runCount)
        addColumns(table, runs)
        let chosen = runs.count == sweep.runCount ? nil : Set(runs)
        let ranking = Ranking(table, among: chosen)
        let ranked = objectives.count > 1 ? ranking.front : ranking.best.map { [$0] } ?? []
        let places = Dictionary(
            runs.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
        func rows(of configurations: some Sequence<Int>) -> [Int] {
            configurations.flatMap { table.runs(ofConfiguration: $0) }.compactMap { places[$0] }
                .filter { states[$0] == .done }
        }
        best = rows(of: ranked)
        let metric = metric ?? objectives.first?.metric ?? metrics.first?.name
        if kinds.contains(.timeline) { spans = table.spans(runs) }
        if kinds.contains(.curves) {
            addCurves(table, metric: metric, order: rows(of: ranking.order))
        }
        if let metric, !kinds.isDisjoint(with: [.importance, .contour]) {
            do {
                shares = try table.shares(of: metric, among: chosen)
            } catch {
                whyNoShares = error.message
            }
        }
    }

    private mutating func addColumns(_ table: RunTable, _ runs: [Int]) {
        let (sweep, repeats) = (table.sweep, table.sweep.repeats.count)
        parameters = sweep.plan.parameters.enumerated().map { slot, name in
            Parameter(
                name: name,
                values: runs.map { run in
                    sweep.configurations[run / repeats].values[slot].map(Cell.init) ?? .absent
                })
        }
        if let repetition = sweep.plan.repetition {
            let values = repetition.values.map(Cell.init)
            parameters.append(
                Parameter(name: repetition.name, values: runs.map { values[$0 % repeats] }))
        }
        metrics = table.columns.enumerated().map { column, name in
            Metric(name: name, values: runs.map { table.metric(column, ofRun: $0) ?? .nan })
        }
        objectives = sweep.plan.objectives.map {
            Objective(metric: $0.metric, maximize: $0.maximize)
        }
        ids = runs.map(sweep.runID)
        configurations = runs.map { $0 / repeats }
        // What is outdated is no result to be compared with others.
        states = runs.map { table.rows[$0].state == .outdated ? .missing : table.figureState($0) }
        starts = runs.map { table.rows[$0].trace.map { seconds($0.start) } ?? .nan }
        ends = runs.map { run in
            table.rows[run].trace.map { seconds($0.start + $0.duration) } ?? .nan
        }
    }
}

extension FigureData.Cell {
    fileprivate init(_ value: Value) {
        self = value.number.map(FigureData.Cell.number) ?? .text(value.text)
    }
}

/// Nanoseconds as seconds.
private func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds / 1000) / 1e6 }

extension RunTable {
    /// When and where each stage of these runs took place; `run` of a span is a place in `runs`.
    fileprivate func spans(_ runs: [Int]) -> [FigureData.Span] {
        let stages = sweep.plan.stages
        let parts = inParallel(runs.count, atLeast: 200) { range in
            range.flatMap { place -> [FigureData.Span] in
                let row = rows[runs[place]]
                let state = figureState(runs[place])
                // What is known already need not be read.
                if stages.count == 1 {
                    return row.trace.map { trace in
                        [
                            FigureData.Span(
                                run: place, stage: stages[0].name, start: seconds(trace.start),
                                end: seconds(trace.start + trace.duration), host: trace.host,
                                slots: trace.slots, state: state)
                        ]
                    } ?? []
                }
                return records(ofRun: runs[place]).map { record in
                    let end = record.state == .running ? now() : record.end
                    return FigureData.Span(
                        run: place, stage: record.stage, start: seconds(record.start),
                        end: seconds(end), host: record.host, slots: RunTrace.text(record.slots),
                        state: record.state == .done ? .done : state)
                }
            }
        }
        return parts.flatMap { $0 }
    }

    /// What the timeline shows of a run.
    fileprivate func figureState(_ run: Int) -> FigureData.State {
        switch rows[run].state {
        case .done, .outdated: .done
        case .running: .running
        case .failed, .interrupted: .failed
        case .missing, .queued: .missing
        }
    }

    /// The records of the stages that a run has done, and of the one that is running or has failed.
    package func records(ofRun run: Int) -> [StageRecord] {
        let files = sweep.layout.chain(sweep.runID(run))
        var records: [StageRecord] = []
        for stage in sweep.plan.stages {
            guard let record = StageRecord.read(files.stamp(stage.name)), record.state == .done
            else { break }
            records.append(record)
        }
        switch rows[run].state {
        case .running: records += RunReader.holder(files.lock).map { [$0] } ?? []
        case .failed, .interrupted:
            let stage = rows[run].stage ?? ""
            records += StageRecord.read(files.attempt(stage)).map { [$0] } ?? []
        case .done, .outdated, .missing, .queued: break
        }
        return records
    }
}
