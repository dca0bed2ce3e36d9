// The metric against each parameter: points, or strips of them for categories, and what half of the
// configurations around each place come to.

func sliceChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    do throws(MetricAxis.Problem) {
        return try sliceChart(data, MetricAxis(data, options.y), options.x)
    } catch {
        return Chart(title: "Slices", problem: error.message)
    }
}

/// More panels make a figure that nobody reads to its end.
let mostPanels = 24

private func sliceChart(_ data: FigureData, _ metric: MetricAxis, _ names: [String]?) -> Chart {
    let chosen = data.parameters(named: names)
    var chart = Chart(
        title: chosen.count == 1
            ? "\(metric.name) against \(chosen[0].name)"
            : "\(metric.name) against each parameter")
    chart.notes = metric.notes
    let axes = chosen.map { ParameterAxis($0, ticks: chosen.count == 1 ? 8 : 4, margin: 0.03) }
    // A single parameter that somebody asked for is shown even where it is constant.
    let varying = axes.filter { $0.isVarying || names != nil }
    let constant = zip(chosen, axes).filter { !$1.isVarying && names == nil }.map(\.0)
    if let note = constantsNote(constant) { chart.notes.append(note) }
    if varying.count > mostPanels {
        chart.notes.append(moreNote(varying.count - mostPanels))
    }
    let shown = varying.prefix(mostPanels)
    let limit = 120 / max(3, shown.count)
    chart.panels = shown.map { slicePanel(data, metric, $0, marks: limit) }
    if chart.panels.isEmpty {
        chart.problem =
            data.parameters.isEmpty ? "there are no parameters" : "all parameters are constant"
    } else {
        chart.legend = [
            LegendEntry(tone: .run, text: "\(data.noun)s"),
            LegendEntry(tone: .middle, text: "median, and half of them"),
        ]
        chart.legend += MetricAxis.legend(data)
    }
    return chart
}

/// Names parameters that have one value only.
func constantsNote(_ parameters: [FigureData.Parameter]) -> String? {
    guard !parameters.isEmpty else { return nil }
    let shown = parameters.prefix(8).map { parameter in
        "\(parameter.name) = \(shortened(parameter.values.first?.label ?? "", to: 30))"
    }
    let more = parameters.count > 8 ? ", and \(parameters.count - 8) more" : ""
    return "Constant: \(shown.joined(separator: ", "))\(more)."
}

/// Says that there are parameters which a figure has no room for.
func moreNote(_ count: Int) -> String {
    "\(counted(count, "more parameter")) \(count == 1 ? "is" : "are") not shown."
}

private func slicePanel(
    _ data: FigureData, _ metric: MetricAxis, _ parameter: ParameterAxis, marks: Int
) -> Panel {
    let isCategorical = parameter.axis.isCategorical
    var (points, exact): ([Point], [Point]) = ([], [])
    points.reserveCapacity(metric.shown.count)
    for run in metric.shown {
        guard let place = parameter.places[run] else { continue }
        exact.append(Point(x: place, y: metric.values[run]))
        let x = isCategorical ? place + jitter(run) : place
        points.append(Point(x: x, y: metric.values[run]))
    }
    var panel = Panel(x: parameter.axis, y: metric.axis)
    let quartiles = localQuartiles(exact, parameter.axis.scale)
    if isCategorical {
        panel.layers = [
            .boxes(
                quartiles.map {
                    Box(x: $0.x - 0.35...$0.x + 0.35, y: $0.low...$0.high, tone: .band)
                }),
            .points(points, .run),
            .lines(
                quartiles.map {
                    [Point(x: $0.x - 0.35, y: $0.middle), Point(x: $0.x + 0.35, y: $0.middle)]
                }, .middle),
        ]
    } else {
        panel.layers = [
            .band(quartiles.map { ($0.x, $0.low, $0.high) }, .band), .points(points, .run),
            .lines([quartiles.map { Point(x: $0.x, y: $0.middle) }], .middle),
        ]
    }
    panel.layers.append(
        metric.marks(data, limit: marks) { run in
            parameter.places[run].map { isCategorical ? $0 + jitter(run) : $0 }
        })
    return panel
}

/// A shift that is always the same for a run, up to 0.3 to either side, so that points of one category
/// do not hide one another.
func jitter(_ run: Int) -> Double {
    // Multiples of the golden section are spread evenly, however many there are.
    let share = Double(run) * 0.618_033_988_749_894_8
    return (share - share.rounded(.down) - 0.5) * 0.6
}

extension FigureData {
    /// Parameters by their names; nil for all.
    func parameters(named names: [String]?) -> [Parameter] {
        names.map { $0.compactMap(parameter) } ?? parameters
    }
}
