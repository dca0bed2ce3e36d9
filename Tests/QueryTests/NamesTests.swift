// Names of columns: those that clash are told apart.
import Graph
import Spec
import Testing

@testable import Query

@Suite struct NamesTests {
    private func names(_ parameters: [String], columns: [String]) -> Names {
        Names(
            Plan(
                dist: "dist", shell: .sh, parameters: parameters,
                repetition: PlannedRepetition(name: "fold", values: []), preprocess: nil,
                stages: [],
                resources: [], metrics: [], objectives: [Objective(metric: "acc", maximize: true)],
                spec: "space.json"), columns: columns)
    }

    /// A bare name means the same for every option of every command.
    @Test func whatANameMeans() throws {
        let names = names(["x", "host", "params.y"], columns: ["x", "seconds", "loss"])
        let expected: [(String, Subject?)] = [
            ("x", .parameter("x")), ("params.x", .parameter("x")), ("metrics.x", .metric("x")),
            ("fold", .parameter("fold")), ("acc", .metric("acc")), ("loss", .metric("loss")),
            ("host", .field(.host)), ("record.host", .field(.host)), ("id", .id),
            ("params.host", .parameter("host")), ("seconds", .field(.seconds)),
            ("metrics.seconds", .metric("seconds")), ("params.y", .parameter("params.y")),
            ("y", nil), ("params.loss", nil), ("record.x", nil),
        ]
        for (name, subject) in expected { #expect(names[name] == subject, "\(name)") }
        #expect(try names.metric("metrics.x") == "x" && names.parameter("params.host") == "host")
    }

    @Test func whatANameIsNot() {
        let names = names(["x"], columns: ["x", "loss"])
        func message(_ body: () throws(Term.Failure) -> String) -> String {
            do throws(Term.Failure) { return try body() } catch { return error.message }
        }
        #expect(
            message { () throws(Term.Failure) in try names.metric("x") }
                == #""x" is a parameter: write metrics.x for the metric"#)
        #expect(
            message { () throws(Term.Failure) in try names.parameter("loss") }
                == #""loss" is a metric, and no parameter"#)
        #expect(
            message { () throws(Term.Failure) in try names.metric("los") }
                == #"no run has a metric "los"; did you mean "loss"?"#)
    }

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
