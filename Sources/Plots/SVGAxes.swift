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
        label(
            panel.x.label, (left + right) / 2, bottom + 32, anchor: "middle", room: frame.width)
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
        for tick in x.ticks {
            let place = frame.across(tick.value)
            let half =
                min(
                    textWidth(shortened(tick.label, to: 40)) * SVGChart.fontSize, max(24, band - 4))
                / 2
            guard place - half >= free else { continue }
            free = place + half + 4
            label(tick.label, place, bottom + 15, anchor: "middle", room: max(24, band - 4))
        }
        free = .infinity
        for tick in y.ticks {
            let place = frame.down(tick.value)
            guard abs(place - free) >= 11 else { continue }
            free = place
            label(tick.label, frame.x - 6, place + 4, anchor: "end", room: room - 4)
        }
    }

    /// The axes of parallel coordinates, above the lines so that their labels can be read.
    mutating func drawRails(_ frame: Frame) {
        let count = frame.panel.rails.count
        let gap = frame.width / Double(max(1, count - 1))
        for (index, rail) in frame.panel.rails.enumerated() {
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
            label(
                rail.label, x, frame.y - 10,
                anchor: index == 0 && count > 1 ? "start" : index == count - 1 ? "end" : "middle",
                room: gap - 8)
            svg.begin(
                "g",
                [
                    "paint-order": .text("stroke"), "stroke-width": .number(3),
                    "stroke": .text("var(--hpf-paper,#fff)"), "font-size": .number(11),
                ])
            var free = Double.infinity
            for tick in rail.ticks {
                let y = frame.y + (1 - rail.scale.place(tick.value)) * frame.height
                guard abs(y - free) >= 11 else { continue }
                free = y
                label(tick.label, x + 4, y + 4, anchor: "start", room: min(120, gap - 8))
            }
            svg.end()
        }
    }
}
