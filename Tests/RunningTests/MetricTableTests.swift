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

    @Test func whatIsNotThere() {
        var table = MetricTable()
        table.readResult("/nowhere/r")
        table.readCurves("/nowhere/m")
        #expect(table == MetricTable())
    }
}
