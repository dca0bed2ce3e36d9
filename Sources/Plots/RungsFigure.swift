// What configurations came to at each rung of a search by results, and which went on.
import Numerics

func rungsChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    guard let resource = data.resource, let parameter = data.parameter(resource) else {
        return Chart(
            title: "Rungs", problem: "this search has no rungs: they are of halving and hyperband")
    }
    do throws(MetricAxis.Problem) {
        return rungsChart(data, resource, parameter, try MetricAxis(data, options.y))
    } catch {
        return Chart(title: "Rungs", problem: error.message)
    }
}

private func rungsChart(
    _ data: FigureData, _ resource: String, _ parameter: FigureData.Parameter, _ metric: MetricAxis
) -> Chart {
    var chart = Chart(title: "\(metric.name) at each rung")
    chart.notes = metric.notes
    func amount(_ run: Int) -> Double {
        if case .number(let number) = parameter.values[run] { number } else { .nan }
    }
    // The id of a run is the configuration's and the rung's folder.
    let lines = Dictionary(grouping: metric.shown) { data.ids[$0].prefix { $0 != "/" } }.map {
        _, runs in ascending(runs.map(amount)).map { runs[$0] }
    }.sorted { $0[0] < $1[0] }
    let amounts = Set(metric.shown.map(amount)).sorted()
    let scale =
        Scale.logarithmic(amounts) ?? Scale(.linear, amounts.first ?? 0, amounts.last ?? 1)
    var panel = Panel(
        x: Axis(
            label: resource, scale: scale,
            ticks: amounts.map { Tick(value: $0, label: numberLabel($0)) }), y: metric.axis)
    func points(_ runs: [Int]) -> [Point] {
        runs.map { Point(x: amount($0), y: metric.values[$0]) }
    }
    let best = Set(data.best)
    let ended = lines.filter { $0.count == 1 && !best.contains($0[0]) }
    let went = lines.filter { $0.count > 1 && best.isDisjoint(with: $0) }
    panel.layers = [
        .points(ended.flatMap(points), .rest), .lines(went.map(points), .run),
        .points(went.flatMap(points), .run),
    ]
    chart.legend = [
        LegendEntry(
            tone: .run, text: "went on: \(went.count + lines.count { !best.isDisjoint(with: $0) })"),
        LegendEntry(tone: .rest, text: "at one rung alone: \(ended.count)"),
    ]
    panel.layers.append(.lines(lines.filter { !best.isDisjoint(with: $0) }.map(points), .best))
    panel.layers.append(metric.marks(data) { amount($0) })
    chart.legend += MetricAxis.legend(data)
    chart.panels = [panel]
    return chart
}
