// Sobol search: every sample is a point of one low-discrepancy sequence.
// Knows nothing of domains but which of them a plain sequence cannot be taken through.
import Numerics
import Spec
import Text

/// Point `i` of the sequence for sample `i`, a parameter's dimension being its place in the order of
/// declaration (in a union one further on, the first one picking the sub-space). Further attempts
/// are independent numbers, as in random search: the point of sample `i` is taken, and those after it
/// belong to other samples.
struct SobolSampler: UniformSource {
    private struct Coordinate {
        let dimension: SobolDimension
        let key: UInt64
    }

    /// By slot; nil for parameters that never vary.
    private var coordinates: [Coordinate?] = []
    private var union: Coordinate?
    private let isScrambled: Bool
    private let others: RandomSampler

    /// nil, with the reason in the diagnostics, where a parameter has no dimension, or a plain sequence
    /// an unbounded domain.
    init?(
        _ experiment: Experiment, seed: UInt64, scramble: Bool, _ diagnostics: inout Diagnostics
    ) {
        let names = experiment.parameterNames
        isScrambled = scramble
        others = RandomSampler(names: names, seed: seed)
        let isUnion = experiment.spaces.count > 1
        if isUnion {
            union = SobolDimension(0).map {
                Coordinate(dimension: $0, key: streamKey(seed: seed, name: "".utf8))
            }
        }
        let parameters = experiment.spaces.flatMap(\.parameters)
        var isUsable = true
        for (slot, name) in names.enumerated() {
            let varying = parameters.filter {
                $0.name == name && Quantile($0.domain).constant == nil
            }
            guard let first = varying.first else {
                coordinates.append(nil)
                continue
            }
            let dimension = SobolDimension(slot + (isUnion ? 1 : 0))
            if dimension == nil {
                diagnostics.error(
                    "a Sobol sequence has \(SobolDimension.limit) dimensions, and there are more "
                        + "parameters: set \"method\" to \"random\"", at: first.nameRange)
            }
            for parameter in varying where !scramble && !Quantile.isBounded(parameter.domain) {
                diagnostics.error(
                    "a plain Sobol sequence begins at 0, where this domain has no end: remove "
                        + "\"scramble\": false, or use a domain with bounds",
                    at: parameter.domainRange)
                isUsable = false
            }
            isUsable = isUsable && dimension != nil
            let key = streamKey(seed: seed, name: name.utf8)
            coordinates.append(dimension.map { Coordinate(dimension: $0, key: key) })
        }
        if !isUsable { return nil }
    }

    func uniform(slot: Int, sample: UInt64, attempt: UInt32) -> Uniform {
        guard attempt == 0, let coordinate = coordinates[slot] else {
            return others.uniform(slot: slot, sample: sample, attempt: attempt)
        }
        return uniform(coordinate, sample)
    }

    func subSpace(of count: Int, sample: UInt64, attempt: UInt32) -> Int {
        guard attempt == 0, let union else {
            return others.subSpace(of: count, sample: sample, attempt: attempt)
        }
        return Int(uniform(union, sample).bits.multipliedFullWidth(by: UInt64(count)).high)
    }

    private func uniform(_ coordinate: Coordinate, _ sample: UInt64) -> Uniform {
        let bits = coordinate.dimension.bits(at: sample)
        return isScrambled
            ? Uniform(random: owenScrambled(bits, key: coordinate.key)) : Uniform(plain: bits)
    }
}
