// Two parameters at a time: coloured points, or, where these are many, the mean of the metric in each
// cell, over bins of numbers or over single values.

func contourChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    let (names, metric) = choice(data, options)
    do throws(MetricAxis.Problem) {
        let metric = try MetricAxis(data, metric)
        let chosen = names ?? pair(data)
        guard chosen.count > 1, let first = data.parameter(chosen[0]),
            let second = data.parameter(chosen[1])
        else {
            return Chart(
                title: "\(metric.name) by two parameters", problem: "fewer than two parameters vary"
            )
        }
        let grid = grid(first, second, runs: metric.shown.count)
        return isDense(grid, runs: metric.shown.count)
            ? contourChart(data, metric, grid) : pointsChart(data, metric, first, second)
    } catch {
        return Chart(title: "Two parameters", problem: error.message)
    }
}

/// What the options name: both parameters, or the first.
private func choice(
    _ data: FigureData, _ options: FigureOptions
) -> (names: [String]?, metric: String?) {
    let named = options.x ?? []
    if named.count > 1 { return (named, options.y) }
    guard let only = named.first else { return (nil, options.y) }
    let others = pair(data) + data.parameters.map(\.name)
    return ([only] + others.filter { $0 != only }.prefix(1), options.y)
}

/// The pair that does most together, or else the two parameters that do most, or else the first two
/// that vary.
private func pair(_ data: FigureData) -> [String] {
    if let shares = data.shares, shares.main.count > 1 {
        let mains = shares.main.prefix(2)
        let alone = mains.reduce(0) { $0 + $1.share }
        if let pair = shares.pairs.first, pair.share > alone { return [pair.first, pair.second] }
        return mains.map(\.name)
    }
    let varying = data.parameters.filter { Set($0.values).count > 1 }
    return varying.prefix(2).map(\.name)
}

/// Both parameters cut into as many cells as there are runs to fill them with, a few for each.
private func grid(
    _ first: FigureData.Parameter, _ second: FigureData.Parameter, runs: Int
) -> (x: GridAxis, y: GridAxis) {
    let cells = Double(max(1, runs)) / 3
    func axes(_ bins: Double) -> (x: GridAxis, y: GridAxis) {
        let count = Int(min(24, max(4, bins)))
        return (GridAxis(first, bins: count), GridAxis(second, bins: count))
    }
    let both = axes(cells.squareRoot())
    if both.x.bins == nil { return axes(cells / Double(both.x.count)) }
    return both.y.bins == nil ? axes(cells / Double(both.y.count)) : both
}

/// Whether cells of a readable size hold some runs each: single values always do, but bins with one run
/// each would be a worse picture of the runs than their points.
private func isDense(_ grid: (x: GridAxis, y: GridAxis), runs: Int) -> Bool {
    guard grid.x.bins != nil || grid.y.bins != nil else { return true }
    let least = 8
    let cells =
        (grid.x.bins == nil ? grid.x.count : least) * (grid.y.bins == nil ? grid.y.count : least)
    return runs >= 5 * cells
}

/// Each run by itself, coloured by its rank, the best above the others.
private func pointsChart(
    _ data: FigureData, _ metric: MetricAxis, _ first: FigureData.Parameter,
    _ second: FigureData.Parameter
) -> Chart {
    let x = ParameterAxis(first, ticks: 8, margin: 0.04)
    let y = ParameterAxis(second, ticks: 8, margin: 0.05)
    var chart = Chart(title: "\(metric.name) by \(x.name) and \(y.name)")
    chart.notes = metric.notes
    func place(_ run: Int, _ axis: ParameterAxis, _ share: Double) -> Double? {
        axis.places[run].map { axis.axis.isCategorical ? $0 + jitter(run) * share : $0 }
    }
    func point(_ run: Int) -> Point? {
        guard let across = place(run, x, 1), let up = place(run, y, -0.8) else { return nil }
        return Point(x: across, y: up)
    }
    let levels = metric.levels()
    let order = metric.worstFirst.filter { point($0) != nil }
    guard !order.isEmpty else {
        chart.problem = "no \(data.noun) has both \(x.name) and \(y.name)"
        return chart
    }
    let isTitled = order.count <= 150
    let points = order.compactMap { run in
        point(run).map { point in
            (
                point: point, level: levels[run] ?? 0,
                title: isTitled ? "\(data.ids[run]): \(data.text(of: metric.name, run))" : nil
            )
        }
    }
    let marks = data.best.prefix(40).compactMap { run -> (point: Point, title: String)? in
        guard levels[run] != nil else { return nil }
        return point(run).map { ($0, "best: \(data.ids[run])") }
    }
    chart.panels = [
        Panel(x: x.axis, y: y.axis, layers: [.levelPoints(points), .marks(marks, .best)])
    ]
    chart.legend = MetricAxis.legend(data)
    let ends = [order[0], order[order.count - 1]].map { shortNumber(metric.values[$0]) }
    chart.ramp = (
        "\(metric.name) \(ends[0])", "\(ends[1])\(metric.maximize == nil ? "" : " (best)")"
    )
    return chart
}

/// A parameter cut into rows or columns.
private struct GridAxis {
    let axis: Axis
    /// How many cells there are.
    let count: Int
    /// The cell of each run.
    let cells: [Int?]
    let bins: Bins?
    /// By run, in the units of the axis.
    let places: [Double?]

    /// - Parameter bins: how many, where the parameter is not a few values.
    init(_ parameter: FigureData.Parameter, bins number: Int) {
        let numbers = ParameterAxis(parameter, ticks: 6)
        if numbers.axis.isCategorical || numbers.distinct <= 12 {
            let few = ParameterAxis(categoriesOf: parameter, sorted: !numbers.axis.isCategorical)
            axis = few.axis
            count = few.axis.ticks.count
            places = few.places
            cells = few.places.map { $0.map { Int($0) } }
            bins = nil
        } else {
            let bins = Bins(numbers.axis.scale, count: number)
            axis = numbers.axis
            count = bins.count
            places = numbers.places
            cells = numbers.places.map { $0.flatMap(bins.index) }
            self.bins = bins
        }
    }

    func extent(_ cell: Int) -> ClosedRange<Double> {
        guard let bins else { return Double(cell) - 0.5...Double(cell) + 0.5 }
        return bins.edges[cell]...bins.edges[cell + 1]
    }

    func text(_ cell: Int) -> String {
        guard let bins else { return "\(axis.label) \(axis.ticks[cell].label)" }
        let ends = bins.edges[cell...cell + 1].map(shortNumber)
        return "\(axis.label) \(ends[0]) to \(ends[1])"
    }
}

/// The mean of the runs in each cell, and how many these are, row by row.
private func cellMeans(
    _ metric: MetricAxis, _ grid: (x: GridAxis, y: GridAxis)
) -> (means: [Double], counts: [Int]) {
    let (x, y) = grid
    var means = [Double](repeating: 0, count: x.count * y.count)
    var counts = [Int](repeating: 0, count: means.count)
    for run in metric.shown {
        guard let column = x.cells[run], let row = y.cells[run] else { continue }
        // The running mean, which no sum of large numbers overflows.
        let cell = row * x.count + column
        counts[cell] += 1
        let count = Double(counts[cell])
        means[cell] += metric.values[run] / count - means[cell] / count
    }
    return (means, counts)
}

private func contourChart(
    _ data: FigureData, _ metric: MetricAxis, _ grid: (x: GridAxis, y: GridAxis)
) -> Chart {
    let (x, y) = grid
    var chart = Chart(title: "\(metric.name) by \(x.axis.label) and \(y.axis.label)")
    chart.notes = metric.notes
    let (all, counts) = cellMeans(metric, grid)
    let means = counts.indices.filter { counts[$0] > 0 }.map { all[$0] }
    guard !means.isEmpty else {
        chart.problem = "no \(data.noun) has both \(x.axis.label) and \(y.axis.label)"
        return chart
    }
    let best = metric.maximize.flatMap { $0 ? means.max() : means.min() }
    let (scale, _) = MetricAxis.scale(means, best)
    // Few cells say less than all runs of what is far out.
    let axis = metric.axis.scale
    let low = max(scale.low, axis.low, means.min() ?? 0)
    let high = min(scale.high, axis.high, means.max() ?? 0)
    let exact = Scale(scale.kind, low, high)
    let isDownward = metric.maximize == false
    // In cells a mark would cover what is below it.
    let bestCells = Set(
        data.best.prefix(40).compactMap { run -> Int? in
            guard run < x.cells.count, let column = x.cells[run], let row = y.cells[run] else {
                return nil
            }
            return row * x.count + column
        })
    let isLabelled = means.count <= 150
    let boxes = counts.indices.filter { counts[$0] > 0 }.map { cell in
        let share = low < high ? exact.place(all[cell]) : 1
        let (row, column) = (cell / x.count, cell % x.count)
        let runs = counts[cell] == 1 ? "1 \(data.noun)" : "mean of \(counts[cell]) \(data.noun)s"
        let value = shortNumber(all[cell])
        return Box(
            x: x.extent(column), y: y.extent(row),
            level: Palette.level(isDownward && low < high ? 1 - share : share),
            label: isLabelled ? value : nil,
            title: isLabelled ? "\(x.text(column)), \(y.text(row)): \(value) (\(runs))" : nil,
            isBest: bestCells.contains(cell))
    }
    var panel = Panel(x: x.axis, y: y.axis, layers: [.boxes(boxes)])
    if y.bins == nil { panel.height = max(200, 60 + 26 * Double(y.count)) }
    chart.legend = MetricAxis.legend(data)
    chart.panels = [panel]
    let ends = isDownward ? [high, low] : [low, high]
    let end = metric.maximize == nil ? "" : " (best)"
    chart.ramp = (
        "mean of \(metric.name) \(shortNumber(ends[0]))", "\(shortNumber(ends[1]))\(end)"
    )
    return chart
}
