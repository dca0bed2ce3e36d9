// Scales and ticks: properties over many ranges, and the cases that people notice.
import TestSupport
import Testing

@testable import Plots

struct ScaleTests {
    @Test func numbersOverTwoDecadesEvenlyByRatioHaveALogScale() {
        let even = (0...20).map { Double($0) / 20 }
        #expect(Scale.fitting([1e-4, 1e-3, 1e-2])?.kind == .log)
        #expect(Scale.fitting([1e-4, 1e-1])?.kind == .log)
        #expect(Scale.fitting(even.map { 0.001 + 0.999 * $0 })?.kind == .linear)
        #expect(Scale.fitting([0, 1e-3, 1e-2, 1])?.kind == .linear)
        #expect(Scale.fitting([-1, 10, 100, 1000])?.kind == .linear)
        // Powers of 2 are a progression, three numbers in a row are not.
        #expect(Scale.fitting([16, 32, 64, 128])?.kind == .log)
        #expect(Scale.fitting([1, 2, 3])?.kind == .linear)
        #expect(Scale.fitting([1, 2, 3, 4, 5, 6, 7, 8])?.kind == .linear)
        #expect(Scale.fitting([Double.nan, .infinity]) == nil)
    }

    @Test func aScaleMapsItsEndsAndBack() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let kind: Scale.Kind = Bool.random(using: &random) ? .linear : .log
            let low = kind == .log ? 1e-9 : -1e9
            let ends = [
                Double.random(in: low...1e9, using: &random),
                Double.random(in: low...1e9, using: &random),
            ].sorted()
            let scale = Scale(kind, ends[0], ends[1])
            #expect(scale.place(scale.low) == 0)
            #expect(abs(scale.place(scale.high) - 1) < 1e-12)
            let share = Double.random(in: 0...1, using: &random)
            #expect(abs(scale.place(scale.value(at: share)) - share) < 1e-6)
        }
    }

    @Test func oneValueStandsInTheMiddle() {
        for value in [0.0, 1, -3.5, 1e-300, 1e300, -Double.greatestFiniteMagnitude] {
            let scale = Scale(.linear, value, value)
            #expect(scale.low < scale.high)
            #expect((0...1).contains(scale.place(value)))
        }
    }

    @Test func extentsThatNoDoubleHoldsHavePlaces() {
        let most = Double.greatestFiniteMagnitude
        let scale = Scale(.linear, -most, most)
        #expect(scale.place(0) == 0.5)
        #expect(scale.padded(0.1) == scale)
        #expect(!scale.ticks(5).isEmpty)
    }

    @Test func ticksAreRoundInOrderAndWithin() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<3000 {
            let size = Double.random(in: -12...12, using: &random)
            let middle = Double.random(in: -10...10, using: &random)
            let extent = Double.random(in: 0.001...10, using: &random)
            let factor = Scale.number(1, Int(size))
            let scale = Scale(.linear, (middle - extent) * factor, (middle + extent) * factor)
            let count = Int.random(in: 2...12, using: &random)
            let ticks = scale.ticks(count)
            #expect((1...count + 1).contains(ticks.count), "\(scale) \(count): \(ticks)")
            check(ticks, scale)
            let gaps = zip(ticks, ticks.dropFirst()).map { $1.value - $0.value }
            for gap in gaps { #expect(abs(gap / gaps[0] - 1) < 1e-6) }
        }
    }

    @Test func decadesHaveTicks() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<3000 {
            let low = Scale.number(Int.random(in: 1...99, using: &random), -3)
            let high = low * Double.random(in: 100...1e12, using: &random)
            let scale = Scale(.log, low, high)
            let count = Int.random(in: 3...12, using: &random)
            let ticks = scale.ticks(count)
            #expect((1...count + 1).contains(ticks.count), "\(scale) \(count): \(ticks)")
            check(ticks, scale)
        }
        #expect(
            Scale(.log, 1e-4, 1e-1).ticks(6).map(\.label) == ["0.0001", "0.001", "0.01", "0.1"])
        #expect(Scale(.log, 1e-30, 1e30).ticks(6).count <= 6)
    }

    private func check(_ ticks: [Tick], _ scale: Scale) {
        for tick in ticks {
            #expect((scale.low...scale.high).contains(tick.value))
            #expect(Double(tick.label) == tick.value, "\(tick)")
        }
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
    }

    @Test func labelsAreShort() {
        let expected: [(Double, String)] = [
            (0, "0"), (0.1, "0.1"), (250, "250"), (1e-5, "1e-5"), (2.5e-7, "2.5e-7"),
            (100_000, "1e5"), (2_500_000, "2.5e6"), (1_250_000, "1250000"), (2.5e7, "2.5e7"),
            (-3e6, "-3e6"),
            (1e21, "1e21"), (12345.678, "12345.678"),
        ]
        for (value, label) in expected { #expect(numberLabel(value) == label) }
        #expect(shortNumber(0.123456) == "0.1235")
        #expect(shortNumber(.nan) == "nan")
    }

    @Test func timesHaveRoundUnits() {
        func labels(_ seconds: Double) -> [String] {
            Scale(.linear, 0, seconds).timeTicks(6).map(\.label)
        }
        #expect(labels(60) == ["0", "10 s", "20 s", "30 s", "40 s", "50 s", "60 s"])
        #expect(labels(3600) == ["0", "10 min", "20 min", "30 min", "40 min", "50 min", "60 min"])
        #expect(labels(86400 * 3) == ["0", "12 h", "24 h", "36 h", "48 h", "60 h", "72 h"])
        #expect(labels(86400 * 30).last == "30 d")
        #expect(labels(0.01).count > 2)
    }
}
