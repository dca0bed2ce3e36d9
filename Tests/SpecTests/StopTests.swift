// How "stop" is understood: which curve, and whether small or large is good.
import Graph
import Spec
import TestSupport
import Testing

@Suite struct StopTests {
    private func stop(_ stop: String, _ more: String = "") throws -> MedianStop? {
        let (graph, warnings) = try buildGraph(
            #"{"space": {"x": [1, 2]}, "stages": {"t": "t {x}"}, "stop": {\#(stop)}\#(more)}"#)
        #expect(warnings.isEmpty)
        #expect(Plan(json: .object(graph.plan.json))?.stop == graph.plan.stop)
        return graph.plan.stop
    }

    private func isMaximum(_ metric: String, _ objective: String, _ more: String = "") throws
        -> Bool?
    {
        try stop(
            #""metric": "\#(metric)", "grace": 1"#, #", "objective": \#(objective)\#(more)"#)?
            .maximize
    }

    @Test func allKeys() throws {
        #expect(
            try stop(#""//": "x", "metric": "m", "grace": 0.5, "mode": "max", "runs": 4"#)
                == MedianStop(metric: "m", maximize: true, grace: 0.5, runs: 4))
        #expect(
            try stop(#""metric": "val_loss", "grace": 3"#)
                == MedianStop(metric: "val_loss", maximize: false, grace: 3, runs: 1))
    }

    @Test func theObjectiveSaysWhatIsGood() throws {
        #expect(try isMaximum("m", #"{"maximize": "m"}"#) == true)
        #expect(try isMaximum("m", #"{"minimize": "m"}"#) == false)
        #expect(try isMaximum("m", #"[{"minimize": "n"}, {"maximize": "m"}]"#) == true)
        #expect(try isMaximum("m", #"{"maximize": "m.max"}"#) == true)
        // Whatever it is called.
        #expect(try isMaximum("val_loss", #"{"maximize": "val_loss"}"#) == true)
    }

    @Test func namesSayWhatIsGood() throws {
        let other = #"{"maximize": "other"}"#
        for name in ["val_loss", "loss", "eval.loss", "valLoss", "train/error"] {
            #expect(try isMaximum(name, other) == false, "\(name)")
        }
        for name in ["val_acc", "accuracy", "eval/Accuracy"] {
            #expect(try isMaximum(name, other) == true, "\(name)")
        }
    }

    /// A metric of the spec that is read from the lines has another name there.
    @Test func extractors() throws {
        let metrics =
            #", "metrics": {"best": {"file": "metrics.jsonl", "key": "eval.m", "take": "max"}}"#
        let objective = #", "objective": {"maximize": "best"}"#
        for name in ["best", "eval.m"] {
            #expect(
                try stop(#""metric": "\#(name)", "grace": 1"#, metrics + objective)
                    == MedianStop(metric: "eval.m", maximize: true, grace: 1, runs: 1))
        }
    }
}
