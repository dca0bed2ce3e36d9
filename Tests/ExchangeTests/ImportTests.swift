// What an import makes of spaces, against what their own packages draw, and what it says.
import Foundation
import Sampling
import Spec
import TestSupport
import Testing
import Text

@testable import Exchange

private let folder = testFolder("ExchangeTests/Fixtures")

/// The spec that an import makes, as `hpmake gen` would read it.
private func experiment(_ spec: ImportedSpec) throws -> Experiment {
    let source = SourceText(name: "space.json", bytes: Array(spec.text.utf8))
    let (decoded, found) = SpecDecoder.decode(source)
    try #require(!found.hasErrors, "\(found.rendered(in: source))")
    return try #require(decoded)
}

/// Draws of each parameter, as JSON.
private func draws(_ spec: ImportedSpec, count: Int) throws -> [String: [String]] {
    var experiment = try experiment(spec)
    experiment.search = .random(samples: count, seed: 3)
    let names = experiment.parameterNames
    var columns: [String: [String]] = [:]
    var sampler = Sampler(experiment, Identifier(experiment))
    var found = Diagnostics()
    sampler.forEach(&found) { configuration, _ in
        for (name, value) in zip(names, configuration.values) {
            if let value { columns[name, default: []].append(value.json) }
        }
        return true
    }
    return columns
}

/// Numbers by value, as the script that made the fixtures writes them.
private func canonical(_ json: String) -> String {
    guard let number = Double(json) else { return json.filter { $0 != " " } }
    return decimalText(number.rounded(digits: 9))
}

@Suite struct ImportTests {
    struct Fixture {
        let json: JSONValue
        let spec: ImportedSpec

        init(_ name: String) throws {
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            json = try JSONValue.parse(Array(data), allowsNonFinite: true)
            spec = try ImportFormat.read(try #require(json["source"]), as: nil)
        }
    }

    static let formats = ImportFormat.all.map(\.name)

    /// Kolmogorov-Smirnov at the quantiles, chi-square (of two samples) at the counts: a bound that is
    /// passed once in 10,000 draws.
    @Test(arguments: formats) func drawsAreThoseOfThePackage(_ format: String) throws {
        let fixture = try Fixture("\(format).json")
        let columns = try draws(fixture.spec, count: 2000)
        let parameters = try #require(fixture.json["parameters"]?.members)
        for (name, expected) in parameters {
            let drawn = try #require(columns[name], "\(format) \(name)")
            let theirs = try #require(expected["draws"]?.intValue)
            if let quantiles = expected["quantiles"]?.items?.compactMap(\.doubleValue) {
                let numbers = drawn.compactMap { Double($0) }.sorted()
                #expect(numbers.count == drawn.count)
                var distance = 0.0
                for (index, quantile) in quantiles.enumerated() {
                    let n = Double(numbers.count)
                    let share = Double(index + 1) / 40
                    distance = max(
                        distance, Double(numbers.count { $0 < quantile }) / n - share,
                        share - Double(numbers.count { $0 <= quantile }) / n)
                }
                let bound = 2.3 * (1 / Double(theirs) + 1 / Double(drawn.count)).squareRoot()
                #expect(distance < bound, "\(format) \(name): \(distance)")
            } else {
                let counts = try #require(expected["counts"]?.members)
                let value = chiSquare(counts.map { ($0, $1.doubleValue ?? 0) }, drawn)
                #expect(value.value < value.bound, "\(format) \(name): \(value)")
            }
        }
        #expect(columns.count >= parameters.count)
    }

    /// Of two samples, cells with few draws left out.
    private func chiSquare(
        _ counts: [(String, Double)], _ drawn: [String]
    ) -> (value: Double, bound: Double) {
        let ours = Dictionary(drawn.map { (canonical($0), 1.0) }, uniquingKeysWith: +)
        let theirs = Dictionary(
            counts.map { (canonical($0.0), $0.1) }, uniquingKeysWith: +)
        let (n, m) = (Double(drawn.count), theirs.values.reduce(0, +))
        var (value, cells) = (0.0, -1.0)
        for key in Set(ours.keys).union(theirs.keys) {
            let (a, b) = (ours[key] ?? 0, theirs[key] ?? 0)
            let expected = (a + b) * n / (n + m)
            // A value that only one of both ever draws is wrong however rare it is.
            if theirs[key] == nil && a > 5 || ours[key] == nil && expected > 20 {
                return (.infinity, 0)
            }
            guard expected >= 4 else { continue }
            let other = (a + b) - expected
            value += (a - expected) * (a - expected) / expected + (b - other) * (b - other) / other
            cells += 1
        }
        guard cells > 0 else { return (0, 1) }
        let step = 2 / (9 * cells)
        let root = 1 - step + 3.719 * step.squareRoot()
        return (value, cells * root * root * root)
    }

    @Test(arguments: formats) func formatsAreToldByTheirContent(_ format: String) throws {
        let fixture = try Fixture("\(format).json")
        let named = try ImportFormat.read(
            try #require(fixture.json["source"]), as: ImportFormat.named(format))
        #expect(fixture.spec.text == named.text)
    }

    @Test func whatIsNotExactHasACommentAndAWarning() throws {
        let spec = try Fixture("wandb.json").spec
        let beta = try #require(spec.warnings.first { $0.hasPrefix("\"beta\"") })
        #expect(beta.holds("no equal"))
        #expect(spec.text.holds("\"//\": \"a beta distribution"))
        #expect(!spec.warnings.contains { $0.hasPrefix("\"q_outside\"") })
    }
}

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
        for format in ImportFormat.all {
            for text in [
                "null", "[]", "{}", #"{"parameters": [1]}"#, #"{"a": 1}"#, #"{"a": {"b": []}}"#,
            ] {
                _ = failure(text, as: format.name)
            }
        }
    }

    /// Any JSON ends in a spec that can be read, or in a message.
    @Test func anythingIsReadOrRefused() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<400 {
            let json = randomJSON(using: &random)
            for format in ImportFormat.all { _ = try? ImportFormat.read(json, as: format).text }
        }
    }
}
