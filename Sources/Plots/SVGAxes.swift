// Draws the axes of a panel as SVG: grid, ticks and labels, or the rails of parallel coordinates.
// Knows nothing of what is between them.

extension SVGChart {
    mutating func drawAxes(_ frame: Frame, room: Double) {
        let panel = frame.panel
        let (left, right) = (frame.x, frame.x + frame.width)
        let (top, bottom) = (frame.y, frame.y + frame.height)
        var grid = PathData()
        for tick in panel.x.ticks where !panel.x.isCategorical {
            grid.move(frame.across(tick.value), top)
            grid.line(frame.across(tick.value), bottom)
        }
        for tick in panel.y.ticks where !panel.y.isCategorical {
            grid.move(left, frame.down(tick.value))
            grid.line(right, frame.down(tick.value))
        }
        if !grid.isEmpty {
            let colour = Palette.grid
            svg.element(
                "path",
                [
                    "class": .text(colour.name), "color": .text(colour.light), "d": .path(grid),
                    "stroke": .text("currentColor"), "fill": .text("none"),
                ])
        }
        let soft = Palette.soft
        svg.begin("g", ["class": .text(soft.name), "color": .text(soft.light)])
        var line = PathData()
        line.move(left, top)
        line.line(left, bottom)
        line.line(right, bottom)
        svg.element(
            "path",
            ["d": .path(line), "stroke": .text("currentColor"), "fill": .text("none")])
        drawTicks(frame, room: room)
        svg.end()
        let name = short([panel.x.label], room: frame.width)[0]
        label(panel.x.label, short: name, (left + right) / 2, bottom + 32, anchor: "middle")
        if !panel.y.label.isEmpty {
            let count = max(4, Int(frame.height / 7))
            svg.element(
                "text",
                [
                    "transform": .text(
                        "translate(\(Int(left - room - 8)) \(Int((top + bottom) / 2))) rotate(-90)"),
                    "text-anchor": .text("middle"),
                ], text: shortened(panel.y.label, to: count),
                title: panel.y.label.count > count ? panel.y.label : nil)
        }
    }

    private mutating func drawTicks(_ frame: Frame, room: Double) {
        let (x, y) = (frame.panel.x, frame.panel.y)
        let bottom = frame.y + frame.height
        var free = -Double.infinity
        let band = x.isCategorical ? frame.width / Double(max(1, x.ticks.count)) : 80
        for (tick, short) in zip(x.ticks, short(x.ticks.map(\.label), room: max(24, band - 4))) {
            let place = frame.across(tick.value)
            let half = textWidth(short) * SVGChart.fontSize / 2
            guard place - half >= free else { continue }
            free = place + half + 4
            label(tick.label, short: short, place, bottom + 15, anchor: "middle")
        }
        drawTicks(of: y, beside: frame.x - 6, anchor: "end", room: room - 4) { frame.down($0) }
    }

    /// Labels beside an axis that goes up.
    private mutating func drawTicks(
        of axis: Axis, beside x: Double, anchor: String, room: Double, down: (Double) -> Double
    ) {
        var free = Double.infinity
        for (tick, short) in zip(axis.ticks, short(axis.ticks.map(\.label), room: room)) {
            let y = down(tick.value)
            guard abs(y - free) >= 11 else { continue }
            free = y
            label(tick.label, short: short, x, y + 4, anchor: anchor)
        }
    }

    /// The axes of parallel coordinates, above the lines so that their labels can be read.
    mutating func drawRails(_ frame: Frame, room: Double) {
        let rails = frame.panel.rails
        let gap = frame.width / Double(max(1, rails.count - 1))
        // Of axes that stand close only some have room for words.
        let stride = max(1, Int((26 / gap).rounded(.up)))
        let free = gap * Double(stride) - 8
        // Names that do not fit side by side stand on two rows.
        let isTight = rails.contains { textWidth($0.label) * SVGChart.fontSize > free }
        let names = short(rails.map(\.label), room: isTight ? 2 * free : free)
        for (index, rail) in rails.enumerated() {
            let x = frame.across(Double(index))
            var line = PathData()
            line.move(x, frame.y)
            line.line(x, frame.y + frame.height)
            let soft = Palette.soft
            svg.element(
                "path",
                [
                    "class": .text(soft.name), "color": .text(soft.light), "d": .path(line),
                    "stroke": .text("currentColor"), "fill": .text("none"),
                ])
            let (isFirst, isLast) = (index == 0, index == rails.count - 1)
            guard isLast || index % stride == 0 && index + stride <= rails.count else { continue }
            label(
                rail.label, short: names[index], x,
                frame.y - (isTight && index / stride % 2 == 1 ? 24 : 10),
                anchor: isFirst && rails.count > 1 ? "start" : isLast ? "end" : "middle")
            svg.begin(
                "g",
                [
                    "paint-order": .text("stroke"), "stroke-width": .number(5),
                    "stroke-linejoin": .text("round"),
                    "stroke": .text("var(--hpf-paper,#fff)"), "font-size": .number(11),
                ])
            // Left of the first axis there are no lines.
            drawTicks(
                of: rail, beside: isFirst ? x - 6 : x + 4, anchor: isFirst ? "end" : "start",
                room: isFirst ? room : isLast ? 46 : min(120, free)
            ) { frame.y + (1 - rail.scale.place($0)) * frame.height }
            svg.end()
        }
    }
}
