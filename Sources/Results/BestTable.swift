// The table of the best configurations, as people see it. Knows nothing of terminals.
import Graph
import Running
import Spec
import Text

extension Collation {
    /// Parameters of which the configurations have more than one value, counting absence.
    package var varyingParameters: [Int] {
        sweep.plan.parameters.indices.filter { slot in
            let first = sweep.configurations.first?.values[slot]
            return sweep.configurations.contains { $0.values[slot] != first }
        }
    }

    /// The best `count` configurations, with the parameters that vary and the metrics, the objective
    /// first.
    package func bestTable(count: Int) -> TextTable {
        let plan = sweep.plan
        let parameters = varyingParameters
        let repeats = sweep.repeats.count
        let objectives = plan.objectives.map(\.metric)
        let metrics =
            objectives.compactMap { table.column($0) }
            + table.columns.indices.filter { !objectives.contains(table.columns[$0]) }
        var columns = [TextTable.Column(""), TextTable.Column("id", canShrink: true)]
        columns += parameters.map { TextTable.Column(plan.parameters[$0]) }
        if repeats > 1 { columns.append(TextTable.Column("n")) }
        columns += metrics.map { TextTable.Column(table.columns[$0]) }
        var result = TextTable(columns)
        for (place, index) in ranking.order.prefix(count).enumerated() {
            let configuration = sweep.configurations[index]
            let done = table.runs(ofConfiguration: index).filter { table.rows[$0].state == .done }
            let isBest =
                ranking.front.isEmpty ? index == ranking.best : ranking.front.contains(index)
            var cells = [isBest ? "*" : "\(place + 1)", configuration.id]
            cells += parameters.map { configuration.values[$0]?.text ?? "" }
            if repeats > 1 {
                cells.append(done.count == repeats ? "\(repeats)" : "\(done.count) of \(repeats)")
            }
            cells += metrics.map { column in
                let values = done.compactMap { table.metric(column, ofRun: $0) }
                guard let summary = Summary(values) else {
                    return values.first.map { "\($0)" } ?? ""
                }
                let spread = summary.deviation.map { " ± \(significant($0, 2))" } ?? ""
                return significant(summary.mean, 6) + spread
            }
            result.add(cells)
        }
        return result
    }
}

/// A number with so many significant digits, without useless zeros.
package func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return decimalText(value) }
    var (scale, size) = (0, abs(value))
    while size >= 10, scale < 400 { (size, scale) = (size / 10, scale + 1) }
    while size < 1, scale > -400 { (size, scale) = (size * 10, scale - 1) }
    let places = digits - 1 - scale
    guard (-15...15).contains(places) else { return decimalText(value) }
    var factor = 1.0
    for _ in 0..<abs(places) { factor *= 10 }
    let rounded =
        places >= 0 ? (value * factor).rounded() / factor : (value / factor).rounded() * factor
    return decimalText(rounded)
}
