// Reads the fixtures that make_references.py writes, and measures errors in units of the last place.

import Foundation

/// The lines of a fixture, split at spaces.
func fixture(_ name: String) throws -> [[Substring]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Fixtures").appendingPathComponent(name)
    return try String(contentsOf: file, encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: " ") }
}

/// A double from its bits in hexadecimal; NaN, which equals nothing, where they are malformed.
func double(_ bits: Substring) -> Double {
    UInt64(bits, radix: 16).map(Double.init(bitPattern:)) ?? .nan
}

/// A line of a function's fixture: arguments, nearest double, and the exact value's distance from it.
struct Reference {
    let arguments: [Double]
    let nearest: Double
    let residual: Double

    init(_ fields: [Substring]) {
        arguments = fields.dropLast(2).map(double)
        nearest = double(fields[fields.count - 2])
        residual = Double(fields[fields.count - 1]) ?? .nan
    }

    /// The distance of `value` from the exact one, in units of the last place of the nearest double;
    /// infinite for NaN.
    func error(of value: Double) -> Double {
        let error = abs((value - nearest) / nearest.ulp - residual)
        return error.isNaN ? .infinity : error
    }
}

/// The largest error of `function` over a fixture.
func worstError(_ name: String, _ function: ([Double]) -> Double) throws -> Double {
    try fixture(name).map(Reference.init).map { $0.error(of: function($0.arguments)) }.max() ?? .nan
}

/// FNV-1a over the bytes of `words`, from the lowest: to compare many results at once, bit for bit.
func fingerprint(_ words: some Sequence<UInt64>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for word in words {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            hash = (hash ^ (word >> shift & 255)) &* 0x100_0000_01B3
        }
    }
    return hash
}
