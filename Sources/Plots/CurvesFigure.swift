// Learning curves: those of the best runs one by one, and a band of the others.

func curvesChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    let name = data.curveMetric ?? options.y ?? "metrics"
    var chart = Chart(title: "\(name) by step")
    guard !data.curves.isEmpty, data.curveMetric != nil else {
        chart.problem = "no run has written metrics.jsonl"
        return chart
    }
    let lines = data.curves.map { curve in
        zip(curve.steps, curve.values).map { Point(x: $0, y: $1) }
    }
    let points = lines.joined().filter { $0.x.isFinite && $0.y.isFinite }
    guard let x = Scale.fitting(points.map(\.x)) else {
        chart.problem = "no run has a finite value of \(name)"
        return chart
    }
    let (y, outside) = MetricAxis.scale(points.map(\.y), nil)
    if outside > 0 { chart.notes.append(MetricAxis.outsideNote(outside, name)) }
    var panel = Panel(
        x: Axis(label: "step", scale: x, ticks: x.ticks(8)),
        y: Axis(label: name, scale: y, ticks: y.ticks(6)))
    let (top, rest) = (lines.prefix(data.topCurves), Array(lines.dropFirst(data.topCurves)))
    if rest.count > 12 {
        let (band, middle) = band(rest, x)
        panel.layers = [.band(band, .rest), .lines([middle], .rest)]
        chart.legend.append(
            LegendEntry(tone: .rest, text: "10 to 90 % of \(rest.count) others, and their median"))
    } else if !rest.isEmpty {
        panel.layers = [.lines(rest, .rest)]
        chart.legend.append(
            LegendEntry(tone: .rest, text: top.isEmpty ? "\(rest.count) runs" : "others"))
    }
    if top.count > 1 {
        panel.layers.append(.lines(Array(top.dropFirst()), .run))
        chart.legend.append(LegendEntry(tone: .run, text: "next \(top.count - 1)"))
    }
    if let best = top.first {
        panel.layers.append(.lines([best], .best))
        let label = data.objectives.isEmpty ? "first" : "best"
        chart.legend.append(LegendEntry(tone: .best, text: label))
    }
    chart.legend.reverse()
    chart.panels = [panel]
    return chart
}

/// The 10 % and 90 % quantiles of the values in each of up to 60 ranges of steps, and their median.
private func band(
    _ lines: [[Point]], _ scale: Scale
) -> (band: [(x: Double, low: Double, high: Double)], middle: [Point]) {
    let bins = Bins(scale, count: min(60, lines.map(\.count).max() ?? 1))
    var values = [[Double]](repeating: [], count: bins.count)
    for point in lines.joined() where point.y.isFinite {
        if let bin = bins.index(point.x) { values[bin].append(point.y) }
    }
    var (band, middle): ([(x: Double, low: Double, high: Double)], [Point]) = ([], [])
    for (index, found) in values.enumerated() where !found.isEmpty {
        let sorted = found.sorted()
        let share = (Double(index) + 0.5) / Double(bins.count)
        // From one end of the axis to the other.
        let x = scale.value(at: index == 0 ? 0 : index == bins.count - 1 ? 1 : share)
        band.append((x, quantile(sorted, 0.1), quantile(sorted, 0.9)))
        middle.append(Point(x: x, y: quantile(sorted, 0.5)))
    }
    return (band, middle)
}
