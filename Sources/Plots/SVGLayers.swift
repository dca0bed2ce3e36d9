// Draws the layers of a panel as SVG: points on one place once, so that the size of a figure does not
// depend on the number of runs. Knows nothing of axes.

extension SVGChart {
    mutating func draw(_ layer: Layer, _ frame: Frame, budget: Int) {
        switch layer {
        case .points(let points, let tone): drawPoints(points, tone, frame, budget)
        case .lines(let lines, let tone):
            let width = tone == .rest ? 1.0 : 2
            drawLines(lines, frame, Palette.colour(tone), opacity: 1, width: width)
        case .levelLines(let lines, let level):
            // Faint lines are no better seen for being there.
            let opacity = 0.25 + 0.75 * Double(level) / Double(Palette.levels.count - 1)
            drawLines(lines, frame, Palette.colour(.run), opacity: opacity, width: 1)
        case .band(let band, let tone): drawBand(band, tone, frame)
        case .levelPoints(let points): drawLevelPoints(points, frame)
        case .marks(let marks, let tone): drawMarks(marks, tone, frame)
        case .boxes(let boxes): drawBoxes(boxes, frame)
        }
    }

    // MARK: points

    /// Points that fall into one small square are one dot; the square is as large as it has to be for no
    /// more than `budget` dots.
    private mutating func drawPoints(
        _ points: [Point], _ tone: Tone, _ frame: Frame, _ budget: Int
    ) {
        let places = points.compactMap { point -> (x: Double, y: Double)? in
            let (x, y) = (frame.panel.x.scale.place(point.x), frame.panel.y.scale.place(point.y))
            return (0...1).contains(x) && (0...1).contains(y) ? (x, 1 - y) : nil
        }
        var (size, counts, columns): (Double, [Int32], Int) = (1, [], 1)
        for side in [1.0, 1.5, 2, 3, 4, 5, 6, 8, 10, 14] {
            size = side
            columns = Int(frame.width / side) + 1
            counts = [Int32](repeating: 0, count: columns * (Int(frame.height / side) + 1))
            for place in places {
                let (x, y) = (Int(place.x * frame.width / side), Int(place.y * frame.height / side))
                counts[y * columns + x] += 1
            }
            if counts.count(where: { $0 > 0 }) <= budget { break }
        }
        let dots = max(1, counts.count { $0 > 0 })
        let usual = Double(places.count) / Double(dots)
        var paths = [PathData(), PathData(), PathData()]
        for (index, count) in counts.enumerated() where count > 0 {
            let density = Double(count) / usual
            paths[density <= 1 ? 0 : density <= 3 ? 1 : 2].dot(
                frame.x + (Double(index % columns) + 0.5) * size,
                frame.y + (Double(index / columns) + 0.5) * size)
        }
        let width = max(size + 0.5, dots <= 150 ? 6 : dots <= 800 ? 4.5 : 3)
        let colour = Palette.colour(tone)
        svg.begin(
            "g",
            [
                "class": .text(colour.name), "color": .text(colour.light),
                "stroke": .text("currentColor"), "stroke-linecap": .text("round"),
                "stroke-width": .number(width), "fill": .text("none"),
            ])
        for (path, opacity) in zip(paths, ["0.62", "0.8", "1"]) where !path.isEmpty {
            svg.element("path", ["d": .path(path), "stroke-opacity": .text(opacity)])
        }
        svg.end()
    }

    /// Each on paper, so that a faint one is not mixed with what lies below it, with a rim to be seen by.
    private mutating func drawLevelPoints(
        _ points: [(point: Point, level: Int, title: String?)], _ frame: Frame
    ) {
        let (colour, paper) = (Palette.colour(.run), Palette.paper)
        for (point, level, title) in points {
            let (x, y) = (frame.across(point.x), frame.down(point.y))
            guard x.isFinite, y.isFinite else { continue }
            svg.element(
                "circle",
                [
                    "class": .text(paper.name), "color": .text(paper.light), "cx": .number(x),
                    "cy": .number(y), "r": .number(4.5),
                ])
            svg.element(
                "circle",
                [
                    "class": .text(colour.name), "color": .text(colour.light), "cx": .number(x),
                    "cy": .number(y), "r": .number(4.5), "stroke": .text("currentColor"),
                    "stroke-opacity": .text("0.6"),
                    "fill-opacity": .text("\(Palette.levels[min(6, max(0, level))])"),
                ], title: title)
        }
    }

    private mutating func drawMarks(
        _ marks: [(point: Point, title: String)], _ tone: Tone, _ frame: Frame
    ) {
        let colour = Palette.colour(tone)
        svg.begin(
            "g",
            [
                "class": .text(colour.name), "color": .text(colour.light),
                "stroke": .text("var(--hpf-paper,#fff)"),
            ])
        for mark in marks {
            let (x, y) = (frame.across(mark.point.x), frame.down(mark.point.y))
            guard x.isFinite, y.isFinite, x >= frame.x - 1, x <= frame.x + frame.width + 1,
                y >= frame.y - 1, y <= frame.y + frame.height + 1
            else { continue }
            svg.element(
                "circle", ["cx": .number(x), "cy": .number(y), "r": .number(5.5)],
                title: mark.title)
        }
        svg.end()
    }

    // MARK: lines

    private mutating func drawLines(
        _ lines: [[Point]], _ frame: Frame, _ colour: Colour, opacity: Double, width: Double
    ) {
        var path = PathData()
        for line in lines { add(line, to: &path, frame) }
        guard !path.isEmpty else { return }
        svg.element(
            "path",
            [
                "class": .text(colour.name), "color": .text(colour.light), "d": .path(path),
                "stroke": .text("currentColor"), "fill": .text("none"),
                "stroke-width": .number(width), "stroke-linejoin": .text("round"),
                "stroke-opacity": .text(shortNumber(opacity)),
            ])
    }

    /// A line breaks where a point is not finite, and stays within the panel.
    private func add(_ line: [Point], to path: inout PathData, _ frame: Frame) {
        var isBegun = false
        var last = (x: Double.nan, y: Double.nan)
        for point in line {
            let place = (
                x: frame.across(point.x),
                y: min(frame.y + frame.height, max(frame.y, frame.down(point.y)))
            )
            guard place.x.isFinite, frame.down(point.y).isFinite else {
                isBegun = false
                continue
            }
            if isBegun {
                if abs(place.x - last.x) < 0.05, abs(place.y - last.y) < 0.05 { continue }
                path.line(place.x, place.y)
            } else {
                path.move(place.x, place.y)
            }
            (isBegun, last) = (true, place)
        }
    }

    private mutating func drawBand(
        _ band: [(x: Double, low: Double, high: Double)], _ tone: Tone, _ frame: Frame
    ) {
        guard band.count > 1 else { return }
        func down(_ value: Double) -> Double {
            min(frame.y + frame.height, max(frame.y, frame.down(value)))
        }
        var path = PathData()
        for (index, item) in band.enumerated() {
            index == 0
                ? path.move(frame.across(item.x), down(item.high))
                : path.line(frame.across(item.x), down(item.high))
        }
        for item in band.reversed() { path.line(frame.across(item.x), down(item.low)) }
        path.close()
        let colour = Palette.colour(tone)
        svg.element(
            "path",
            [
                "class": .text(colour.name), "color": .text(colour.light), "d": .path(path),
                "fill-opacity": .text("0.3"),
            ])
    }

    // MARK: boxes

    /// Boxes of one colour without a title are one path.
    private mutating func drawBoxes(_ boxes: [Box], _ frame: Frame) {
        // Neighbours without a seam.
        svg.begin("g", ["shape-rendering": .text("crispEdges")])
        var (order, paths): ([String], [String: (Box, PathData)]) = ([], [:])
        for box in boxes where box.title == nil {
            let key = "\(box.tone.rawValue) \(box.level ?? -1)"
            if paths[key] == nil { order.append(key) }
            let place = rectangle(box, frame)
            paths[key, default: (box, PathData())].1.rectangle(
                place.x, place.y, place.width, place.height)
        }
        for key in order {
            guard let (box, path) = paths[key] else { continue }
            let colour = Palette.colour(box.tone)
            svg.element(
                "path",
                [
                    "class": .text(colour.name), "color": .text(colour.light),
                    "fill-opacity": .text("\(opacity(box))"), "d": .path(path),
                ])
        }
        for box in boxes where box.title != nil {
            let place = rectangle(box, frame)
            let colour = Palette.colour(box.tone)
            svg.element(
                "rect",
                [
                    "class": .text(colour.name), "color": .text(colour.light),
                    "x": .number(place.x), "y": .number(place.y), "width": .number(place.width),
                    "height": .number(place.height), "fill-opacity": .text("\(opacity(box))"),
                ], title: box.title)
        }
        svg.end()
        for box in boxes where box.isBest { drawRim(of: box, frame) }
        // All or none, since a few would seem to mean something.
        let isRoomy = boxes.allSatisfy { box in
            let place = rectangle(box, frame)
            let width = textWidth(box.label ?? "") * 11 + 4
            return place.height >= 13 && width <= place.width
        }
        if isRoomy { for box in boxes { drawLabel(of: box, frame) } }
    }

    /// Marks the best cell, and covers nothing of it.
    private mutating func drawRim(of box: Box, _ frame: Frame) {
        let (place, colour) = (rectangle(box, frame), Palette.colour(.best))
        svg.element(
            "rect",
            [
                "class": .text(colour.name), "color": .text(colour.light),
                "x": .number(place.x + 1.5), "y": .number(place.y + 1.5),
                "width": .number(max(1, place.width - 3)),
                "height": .number(max(1, place.height - 3)), "fill": .text("none"),
                "stroke": .text("currentColor"), "stroke-width": .number(3),
            ])
    }

    private mutating func drawLabel(of box: Box, _ frame: Frame) {
        guard let label = box.label else { return }
        let place = rectangle(box, frame)
        let isDark = (box.level ?? 0) >= Palette.firstDarkLevel
        let colour = isDark ? Palette.paper : Palette.ink
        svg.element(
            "text",
            [
                "class": .text(colour.name), "color": .text(colour.light),
                "x": .number(place.x + place.width / 2),
                "y": .number(place.y + place.height / 2 + 4), "text-anchor": .text("middle"),
                "font-size": .number(11),
            ], text: label)
    }

    private func opacity(_ box: Box) -> Double {
        box.level.map { Palette.levels[min(Palette.levels.count - 1, max(0, $0))] }
            ?? (box.tone == .band ? 0.3 : 1)
    }

    /// At least a pixel wide, so that what is short can be seen.
    private func rectangle(
        _ box: Box, _ frame: Frame
    ) -> (x: Double, y: Double, width: Double, height: Double) {
        let (left, right) = (frame.across(box.x.lowerBound), frame.across(box.x.upperBound))
        let (low, high) = (frame.down(box.y.lowerBound), frame.down(box.y.upperBound))
        return (left, high, max(1, right - left), max(1, low - high))
    }
}
