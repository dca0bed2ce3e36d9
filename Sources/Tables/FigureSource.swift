// A run table as the plain columns that figures are made of. What only some figures need, and what has
// to be read or worked out for it, comes only where these are asked for.
// Knows nothing of how a figure looks.
import Graph
import Plots
import Running
import Sampling
import Spec
import Sweep
import System

extension FigureData {
    /// - Parameters:
    ///   - kinds: figures that are wanted: `timeline` reads the records of all stages, `curves` reads
    ///     `metrics.jsonl` of the best runs and of some of the others, `importance` and `contour` fit a
    ///     forest, `beliefs` a search's model.
    ///   - metric: what the figures show; nil for the first objective, or else the first metric.
    ///   - runs: indices of the runs that count, in order; nil for all.
    ///   - areSingle: whether repeats are shown one by one, and not as the mean of their configuration.
    package init(
        _ table: RunTable, for kinds: Set<FigureKind>, metric: String? = nil, runs: [Int]? = nil,
        areSingle: Bool = false
    ) {
        self.init()
        let sweep = table.sweep
        let runs = runs ?? Array(0..<sweep.runCount)
        let groups = areSingle ? runs.map { [$0] } : table.byConfiguration(runs)
        addColumns(table, groups, areSingle: areSingle)
        singleRuns = runs.count
        let chosen = runs.count == sweep.runCount ? nil : Set(runs)
        let ranking = Ranking(table, among: chosen)
        let ranked = objectives.count > 1 ? ranking.front : ranking.best.map { [$0] } ?? []
        // Rows of one configuration follow one another.
        var first = [Int](repeating: configurations.count, count: sweep.configurations.count)
        for row in configurations.indices.reversed() { first[configurations[row]] = row }
        func rows(of chosen: [Int]) -> [Int] {
            chosen.flatMap { index in
                configurations[first[index]...].indices.prefix { configurations[$0] == index }
            }.filter { states[$0] == .done }
        }
        best = rows(of: ranked)
        let metric = metric ?? objectives.first?.metric ?? metrics.first?.name
        if kinds.contains(.timeline) { spans = table.spans(runs) }
        if kinds.contains(.curves) {
            addCurves(table, groups, metric: metric, order: rows(of: ranking.order))
        }
        learns = sweep.plan.search?.model != nil
        if kinds.contains(.beliefs) {
            let draws = ModelDraws(sweep.plan, sweep.layout)
            beliefs = draws?.beliefs(table).map { Beliefs($0, sweep.plan) }
        }
        if let metric, !kinds.isDisjoint(with: [.importance, .contour]) {
            do {
                shares = try table.shares(of: metric, among: chosen)
            } catch {
                whyNoShares = error.message
            }
        }
    }

    /// - Parameter groups: the runs of each row: one, or the repeats of a configuration.
    private mutating func addColumns(_ table: RunTable, _ groups: [[Int]], areSingle: Bool) {
        let (sweep, plan) = (table.sweep, table.sweep.plan)
        repeats = groups.reduce(1) { max($0, $1.count) }
        configurations = groups.map { $0[0] / sweep.repeats.count }
        parameters = plan.parameters.enumerated().map { slot, name in
            Parameter(
                name: name,
                values: configurations.map { index in
                    sweep.configurations[index].values[slot].map(Cell.init) ?? .absent
                }, isLog: plan.scales[name].map { $0 == .log })
        }
        if let repetition = plan.repetition, areSingle {
            let values = repetition.values.map(Cell.init)
            parameters.append(
                Parameter(
                    name: repetition.name, values: groups.map { values[$0[0] % values.count] }))
        }
        metrics = table.columns.enumerated().map { column, name in
            table.metric(column, name, groups, isMean: repeats > 1)
        }
        resource = plan.search?.rungs?.name
        objectives = plan.objectives.map { Objective(metric: $0.metric, maximize: $0.maximize) }
        ids = groups.map { group in
            repeats > 1
                ? sweep.configurations[group[0] / sweep.repeats.count].id : sweep.runID(group[0])
        }
        if repeats == 1 {
            states = groups.map { table.comparedState($0[0]) }
            let traces = groups.map { table.rows[$0[0]].trace }
            starts = traces.map { $0.map { seconds($0.start) } ?? .nan }
            ends = traces.map { $0.map { seconds($0.start + $0.duration) } ?? .nan }
            return
        }
        states = groups.map { group in
            let states = group.map(table.comparedState)
            return states.contains(.done) ? .done : states[0]
        }
        starts = groups.map { group in
            group.compactMap { table.rows[$0].trace.map { seconds($0.start) } }.min() ?? .nan
        }
        ends = groups.map { group in
            group.compactMap { run in
                table.rows[run].trace.map { seconds($0.start + $0.duration) }
            }.max() ?? .nan
        }
    }
}

extension FigureData.Beliefs {
    fileprivate init(_ belief: Belief, _ plan: Plan) {
        let parameters = belief.parameters.map { parameter in
            Parameter(
                column: FigureData.Parameter(
                    name: parameter.name,
                    values: parameter.points.map { FigureData.Cell($0.value) },
                    isLog: plan.scales[parameter.name].map { $0 == .log }),
                good: parameter.points.map(\.good), others: parameter.points.map(\.bad))
        }
        self.init(parameters: parameters, good: belief.good.count, others: belief.bad.count)
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
    /// Runs by their configurations, in order.
    fileprivate func byConfiguration(_ runs: [Int]) -> [[Int]] {
        let count = sweep.repeats.count
        guard count > 1 else { return runs.map { [$0] } }
        var (groups, places): ([[Int]], [Int: Int]) = ([], [:])
        for run in runs {
            let place = places[run / count] ?? groups.count
            if place == groups.count {
                groups.append([])
                places[run / count] = place
            }
            groups[place].append(run)
        }
        return groups
    }

    /// A column with a value for each group: that of its run, or the mean of those that are done.
    fileprivate func metric(
        _ column: Int, _ name: String, _ groups: [[Int]], isMean: Bool
    ) -> FigureData.Metric {
        guard isMean else {
            return FigureData.Metric(
                name: name, values: groups.map { metric(column, ofRun: $0[0]) ?? .nan })
        }
        let summaries = groups.map { group in
            Summary(
                group.compactMap { run in
                    rows[run].state == .done ? metric(column, ofRun: run) : nil
                })
        }
        return FigureData.Metric(
            name: name, values: summaries.map { $0?.mean ?? .nan },
            deviations: summaries.map { $0?.deviation ?? .nan })
    }

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
                                run: place, id: sweep.runID(runs[place]), stage: stages[0].name,
                                start: seconds(trace.start),
                                end: seconds(trace.start + trace.duration), host: trace.host,
                                slots: trace.slots, state: state)
                        ]
                    } ?? []
                }
                return records(ofRun: runs[place]).map { record in
                    let end = record.state == .running ? now() : record.end
                    return FigureData.Span(
                        run: place, id: sweep.runID(runs[place]), stage: record.stage,
                        start: seconds(record.start),
                        end: seconds(end), host: record.host, slots: RunTrace.text(record.slots),
                        state: record.state == .done ? .done : state)
                }
            }
        }
        return parts.flatMap { $0 }
    }

    /// What figures of metrics take a run for: what is outdated is no result to be compared with others.
    fileprivate func comparedState(_ run: Int) -> FigureData.State {
        rows[run].state == .outdated ? .missing : figureState(run)
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
        let place = RunPlaces(sweep.layout).place(sweep.runID(run))
        var records: [StageRecord] = []
        for stage in sweep.plan.stages {
            guard let record = place.stamp(stage.name), record.state == .done
            else { break }
            records.append(record)
        }
        switch rows[run].state {
        case .running: records += RunReader.holder(place.files.lock).map { [$0] } ?? []
        case .failed, .interrupted:
            let stage = rows[run].stage ?? ""
            records += place.attempt(stage).map { [$0] } ?? []
        case .done, .outdated, .missing, .queued: break
        }
        return records
    }
}
