// Which parameters matter: bars of the shares of the variance.

func importanceChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    let metric = options.y ?? data.shares?.metric ?? data.objectives.first?.metric ?? "the metric"
    guard let shares = data.shares, !shares.main.isEmpty else {
        return Chart(
            title: "Importance for \(metric)",
            problem: data.whyNoShares ?? "too few runs are done to tell what matters")
    }
    var chart = Chart(title: "What matters for \(shares.metric)")
    let pairs = shares.pairs.prefix(5).filter { $0.share >= 0.005 }
    let bars =
        shares.main.prefix(20).map { (name: $0.name, share: $0.share, tone: Tone.run) }
        + pairs.map { (name: "\($0.first) × \($0.second)", share: $0.share, tone: Tone.rest) }
    let most = max(0.01, bars.map(\.share).max() ?? 0)
    let scale = Scale(.linear, 0, most * 1.12)
    let last = Double(bars.count - 1)
    // Percent, which people read more easily.
    let percent = Scale(.linear, 0, most * 112)
    let ticks = percent.ticks(6).map { Tick(value: $0.value / 100, label: "\($0.label) %") }
    var panel = Panel(
        x: Axis(label: "share of the variance", scale: scale, ticks: ticks),
        y: Axis(
            scale: Scale(categories: bars.count),
            ticks: bars.enumerated().map {
                Tick(
                    value: last - Double($0.offset),
                    label: "\($0.element.name)  \(percentText($0.element.share))")
            }, isCategorical: true))
    panel.layers = [
        .boxes(
            bars.enumerated().map { index, bar in
                let row = last - Double(index)
                return Box(
                    x: 0...max(0, min(1, bar.share)), y: row - 0.36...row + 0.36, tone: bar.tone,
                    title: "\(bar.name): \(percentText(bar.share))")
            })
    ]
    panel.height = 56 + 22 * Double(bars.count)
    chart.panels = [panel]
    chart.legend = [LegendEntry(tone: .run, text: "alone")]
    if !pairs.isEmpty {
        chart.legend.append(LegendEntry(tone: .rest, text: "two together, beyond either alone"))
    }
    if shares.main.count > 20 {
        chart.notes.append(moreNote(shares.main.count - 20))
    }
    chart.notes.append(qualityNote(shares.quality))
    return chart
}

private func qualityNote(_ share: Double) -> String {
    let quality = Int((max(0, share) * 100).rounded())
    // All would be more than anybody knows.
    let explained = quality == 100 && share < 1 ? "over 99" : "\(quality)"
    return
        "The forest explains \(explained) % of the variance in configurations that it has not seen"
        + (quality < 50 ? ": too little to trust the shares." : ".")
}

private func percentText(_ share: Double) -> String {
    "\(shortNumber((share * 1000).rounded() / 10)) %"
}
