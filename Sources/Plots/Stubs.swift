func historyChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "history", problem: "nothing to show")
}
func parallelChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "parallel", problem: "nothing to show")
}
func sliceChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "slice", problem: "nothing to show")
}
func importanceChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "importance", problem: "nothing to show")
}
func contourChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "contour", problem: "nothing to show")
}
func curvesChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "curves", problem: "nothing to show")
}
func timelineChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "timeline", problem: "nothing to show")
}
func frontChart(_ data: FigureData, _ options: FigureOptions) -> Chart {
    Chart(title: "front", problem: "nothing to show")
}

func svgText(_ chart: Chart, _ options: FigureOptions) -> [UInt8] {
    Array("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" class=\"hpf\"></svg>".utf8)
}
func terminalText(_ chart: Chart, columns: Int, rows: Int) -> String { chart.title }
