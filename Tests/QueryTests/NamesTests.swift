// Names of columns: those that clash are told apart.
import Testing

@testable import Query

@Suite struct NamesTests {
    @Test func namesOfColumns() {
        let names = columnNames(
            ["id", "n"], parameters: ["n", "x", "acc.std"],
            metrics: ["x", "acc", "metrics.x", "loss"], hasSpread: true)
        #expect(
            names == [
                "id", "n", "params.n", "x", "params.acc.std", "metrics.x", "acc",
                "metrics.metrics.x", "loss",
            ])
        let spread = columnNames([], parameters: [], metrics: ["acc.std", "acc"], hasSpread: true)
        #expect(spread == ["metrics.acc.std", "acc"])
    }
}
