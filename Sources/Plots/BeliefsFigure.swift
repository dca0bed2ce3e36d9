// What a search that learns believes: how dense good results lie along each parameter, and how dense all
// others. Knows nothing of how that is worked out.
import Numerics

func beliefsChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    let title = "Where good results lie"
    guard data.learns else {
        return Chart(
            title: title,
            problem: "this search does not learn: \"tpe\" does, and rungs with \"draw\": \"tpe\"")
    }
    guard let beliefs = data.beliefs else {
        return Chart(title: title, problem: "nothing is done yet that could be learnt from")
    }
    return beliefsChart(beliefs, title: title, named: options.x)
}

private func beliefsChart(
    _ beliefs: FigureData.Beliefs, title: String, named names: [String]?
) -> Chart {
    var chart = Chart(title: title)
    // Those come first of which most is believed.
    let sorted = descending(beliefs.parameters.map(\.decision)).map { beliefs.parameters[$0] }
    let chosen = names.map { names in sorted.filter { names.contains($0.column.name) } } ?? sorted
    let shown = chosen.prefix(mostPanels)
    let most = shown.flatMap { $0.good + $0.others }.max() ?? 1
    let scale = Scale(.linear, 0, max(1.2, most * 1.05))
    let y = Axis(label: "times random", scale: scale, ticks: scale.ticks(4))
    chart.panels = shown.map { $0.panel(y, ticks: chosen.count == 1 ? 8 : 4) }
    if chart.panels.isEmpty {
        chart.problem =
            names == nil ? "all parameters are constant" : "nothing is believed of a constant"
    }
    if chosen.count > shown.count { chart.notes.append(moreNote(chosen.count - shown.count)) }
    chart.legend = [
        LegendEntry(tone: .middle, text: "\(beliefs.good) good"),
        LegendEntry(tone: .rest, text: counted(beliefs.others, "other")),
    ]
    return chart
}

extension FigureData.Beliefs.Parameter {
    /// How far good results and others lie apart, from 0 to 2 for points of even shares.
    fileprivate var decision: Double {
        zip(good, others).map { abs($0 - $1) }.reduce(0, +) / Double(max(1, good.count))
    }

    /// Of more categories than can be told apart, those where most good results lie.
    private var readable: Self {
        guard good.count > ParameterAxis.mostCategories,
            column.values.contains(where: { $0.number == nil })
        else { return self }
        let best = descending(good).prefix(ParameterAxis.mostCategories).sorted()
        var part = self
        part.column.values = best.map { column.values[$0] }
        (part.good, part.others) = (best.map { good[$0] }, best.map { others[$0] })
        return part
    }

    fileprivate func panel(_ y: Axis, ticks: Int) -> Panel {
        let shown = readable
        let axis = ParameterAxis(shown.column, ticks: ticks, margin: 0.03)
        var panel = Panel(x: axis.axis, y: y)
        func lines(_ heights: [Double]) -> [[Point]] {
            let points = zip(axis.places, heights).compactMap { place, height in
                place.map { Point(x: $0, y: height) }
            }
            guard axis.axis.isCategorical else { return [points] }
            return points.map { [Point(x: $0.x - 0.35, y: $0.y), Point(x: $0.x + 0.35, y: $0.y)] }
        }
        let good = lines(shown.good)
        let filled: Layer =
            axis.axis.isCategorical
            ? .boxes(good.map { Box(x: $0[0].x...$0[1].x, y: 0...$0[0].y, tone: .band) })
            : .band(good[0].map { ($0.x, 0, $0.y) }, .band)
        panel.layers = [filled, .lines(lines(shown.others), .rest), .lines(good, .middle)]
        return panel
    }
}
