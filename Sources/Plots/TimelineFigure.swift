// Who ran where and when: a lane for each slot, or for each run at a time of a host without slots.

private let mostLanes = 64

func timelineChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    var chart = Chart(title: "Who ran where and when")
    let spans = data.spans.filter { $0.start.isFinite && $0.end.isFinite && $0.start <= $0.end }
    guard let begin = spans.map(\.start).min(), let end = spans.map(\.end).max() else {
        chart.problem = "no run has begun"
        return chart
    }
    let all = lanes(spans)
    let shown = all.prefix(mostLanes)
    let scale = Scale(.linear, 0, max(end - begin, 0.001))
    let last = Double(shown.count - 1)
    var panel = Panel(
        x: Axis(label: "since the first run began", scale: scale, ticks: scale.timeTicks(8)),
        y: Axis(
            scale: Scale(categories: shown.count),
            ticks: shown.enumerated().map {
                Tick(value: last - Double($0.offset), label: $0.element.name)
            }, isCategorical: true))
    panel.layers = [.boxes(boxes(shown.map(\.spans), data, begin, extent: scale.high))]
    panel.height = 56 + 20 * Double(shown.count)
    chart.panels = [panel]
    let states = Set(spans.map(\.state))
    let tones: [(FigureData.State, Tone)] = [
        (.done, .done), (.failed, .failed), (.running, .running),
    ]
    chart.legend = tones.filter { states.contains($0.0) }.map {
        LegendEntry(tone: $0.1, text: $0.0.rawValue)
    }
    if all.count > shown.count {
        chart.notes.append("\(counted(all.count - shown.count, "more lane")).")
    }
    // Stages without slots, such as tests, keep nothing busy that others wait for.
    let weighed = all.contains(where: \.isSlot) ? all.filter(\.isSlot) : all
    let busy =
        weighed.reduce(0.0) { $0 + $1.busy } / (Double(weighed.count) * max(end - begin, 0.001))
    let who = weighed.first?.isSlot == true ? "Slots were busy" : "Busy"
    chart.notes.append("\(who) \(Int((min(1, busy) * 100).rounded())) % of the time.")
    let waiting = max(data.singleRuns, data.runCount) - Set(spans.map(\.run)).count
    if waiting > 0 {
        chart.notes.append("\(counted(waiting, "run")) \(waiting == 1 ? "has" : "have") not begun.")
    }
    return chart
}

private struct Lane {
    var host: String
    var name: String
    var isSlot = true
    var spans: [FigureData.Span] = []

    var busy: Double { spans.reduce(0) { $0 + $1.end - $1.start } }
}

/// Spans by slot; those without slots are laid out on as many lanes of their host as were busy at a
/// time. In the order of hosts and slots, 2 before 10.
private func lanes(_ spans: [FigureData.Span]) -> [Lane] {
    var slots: [[String]: Lane] = [:]
    var free: [String: [Lane]] = [:]
    let isAlone = Set(spans.map(\.host)).count == 1
    func name(_ span: FigureData.Span, _ slot: String) -> String {
        isAlone ? slot : "\(span.host) \(slot)"
    }
    for span in spans.sorted(by: { ($0.start, $0.run) < ($1.start, $1.run) }) {
        let held = slotNames(span.slots)
        for slot in held {
            slots[[span.host, slot], default: Lane(host: span.host, name: name(span, slot))]
                .spans.append(span)
        }
        guard held.isEmpty else { continue }
        var lanes = free.removeValue(forKey: span.host) ?? []
        let lane = lanes.firstIndex { $0.spans.last?.end ?? 0 <= span.start } ?? lanes.count
        if lane == lanes.count {
            lanes.append(Lane(host: span.host, name: name(span, "job \(lane + 1)"), isSlot: false))
        }
        lanes[lane].spans.append(span)
        free[span.host] = lanes
    }
    let all = Array(slots.values) + free.values.flatMap { $0 }
    return all.sorted {
        ($0.host, $0.name.utf8.count, $0.name) < ($1.host, $1.name.utf8.count, $1.name)
    }
}

/// `gpu=0,1 licence=a` as `gpu 0`, `gpu 1`, `licence a`.
private func slotNames(_ text: String) -> [String] {
    text.split(separator: " ").flatMap { part -> [String] in
        let pair = part.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { return [String(part)] }
        return pair[1].split(separator: ",").map { "\(pair[0]) \($0)" }
    }
}

/// A box a span, each with a title, where these are few; else neighbours of one state are one box where
/// the gap between them is too small to be seen.
private func boxes(
    _ lanes: [[FigureData.Span]], _ data: FigureData, _ begin: Double, extent: Double
) -> [Box] {
    let count = lanes.reduce(0) { $0 + $1.count }
    let isFew = count <= 300
    var resolution = extent / 1200
    while true {
        var boxes: [Box] = []
        for (index, lane) in lanes.enumerated() {
            let row = Double(lanes.count - 1 - index)
            var last: (box: Box, place: Int)?
            for (number, span) in lane.enumerated() {
                let (start, end) = (max(0, span.start - begin), max(0, span.end - begin))
                let tone = tone(span.state)
                if !isFew, let (before, place) = last, before.tone == tone,
                    start - before.x.upperBound < resolution
                {
                    boxes[place].x = before.x.lowerBound...max(before.x.upperBound, end)
                    last = (boxes[place], place)
                    continue
                }
                var box = Box(x: start...max(start, end), y: row - 0.36...row + 0.36, tone: tone)
                if isFew {
                    // So that one run can be told from the next.
                    box.level = number % 2 == 0 ? 6 : 5
                    let seconds = shortNumber(span.end - span.start)
                    box.title =
                        "\(span.id) \(span.stage): \(span.state.rawValue), \(seconds) s"
                }
                last = (box, boxes.count)
                boxes.append(box)
            }
        }
        if isFew || boxes.count <= 3000 || resolution > extent { return boxes }
        resolution *= 2
    }
}

private func tone(_ state: FigureData.State) -> Tone {
    switch state {
    case .done, .missing: .done
    case .failed: .failed
    case .running: .running
    }
}
