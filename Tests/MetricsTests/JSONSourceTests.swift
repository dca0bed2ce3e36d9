// JSON files by paths, and lines of JSON.
import Foundation
import TestSupport
import Testing
import Text

@testable import Metrics

@Suite struct JSONSourceTests {
    @Test func trainerState() throws {
        let path = "\(samples)/transformers-5.24.0-trainer_state.json"
        let all = series {
            readJSON(path, JSONPath("log_history[].eval_loss")!, as: "loss", into: &$0)
            readJSON(path, JSONPath("best_metric")!, as: "best", into: &$0)
            readJSON(path, JSONPath("log_history[1].eval_accuracy")!, as: "second", into: &$0)
        }
        #expect(
            values(all["loss"]) == [0.7518702745437622, 0.6504555940628052, 0.6185625195503235])
        #expect(steps(all["loss"]) == [5, 10, 15])
        #expect(values(all["best"]) == [0.675])
        #expect(values(all["second"]) == [0.575])
    }

    @Test func paths() throws {
        #expect(JSONPath("a[") == nil)
        #expect(JSONPath("a]") == nil)
        #expect(JSONPath("a[x]") == nil)
        #expect(JSONPath("") == nil)
        let json = try JSONValue.parse(Array(#"{"a": [[1, 2], [3]], "b.c": {"d": 4}}"#.utf8))
        func found(_ path: String) -> [Double] {
            var all: [Double] = []
            JSONPath(path)?.forEachNumber(in: json) { value, _ in all.append(value) }
            return all
        }
        #expect(found("a[][]") == [1, 2, 3])
        #expect(found("a[][0]") == [1, 3])
        #expect(found("b.c.d") == [4])
        #expect(found("a[7]") == [])
    }

    @Test func axesOfLines() throws {
        try withFolder { folder in
            let text = #"""
                {"epoch": 0, "loss": 3}
                {"epoch": 5, "loss": 2, "nested": {"x": 1}}
                {"epoch": 6, "lo
                """#
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/metrics.jsonl"))
            let all = series { readJSONLines("\(folder)/metrics.jsonl", into: &$0) }
            #expect(all.all.map(\.name) == ["loss", "nested.x"])
            #expect(all["loss"]?.axis == "epoch")
            #expect(steps(all["loss"]) == [0, 5])
        }
    }
}
