// Configurations of a spec given as text, and the statistics that tests ask of them.
import Foundation
import Spec
import Testing
import Text

@testable import Sampling

/// What a search found.
struct Drawn {
    let names: [String]
    private(set) var configurations: [Configuration] = []
    private(set) var ids: [String] = []
    private(set) var diagnostics = Diagnostics()

    /// - Parameter more: further members of the spec, such as `, "exclude": []`.
    init(_ space: String, _ search: String, more: String = "") throws {
        let text = #"{"space": \#(space), "search": \#(search)\#(more), "stages": {"t": "true"}}"#
        try self.init(spec: Array(text.utf8))
    }

    init(spec: [UInt8]) throws {
        let (decoded, found) = SpecDecoder.decode(SourceText(name: "space.json", bytes: spec))
        diagnostics = found
        guard let experiment = decoded, !found.hasErrors else {
            names = []
            return
        }
        names = experiment.parameterNames
        let identifier = Identifier(experiment)
        var sampler = Sampler(experiment, identifier)
        sampler.forEach(&diagnostics) { configuration, identity in
            configurations.append(configuration)
            var id: [UInt8] = []
            identifier.writeID(of: configuration, identity, to: &id)
            ids.append(String(decoding: id, as: UTF8.self))
            #expect(ids.last == identifier.id(of: configuration))
            return true
        }
    }

    /// The configurations as `name=value` pairs.
    var lines: [String] {
        configurations.map { configuration in
            zip(names, configuration.values).compactMap { name, value in
                value.map { "\(name)=\($0.text)" }
            }
            .joined(separator: " ")
        }
    }

    /// The texts of a parameter's values; nil where it does not exist.
    func texts(_ name: String) -> [String?] {
        guard let slot = names.firstIndex(of: name) else { return [] }
        return configurations.map { $0.values[slot]?.text }
    }

    func numbers(_ name: String) -> [Double] {
        texts(name).map { $0.flatMap { Double($0) } ?? .nan }
    }

    var messages: [String] { diagnostics.items.map(\.message) }
}

/// The grid of a space without errors.
///
/// - Parameter more: further members of the spec, with a comma before them.
func grid(_ space: String, _ more: String = "") throws -> Drawn {
    let drawn = try Drawn(space, #""grid""#, more: more)
    try #require(!drawn.names.isEmpty || space == "{}", "\(drawn.messages)")
    return drawn
}

/// A search of this method.
func search(_ method: String, _ samples: Int, seed: Int = 0, more: String = "") -> String {
    #"{"method": "\#(method)", "samples": \#(samples), "seed": \#(seed)\#(more)}"#
}

/// The largest distance between the shares of numbers below a bound and those that a distribution
/// has: the statistic of Kolmogorov and Smirnov.
func largestDistance(_ numbers: [Double], _ distribution: (Double) -> Double) -> Double {
    let n = Double(numbers.count)
    return numbers.sorted().enumerated().reduce(0) { largest, item in
        let share = distribution(item.element)
        return max(largest, share - Double(item.offset) / n, Double(item.offset + 1) / n - share)
    }
}

/// Pearson's chi-square over the number of draws of each value, and the bound that it passes once in
/// 10,000 (Wilson and Hilferty, 1931; off by less than one in a hundred).
func chiSquare(_ texts: [String?], _ shares: [String: Double]) -> (value: Double, bound: Double) {
    let counts = Dictionary(texts.map { ($0 ?? "", 1.0) }, uniquingKeysWith: +)
    let n = Double(texts.count)
    var value = counts.keys.contains { shares[$0] ?? 0 == 0 } ? Double.infinity : 0
    for (text, share) in shares where share > 0 {
        let expected = n * share
        value +=
            (counts[text, default: 0] - expected) * (counts[text, default: 0] - expected) / expected
    }
    let freedom = Double(shares.values.filter { $0 > 0 }.count - 1)
    let step = 2 / (9 * freedom)
    let root = 1 - step + 3.719 * step.squareRoot()
    return (value, freedom * root * root * root)
}

/// The share of a normal distribution below `z` standard deviations.
func normalShare(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
