// The metric of the runs in the order in which they ended, and the best so far.
import Numerics

func historyChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    do throws(MetricAxis.Problem) {
        return try historyChart(data, MetricAxis(data, options.y))
    } catch {
        return Chart(title: "History", problem: error.message)
    }
}

private func historyChart(_ data: FigureData, _ metric: MetricAxis) -> Chart {
    // Runs of which nobody knows when they ended come first.
    let order = ascending(metric.shown.map(data.end)).map { metric.shown[$0] }
    var chart = Chart(title: "\(metric.name) in the order in which \(data.noun)s ended")
    chart.notes = metric.notes
    let points = order.enumerated().map {
        Point(x: Double($0.offset + 1), y: metric.values[$0.element])
    }
    let scale = Scale(.linear, 0, Double(order.count + 1))
    let ticks = scale.ticks(8).filter { $0.value >= 1 && $0.value == $0.value.rounded() }
    var panel = Panel(
        x: Axis(label: "\(data.noun)s done", scale: scale, ticks: ticks), y: metric.axis)
    panel.layers.append(.points(points, .run))
    chart.legend = [LegendEntry(tone: .run, text: "\(data.noun)s")]
    if metric.maximize != nil {
        var best: [Point] = []
        for point in points {
            guard let last = best.last else {
                best.append(point)
                continue
            }
            guard metric.isBetter(point.y, last.y) else { continue }
            best.append(Point(x: point.x, y: last.y))
            best.append(point)
        }
        if let last = best.last { best.append(Point(x: Double(order.count + 1), y: last.y)) }
        panel.layers.append(.lines([best], .middle))
        chart.legend.append(LegendEntry(tone: .middle, text: "best so far"))
    }
    let places = Dictionary(
        order.enumerated().map { ($0.element, Double($0.offset + 1)) }, uniquingKeysWith: { $1 })
    panel.layers.append(metric.marks(data) { places[$0] })
    chart.legend += MetricAxis.legend(data)
    chart.panels = [panel]
    return chart
}

extension FigureData {
    /// When a run ended, in seconds since 1970; before all others where that is not known.
    fileprivate func end(_ run: Int) -> Double {
        run < ends.count && ends[run].isFinite ? ends[run] : -.infinity
    }
}
