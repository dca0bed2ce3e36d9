// What an import makes of single things, and what it says of them.
import Spec
import TestSupport
import Testing
import Text

@testable import Exchange

/// Small sources, and single lines of what becomes of them.
@Suite struct ImportDetailTests {
    private func read(_ json: String, as format: String? = nil) throws -> ImportedSpec {
        try ImportFormat.read(
            try JSONValue.parse(Array(json.utf8)), as: format.flatMap(ImportFormat.named))
    }

    private func failure(_ json: String, as format: String? = nil) -> String {
        do {
            return try read(json, as: format).text
        } catch {
            return (error as? ImportFailure)?.message ?? "\(error)"
        }
    }

    @Test func namesThatHpmakeCannotHave() throws {
        let spec = try read(
            #"""
            {"0_1": {"_type": "choice", "_value": [1, 2]}, "id": {"_type": "choice", "_value": [3]},
             "a b": {"_type": "choice", "_value": [4]}, "a_b": {"_type": "choice", "_value": [5]}}
            """#)
        #expect(spec.parameters.map(\.name) == ["p0_1", "id_", "a_b", "a_b_"])
        #expect(spec.warnings.count == 4)
        _ = try experiment(spec)
    }

    @Test func nestedChoicesWithOneNameBecomeCases() throws {
        let spec = try read(
            #"""
            {"l": {"_type": "choice", "_value": [
              {"_name": "conv", "size": {"_type": "choice", "_value": [1, 3]}},
              {"_name": "pool", "size": {"_type": "randint", "_value": [2, 4]}}]}}
            """#)
        #expect(spec.text.holds(#""conv": { "l.size": [1, 3] }"#))
        let drawn = try draws(spec, count: 10)
        #expect(drawn["l.size"]?.count == 4)
        #expect(try experiment(spec).parameterForm == .nested)
        #expect(spec.text.holds("--out {out} --params {params}"))
        #expect(spec.warnings.isEmpty)
    }

    @Test func nestedNamesThatAreNoneOfNNI() throws {
        let spec = try read(
            #"""
            {"a.b": {"_type": "choice", "_value": [
              {"_name": 1, "c": {"_type": "choice", "_value": [1, 2]}}, {"_name": 2}]}}
            """#)
        #expect(spec.text.holds(#""cases": { "1": { "a.b.c": [1, 2] }, "2": {} }"#))
        #expect(spec.warnings.contains { $0.holds("names of cases are texts") })
        #expect(spec.warnings.contains { $0.holds("objects in place of \"a.b\"") })
    }

    @Test func theCommandOfAnExperiment() throws {
        let experiment = #"""
            {"searchSpace": {"x": {"_type": "choice", "_value": [VALUES]}}, "trialCommand": "python t.py"}
            """#
        func command(_ values: String) throws -> String? {
            try read(experiment.replacing("VALUES", with: values)).run
        }
        #expect(try command("1, 2") == "python t.py {args}")
        #expect(try command(#"{"_name": "a"}, {"_name": "b"}"#) == "python t.py --params {params}")
    }

    @Test func gridsThatAreNone() throws {
        let spec = try read(#"{"method": "grid", "parameters": {"x": {"min": 0.0, "max": 1.0}}}"#)
        #expect(spec.text.holds(#""method": "random""#))
        #expect(spec.warnings.contains { $0.holds("became random") })
        let grid = try read(#"{"method": "grid", "parameters": {"x": {"values": [0, 1]}}}"#)
        #expect(grid.text.holds(#""search": "grid""#))
    }

    @Test func theCommandOfASweep() throws {
        let spec = try read(
            #"""
            {"program": "t.py", "method": "bayes", "run_cap": 7, "metric": {"name": "acc", "goal": "maximize"},
             "command": ["${env}", "A=${envvar:HOME}", "${interpreter}", "${program}", "it's", "${args_no_hyphens}"],
             "parameters": {"x": {"values": [true, 1]}}}
            """#)
        #expect(spec.run == #"'A=${envvar:HOME}' python t.py 'it'\''s' x={x}"#)
        #expect(spec.samples == 7)
        #expect(spec.objectives == [Objective(metric: "acc", maximize: true)])
        #expect(spec.warnings.contains { $0.holds("bayes") })
        #expect(spec.warnings.contains { $0.holds("booleans") })
    }

    @Test func decimalsStayAsTheyAre() throws {
        let spec = try read(
            #"{"lr": {"name": "FloatDistribution", "attributes": {"low": 1e-05, "high": 0.30, "log": true, "step": null}}}"#
        )
        #expect(spec.text.holds(#""lr": { "loguniform": [1e-05, 0.30] }"#))
        let steps = try read(
            #"{"x": {"name": "FloatDistribution", "attributes": {"low": 0.0, "high": 0.3, "log": false, "step": 0.1}}}"#
        )
        #expect(steps.text.holds(#""x": { "linspace": [0.0, 0.3, 4] }"#))
    }

    @Test func wordsOfACommandLine() throws {
        let hydra = try #require(
            overrides("lr=0.1,1e-4 +x='a b',c 'm=tag(log, interval(1, 10))'\n"))
        let spec = try ImportFormat.read(hydra, as: nil)
        #expect(spec.parameters.map(\.name) == ["lr", "x", "m"])
        #expect(spec.text.holds(#""m": { "loguniform": [1, 10] }"#))
        #expect(spec.text.holds(#""lr": [0.1, 0.0001]"#))
        #expect(spec.run == "python main.py hydra.run.dir={out} lr={lr} +x={x} m={m}")
        let guild = try #require(overrides("lr=[0.1:0.5:0.2] n=[1:5] b=[16, 32]"))
        let flags = try ImportFormat.read(guild, as: nil)
        #expect(flags.text.holds(#""n": { "randint": [1, 6] }"#))
        #expect(flags.warnings.contains { $0.holds("the first value to try, 0.2") })
        #expect(overrides("lr: 0.1") == nil)
        #expect(failure(#"{"x": "choice(1"}"#, as: "hydra").holds("a ( has no )"))
        #expect(failure(#"{"x": "glob(*)"}"#, as: "hydra").holds("without Hydra"))
    }

    @Test func journalsOfStudies() throws {
        let spec = try ImportFormat.read(
            .array(
                try [
                    #"{"op_code":0,"worker_id":"x","study_name":"d","directions":[2,1]}"#,
                    #"{"op_code":3,"study_id":0,"system_attr":{"study:metric_names":["acc","size"]}}"#,
                    #"{"op_code":5,"param_name":"n","distribution":"{\"name\": \"IntDistribution\", \"attributes\": {\"log\": false, \"step\": 2, \"low\": 1, \"high\": 9}}"}"#,
                ].map { try JSONValue.parse(Array($0.utf8)) }), as: nil)
        #expect(spec.text.holds(#""n": { "arange": [1, 10, 2] }"#))
        #expect(
            spec.objectives == [
                Objective(metric: "acc", maximize: true),
                Objective(metric: "size", maximize: false),
            ])
    }

    @Test func whatCannotBeRead() {
        #expect(failure(#"{"space": {}, "stages": {}}"#).holds("a spec of hpmake already"))
        #expect(failure("[1, 2]").holds("say which by --from"))
        #expect(failure(#"{"a": {"_type": "nope", "_value": [1, 2]}}"#).holds("\"nope\""))
        #expect(failure(#"{"parameters": {"a": {"distribution": "uniform"}}}"#).holds("\"min\""))
        #expect(
            failure(#"{"hyperparameters": {"a": {"type": "log", "minval": 1, "maxval": 2}}}"#)
                .holds("base"))
        #expect(failure(#"{"parameters": {}}"#).holds("no parameter"))
        for (domain, words) in [
            (#""uniform", "_value": [1, 0]"#, "lo must be below hi"),
            (#""quniform", "_value": [0, 1, 0]"#, "q must be above 0"),
            (#""randint", "_value": [1e30, 2e30]"#, "lo must be a whole number"),
            (#""loguniform", "_value": [0, 1]"#, "lo must be above 0"),
        ] {
            #expect(failure(#"{"a": {"_type": \#(domain)}}"#).holds(words))
        }
        let katib =
            #"{"parameters": [{"name": "a", "parameterType": "int", "feasibleSpace": FEASIBLE}]}"#
        for (space, words) in [
            (#"{"min": "5", "max": "1"}"#, "the lower one first"),
            (#"{"min": "1", "max": "5", "step": "0"}"#, "no step of 0"),
            (#"{"min": "1", "max": "9223372036854775807"}"#, "below 2^53"),
        ] {
            #expect(failure(katib.replacing("FEASIBLE", with: space)).holds(words))
        }
        #expect(failure(#"{"x": "int(interval(1, 9e18))"}"#, as: "hydra").holds("below 2^53"))
        for format in ImportFormat.all {
            for text in [
                "null", "[]", "{}", #"{"parameters": [1]}"#, #"{"a": 1}"#, #"{"a": {"b": []}}"#,
            ] {
                _ = failure(text, as: format.name)
            }
        }
    }
}
