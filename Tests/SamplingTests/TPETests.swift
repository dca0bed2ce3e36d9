// What a search that learns promises: pure draws, those of random search first, nothing twice, every value
// within its domain, and that it learns.
import Spec
import TestSupport
import Testing
import Text

@testable import Sampling

/// A search that is asked and told.
struct Learning {
    let experiment: Experiment
    let identifier: Identifier
    let tpe: TPE
    private(set) var known: [Observation] = []
    private(set) var draws: [TPE.Draw] = []

    /// - Parameter more: further members of the spec.
    init(_ space: String, seed: UInt64 = 0, startup: Int = 10, more: String = "") throws {
        let text =
            #"{"space": \#(space), "objective": {"minimize": "y"}\#(more), "stages": {"t": "true {args}"}}"#
        let (decoded, found) = SpecDecoder.decode(SourceText(name: "s", bytes: Array(text.utf8)))
        let messages = found.items.filter { $0.severity == .error }.map(\.message)
        try #require(messages.isEmpty, "\(messages)")
        experiment = try #require(decoded)
        identifier = Identifier(experiment)
        tpe = TPE(experiment, identifier, seed: seed, startup: startup)
    }

    /// Draws as many as there are, up to `count`, one after another.
    ///
    /// - Parameter lag: how many draws are running at once.
    mutating func run(
        _ count: Int, lag: Int = 1, _ outcome: (Learning, Configuration) -> Observation.Outcome
    ) {
        var waiting: [TPE.Draw] = []
        for _ in 0..<count {
            guard let draw = tpe.draw(slot: draws.count, knowing: known) else { return }
            known.append(tpe.observation(slot: draws.count, draw.configuration, .running))
            draws.append(draw)
            waiting.append(draw)
            guard waiting.count >= lag else { continue }
            let slot = draws.count - waiting.count
            let done = waiting.removeFirst()
            known[slot] = tpe.observation(
                slot: slot, done.configuration, outcome(self, done.configuration))
        }
    }

    func text(_ name: String, _ configuration: Configuration) -> String? {
        experiment.slots[name].flatMap { configuration.values[$0]?.text }
    }

    func number(_ name: String, _ configuration: Configuration) -> Double {
        text(name, configuration).flatMap { Double($0) } ?? .nan
    }

    var ids: [String] { draws.map { identifier.id(of: $0.configuration) } }
}

@Suite struct TPETests {
    private static let space = """
        {"lr": {"loguniform": [1e-4, 0.1]}, "units": [16, 64, 32], "act": ["relu", "tanh"],
         "slope": {"uniform": [0, 1], "when": {"act": "relu"}}, "n": {"randint": [0, 90]}, "_label": "a",
         "opt": {"cases": {"sgd": {"momentum": {"uniform": [0.8, 0.99]}}, "adam": {}}}}
        """

    private static func bowl(_ search: Learning, _ configuration: Configuration)
        -> Observation.Outcome
    {
        let lr = search.number("lr", configuration)
        let n = search.number("n", configuration)
        return .values([(lr - 0.01) * (lr - 0.01) * 1e3 + (n - 20) * (n - 20) / 1e3])
    }

    @Test func itBeginsAsRandomSearch() throws {
        for more in [
            "", #", "points": [{"lr": 7, "units": 1, "act": "tanh", "n": -3, "opt": "adam"}]"#,
        ] {
            var search = try Learning(Self.space, seed: 5, more: more)
            search.run(30, Self.bowl)
            let random = try Drawn(
                Self.space, #"{"method": "random", "samples": 10, "seed": 5}"#, more: more)
            #expect(Array(search.ids.prefix(10)) == random.ids)
            #expect(search.draws.prefix(10).allSatisfy { $0.origin == .startup })
            #expect(
                search.draws.dropFirst(10).allSatisfy {
                    if case .model = $0.origin { true } else { false }
                })
        }
    }

    @Test func drawsArePureFunctionsOfWhatIsKnown() throws {
        var search = try Learning(Self.space)
        search.run(40, lag: 3, Self.bowl)
        var other = try Learning(Self.space)
        other.run(40, lag: 3, Self.bowl)
        #expect(search.ids == other.ids)
        let next = search.tpe.draw(slot: 40, knowing: search.known)
        #expect(
            search.tpe.draw(slot: 40, knowing: search.known.reversed())?.identity == next?.identity)
        #expect(search.tpe.draw(slot: 41, knowing: search.known)?.identity != next?.identity)
        let taken = try #require(next)
        #expect(
            search.tpe.draw(slot: 40, knowing: search.known, taken: [taken.identity])?.identity
                != taken.identity)
        var third = try Learning(Self.space, seed: 1)
        third.run(40, lag: 3, Self.bowl)
        #expect(Set(third.ids).isDisjoint(with: search.ids))
    }

    @Test func itLearns() throws {
        var search = try Learning(Self.space, seed: 2)
        search.run(100, Self.bowl)
        let late = search.draws.suffix(30)
        let near = late.filter { abs(search.number("n", $0.configuration) - 20) <= 15 }
        #expect(near.count >= 20)
        let random = try Drawn(Self.space, #"{"method": "random", "samples": 100, "seed": 2}"#)
        #expect(random.numbers("n").filter { abs($0 - 20) <= 15 }.count < 60)
    }

    @Test func finiteSpacesAreExhaustedWithoutRepeats() throws {
        let spaces: [(String, Int)] = [
            (#"{"a": [1, 2, 3], "b": {"randint": [0, 14]}}"#, 42),
            (#"{"a": {"choice": ["x", "y", "z"], "weights": [1, 0, 1e-9]}, "b": [1, 2, 4, 8]}"#, 8),
            (#"{"q": {"quniform": [0, 1, 0.05]}}"#, 21), (#"{"n": {"lograndint": [3, 30]}}"#, 27),
            (#"{"n": {"qlograndint": [3, 30, 4]}}"#, 7),
            (#"[{"a": [1, 2]}, {"a": [2, 3], "b": {"linspace": [0.0, 1.0, 6]}}, {"a": [1]}]"#, 14),
            (#"{"k": {"cases": {"p": {"x": [1, 2]}, "q": {}}}, "y": {"randint": [0, 9]}}"#, 27),
            (#"{"a": {"linspace": [1, 1, 5]}, "b": {"choice": [1, 1], "weights": [1, 2]}}"#, 1),
        ]
        for (space, count) in spaces {
            for lag in [1, 5] {
                var search = try Learning(space, seed: UInt64(lag), startup: 4)
                search.run(60, lag: lag) { .values([$0.number("a", $1).magnitude]) }
                #expect(search.draws.count == count, "\(space)")
                #expect(Set(search.ids).count == count)
            }
        }
    }

    @Test func excludedOnesAreNotDrawn() throws {
        var search = try Learning(
            Self.space, more: #", "exclude": [{"units": 16}, {"act": "tanh", "opt": "adam"}]"#)
        search.run(60, Self.bowl)
        for draw in search.draws {
            #expect(search.text("units", draw.configuration) != "16")
            #expect(
                search.text("act", draw.configuration) != "tanh"
                    || search.text("opt", draw.configuration) != "adam")
        }
    }

    /// Failed ones repel: a search that knows nothing of them would fail half the time.
    @Test func itAvoidsWhatFails() throws {
        for seed in 0..<6 as Range<UInt64> {
            var search = try Learning(
                #"{"x": {"uniform": [0, 1]}, "y": {"uniform": [0, 1]}}"#, seed: seed)
            search.run(100) { search, configuration in
                let (x, y) = (search.number("x", configuration), search.number("y", configuration))
                return x > 0.5 ? .failed : .values([(x - 0.5) * (x - 0.5) + (y - 0.3) * (y - 0.3)])
            }
            let failed = search.draws.suffix(50).filter {
                search.number("x", $0.configuration) > 0.5
            }
            #expect(failed.count < 15)
        }
    }

    @Test func whereAllFailsItGoesOn() throws {
        var search = try Learning(Self.space)
        search.run(40) { _, _ in .failed }
        #expect(Set(search.ids).count == 40)
        #expect(search.draws.dropFirst(10).allSatisfy { $0.origin == .random })
        var odd = try Learning(Self.space)
        odd.run(40) { _, _ in .values([.nan]) }
        #expect(odd.ids == search.ids)
    }

    /// What is known of a case helps in that case, and says nothing of the parameters of another one.
    @Test func conditionalParametersAndUnionsAreLearntOf() throws {
        let cases = #"""
            {"k": {"cases": {"a": {"x": {"uniform": [0, 1]}}, "b": {"x": {"randint": [5, 9]}, "z": [1, 2]}}},
             "y": {"uniform": [0, 1]}}
            """#
        let union = #"""
            [{"k": "a", "x": {"uniform": [0, 1]}, "y": {"uniform": [0, 1]}},
             {"k": "b", "x": {"randint": [5, 9]}, "z": [1, 2], "y": {"uniform": [0, 1]}}]
            """#
        for space in [cases, union] {
            var search = try Learning(space, seed: 1)
            search.run(80) { search, configuration in
                let y = search.number("y", configuration)
                let isB = search.text("k", configuration) == "b"
                let x = search.number("x", configuration)
                return .values([(y - 0.2).magnitude + (isB ? (x - 7).magnitude / 5 : 1)])
            }
            let late = search.draws.suffix(30).map(\.configuration)
            #expect(late.filter { search.text("k", $0) == "b" }.count > 20)
            #expect(late.filter { abs(search.number("y", $0) - 0.2) < 0.15 }.count > 20)
            #expect(late.filter { search.number("x", $0) == 7 }.count > 10)
            for configuration in search.draws.map(\.configuration) {
                #expect(
                    (search.text("z", configuration) != nil)
                        == (search.text("k", configuration) == "b"))
            }
        }
        // One dimension for what is declared alike in both, and one for the choice between them.
        let dimensions = try Learning(union).tpe.space.dimensions
        #expect(dimensions.map(\.slot) == [nil, 1, 2, 1, 3])
    }

    @Test func itSaysWhatItBelieves() throws {
        var search = try Learning(Self.space, seed: 3)
        #expect(search.tpe.beliefs(knowing: []) == nil)
        search.run(60, Self.bowl)
        let last = try #require(search.draws.last)
        let known = Array(search.known.dropLast())
        let belief = try #require(search.tpe.belief(about: last.configuration, knowing: known))
        #expect(belief.good.count == 12 && belief.bad.count == 47)
        #expect(Set(belief.good + belief.bad) == Set(0..<59))
        let values = belief.good.map { known[$0].values?[0] ?? .nan }
        #expect(values == values.sorted())
        let n = try #require(belief.parameters.first { $0.name == "n" })
        #expect(
            n.points.count == 1 && n.points[0].value.text == search.text("n", last.configuration))
        let all = try #require(search.tpe.beliefs(knowing: known)).parameters
        #expect(all.map(\.name) == ["lr", "units", "act", "slope", "n", "opt", "momentum"])
        #expect(all[1].points.map(\.value.text) == ["16", "32", "64"])
        #expect(all[2].points.map(\.value.text) == ["relu", "tanh"])
        // Densities are relative to those of random search: their mean is about 1.
        let mean = all[0].points.reduce(0) { $0 + $1.good } / Double(all[0].points.count)
        #expect(abs(mean - 1) < 0.1)
        let near = all[4].points.filter { abs(($0.value.number ?? 0) - 20) < 10 }
        #expect(near.reduce(0) { $0 + $1.good } > near.reduce(0) { $0 + $1.bad })
    }

    @Test func withRungsItLearnsFromTheHighestThatHasEnough() throws {
        let search = try Learning(#"{"x": {"randint": [0, 1000]}}"#)
        func rung(_ slots: Range<Int>, _ outcome: Observation.Outcome) -> [Observation] {
            slots.map {
                search.tpe.observation(slot: $0, Configuration(values: [.integer($0)]), outcome)
            }
        }
        let low = rung(0..<25, .values([1])) + rung(25..<27, .failed) + rung(27..<30, .running)
        let middle = rung(0..<8, .values([0.5])) + rung(8..<9, .running)
        let high = rung(0..<3, .values([0.2]))
        let slots = { (rungs: [[Observation]]) in TPE.observations(byRung: rungs).map(\.slot) }
        #expect(slots([low, middle, high]) == Array(0..<9) + Array(25..<30))
        #expect(slots([low, Array(middle.dropFirst()), high]) == Array(0..<30))
        #expect(slots([[], [], high]) == [0, 1, 2])
        #expect(slots([[], []]) == [] && slots([]) == [])
        #expect((0..<9).filter(TPE.isAtRandom) == [2, 5, 8])
    }

    @Test func severalObjectivesAreTakenByFrontsAndRoom() throws {
        let values: [[Double]] = [
            [3, 3], [0, 9], [1, 1], [2, 2], [9, 0], [1, 1.5], [5, 5], [0, 9],
        ]
        let slots = try observations(values, #"[{"minimize": "a"}, {"minimize": "b"}]"#)
        let split = Split(slots, maximize: [false, false]) { _ in 5 }
        // The front is 1, 7, 2 and 4, of which 1 and 4 are the ends; the second front begins with 5.
        #expect(Set(split.ranked.prefix(4)) == [1, 2, 4, 7])
        #expect(Array(split.ranked.prefix(2)) == [1, 4] && split.ranked.last == 5)
        #expect(split.good == [1, 2, 4, 5, 7] && split.bad == [0, 3, 6])
        let up = Split(slots, maximize: [false, true]) { _ in 2 }
        #expect(up.ranked == [1, 7])
    }

    private func observations(_ values: [[Double]], _ objectives: String) throws -> [Observation] {
        let text =
            #"{"space": {"x": {"randint": [0, 100]}}, "objective": \#(objectives), "stages": {"t": "true {x}"}}"#
        let (decoded, _) = SpecDecoder.decode(SourceText(name: "s", bytes: Array(text.utf8)))
        let experiment = try #require(decoded)
        let tpe = TPE(experiment, Identifier(experiment), seed: 0, startup: 4)
        return values.enumerated().map { slot, values in
            tpe.observation(
                slot: slot, Configuration(values: [.integer(slot)]), .values(values))
        }
    }
}

@Suite struct TPEFuzzTests {
    /// Whatever the space and the results: every draw is one of the space, and new.
    @Test func randomSpaces() throws {
        var random = SeededRandom(seed: 11)
        for round in 0..<40 {
            let count = Int.random(in: 1...3, using: &random)
            let spaces = (0..<count).map { _ in Self.space(using: &random) }
            let text = count == 1 ? spaces[0] : "[\(spaces.joined(separator: ", "))]"
            var search = try Learning(text, seed: UInt64(round), startup: 4)
            search.run(30, lag: 1 + round % 4) { _, _ in
                switch Int.random(in: 0..<6, using: &random) {
                case 0: .failed
                case 1: .values([Double(Int.random(in: 0..<3, using: &random))])
                case 2: .values([[-1e308, 1e308, .nan, .infinity][round % 4]])
                default: .values([Double.random(in: -1...1, using: &random)])
                }
            }
            #expect(Set(search.ids).count == search.ids.count)
            #expect(!search.draws.isEmpty)
            let slots = search.experiment.slots
            let indexed = search.experiment.spaces.map {
                IndexedSpace($0, search.experiment, slots: slots)
            }
            for draw in search.draws {
                #expect(
                    indexed.contains { Self.holds($0, draw.configuration) },
                    "\(text) has no \(draw.configuration)")
            }
            let draws = search.draws.count
            #expect(search.tpe.beliefs(knowing: search.known)?.good.count ?? 0 <= draws)
        }
    }

    private static func holds(_ space: IndexedSpace, _ configuration: Configuration) -> Bool {
        var expected = Set(configuration.values.indices.filter { configuration.values[$0] != nil })
        for entry in space.entries where space.exists(entry, beside: configuration.values) {
            guard let value = configuration.values[entry.slot],
                Axis(entry.parameter.domain).place(of: value) != nil
                    || entry.parameter.onlyValue != nil
            else { return false }
            expected.remove(entry.slot)
        }
        return expected.isEmpty
    }

    private static func space(using random: inout SeededRandom) -> String {
        let domains = [
            "5", #""only""#, "[1, 2, 3]", "[8, 2, 4]", #"["a", "b"]"#, "[true, false, null]",
            "[[1, 2], [3]]", #"{"uniform": [0, 1]}"#, #"{"uniform": [-8e307, 8e307]}"#,
            #"{"loguniform": [1e-300, 1e300]}"#, #"{"randint": [0, 5]}"#,
            #"{"randint": [-5000000000, 5000000000000]}"#, #"{"lograndint": [1, 1000000]}"#,
            #"{"qlograndint": [1, 1000001, 1000]}"#,
            #"{"arange": [0, 1, 0.1]}"#, #"{"arange": [5, 0, -1]}"#, #"{"linspace": [1, 0, 7]}"#,
            #"{"geomspace": [1e-9, 1, 10]}"#, #"{"normal": [0, 1]}"#, #"{"lognormal": [0, 3]}"#,
            #"{"normal": [0, 1], "bounds": [4, 5]}"#, #"{"expon": 2}"#,
            #"{"reverseloguniform": [0.9, 0.999]}"#, #"{"quniform": [0, 1, 0.3]}"#,
            #"{"qnormal": [0, 10, 2]}"#, #"{"qloguniform": [1, 1000, 5]}"#,
            #"{"_type": "quniform", "_value": [0, 4, 0.5]}"#,
            #"{"choice": [1, 2, 4], "weights": [1, 0, 5]}"#,
            #"{"choice": ["x", "y"], "weights": [1e-9, 1]}"#,
            #"{"cases": {"p": {"in": {"uniform": [0, 1]}}, "q": {"in": [1, 2]}, "r": {}}}"#,
            #"{"uniform": [0, 1], "when": {"p0": 1}}"#,
        ]
        let count = Int.random(in: 1...5, using: &random)
        var members = [#""p0": [1, 2]"#]
        var hasCases = false
        for index in 1...count {
            let domain = domains.randomElement(using: &random) ?? "5"
            if domain.contains("cases") {
                if hasCases { continue }
                hasCases = true
            }
            members.append("\"p\(index)\": \(domain)")
        }
        return "{\(members.joined(separator: ", "))}"
    }

    /// A number leads to its own place and back on every ordered axis.
    @Test func placesAreTheInverseOfDraws() throws {
        let domains = [
            #"{"uniform": [2, 5]}"#, #"{"loguniform": [1e-5, 10]}"#, #"{"normal": [3, 2]}"#,
            #"{"lognormal": [0, 1]}"#, #"{"normal": [0, 1], "bounds": [1, 3]}"#,
            #"{"normal": [0, 1], "bounds": [-3, -1]}"#, #"{"lognormal": [0, 1], "bounds": [1, 3]}"#,
            #"{"expon": 2}"#, #"{"reverseloguniform": [0.9, 0.999]}"#,
            #"{"randint": [3, 9]}"#, #"{"lograndint": [2, 90]}"#,
            #"{"qlograndint": [16, 513, 16]}"#, #"{"quniform": [0, 1, 0.1]}"#,
            #"{"qnormal": [0, 3, 1]}"#, #"{"qloguniform": [1, 100, 2]}"#,
            #"{"linspace": [0, 1, 5]}"#, #"{"geomspace": [1, 16, 5]}"#, #"{"arange": [0, 1, 0.1]}"#,
            "[4, 1, 2]", #"{"choice": [1, 2, 4], "weights": [3, 1, 2]}"#,
            #"{"_type": "quniform", "_value": [0.3, 4, 0.5]}"#,
        ]
        for domain in domains {
            let search = try Learning(#"{"x": \#(domain)}"#)
            let axis = try #require(search.tpe.space.dimensions.first?.axis)
            for step in 0..<200 {
                let u = (Double(step) + 0.5) / 200
                guard case .cell(let low, let high)? = axis.place(of: axis.value(u)) else {
                    Issue.record("\(domain) has no place at \(u)")
                    continue
                }
                #expect(low - 1e-9 <= u && u <= high + 1e-9, "\(domain) at \(u): \(low) to \(high)")
                #expect(low >= 0 && high <= 1)
            }
        }
    }
}
