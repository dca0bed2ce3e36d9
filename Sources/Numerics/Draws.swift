// The random numbers of one parameter, by index of the sample and attempt: pure functions, so that no
// draw depends on which others were made before. Knows nothing of domains.

/// The draws of one stream.
///
/// Attempt `k` of sample `i` is the Philox block with the stream's key and the counter `(i's lower
/// half, i's upper half, k, block)`. A draw takes the first 64 bits of block 0; only `below` ever
/// reads on.
package struct Draws: Sendable {
    private let key: SIMD2<UInt32>

    /// The stream of a parameter `name` (its UTF-8 bytes) under `seed`.
    package init(seed: UInt64, name: some Sequence<UInt8>) {
        self.init(key: streamKey(seed: seed, name: name))
    }

    /// The stream of a key that `streamKey` made.
    package init(key: UInt64) {
        self.key = SIMD2(
            UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    }

    /// 64 random bits.
    package func bits(sample: UInt64, attempt: UInt32 = 0) -> UInt64 {
        words(sample, attempt, block: 0).0
    }

    /// Twice 64 random bits, of which the first are those of `bits`.
    package func pair(sample: UInt64, attempt: UInt32 = 0) -> (UInt64, UInt64) {
        words(sample, attempt, block: 0)
    }

    /// A number from the open interval (0, 1): an odd multiple of 2^-53.
    package func uniform(sample: UInt64, attempt: UInt32 = 0) -> Double {
        openUnitInterval(bits(sample: sample, attempt: attempt))
    }

    /// An integer from 0 to `bound - 1`, each equally likely; 0 where `bound` is 0.
    ///
    /// The upper half of `bits * bound`, after D. Lemire, "Fast random integer generation in an
    /// interval" (2019): products whose lower half falls below `2^64 mod bound` are refused, and the
    /// next 64 bits are taken, from the same block and then from the following ones. After 64 refusals
    /// (less likely than 2^-64) the last product is taken as it is, so that it always ends.
    package func below(_ bound: UInt64, sample: UInt64, attempt: UInt32 = 0) -> UInt64 {
        guard bound > 0 else { return 0 }
        let first = bits(sample: sample, attempt: attempt).multipliedFullWidth(by: bound)
        if first.low >= bound { return first.high }
        let refused = (0 &- bound) % bound
        if first.low >= refused { return first.high }
        var product = first
        for block in 0..<UInt32(32) {
            let pair = words(sample, attempt, block: block)
            if block > 0 {
                product = pair.0.multipliedFullWidth(by: bound)
                if product.low >= refused { break }
            }
            product = pair.1.multipliedFullWidth(by: bound)
            if product.low >= refused { break }
        }
        return product.high
    }

    @inline(__always)
    private func words(
        _ sample: UInt64, _ attempt: UInt32, block: UInt32
    ) -> (UInt64, UInt64) {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: sample >> 32),
            attempt, block)
        let words = Philox.block(counter: counter, key: key)
        return (
            UInt64(words.y) << 32 | UInt64(words.x), UInt64(words.w) << 32 | UInt64(words.z)
        )
    }
}
