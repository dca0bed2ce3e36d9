// Every domain against its exact distribution, drawn at random and through a Sobol sequence.
import Foundation
import Testing

@testable import Sampling
@testable import Spec

@Suite struct RandomDistributionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let domain: String
        let share: @Sendable (Double) -> Double
        var testDescription: String { domain }
    }

    static let continuous = [
        Case(domain: #"{"uniform": [-3, 5]}"#) { ($0 + 3) / 8 },
        Case(domain: #"{"loguniform": [1e-5, 0.1]}"#) { log($0 / 1e-5) / log(1e4) },
        Case(domain: #"{"normal": [2, 0.5]}"#) { normalShare(($0 - 2) / 0.5) },
        Case(domain: #"{"lognormal": [1, 0.7]}"#) { normalShare((log($0) - 1) / 0.7) },
        Case(domain: #"{"expon": 3}"#) { 1 - exp(-$0 / 3) },
        Case(domain: #"{"_type": "loguniform", "_value": [2, 3]}"#) { log($0 / 2) / log(1.5) },
        Case(domain: #"{"reverseloguniform": [0.9, 0.999]}"#) {
            1 - log((1 - $0) / 0.001) / log(100)
        },
        Case(domain: #"{"normal": [2, 0.5], "bounds": [1.8, 4]}"#) { x in
            let low = normalShare(-0.4)
            return (normalShare((x - 2) / 0.5) - low) / (normalShare(4) - low)
        },
        // Far in the upper tail, where shares below are all close to 1.
        Case(domain: #"{"normal": [0, 1], "bounds": [9, 1000]}"#) { x in
            1 - normalShare(-x) / normalShare(-9)
        },
        Case(domain: #"{"lognormal": [1, 0.7], "bounds": [0, 2]}"#) { x in
            normalShare((log(x) - 1) / 0.7) / normalShare((log(2) - 1) / 0.7)
        },
    ]

    /// Kolmogorov-Smirnov over 4,000 draws: a distance above 1.95 / sqrt(n) comes once in 1,000.
    @Test(arguments: continuous) func drawsFollowTheirDistribution(_ item: Case) throws {
        for seed in [1, 2] {
            let drawn = try Drawn(#"{"x": \#(item.domain)}"#, search("random", 4000, seed: seed))
            let numbers = drawn.numbers("x")
            #expect(numbers.count == 4000)
            #expect(largestDistance(numbers, item.share) < 1.95 / 4000.0.squareRoot())
        }
    }

    /// One point of 2^k in each of 2^k parts of equal share: the distance is 2^-k at most.
    @Test(arguments: continuous) func sobolPointsAreEven(_ item: Case) throws {
        let drawn = try Drawn(
            #"{"y": [1, 2], "x": \#(item.domain)}"#, search("sobol", 512, seed: 3))
        let numbers = drawn.numbers("x")
        #expect(numbers.count == 512)
        #expect(largestDistance(numbers, item.share) < 1.0001 / 512)
    }

    struct Discrete: CustomTestStringConvertible, Sendable {
        let domain: String
        let shares: [String: Double]
        var testDescription: String { domain }

        /// All values with the same share.
        init(_ domain: String, even values: [String]) {
            self.domain = domain
            shares = Dictionary(uniqueKeysWithValues: values.map { ($0, 1 / Double(values.count)) })
        }

        /// Values with the share between two bounds each.
        init(
            _ domain: String, _ cells: [(String, low: Double, high: Double)],
            _ share: (Double) -> Double
        ) {
            self.domain = domain
            shares = Dictionary(
                uniqueKeysWithValues: cells.map { ($0.0, share($0.high) - share($0.low)) })
        }
    }

    static let discrete: [Discrete] = [
        Discrete(#"["a", "b", 3, true, null]"#, even: ["a", "b", "3", "true", "null"]),
        Discrete(
            #"{"choice": ["a", "b", "c", "d"], "weights": [1, 0, 2, 5]}"#,
            [("a", 0, 1), ("b", 0, 0), ("c", 0, 2), ("d", 0, 5)]
        ) { $0 / 8 },
        Discrete(#"{"randint": [-3, 7]}"#, even: (-3..<7).map { "\($0)" }),
        Discrete(#"{"arange": [0, 0.5, 0.1]}"#, even: ["0.0", "0.1", "0.2", "0.3", "0.4"]),
        Discrete(#"{"linspace": [0, 1, 5]}"#, even: ["0", "0.25", "0.5", "0.75", "1"]),
        Discrete(#"{"geomspace": [1, 1000, 4]}"#, even: ["1", "10", "100", "1000"]),
        Discrete(#"{"cases": {"a": {}, "b": {}, "c": {}}}"#, even: ["a", "b", "c"]),
        Discrete(
            #"{"lograndint": [1, 20]}"#, (1..<20).map { ("\($0)", Double($0), Double($0 + 1)) }
        ) { log($0) / log(20) },
        Discrete(
            #"{"qlograndint": [3, 70, 8]}"#,
            (1..<9).map { ("\(8 * $0)", Double($0), Double($0 + 1)) }
        ) { log($0) / log(9) },
        // Rounded to the nearest multiple, so that those at the ends have half a cell.
        Discrete(
            #"{"quniform": [0, 1, 0.1]}"#,
            (0...10).map {
                let x = Double($0) / 10
                return (Value.float(x).text, max(0, x - 0.05), min(1, x + 0.05))
            }
        ) { $0 },
        Discrete(
            #"{"quniform": [0.4, 3.2, 1]}"#,
            [("1.0", 0.4, 1.5), ("2.0", 1.5, 2.5), ("3.0", 2.5, 3.2)]
        ) { $0 / 2.8 },
        Discrete(
            #"{"qloguniform": [5, 50, 10]}"#,
            [("10", 5, 15), ("20", 15, 25), ("30", 25, 35), ("40", 35, 45), ("50", 45, 50)]
        ) { log($0) / log(10) },
        Discrete(
            #"{"cases": {"a": {}, "b": {}}, "weights": [1, 3]}"#, [("a", 0, 1), ("b", 1, 4)]
        ) { $0 / 4 },
        Discrete(
            #"{"qnormal": [1, 1, 1], "bounds": [0, 2]}"#,
            [("0", 0, 0.5), ("1", 0.5, 1.5), ("2", 1.5, 2)]
        ) { (normalShare($0 - 1) - normalShare(-1)) / (normalShare(1) - normalShare(-1)) },
        // As NNI does: what is rounded out of the bounds is moved to them.
        Discrete(
            #"{"_type": "quniform", "_value": [1, 10, 4]}"#,
            [("1", 1, 2), ("4", 2, 6), ("8", 6, 10)]
        ) { $0 / 9 },
        Discrete(#"{"_type": "quniform", "_value": [0.5, 0.9, 2]}"#, even: ["0.5"]),
        Discrete(
            #"{"_type": "qloguniform", "_value": [1, 10, 4]}"#,
            [("1", 1, 2), ("4", 2, 6), ("8", 6, 10)]
        ) { log($0) / log(10) },
        Discrete(#"{"_type": "uniform", "_value": [2, 2]}"#, even: ["2"]),
        Discrete(
            #"{"_type": "choice", "_value": ["a", "b", "a"]}"#, [("a", 0, 2), ("b", 2, 3)]
        ) { $0 / 3 },
        Discrete(
            #"{"qnormal": [1, 1, 5]}"#,
            [("-5", -7.5, -2.5), ("0", -2.5, 2.5), ("5", 2.5, 7.5)]
        ) { normalShare($0 - 1) },
        Discrete(
            #"{"qlognormal": [0, 0.5, 1]}"#,
            [("0.0", 0, 0.5), ("1.0", 0.5, 1.5), ("2.0", 1.5, 2.5), ("3.0", 2.5, 9)]
        ) { normalShare(log($0) / 0.5) },
    ]

    /// Chi-square over 4,000 draws; a parameter beside it keeps them from being repeats.
    @Test(arguments: discrete) func drawsOfDiscreteDomains(_ item: Discrete) throws {
        for method in ["random", "sobol"] {
            let drawn = try Drawn(
                #"{"z": {"uniform": [0, 1]}, "x": \#(item.domain)}"#, search(method, 4000, seed: 5))
            let texts = drawn.texts("x").map { text in
                // What lies far out in the last cell.
                item.domain.contains("qlognormal") && ["4.0", "5.0", "6.0", "7.0"].contains(text)
                    ? "3.0" : text
            }
            #expect(texts.count == 4000)
            let (value, bound) = chiSquare(texts, item.shares)
            #expect(value < bound || item.shares.count == 1 && value == 0, "\(method)")
        }
    }

    /// The ends of (0, 1), and what rounding could lead out of bounds.
    @Test func boundsHold() {
        let shapes: [(Distribution.Shape, Double?, ClosedRange<Double>)] = [
            (.uniform(low: 0.1, high: 0.3), nil, 0.1...0.3),
            (.uniform(low: -1e300, high: 1e300), nil, -1e300...1e300),
            (.uniform(low: 1, high: 1.0000000000000002), nil, 1...1.0000000000000002),
            (.loguniform(low: 1e-4, high: 1e-1), nil, 1e-4...1e-1),
            (.loguniform(low: 1e-300, high: 1e308), nil, 1e-300...1e308),
            (.loguniform(low: 3, high: 3.0000000000000004), nil, 3...3.0000000000000004),
            (.uniform(low: 0.15, high: 0.74), 0.1, 0.2...0.7),
            (.uniform(low: 0.3, high: 0.7), 0.1, 0.3...0.7),
            (.loguniform(low: 0.6, high: 99), 7, 7...98),
            (
                .normal(mean: 1e308, deviation: 1e308), nil,
                -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
            ),
            (
                .normal(mean: 1e308, deviation: 1e308), 3e300,
                -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
            ),
            (.lognormal(mu: 700, sigma: 50), nil, 0...Double.greatestFiniteMagnitude),
            (.lognormal(mu: -700, sigma: 50), nil, .leastNormalMagnitude...1),
            (.exponential(scale: 1e308), nil, 0...Double.greatestFiniteMagnitude),
        ]
        for (shape, quantum, bounds) in shapes {
            let quantile = Quantile(
                .continuous(Distribution(keyword: "", shape: shape, quantum: quantum)))
            var last = -Double.infinity
            for bits in [0, 1, 1 << 30, 1 << 52, 1 << 63, 3 << 62, .max - (1 << 12), .max]
                as [UInt64]
            {
                let text = quantile.value(Uniform(random: bits)).text
                let value = Double(text) ?? .nan
                #expect(bounds.contains(value), "\(shape) \(bits): \(text)")
                #expect(value >= last, "\(shape) \(bits): \(text)")
                last = value
            }
        }
        for (low, high) in [(1, 2), (1, 3), (999, 1_000_001), (1, 1 << 53)] {
            let quantile = Quantile(.logIntegers(low: low, high: high))
            #expect(quantile.value(Uniform(random: 0)).text == "\(low)")
            let last = Int(quantile.value(Uniform(random: .max)).text) ?? 0
            #expect(last < high && Double(last) > 0.9 * Double(high - 2))
        }
        let wide = Quantile(.integers(start: .min / 2, step: 1, count: .max))
        #expect(wide.value(Uniform(random: .max)).text == "\(Int.min / 2 + Int.max - 1)")
    }

    @Test func pointsThatCanBeDrawn() {
        func count(_ domain: Domain) -> Int? { DomainPoints(drawnFrom: domain)?.count }
        func quantized(_ low: Double, _ high: Double, _ quantum: Double) -> Domain {
            .continuous(
                Distribution(
                    keyword: "quniform", shape: .uniform(low: low, high: high), quantum: quantum))
        }
        #expect(count(quantized(0, 1, 0.1)) == 11)
        #expect(count(quantized(0.3, 0.7, 0.1)) == 5)
        #expect(count(quantized(0.25, 0.3, 0.1)) == 1)
        #expect(count(quantized(-1, 1, 0.7)) == 3)
        #expect(count(.logIntegers(low: 3, high: 10)) == 7)
        #expect(count(.logIntegers(low: 3, high: 10, step: 5)) == 7)
        #expect(count(.choice([.string("a"), .string("b")], weights: [0, 1])) == 1)
        #expect(
            count(.continuous(Distribution(keyword: "", shape: .exponential(scale: 1), quantum: 1)))
                == nil)
    }
}
