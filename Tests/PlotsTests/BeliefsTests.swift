// What a search that learns believes, as a figure.
import Testing

@testable import Plots

struct BeliefsTests {
    private typealias Parameter = FigureData.Beliefs.Parameter

    private func numbers(_ name: String, _ values: [Double], good: [Double]) -> Parameter {
        Parameter(
            column: .init(name: name, values: values.map(FigureData.Cell.number)), good: good,
            others: values.map { _ in 1 })
    }

    private func chart(_ parameters: [Parameter], x: [String]? = nil) -> Chart {
        var data = FigureData()
        data.learns = true
        data.beliefs = .init(parameters: parameters, good: 4, others: 1)
        return beliefsChart(data, FigureOptions(x: x))
    }

    @Test func whatIsMostDecidedComesFirst() {
        let chart = chart([
            numbers("a", [1, 2], good: [1, 1]), numbers("b", [1, 2], good: [2, 0]),
            numbers("c", [1, 2], good: [1, 1]),
        ])
        #expect(chart.panels.map(\.x.label) == ["b", "a", "c"])
        #expect(chart.legend.map(\.text) == ["4 good", "1 other"])
    }

    @Test func ofManyCategoriesThoseWithGoodResultsAreShown() throws {
        let words = (0..<40).map { "w\($0)" }
        let parameter = Parameter(
            column: .init(name: "word", values: words.map(FigureData.Cell.text)),
            good: words.indices.map(Double.init), others: words.map { _ in 1 })
        let panel = try #require(chart([parameter]).panels.first)
        #expect(panel.x.ticks.map(\.label) == Array(words.suffix(24)))
    }

    @Test func someParametersAreChosen() {
        let parameters = ["a", "b"].map { numbers($0, [1, 2], good: [1, 1]) }
        #expect(chart(parameters, x: ["b"]).panels.map(\.x.label) == ["b"])
        #expect(chart(parameters, x: ["c"]).problem == "nothing is believed of a constant")
    }

    @Test func whyThereAreNone() {
        var data = FigureData()
        #expect(beliefsChart(data, FigureOptions()).problem?.contains("does not learn") == true)
        data.learns = true
        #expect(beliefsChart(data, FigureOptions()).problem?.contains("nothing is done") == true)
    }
}
