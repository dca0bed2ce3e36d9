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
func experiment(_ spec: ImportedSpec) throws -> Experiment {
    let source = SourceText(name: "space.json", bytes: Array(spec.text.utf8))
    let (decoded, found) = SpecDecoder.decode(source)
    try #require(!found.hasErrors, "\(found.rendered(in: source))")
    return try #require(decoded)
}

/// Draws of each parameter, as JSON.
func draws(_ spec: ImportedSpec, count: Int) throws -> [String: [String]] {
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
