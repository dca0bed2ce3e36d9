// Parallel coordinates: one axis a parameter and one for the metric, one line a run.

/// More lines are a carpet, and more points make a large file; of more runs some are left out.
private let (mostLines, mostPoints) = (500, 5000)

func parallelChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    do throws(MetricAxis.Problem) {
        return try parallelChart(data, MetricAxis(data, options.y), options.x)
    } catch {
        return Chart(title: "Parallel coordinates", problem: error.message)
    }
}

private func parallelChart(_ data: FigureData, _ metric: MetricAxis, _ names: [String]?) -> Chart {
    var chart = Chart(title: "Parameters and \(metric.name) of each \(data.noun)")
    chart.notes = metric.notes
    let chosen = data.parameters(named: names)
    let axes = chosen.map { ParameterAxis($0, ticks: 6, margin: 0.03) }
    let varying = axes.filter { $0.isVarying || names != nil }
    let constant = zip(chosen, axes).filter { !$1.isVarying && names == nil }.map(\.0)
    if let note = constantsNote(constant) { chart.notes.append(note) }
    guard !varying.isEmpty else {
        chart.problem =
            data.parameters.isEmpty ? "there are no parameters" : "all parameters are constant"
        return chart
    }
    let rails = varying.map { rail($0, count: varying.count) } + [metric.axis]
    let most = min(mostLines, mostPoints / rails.count)
    let best = data.best.filter { $0 < metric.values.count && metric.values[$0].isFinite }
        .prefix(most)
    let isBest = Set(best)
    let order = metric.worstFirst.filter { !isBest.contains($0) }
    let count = min(order.count, most - best.count)
    // The best is the last, and always there.
    let drawn = (0..<count).map { order[order.count - 1 - order.count * $0 / count] }.reversed()
    if count + best.count < metric.shown.count {
        chart.notes.append(
            "\(count + best.count) of \(counted(metric.shown.count, data.noun)), evenly by rank.")
    }
    var panel = Panel(
        x: Axis(scale: Scale(.linear, 0, Double(max(1, rails.count - 1))), ticks: []),
        y: Axis(scale: Scale(.linear, 0, 1), ticks: []), rails: rails)
    let levels = metric.levels()
    var lines: [Int: [[Point]]] = [:]
    func line(_ run: Int) -> [Point] {
        let places =
            varying.indices.map { index in
                // Absent is below the lowest tick.
                rails[index].scale.place(varying[index].places[run] ?? rails[index].scale.low)
            } + [metric.axis.scale.place(metric.values[run])]
        return places.enumerated().map { Point(x: Double($0.offset), y: $0.element) }
    }
    for run in drawn { lines[levels[run] ?? 0, default: []].append(line(run)) }
    panel.layers = lines.keys.sorted().map { .levelLines(lines[$0] ?? [], level: $0) }
    panel.layers.append(.lines(best.map(line), .best))
    chart.panels = [panel]
    chart.legend = MetricAxis.legend(data)
    chart.ramp = metric.maximize == nil ? ("lowest \(metric.name)", "highest") : ("worst", "best")
    return chart
}

/// A parameter's axis, with a place below the numbers where the parameter is absent in some runs.
private func rail(_ parameter: ParameterAxis, count: Int) -> Axis {
    var axis = parameter.axis
    guard parameter.places.contains(where: { $0 == nil }) else { return axis }
    axis.scale = axis.scale.padded(0.09)
    axis.ticks.insert(Tick(value: axis.scale.low, label: "absent"), at: 0)
    return axis
}
