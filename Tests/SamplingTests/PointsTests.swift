// Configurations chosen by hand: they come first, count towards the samples, and change no draw.
import Spec
import Testing
import Text

@testable import Sampling

@Suite struct PointsTests {
    private static let random = #"{"method": "random", "samples": 6, "seed": 3}"#
    private static let sobol = #"{"method": "sobol", "samples": 6, "seed": 3}"#
    private static let space = #"{"lr": {"uniform": [0, 1]}, "n": {"randint": [0, 1000]}, "c": 5}"#

    @Test func theyComeFirstInAGrid() throws {
        let drawn = try Drawn(
            #"{"x": [1, 2, 3], "c": ["k"]}"#, #""grid""#, more: #", "points": [{"x": 9}, {"x": 2}]"#
        )
        #expect(drawn.lines == ["x=9 c=k", "x=2 c=k", "x=1 c=k", "x=3 c=k"])
        #expect(drawn.diagnostics.items.isEmpty)
    }

    @Test(arguments: [PointsTests.random, PointsTests.sobol])
    func theDrawsOfASeedStay(_ search: String) throws {
        let without = try Drawn(PointsTests.space, search).lines
        let points = #", "points": [{"lr": 0.5, "n": 7}, {"lr": 2, "n": "many", "c": 6}]"#
        let with = try Drawn(PointsTests.space, search, more: points).lines
        #expect(with == ["lr=0.5 n=7 c=5", "lr=2 n=many c=6"] + without.prefix(4))
    }

    @Test func aDrawnPointIsPassedOver() throws {
        let without = try Drawn(PointsTests.space, PointsTests.random)
        let third = without.configurations[2].values.compactMap { $0?.text }
        let points = #", "points": [{"lr": \#(third[0]), "n": \#(third[1])}]"#
        let with = try Drawn(PointsTests.space, PointsTests.random, more: points)
        var expected = without.lines
        expected.insert(expected.remove(at: 2), at: 0)
        #expect(with.lines == expected)
        #expect(Set(with.ids) == Set(without.ids))
    }

    @Test func theSameTwiceCountsOnce() throws {
        let drawn = try Drawn(
            #"{"x": {"uniform": [0, 1]}}"#, PointsTests.random,
            more: #", "points": [{"x": 0.5}, {"x": 5e-1}, {"x": 0.25}]"#)
        #expect(drawn.lines.count == 6)
        #expect(drawn.lines.prefix(2) == ["x=0.5", "x=0.25"])
    }

    @Test func aFiniteSpaceIsExhaustedBesideThem() throws {
        let drawn = try Drawn(
            #"{"x": [1, 2, 3]}"#, #"{"method": "random", "samples": 10}"#,
            more: #", "points": [{"x": 2}, {"x": 7}]"#)
        #expect(drawn.lines.prefix(2) == ["x=2", "x=7"])
        #expect(drawn.lines.sorted() == ["x=1", "x=2", "x=3", "x=7"])
        #expect(
            drawn.diagnostics.items.map(\.message) == [
                "the space has only 4 configurations, and 10 samples are asked for: these are all"
            ])
    }

    @Test func onlyPointsAreASweepToo() throws {
        let drawn = try Drawn(
            #"{"x": [1]}"#, #""grid""#,
            more: #", "exclude": [{"x": 1}], "points": [{"x": 2}, {"x": 1}]"#)
        #expect(drawn.lines == ["x=2"])
        #expect(!drawn.diagnostics.hasErrors)
    }

    /// The sub-space is the first that declares all names; what is not named and has no choice follows.
    @Test func unionsConditionsAndDefaults() throws {
        let space = """
            [{"opt": {"cases": {"sgd": {"momentum": [0.8, 0.9]}, "adam": {}}}, "a": 1},
             {"opt": ["sgd", "lion"], "b": {"linspace": [2, 2, 1]}, "wd": [0, 1]}]
            """
        let points = """
            , "defaults": {"epochs": 20, "b": 0}, "points": [
              {"opt": "adam"}, {"opt": "sgd", "momentum": 0.99, "epochs": 30},
              {"opt": "lion", "wd": 0.5}, {"opt": "adam", "epochs": 1}, {"opt": "x", "b": 1, "wd": 0}]
            """
        let drawn = try Drawn(space, #""grid""#, more: points)
        #expect(
            drawn.lines.prefix(5) == [
                "opt=adam a=1 b=0 epochs=20", "opt=sgd momentum=0.99 a=1 b=0 epochs=30",
                "opt=lion b=2 wd=0.5 epochs=20", "opt=adam a=1 b=0 epochs=1",
                "opt=x b=1 wd=0 epochs=20",
            ])
    }

    /// `try` asks for the values that are left.
    @Test func completionsAskForTheRest() throws {
        let spec =
            #"{"space": {"x": [1, 2], "y": {"when": {"x": 2}, "uniform": [0, 1]}}, "stages": {"t": "t"}}"#
        let experiment = try #require(
            SpecDecoder.decode(SourceText(name: "", bytes: Array(spec.utf8))).0)
        let completion = ConfigurationCompletion(experiment)
        var asked: [String] = []
        let found = try completion.configuration([("x", .integer(2))]) {
            asked.append($0.name)
            return .integer(9)
        }
        #expect(found.values.map { $0?.text } == ["2", "9"])
        #expect(asked == ["y"])
        #expect(throws: ConfigurationCompletion.Failure.self) {
            try completion.configuration([("x", .integer(1)), ("y", .integer(1))]) { _ in nil }
        }
    }
}
