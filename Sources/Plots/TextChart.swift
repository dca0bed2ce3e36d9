// Draws a chart as text for a terminal. Knows nothing of what is shown.

/// Lines of text: as wide as `columns`, and, where it is one panel with a scale, as high as `rows`.
func terminalText(_ chart: Chart, columns: Int, rows: Int) -> String {
    let (columns, rows) = (min(1000, max(30, columns)), min(1000, max(10, rows)))
    var lines = [shortened(chart.title, to: columns)]
    if let problem = chart.problem { lines.append(shortened(problem, to: 1000)) }
    let legend = chart.legend.map { "\(TextPanel.sign($0.tone)) \(shortened($0.text, to: 60))" }
    if !legend.isEmpty { lines.append(legend.joined(separator: "   ")) }
    if let ramp = chart.ramp {
        let signs = Palette.levels.indices.map { String(TextPanel.shade($0)) }.joined()
        lines.append("\(shortened(ramp.low, to: 40)) \(signs) \(shortened(ramp.high, to: 40))")
    }
    let used = lines.count + chart.notes.count + 4
    let height = chart.panels.count > 1 ? max(6, min(10, rows / 3)) : max(5, rows - used)
    for panel in chart.panels {
        if chart.panels.count > 1 { lines.append("") }
        lines += TextPanel(panel, columns: columns, rows: height).lines
    }
    lines += chart.notes.map { shortened($0, to: 1000) }
    return lines.joined(separator: "\n") + "\n"
}

/// One panel with its axes.
private struct TextPanel {
    private let panel: Panel
    private let gutter: Int
    private var canvas: TextCanvas

    static func sign(_ tone: Tone) -> Character {
        switch tone {
        case .run: "⠶"
        case .best: "◆"
        case .middle: "━"
        case .band: "░"
        case .rest: "⠒"
        case .done: "█"
        case .failed: "x"
        case .running: ">"
        }
    }

    static func shade(_ level: Int) -> Character {
        let shades: [Character] = ["·", "░", "░", "▒", "▒", "▓", "█"]
        return shades[min(shades.count - 1, max(0, level))]
    }

    init(_ panel: Panel, columns: Int, rows: Int) {
        self.panel = panel
        let labels = panel.rails.isEmpty ? panel.y.ticks.map(\.label) : []
        gutter = min(columns / 3, labels.map { visible(String($0.prefix(99))).count }.max() ?? 0)
        // Rows of a matrix or lanes are as many as there are, two lines for each where there is room.
        let count = panel.y.ticks.count
        let height = panel.y.isCategorical ? max(1, count) : rows
        canvas = TextCanvas(columns: columns - gutter - 2, rows: height)
        for layer in panel.layers { draw(layer) }
        if !panel.rails.isEmpty { drawRails() }
    }

    private func across(_ value: Double) -> Double { panel.x.scale.place(value) }
    private func up(_ value: Double) -> Double { panel.y.scale.place(value) }

    // MARK: layers

    private mutating func draw(_ layer: Layer) {
        switch layer {
        case .points(let points, _):
            for point in points { canvas.dot(across(point.x), up(point.y)) }
        case .lines(let lines, let tone): for line in lines { draw(line, tone) }
        // Lines of all runs would fill the panel: those of the best are what matters.
        case .levelLines(let lines, let level) where level >= Palette.firstDarkLevel:
            for line in lines { draw(line, .run) }
        case .levelLines: break
        case .levelPoints(let points):
            for (point, level, _) in points {
                if let column = canvas.column(across(point.x)), let row = canvas.row(up(point.y)) {
                    canvas.put(TextPanel.shade(level), column: column, row: row)
                }
            }
        // A line says it as well, and dots of a band could not be told from those of runs.
        case .band(_, .band), .band(_, .best): break
        case .band(let band, let tone):
            draw(band.map { Point(x: $0.x, y: $0.low) }, tone)
            draw(band.map { Point(x: $0.x, y: $0.high) }, tone)
        case .marks(let marks, let tone):
            for mark in marks {
                if let column = canvas.column(across(mark.point.x)),
                    let row = canvas.row(up(mark.point.y))
                {
                    canvas.put(TextPanel.sign(tone), column: column, row: row)
                }
            }
        case .boxes(let boxes): for box in boxes where box.tone != .band { draw(box) }
        }
    }

    /// Lines that have to be told from others are made of characters, the others of dots.
    private mutating func draw(_ line: [Point], _ tone: Tone) {
        let sign = TextPanel.sign(tone)
        let isPlain = tone != .middle && tone != .best
        for (from, to) in zip(line, line.dropFirst()) {
            let ends = [from, to].map { (x: across($0.x), y: min(1, max(0, up($0.y)))) }
            guard ends.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { continue }
            var places: [(Double, Double)] = []
            canvas.along(ends[0], ends[1]) { places.append(($0, $1)) }
            for (x, y) in places {
                if isPlain {
                    canvas.dot(x, y)
                } else if let column = canvas.column(x), let row = canvas.row(y) {
                    canvas.put(sign, column: column, row: row)
                }
            }
        }
    }

    private mutating func draw(_ box: Box) {
        let width = Double(canvas.columns)
        let (left, right) = (
            min(1, max(0, across(box.x.lowerBound))) * width,
            min(1, max(0, across(box.x.upperBound))) * width
        )
        let first = min(canvas.columns - 1, Int(left.rounded()))
        let last = max(first, min(canvas.columns, Int(right.rounded())) - 1)
        guard let low = canvas.row(up(box.y.lowerBound) + 1e-6),
            let high = canvas.row(up(box.y.upperBound) - 1e-6), high <= low
        else { return }
        let isLane = box.tone == .failed || box.tone == .running
        let sign = isLane ? TextPanel.sign(box.tone) : box.level.map(TextPanel.shade) ?? "█"
        // The end of a bar to an eighth of a character.
        let signs: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
        let isBar = box.level == nil && !isLane
        let eighths = isBar ? Int(((right - Double(first)) * 8).rounded()) : (last - first + 1) * 8
        for row in high...low {
            for place in 0...max(0, (eighths - 1) / 8) {
                let rest = min(8, max(1, eighths - place * 8))
                canvas.put(isBar ? signs[rest - 1] : sign, column: first + place, row: row)
            }
        }
        let label = box.label.map { box.isBest ? "◆\($0)" : $0 } ?? (box.isBest ? "◆" : nil)
        if let label, label.count + 1 <= last - first + 1 {
            let middle = first + (last - first + 1 - label.count) / 2
            canvas.write(label, column: middle, row: (low + high) / 2)
        }
    }

    private mutating func drawRails() {
        for (index, rail) in panel.rails.enumerated() {
            guard let column = canvas.column(across(Double(index))) else { continue }
            for row in 0..<canvas.rows { canvas.put("│", column: column, row: row) }
            let isLast = index == panel.rails.count - 1
            let gap = canvas.columns / max(1, panel.rails.count - 1)
            for (tick, text) in zip(rail.ticks, fitting(rail, in: min(10, gap - 2))) {
                guard let text, let row = canvas.row(rail.scale.place(tick.value)) else { continue }
                canvas.write(text, column: isLast ? column - text.count : column + 1, row: row)
            }
        }
    }

    // MARK: axes

    var lines: [String] {
        guard panel.rails.isEmpty else { return railNames + canvas.lines.map { "  \($0)" } }
        var labels = [String](repeating: "", count: canvas.rows)
        for (tick, text) in zip(panel.y.ticks, fitting(panel.y, in: gutter)) {
            guard let text, let row = canvas.row(up(tick.value)) else { continue }
            labels[row] = text
        }
        var lines: [String] = []
        if !panel.y.label.isEmpty, !panel.y.isCategorical {
            lines.append(shortened(panel.y.label, to: canvas.columns))
        }
        for (label, line) in zip(labels, canvas.lines) {
            let gap = String(repeating: " ", count: max(0, gutter - label.count))
            lines.append("\(gap)\(label) \(label.isEmpty ? "│" : "┤")\(line)")
        }
        lines.append(
            String(repeating: " ", count: gutter + 1) + "└"
                + String(repeating: "─", count: canvas.columns))
        return lines + xLabels
    }

    /// The labels of the x axis, and what it is.
    private var xLabels: [String] {
        var row = TextCanvas(columns: canvas.columns, rows: 1)
        var free = 0
        let band = canvas.columns / max(1, panel.x.isCategorical ? panel.x.ticks.count : 6)
        let room = panel.x.isCategorical ? max(4, band - 1) : canvas.columns
        for (tick, text) in zip(panel.x.ticks, fitting(panel.x, in: room)) {
            guard let text, let column = canvas.column(across(tick.value)) else { continue }
            let start = max(0, min(canvas.columns - text.count, column - text.count / 2))
            guard start >= free else { continue }
            row.write(text, column: start, row: 0)
            free = start + text.count + 1
        }
        let indent = String(repeating: " ", count: gutter + 2)
        let name = shortened(panel.x.label, to: canvas.columns)
        let gap = String(repeating: " ", count: max(0, (canvas.columns - name.count) / 2))
        return [indent + row.lines[0]] + (name.isEmpty ? [] : [indent + gap + name])
    }

    /// The labels of an axis in so much room: names are shortened, but a number without one of its digits
    /// would be another one, and is left out.
    private func fitting(_ axis: Axis, in room: Int) -> [String?] {
        let labels = axis.ticks.map(\.label)
        guard !axis.isCategorical else { return shortenedApart(labels, to: room) }
        return labels.map { $0.count <= room ? $0 : nil }
    }

    /// The names of parallel axes, each over its own.
    private var railNames: [String] {
        var row = TextCanvas(columns: canvas.columns, rows: 1)
        let band = canvas.columns / max(1, panel.rails.count - 1)
        let names = shortenedApart(panel.rails.map(\.label), to: max(4, band - 2))
        for (index, text) in names.enumerated() {
            guard let column = canvas.column(across(Double(index))) else { continue }
            let isLast = index == panel.rails.count - 1
            row.write(text, column: isLast ? column - text.count + 1 : column, row: 0)
        }
        return row.lines.map { "  \($0)" }
    }
}
