// What random search promises: pure draws, prefixes, no repeats, and that it ends.
import Numerics
import Testing

@testable import Sampling

@Suite struct RandomTests {
    private static let space = """
        {"lr": {"loguniform": [1e-4, 0.1]}, "units": [16, 32, 64], "act": ["relu", "tanh"],
         "slope": {"uniform": [0, 1], "when": {"act": "relu"}},
         "opt": {"cases": {"sgd": {"momentum": {"uniform": [0.8, 0.99]}}, "adam": {}}}}
        """

    /// Floats and integers by how the domain is written, whatever is drawn.
    @Test(arguments: [
        (#"{"uniform": [0, 1]}"#, true), (#"{"normal": [0, 1]}"#, true), (#"{"expon": 5}"#, true),
        (#"{"quniform": [0.2, 1, 0.2]}"#, true), (#"{"quniform": [0, 10, 2]}"#, false),
        (#"{"quniform": [0, 1e3, 1e1]}"#, false), (#"{"qnormal": [0, 10, 5]}"#, false),
        (#"{"qnormal": [0.0, 10, 5]}"#, true), (#"{"randint": [0, 5]}"#, false),
        (#"{"lograndint": [1, 5]}"#, false),
        (#"{"_type": "quniform", "_value": [0, 4, 0.5]}"#, true),
        (#"{"_type": "quniform", "_value": [0, 4, 1]}"#, false),
    ])
    func types(_ domain: String, _ areFloats: Bool) throws {
        let drawn = try Drawn(#"{"x": \#(domain)}"#, search("random", 50))
        #expect(!drawn.ids.isEmpty)
        for case let text? in drawn.texts("x") {
            #expect(text.contains { $0 == "." || $0 == "e" } == areFloats, "\(text)")
        }
    }

    @Test func drawsArePureFunctionsOfSeedNameSampleAndAttempt() throws {
        let drawn = try Drawn(#"{"x": {"uniform": [0, 1]}}"#, search("random", 50, seed: 9))
        let stream = Draws(seed: 9, name: "x".utf8)
        #expect(drawn.numbers("x") == (0..<50).map { stream.uniform(sample: $0) })
    }

    @Test(arguments: ["random", "sobol"]) func moreSamplesKeepTheEarlierOnes(_ method: String)
        throws
    {
        let spaces = [
            Self.space, #"[{"a": {"randint": [0, 90]}}, {"b": {"uniform": [0, 1]}}]"#,
            #"{"a": {"randint": [0, 20]}, "b": {"choice": [1, 2, 3], "weights": [100, 1, 0]}}"#,
            #"{"q": {"quniform": [0, 1, 0.005]}}"#,
        ]
        for (index, space) in spaces.enumerated() {
            let more = index == 0 ? #", "exclude": [{"units": 16, "act": "tanh"}]"# : ""
            let all = try Drawn(space, search(method, 200, seed: index), more: more)
            #expect(Set(all.ids).count == all.ids.count)
            for count in [1, 2, 7, 40, 41, 100] {
                let some = try Drawn(space, search(method, count, seed: index), more: more)
                #expect(some.ids == Array(all.ids.prefix(count)))
            }
        }
    }

    @Test func otherParametersRedrawNothing() throws {
        let before = try Drawn(Self.space, search("random", 60))
        let reordered = try Drawn(
            """
            {"opt": {"cases": {"sgd": {"momentum": {"uniform": [0.8, 0.99]}}, "adam": {}}},
             "new": {"normal": [0, 1]}, "act": ["relu", "tanh"], "units": [16, 32, 64],
             "slope": {"uniform": [0, 1], "when": {"act": "relu"}}, "more": [1, 2, 3],
             "lr": {"loguniform": [1e-4, 0.1]}}
            """, search("random", 60))
        for name in ["lr", "units", "act", "slope", "opt", "momentum"] {
            #expect(before.texts(name) == reordered.texts(name))
        }
        let other = try Drawn(Self.space, search("random", 60, seed: 1))
        #expect(Set(before.texts("lr")).isDisjoint(with: other.texts("lr")))
    }

    /// One name is one stream, whichever case it stands in.
    @Test func casesShareTheStreamOfAName() throws {
        let drawn = try Drawn(
            #"{"k": {"cases": {"a": {"x": {"uniform": [0, 1]}}, "b": {"x": {"uniform": [2, 3]}}}}}"#,
            search("random", 100))
        let stream = Draws(seed: 0, name: "x".utf8)
        for (index, (which, x)) in zip(drawn.texts("k"), drawn.numbers("x")).enumerated() {
            let u = stream.uniform(sample: UInt64(index))
            #expect(x == (which == "a" ? u : 2 + u))
        }
        #expect(Set(drawn.texts("k")) == ["a", "b"])
    }

    @Test func excludedSamplesTakeTheNextAttempt() throws {
        let space = #"{"x": {"uniform": [0, 1]}, "c": ["a", "b", "c"]}"#
        let all = try Drawn(space, search("random", 80))
        let some = try Drawn(space, search("random", 80), more: #", "exclude": [{"c": "b"}]"#)
        let stream = Draws(seed: 0, name: "x".utf8)
        for index in 0..<80 {
            if all.texts("c")[index] == "b" {
                let attempts = (1..<40 as Range<UInt32>).map {
                    stream.uniform(sample: UInt64(index), attempt: $0)
                }
                #expect(attempts.contains(some.numbers("x")[index]))
            } else {
                #expect(all.ids[index] == some.ids[index])
            }
        }
        #expect(!some.texts("c").contains("b"))
        let none = try Drawn(space, search("random", 80), more: #", "exclude": [{"c": "z"}]"#)
        #expect(none.ids == all.ids)
    }

    @Test func subSpacesAreDrawnUniformly() throws {
        for method in ["random", "sobol"] {
            let drawn = try Drawn(
                #"[{"a": {"uniform": [0, 1]}}, {"b": {"uniform": [0, 1]}}, {"c": {"expon": 1}}]"#,
                search(method, 3000))
            let which = zip(drawn.texts("a"), drawn.texts("b")).map { a, b in
                a != nil ? "a" : b != nil ? "b" : "c"
            }
            let (value, bound) = chiSquare(which, ["a": 1 / 3.0, "b": 1 / 3.0, "c": 1 / 3.0])
            #expect(value < bound)
        }
    }

    // MARK: finite spaces

    @Test(arguments: ["random", "sobol"]) func finiteSpacesAreExhausted(_ method: String) throws {
        let spaces: [(String, Int)] = [
            (#"{"a": [1, 2, 3], "b": {"randint": [0, 4]}}"#, 12),
            (#"{"a": {"choice": ["x", "y", "z"], "weights": [1, 0, 1e-9]}, "b": [1, 2]}"#, 4),
            (#"{"q": {"quniform": [0, 1, 0.1]}}"#, 11), (#"{"n": {"lograndint": [3, 10]}}"#, 7),
            (#"[{"a": [1, 2]}, {"a": [2, 3], "b": {"linspace": [0.0, 1.0, 3]}}, {"a": [1]}]"#, 8),
            (#"{"k": {"cases": {"p": {"x": [1, 2]}, "q": {}}}, "y": {"randint": [0, 2]}}"#, 6),
            (#"{"a": {"linspace": [1, 1, 5]}, "b": {"choice": [1, 1], "weights": [1, 2]}}"#, 1),
        ]
        for (space, count) in spaces {
            let drawn = try Drawn(space, search(method, 100))
            #expect(drawn.ids.count == count, "\(space)")
            #expect(Set(drawn.ids).count == count)
            #expect(drawn.messages.count == 1 && !drawn.diagnostics.hasErrors)
            #expect(drawn.messages[0].contains("only \(count) configuration"))
            let exact = try Drawn(space, search(method, count))
            #expect(exact.ids == drawn.ids && exact.messages.isEmpty)
        }
        // A grid has the same points, and the weightless one besides.
        let drawn = try Drawn(#"{"a": [1, 2, 3], "b": [4, 5]}"#, search(method, 9))
        let grid = try Drawn(#"{"a": [1, 2, 3], "b": [4, 5]}"#, #""grid""#)
        #expect(Set(drawn.ids) == Set(grid.ids))
    }

    @Test func hugeFiniteSpacesAreNotEnumerated() throws {
        let digits = (0..<12).map { #""d\#($0)": {"randint": [0, 10]}"# }.joined(separator: ", ")
        let drawn = try Drawn("{\(digits)}", search("random", 300))
        #expect(Set(drawn.ids).count == 300)
        let one = try Drawn(#"{"n": {"randint": [0, 1000000000000]}}"#, search("random", 300))
        #expect(Set(one.ids).count == 300 && one.messages.isEmpty)
    }

    @Test func whereNearlyEverythingIsExcludedItEnds() throws {
        let rest = (1..<1000).map { #"{"c": \#($0)}"# }.joined(separator: ", ")
        let thousand = #"{"randint": [0, 1000]}"#
        let space = #"{"a": \#(thousand), "b": \#(thousand), "c": \#(thousand)}"#
        let sparse = try Drawn(space, search("random", 20), more: #", "exclude": [\#(rest)]"#)
        #expect(sparse.ids.count == 20 && Set(sparse.texts("c")) == ["0"])

        let none = try Drawn(
            space, search("random", 20), more: #", "exclude": [{"c": 0}, \#(rest)]"#)
        #expect(none.diagnostics.hasErrors && none.ids.isEmpty)

        let endless = #"{"x": {"uniform": [0, 1]}, "c": ["a", "b"]}"#
        let all = try Drawn(
            endless, search("sobol", 9), more: #", "exclude": [{"c": "a"}, {"c": "b"}]"#)
        #expect(all.diagnostics.hasErrors && all.ids.isEmpty)

        // Endless by its domain, and yet there is next to nothing in it.
        let coarse = try Drawn(#"{"x": {"qnormal": [0, 1, 100]}}"#, search("random", 9))
        #expect(coarse.ids.count == 1 && coarse.messages.count == 1)
        #expect(!coarse.diagnostics.hasErrors)
    }
}
