// The counter-based generator Philox4x32-10: a block of random bits as a pure function of a counter
// and a key. Knows nothing of what they are used for.

/// Philox4x32-10 of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as
/// easy as 1, 2, 3" (SC11, 2011). It passes TestU01's BigCrush for any pattern of counters.
package enum Philox {
    /// Four words of 32 bits each, for a counter of 128 bits and a key of 64, words in the order of
    /// the paper's library, Random123.
    package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
        var (k0, k1) = (key.x, key.y)
        for _ in 0..<10 {
            let left = UInt64(c0) &* 0xD251_1F53
            let right = UInt64(c2) &* 0xCD9E_8D57
            (c0, c1, c2, c3) = (
                UInt32(truncatingIfNeeded: right >> 32) ^ c1 ^ k0,
                UInt32(truncatingIfNeeded: right),
                UInt32(truncatingIfNeeded: left >> 32) ^ c3 ^ k1,
                UInt32(truncatingIfNeeded: left)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
