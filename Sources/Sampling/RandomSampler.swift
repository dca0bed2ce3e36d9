// Random search: the uniform numbers of every parameter, by name, sample and attempt.
// Knows nothing of domains.
import Numerics
import Spec

/// Where uniform numbers come from: pure functions, so that no draw depends on which others were made.
protocol UniformSource: Sendable {
    /// The number for the parameter at this index of the experiment's `parameterNames`.
    func uniform(slot: Int, sample: UInt64, attempt: UInt32) -> Uniform

    /// Which of `count` sub-spaces a sample is of, each as likely as the others.
    func subSpace(of count: Int, sample: UInt64, attempt: UInt32) -> Int
}

/// Independent numbers: Philox under a key of the seed and the parameter's name.
struct RandomSampler: UniformSource {
    private let streams: [Draws]
    /// No parameter has an empty name.
    private let union: Draws

    init(names: [String], seed: UInt64) {
        streams = names.map { Draws(seed: seed, name: $0.utf8) }
        union = Draws(seed: seed, name: "".utf8)
    }

    func uniform(slot: Int, sample: UInt64, attempt: UInt32) -> Uniform {
        Uniform(random: streams[slot].bits(sample: sample, attempt: attempt))
    }

    func subSpace(of count: Int, sample: UInt64, attempt: UInt32) -> Int {
        Int(union.below(UInt64(count), sample: sample, attempt: attempt))
    }
}
