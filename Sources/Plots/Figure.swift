// The list of all figures, and their two forms: SVG, and text for terminals. A new kind is a file and
// a line here. Knows nothing of single kinds.

/// What a figure shows.
package enum FigureKind: String, CaseIterable, Sendable {
    case history, parallel, slice, importance, contour, curves, timeline, front, rungs, beliefs
}

/// What is chosen of the data, and how large the figure is.
package struct FigureOptions: Sendable {
    /// Parameters; for `front` a metric. nil for what fits.
    package var x: [String]?
    /// The metric; nil for the first objective.
    package var y: String?
    /// What part of a sweep it is, for the title.
    package var caption: String?
    /// Pixels (CSS).
    package var width: Double
    /// Of a figure of one panel; figures with many panels, bars or lanes grow in height.
    package var height: Double

    package init(
        x: [String]? = nil, y: String? = nil, caption: String? = nil, width: Double = 760,
        height: Double = 420
    ) {
        (self.x, self.y, self.caption) = (x, y, caption)
        (self.width, self.height) = (width, height)
    }
}

/// A figure that is ready to be drawn.
package struct Figure: Sendable {
    private var chart: Chart
    private let options: FigureOptions

    package init(_ kind: FigureKind, _ data: FigureData, _ options: FigureOptions) {
        self.options = options
        chart =
            switch kind {
            case .history: historyChart(data, options)
            case .parallel: parallelChart(data, options)
            case .slice: sliceChart(data, options)
            case .importance: importanceChart(data, options)
            case .contour: contourChart(data, options)
            case .curves: curvesChart(data, options)
            case .timeline: timelineChart(data, options)
            case .front: frontChart(data, options)
            case .rungs: rungsChart(data, options)
            case .beliefs: beliefsChart(data, options)
            }
        if let caption = options.caption { chart.title += " (\(caption))" }
    }

    /// Why there is nothing to see; nil where there is something.
    package var problem: String? { chart.problem }

    /// A complete `<svg>` element; where there is nothing to show, one that says why.
    package var svg: [UInt8] { svgText(chart, options) }

    /// Lines of text that fit into so many columns, and, where it is one panel, rows.
    package func text(columns: Int, rows: Int) -> String {
        terminalText(chart, columns: columns, rows: rows)
    }
}

/// A complete `<svg>` element; where there is nothing to show, one that says why.
package func figure(
    _ kind: FigureKind, _ data: FigureData, _ options: FigureOptions = FigureOptions()
) -> [UInt8] {
    Figure(kind, data, options).svg
}

/// The same as text for a terminal.
package func textFigure(
    _ kind: FigureKind, _ data: FigureData, _ options: FigureOptions = FigureOptions(),
    columns: Int, rows: Int
) -> String {
    Figure(kind, data, options).text(columns: columns, rows: rows)
}
