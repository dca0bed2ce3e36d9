// Lays a chart out in pixels and draws what is around its panels: title, legend, notes.
// Knows nothing of what is shown; axes and layers are drawn elsewhere.

/// The SVG of a chart.
func svgText(_ chart: Chart, _ options: FigureOptions) -> [UInt8] {
    var renderer = SVGChart(chart, options)
    return renderer.draw()
}

/// The part of a figure that a panel's data is drawn in, in pixels.
struct Frame {
    let panel: Panel
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    func across(_ value: Double) -> Double { x + panel.x.scale.place(value) * width }

    func down(_ value: Double) -> Double { y + (1 - panel.y.scale.place(value)) * height }
}

struct SVGChart {
    static let fontSize = 12.0

    private let chart: Chart
    private let options: FigureOptions
    private let width: Double
    var svg = SVGWriter()

    init(_ chart: Chart, _ options: FigureOptions) {
        self.chart = chart
        self.options = options
        width = options.width.isFinite ? min(10_000, max(240, options.width)) : 760
    }

    mutating func draw() -> [UInt8] {
        let hasLegend = !chart.legend.isEmpty || chart.ramp != nil
        let head = 30.0 + (hasLegend ? 22 : 0)
        let rows = rows(below: head)
        let notes = wrapped(chart.notes + (chart.problem.map { [$0] } ?? []))
        let body = rows.reduce(0) { $0 + $1.height }
        let height = head + body + Double(notes.count) * 16 + 8
        svg.begin(
            "svg",
            [
                "xmlns": .text("http://www.w3.org/2000/svg"), "class": .text("hpf"),
                "role": .text("img"), "width": .number(width), "height": .number(height),
                "viewBox": .text("0 0 \(Int(width.rounded(.up))) \(Int(height.rounded(.up)))"),
                "fill": .text("currentColor"), "font-size": .number(SVGChart.fontSize),
                "font-family": .text("sans-serif"), "color": .text(Palette.ink.light),
            ])
        svg.element(
            "title",
            text: titleText([chart.title, chart.problem].compactMap { $0 }.joined(separator: ": ")))
        svg.element("style", text: Palette.style)
        svg.element(
            "rect",
            [
                "class": .text("paper"), "color": .text(Palette.paper.light),
                "width": .number(width), "height": .number(height),
            ])
        text(
            shortened(chart.title, to: Int(width / 8.5)), 12, 20, bold: true)
        if hasLegend { drawLegend(at: 40) }
        var top = head
        for row in rows {
            for (index, panel) in row.panels.enumerated() {
                draw(panel, column: index, of: row, top: top)
            }
            top += row.height
        }
        svg.begin("g", ["class": .text("soft")])
        for (index, note) in notes.enumerated() {
            text(note, 12, top + 12 + Double(index) * 16)
        }
        svg.end()
        svg.end()
        return svg.bytes
    }

    // MARK: layout

    private struct Row {
        var panels: [Panel]
        var height: Double
        /// In how many columns the width is cut.
        var columns: Int
    }

    private func rows(below head: Double) -> [Row] {
        let panels = chart.panels
        let columns = panels.count > 1 ? max(1, min(3, Int(width / 230), panels.count)) : 1
        let single = options.height.isFinite ? min(10_000, max(160, options.height)) - head : 390
        return stride(from: 0, to: panels.count, by: columns).map { start in
            let row = Array(panels[start..<min(panels.count, start + columns)])
            let given = row.compactMap(\.height).max()
            return Row(
                panels: row, height: given ?? (panels.count > 1 ? 200 : single), columns: columns)
        }
    }

    /// Notes in lines that fit.
    private func wrapped(_ notes: [String]) -> [String] {
        notes.flatMap { note in
            var lines: [String] = []
            var line = ""
            for word in shortened(note, to: 1000).split(separator: " ") {
                let longer = line.isEmpty ? String(word) : "\(line) \(word)"
                if textWidth(longer) * SVGChart.fontSize > width - 24, !line.isEmpty {
                    lines.append(line)
                    line = String(word)
                } else {
                    line = longer
                }
            }
            return lines + [line]
        }
    }

    // MARK: texts

    mutating func text(
        _ text: String, _ x: Double, _ y: Double, anchor: String = "start", bold: Bool = false,
        title: String? = nil
    ) {
        if bold {
            svg.element(
                "text",
                [
                    "x": .number(x), "y": .number(y), "text-anchor": .text(anchor),
                    "font-weight": .text("600"), "font-size": .number(14),
                ], text: text, title: title)
        } else {
            svg.element(
                "text", ["x": .number(x), "y": .number(y), "text-anchor": .text(anchor)],
                text: text, title: title)
        }
    }

    /// Labels of at most so many pixels each, of which different ones differ.
    func short(_ labels: [String], room: Double) -> [String] {
        shortenedApart(labels, to: max(3, Int(room / (0.6 * SVGChart.fontSize))))
    }

    /// A label that may have been shortened; then with its full text as a title.
    mutating func label(
        _ label: String, short: String, _ x: Double, _ y: Double, anchor: String
    ) {
        text(short, x, y, anchor: anchor, title: short == label ? nil : label)
    }

    private mutating func drawLegend(at y: Double) {
        var x = 12.0
        for entry in chart.legend {
            let colour = Palette.colour(entry.tone)
            svg.element(
                "rect",
                [
                    "class": .text(colour.name), "color": .text(colour.light), "x": .number(x),
                    "y": .number(y - 4), "width": .number(12), "height": .number(8),
                    "rx": .number(2),
                ])
            let shown = shortened(entry.text, to: 60)
            text(shown, x + 17, y + 4)
            x += 17 + textWidth(shown) * SVGChart.fontSize + 18
        }
        guard let ramp = chart.ramp else { return }
        let low = shortened(ramp.low, to: 40)
        text(low, x, y + 4)
        x += textWidth(low) * SVGChart.fontSize + 6
        let colour = Palette.colour(.run)
        svg.begin("g", ["class": .text(colour.name), "color": .text(colour.light)])
        for (level, share) in Palette.levels.enumerated() {
            svg.element(
                "rect",
                [
                    "x": .number(x + Double(level) * 14), "y": .number(y - 5),
                    "width": .number(14), "height": .number(10),
                    "fill-opacity": .text("\(share)"),
                ])
        }
        svg.end()
        text(shortened(ramp.high, to: 40), x + Double(Palette.levels.count) * 14 + 6, y + 4)
    }

    // MARK: panels

    private mutating func draw(_ panel: Panel, column: Int, of row: Row, top: Double) {
        let cell = width / Double(row.columns)
        let widest = panel.rails.isEmpty ? panel.y.ticks : (panel.rails.first?.ticks ?? [])
        let labels = widest.map { textWidth(shortened($0.label, to: 40)) }.max() ?? 0
        let most = cell * (panel.rails.isEmpty ? 0.38 : 0.16)
        let room = min(labels * SVGChart.fontSize + 10, most)
        let title = panel.y.label.isEmpty ? 4.0 : 20
        let (above, below) = panel.rails.isEmpty ? (8.0, 40.0) : (40.0, 10.0)
        let right = panel.rails.isEmpty ? 14.0 : 46
        let frame = Frame(
            panel: panel, x: Double(column) * cell + title + room + 4, y: top + above,
            width: max(40, cell - title - room - 4 - right),
            height: max(20, row.height - above - below))
        if panel.rails.isEmpty {
            drawAxes(frame, room: room)
        }
        // What is around a panel, and a band in it, take as much as 140 points.
        let budget = 6000 / max(1, chart.panels.count) - 140
        for layer in panel.layers { draw(layer, frame, budget: budget) }
        if !panel.rails.isEmpty { drawRails(frame, room: room) }
    }
}
