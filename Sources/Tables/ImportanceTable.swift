// Which parameters matter for a metric, as a table. Knows nothing of how that is found out.
import Graph
import Importance
import Numerics
import Plots
import Spec
import Sweep

extension RunTable {
    /// Why there is nothing to tell.
    package struct NoImportance: Error, CustomStringConvertible {
        package let message: String
        package var description: String { message }
    }

    /// Shares of the variance of a metric, by parameter and, below these, by pair.
    ///
    /// - Parameters:
    ///   - count: how many parameters, and how many pairs at most.
    /// - Returns: the table, and R² of the forest for configurations that it has not seen.
    package func importance(
        of metric: String, count: Int?
    ) throws(NoImportance) -> (table: DataTable, quality: Double) {
        let shares = try shares(of: metric)
        var table = DataTable(["parameter", "share", ""].map { DataTable.Column($0) })
        table.columns[2].isForPeopleOnly = true
        for (name, share) in shares.main.prefix(count ?? Int.max) { table.addShare(name, share) }
        for (first, second, share) in shares.pairs.prefix(count ?? 5) where share >= 0.005 {
            table.addShare("\(first) × \(second)", share)
        }
        return (table, shares.quality)
    }

    /// Shares of the variance of a metric, the largest first.
    ///
    /// - Parameter chosen: indices of the runs that count; nil for all.
    package func shares(
        of metric: String, among chosen: Set<Int>? = nil
    ) throws(NoImportance) -> FigureData.Shares {
        let column = column(metric)
        var (known, values): ([Int], [Double]) = ([], [])
        for index in sweep.configurations.indices {
            let done = runs(ofConfiguration: index).filter {
                rows[$0].state == .done && chosen?.contains($0) ?? true
            }
            guard let summary = Summary(done.compactMap { self.metric(column, ofRun: $0) }) else {
                continue
            }
            known.append(index)
            values.append(summary.mean)
        }
        let names = sweep.plan.parameters
        let slots = names.indices.filter { slot in
            known.contains { first in
                sweep.configurations[first].values[slot]
                    != sweep.configurations[known[0]].values[slot]
            }
        }
        let least = 10
        guard values.count >= least else {
            throw NoImportance(
                message: "\(metric) is finite in \(values.count) of the configurations: too few to "
                    + "tell, which takes \(least)")
        }
        guard !slots.isEmpty else {
            throw NoImportance(message: "no parameter has more than one value")
        }
        let features = slots.map { feature($0, known) }
        guard let found = Importance(features, values) else {
            throw NoImportance(message: "\(metric) does not depend on any parameter")
        }
        let order = descending(found.main)
        return FigureData.Shares(
            metric: metric, main: order.map { (names[slots[$0]], found.main[$0]) },
            pairs: found.pairs.map { (names[slots[$0.first]], names[slots[$0.second]], $0.share) },
            quality: found.quality)
    }

    /// Numbers are numbers where all that there is are; else every value is a word.
    private func feature(_ slot: Int, _ chosen: [Int]) -> Feature {
        let values = chosen.map { sweep.configurations[$0].values[slot] }
        let isNumeric = values.allSatisfy { $0 == nil || $0?.number?.isFinite == true }
        return isNumeric
            ? Feature(numbers: values.map { $0?.number })
            : Feature(words: values.map { $0?.json })
    }
}

extension DataTable {
    fileprivate mutating func addShare(_ name: String, _ share: Double) {
        let length = Int((min(1, max(0, share)) * 40).rounded())
        let rounded = (share * 10_000).rounded() / 10_000
        add([.text(name), .number(rounded), .text(String(repeating: "#", count: length))])
    }
}
