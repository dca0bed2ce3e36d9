// Functions whose Sobol' indices are known exactly, sampled at random points.
import Foundation
import Numerics
import Testing

@testable import Importance

/// Uniform numbers in (0, 1) for each input.
private func samples(_ count: Int, inputs: Int, seed: UInt64) -> [[Double]] {
    (0..<inputs).map { input in
        (0..<count).map { index in
            openUnitInterval(
                mixed(mixed(seed) &+ UInt64(index * inputs + input) &* 0x9E37_79B9_7F4A_7C15))
        }
    }
}

private func importance(
    inputs: Int, seed: UInt64, count: Int = 1000, _ function: ([Double]) -> Double
) throws -> Importance {
    let columns = samples(count, inputs: inputs, seed: seed)
    let values = (0..<count).map { row in function(columns.map { $0[row] }) }
    let features = columns.map { Feature(numbers: $0) }
    return try #require(Importance(features, values, trees: 24))
}

/// sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 over (-π, π)³.
private func ishigami(_ unit: [Double]) -> Double {
    let x = unit.map { ($0 * 2 - 1) * Double.pi }
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * (x[2] * x[2] * x[2] * x[2]) * sin(x[0])
}

private let gWeights = [0.0, 1, 4.5, 9, 99, 99]

private func gFunction(_ x: [Double]) -> Double {
    zip(x, gWeights).reduce(1) { $0 * (abs(4 * $1.0 - 2) + $1.1) / (1 + $1.1) }
}

@Test(arguments: [1, 2] as [UInt64])
func ishigamiFunction(seed: UInt64) throws {
    let result = try importance(inputs: 3, seed: seed, ishigami)
    let exact = [0.3139, 0.4424, 0]
    for (share, exact) in zip(result.main, exact) { #expect(abs(share - exact) < 0.1) }
    #expect(result.main[1] > result.main[0] && result.main[0] > result.main[2])
    let top = try #require(result.pairs.first)
    #expect(top.first == 0 && top.second == 2)
    #expect(abs(top.share - 0.2437) < 0.1)
    #expect(result.quality > 0.8)
}

@Test(arguments: [1] as [UInt64])
func gFunctionOfSixInputs(seed: UInt64) throws {
    let result = try importance(inputs: 6, seed: seed, gFunction)
    let partial = gWeights.map { 1 / (3 * (1 + $0) * (1 + $0)) }
    let total = partial.reduce(1) { $0 * (1 + $1) } - 1
    for (share, partial) in zip(result.main, partial) {
        #expect(abs(share - partial / total) < 0.1)
    }
    #expect(result.main[0] > result.main[1] && result.main[1] > result.main[2])
}

@Test func absentValuesAreALevelOfTheirOwn() throws {
    // Momentum exists with sgd alone, and does nothing; the optimizer does all.
    let optimizers = (0..<200).map { $0 % 2 == 0 ? "sgd" : "adam" }
    let momentum = (0..<200).map { $0 % 2 == 0 ? Double($0 % 7) : nil }
    let width = (0..<200).map { Double($0 / 2 % 5) as Double? }
    let values: [Double] = (0..<200).map { index in
        let base: Double = index % 2 == 0 ? 1 : 0
        return base + Double(index / 2 % 5) * 0.01
    }
    let features = [
        Feature(words: optimizers), Feature(numbers: momentum), Feature(numbers: width),
    ]
    #expect(features[1].weights.count == 8 && features[1].weights[0] == 0.5)
    let result = try #require(Importance(features, values))
    #expect(result.main[0] + result.main[1] > 0.9)
    #expect(result.main[2] < 0.1)
}

@Test func sameForTheSameData() throws {
    let columns = samples(100, inputs: 3, seed: 9)
    let values = (0..<100).map { row in ishigami(columns.map { $0[row] }) }
    let features = columns.map { Feature(numbers: $0) }
    let (a, b) = (Importance(features, values, trees: 8), Importance(features, values, trees: 8))
    #expect(a?.main == b?.main && a?.main != nil)
}

@Test func nothingToExplain() {
    #expect(Importance([Feature(numbers: [1, 2, 3, 4])], [1, 1, 1, 1]) == nil)
    #expect(Importance([Feature(numbers: [1, 2])], [1, 2]) == nil)
    #expect(Importance([], []) == nil)
    #expect(Importance([Feature(numbers: [nil, nil, nil, nil])], [1, 2, 3, 4]) == nil)
    let huge = Importance(
        [Feature(numbers: [1, 2, 3, 4, 5, 6, 7, 8])],
        [-1e308, 1e308, 1e308, -1e308, 1e308, 1e308, -1e308, 1e308])
    #expect(huge.map { $0.main.allSatisfy(\.isFinite) } ?? true)
}

@Test func manyWords() {
    let feature = Feature(words: (0..<500).map { "w\($0 % 100)" })
    #expect(feature.weights.count == 64)
    #expect(abs(feature.weights.reduce(0, +) - 1) < 1e-9)
}

@Test func levelsOfManyNumbers() {
    let few = Feature(numbers: [3, 1, nil, 3])
    #expect(few.codes == [2, 1, 0, 2])
    let many = Feature(numbers: (0..<1000).map { Double($0) })
    #expect(many.weights.count == 32)
    let tied = Feature(numbers: (0..<1000).map { Double(max(500, $0)) })
    #expect(tied.weights.count <= 32 && tied.weights[0] > 0.5)
    #expect(tied.weights.allSatisfy { $0 > 0 })
}
