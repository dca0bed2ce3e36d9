// Learning curves: those of the best runs one by one, and a band of the others.

func curvesChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    let name = data.curveMetric ?? options.y ?? "metrics"
    let step = data.curves.first?.axis ?? "step"
    var chart = Chart(title: "\(name) by \(step)")
    guard !data.curves.isEmpty, data.curveMetric != nil else {
        chart.problem = "no run has written metrics.jsonl"
        return chart
    }
    if let note = data.curveNote { chart.notes.append(note) }
    let lines = data.curves.map { curve in
        zip(curve.steps, curve.values).map { Point(x: $0, y: $1) }
    }
    func isShown(_ point: Point) -> Bool { point.x.isFinite && point.y.isFinite }
    let points = lines.joined().filter(isShown)
    guard let x = Scale.fitting(points.map(\.x)) else {
        chart.problem = "no run has a finite value of \(name)"
        return chart
    }
    var panel = Panel(
        x: Axis(label: step, scale: x, ticks: x.ticks(8, of: points.map(\.x))),
        y: Axis(label: name, scale: x, ticks: []))
    let top = lines.prefix(data.topCurves)
    let rest = lines.dropFirst(data.topCurves).filter { $0.contains(where: isShown) }
    // The axis is that of what is drawn.
    var drawn = top.joined().map(\.y)
    let spread = top.isEmpty ? [] : deviationBand(data.curves[0])
    let isPositive = drawn.allSatisfy { !($0 <= 0) }
    drawn += spread.flatMap { [$0.low, $0.high] }.filter { $0 > 0 || !isPositive }
    if rest.count > 12 {
        let (band, middle) = band(rest, x)
        drawn += band.flatMap { [$0.low, $0.high] }
        panel.layers = [.band(band, .rest), .lines([middle], .rest)]
        chart.legend.append(
            LegendEntry(tone: .rest, text: "10 to 90 % of \(rest.count) others, and their median"))
    } else if !rest.isEmpty {
        drawn += rest.joined().map(\.y)
        panel.layers = [.lines(rest, .rest)]
        chart.legend.append(
            LegendEntry(
                tone: .rest, text: top.isEmpty ? counted(rest.count, data.noun) : "others"))
    }
    if top.count > 1 {
        panel.layers.append(.lines(Array(top.dropFirst()), .run))
        chart.legend.append(LegendEntry(tone: .run, text: "next \(top.count - 1)"))
    }
    let isLoss = MetricAxis.isLoss(name, data.maximizes(name))
    let (y, outside) = MetricAxis.scale(drawn, nil, isLoss: isLoss)
    panel.y = Axis(label: name, scale: y, ticks: y.ticks(6))
    if outside > 0 { chart.notes.append(MetricAxis.outsideNote(outside, name)) }
    if let best = top.first {
        if !spread.isEmpty { panel.layers.append(.band(spread, .best)) }
        panel.layers.append(.lines([best], .best))
        let isBest = data.best.contains(data.curves[0].run)
        let label =
            data.objectives.isEmpty ? "first" : isBest ? "best" : "best of those with curves"
        let mean = spread.isEmpty ? "" : ", mean and deviation of its runs"
        chart.legend.append(LegendEntry(tone: .best, text: label + mean))
    }
    chart.legend.reverse()
    chart.panels = [panel]
    return chart
}

/// The mean less and more its deviation over the repeats, where there are any.
private func deviationBand(
    _ curve: FigureData.Curve
) -> [(x: Double, low: Double, high: Double)] {
    zip(curve.deviations.indices, curve.steps).compactMap { index, step in
        let (mean, deviation) = (curve.values[index], curve.deviations[index])
        guard mean.isFinite, deviation.isFinite else { return nil }
        return (step, mean - deviation, mean + deviation)
    }
}

/// So many places have a band where there are more steps.
private let mostPlaces = 60

/// The 10 % and 90 % quantiles of the curves and their median: at the steps themselves where these are
/// few, else at places evenly apart.
private func band(
    _ lines: [[Point]], _ scale: Scale
) -> (band: [(x: Double, low: Double, high: Double)], middle: [Point]) {
    let lines = lines.map { $0.filter { $0.x.isFinite && $0.y.isFinite } }
    var places = Set(lines.joined().map(\.x)).sorted()
    if places.count > mostPlaces + 1 {
        let inner = (1..<mostPlaces).map { scale.value(at: Double($0) / Double(mostPlaces)) }
        places = [places[0]] + inner + [places[places.count - 1]]
    }
    var (band, middle): ([(x: Double, low: Double, high: Double)], [Point]) = ([], [])
    for x in places {
        let sorted = lines.compactMap { value(of: $0, at: x) }.sorted()
        guard !sorted.isEmpty else { continue }
        band.append((x, quantile(sorted, 0.1), quantile(sorted, 0.9)))
        middle.append(Point(x: x, y: quantile(sorted, 0.5)))
    }
    return (band, middle)
}

/// A curve at a step, linear between its own; nil outside of them.
private func value(of line: [Point], at x: Double) -> Double? {
    guard let next = line.firstIndex(where: { $0.x >= x }) else { return nil }
    if line[next].x == x { return line[next].y }
    guard next > 0 else { return nil }
    let (before, after) = (line[next - 1], line[next])
    let share = (x - before.x) / (after.x - before.x)
    return before.y * (1 - share) + after.y * share
}
