// Which configurations of a rung go on to the next: a pure function of what its runs have come to, the same
// for make, for Slurm and for whoever explains it. Knows nothing of files.
import Graph
import Running
import Sampling
import Spec
import Sweep

extension RunTable {
    /// Why nothing can be promoted yet; nil where all runs are done or have failed.
    package var waiting: String? {
        let open = rows.filter { $0.state != .done && $0.state != .failed }
        guard !open.isEmpty else { return nil }
        let states = RunStatus.State.shown.compactMap { state in
            let count = open.count { $0.state == state }
            return count > 0 ? "\(count) \(state.rawValue)" : nil
        }
        return "of its runs are " + states.joined(separator: ", ")
    }
}

extension Promotion {
    /// The best of a layer: ranked as `collate` ranks them, complete configurations first, ties to the earlier
    /// draw; of several objectives by front, then by the room around a point (crowding). What has failed or lacks an objective is not ranked and nobody takes its place.
    ///
    /// - Parameters:
    ///   - table: the runs of the layer alone.
    ///   - draws: by index of the configuration, which draw it is.
    ///   - of: how many slots the layer has.
    ///   - promoting: how many go on.
    package init(_ table: RunTable, draws: [Int], of: Int, promoting count: Int) {
        let sweep = table.sweep
        let objectives = sweep.plan.objectives
        let columns = objectives.map { table.column($0.metric) }
        var ranked = Ranking(table) { draws[$0] }.order.filter { index in
            table.runs(ofConfiguration: index).contains { table.rows[$0].state == .done }
        }
        let results = { (index: Int) in
            let runs = table.counting(table.runs(ofConfiguration: index))
            return columns.map { column in
                Summary(runs.compactMap { table.metric(column, ofRun: $0) })?.mean ?? .nan
            }
        }
        if objectives.count > 1 {
            let isComplete = { (index: Int) in
                table.runs(ofConfiguration: index).allSatisfy { table.rows[$0].state == .done }
            }
            ranked = [ranked.filter(isComplete), ranked.filter { !isComplete($0) }].flatMap {
                part in
                let part = part.sorted { draws[$0] < draws[$1] }
                return orderByFronts(part.map(results), maximize: objectives.map(\.maximize))
                    .map { part[$0] }
            }
        }
        let entries = ranked.prefix(count).map { index in
            let id = sweep.configurations[index].id
            return Entry(
                id: String(id.prefix { $0 != "/" }),
                values: Array(
                    sweep.configurations[index].values.prefix(
                        sweep.plan.configurationParameters.count)),
                from: sweep.slots[index].name, draw: draws[index],
                results: results(index))
        }
        self.init(of: of, ranked: ranked.count, entries: Array(entries))
    }
}
