// Objective against objective: one point a configuration, and the Pareto front.

func frontChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    let names = data.objectives.map(\.metric)
    guard let first = options.x?.first ?? names.first,
        let second = options.y ?? names.first(where: { $0 != first })
    else {
        return Chart(
            title: "Pareto front",
            problem: names.isEmpty
                ? "there are no objectives" : "there is one objective only: \(names[0])")
    }
    do throws(MetricAxis.Problem) {
        let (x, y) = (try MetricAxis(data, first), try MetricAxis(data, second))
        return frontChart(data, x, y)
    } catch {
        return Chart(title: "\(second) against \(first)", problem: error.message)
    }
}

private func frontChart(_ data: FigureData, _ x: MetricAxis, _ y: MetricAxis) -> Chart {
    var chart = Chart(title: "\(y.name) against \(x.name)")
    chart.notes = x.notes + y.notes.filter { !x.notes.contains($0) }
    let hasY = Set(y.shown)
    let means = means(data, x, y, of: x.shown.filter(hasY.contains))
    guard !means.isEmpty else {
        chart.problem = "no run has both a finite \(x.name) and a finite \(y.name)"
        return chart
    }
    let best = Set(data.best.map { data.configurations[$0] })
    var panel = Panel(x: x.axis, y: y.axis)
    panel.x.label = arrow(x)
    panel.y.label = arrow(y)
    let others = means.filter { !best.contains($0.configuration) }
    panel.layers.append(.points(others.map(\.point), .run))
    let front = means.filter { best.contains($0.configuration) }.sorted {
        ($0.point.x, $0.point.y) < ($1.point.x, $1.point.y)
    }
    chart.legend = [LegendEntry(tone: .run, text: "configurations")]
    if data.objectives.count == 2, x.maximize != nil, y.maximize != nil {
        panel.layers.append(.lines([steps(front.map(\.point), x, y)], .best))
    }
    if front.count <= 300 {
        panel.layers.append(
            .marks(
                front.map { item in
                    let values =
                        "\(x.name) \(shortNumber(item.point.x)), "
                        + "\(y.name) \(shortNumber(item.point.y))"
                    return (item.point, "\(item.id): \(values)")
                }, .best))
    } else {
        panel.layers.append(.points(front.map(\.point), .best))
    }
    chart.legend += MetricAxis.legend(data)
    chart.panels = [panel]
    return chart
}

/// The mean of both metrics over the repeats of each configuration, in order.
private func means(
    _ data: FigureData, _ x: MetricAxis, _ y: MetricAxis, of runs: [Int]
) -> [(configuration: Int, id: String, point: Point)] {
    var result: [(configuration: Int, id: String, point: Point)] = []
    var sums: (x: Double, y: Double, count: Double) = (0, 0, 0)
    for run in runs {
        let configuration = data.configurations[run]
        if result.last?.configuration != configuration {
            result.append((configuration, data.ids[run], Point(x: 0, y: 0)))
            sums = (0, 0, 0)
        }
        sums = (sums.x + x.values[run], sums.y + y.values[run], sums.count + 1)
        result[result.count - 1].point = Point(x: sums.x / sums.count, y: sums.y / sums.count)
    }
    return result
}

/// The border of what the front beats: a stair whose inner corners have the worse value of both.
private func steps(_ front: [Point], _ x: MetricAxis, _ y: MetricAxis) -> [Point] {
    var line: [Point] = []
    for point in front {
        if let last = line.last {
            line.append(
                Point(
                    x: x.isBetter(last.x, point.x) ? point.x : last.x,
                    y: y.isBetter(last.y, point.y) ? point.y : last.y))
        }
        line.append(point)
    }
    return line
}

/// The label of an axis with the direction that is better.
private func arrow(_ metric: MetricAxis) -> String {
    metric.maximize.map { "\(metric.name) (\($0 ? "more" : "less") is better)" } ?? metric.name
}
