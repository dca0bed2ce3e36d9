// What is read out of results, metrics over time and logs that trainers write, good and bad ones.
import Foundation
import Graph
import Spec
import TestSupport
import Testing

@testable import Running

@Suite struct MetricTableTests {
    private func table(
        _ name: String, _ text: String, _ read: (inout MetricTable, String) -> Void
    ) throws -> MetricTable {
        try withFolder { folder in
            let path = "\(folder)/\(name)"
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            var table = MetricTable()
            read(&table, path)
            return table
        }
    }

    @Test func leavesOfResults() throws {
        let text =
            #"{"a": 1, "b": {"c": -2.5, "d": [3, {"e": 4}]}, "s": "5", "t": true, "n": null}"#
        let table = try table("r", text) { $0.readResult($1) }
        // Histories, predictions and matrices are no metrics.
        #expect(table.names == ["a", "b.c"])
        #expect(table.values == [1, -2.5] && table.problem == nil)
        let odd = try self.table("r", #"{"a": NaN, "b": -Infinity, "c": Infinity, "d": 1e999}"#) {
            $0.readResult($1)
        }
        #expect(odd["a"]?.isNaN == true && odd["b"] == -.infinity && odd["c"] == .infinity)
        #expect(odd["d"] == .infinity)
    }

    @Test(arguments: [
        "", "{", "[1]", "3", "{\"a\": 1}}", "{\"a\": 0x10}", "\u{0}", "{\"a\": 1,}",
        "{\"a\": [1,]}",
        "{\"a\": [1 2]}", "{\"a\": [\"\\x\"]}", "{\"a\": [01]}", "{\"a\": [{\"b\": tru}]}",
    ])
    func malformedResults(text: String) throws {
        let table = try table("r", text) { $0.readResult($1) }
        #expect(table.names.isEmpty && table.problem?.hasPrefix("result.json ") == true)
    }

    @Test func curves() throws {
        let text = """
            {"step": 1, "loss": 0.7, "val": {"acc": 0.1}}
            garbage
            {"step": 2, "loss": NaN, "note": "x", "ok": true}

            [1, 2]
            {"step": 3, "loss": 0.4, "val": {"acc": 0.3}, "nan": NaN}
            {"step": 4, "loss": 0.5}
            {"step": 5, "loss": 0.
            """
        var table = try table("m", text) { $0.readCurves($1) }
        let expected: [String: Double] = [
            "loss": 0.5, "loss.min": 0.4, "loss.max": 0.7, "loss.steps": 4, "val.acc": 0.3,
            "val.acc.min": 0.1, "val.acc.max": 0.3, "val.acc.steps": 2, "nan.steps": 1,
        ]
        for (name, value) in expected { #expect(table[name] == value, "\(name)") }
        #expect(table["nan"]?.isNaN == true && table["nan.min"]?.isNaN == true)
        #expect(table["step"] == nil && table["ok"] == nil && table["note"] == nil)
        // What the results say counts.
        table = MetricTable()
        table.set("loss", 9)
        table.set("loss.steps", 8)
        try withFolder { folder in
            try text.write(toFile: "\(folder)/m", atomically: false, encoding: .utf8)
            table.readCurves("\(folder)/m")
        }
        #expect(table["loss"] == 9 && table["loss.steps"] == 8 && table["loss.min"] == 0.4)
    }

    @Test func logs() throws {
        let text = "a=3 a=5\rb=1 \na=nan a=x\n 50%|##  | a=2\r 99%|### | a=4\r\na=\nb=inf c=1\n"
        let takes: [(MetricExtractor.Take, Double)] = [
            (.first, 3), (.last, 4), (.min, 2), (.max, 5),
        ]
        let found = try table("l", text) {
            $0.readLog(
                $1,
                takes.map {
                    MetricExtractor(
                        name: "\($0.0)", stage: "s", pattern: "a=([0-9a-z.]+)", take: $0.0)
                }
                    + [
                        MetricExtractor(
                            name: "b", stage: "s", pattern: "b=([0-9a-z.]+)", take: .last),
                        MetricExtractor(
                            name: "done", stage: "s", pattern: "^ *([0-9]+)%", take: .last),
                        MetricExtractor(name: "none", stage: "s", pattern: "d=(.*)", take: .last),
                    ])
        }
        for (take, value) in takes { #expect(found["\(take)"] == value, "\(take)") }
        #expect(found["b"] == .infinity && found["done"] == 99 && found["none"] == nil)
    }

    @Test func whatIsNotThere() {
        var table = MetricTable()
        table.readResult("/nowhere/r")
        table.readCurves("/nowhere/m")
        table.readLog(
            "/nowhere/l", [MetricExtractor(name: "a", stage: "s", pattern: "(a)", take: .last)])
        #expect(table == MetricTable())
    }
}
