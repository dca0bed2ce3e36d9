// Sobol' points, plain or scrambled, by index and dimension: pure functions, so that a longer sequence
// begins with every shorter one. Knows nothing of domains.

/// One coordinate of Sobol's low-discrepancy sequence (1967), in the order of the Gray code (Antonov
/// and Saleev, 1979), so that plain points are those of SciPy's `qmc.Sobol(scramble=False)`.
package struct SobolDimension: Sendable {
    /// How many dimensions there are direction numbers for.
    package static let limit = SobolDirections.rows.count

    /// Binary fractions of 64 bits: the point of index 2^j is point 2^j - 1 with number `j` added,
    /// without carry.
    private let directions: [UInt64]

    /// Dimension `dimension`, from 0; nil past the table's end.
    package init?(_ dimension: Int) {
        guard SobolDirections.rows.indices.contains(dimension) else { return nil }
        directions = SobolDirections.rows[dimension].expanded()
    }

    /// Plain coordinate of point `index`, as a binary fraction of 64 bits.
    package func bits(at index: UInt64) -> UInt64 {
        var gray = index ^ (index >> 1)
        var fraction: UInt64 = 0
        while gray != 0 {
            fraction ^= directions[gray.trailingZeroBitCount]
            gray &= gray &- 1
        }
        return fraction
    }

    /// Plain coordinate of point `index`, in [0, 1): 0 for index 0.
    package func value(at index: UInt64) -> Double {
        Double(bits(at: index) >> 11) * 0x1p-53
    }

    /// Scrambled coordinate of point `index`, in (0, 1): an odd multiple of 2^-53.
    ///
    /// `key` is a `streamKey`. For every key the first 2^k points are a net like the plain ones;
    /// over keys each point is uniform, and independent of the other dimensions.
    package func scrambled(at index: UInt64, key: UInt64) -> Double {
        openUnitInterval(owenScrambled(bits(at: index), key: key))
    }
}

/// Nested uniform scrambling of the upper 54 bits of a binary fraction (A. B. Owen, "Randomly permuted
/// (t,m,s)-nets and (t,s)-sequences", 1995), as a pure function of the fraction and `key`.
///
/// Whether a bit is flipped depends on all bits above it, through a hash of them. One hash serves six
/// levels: its bits 1 to 63 are the nodes of a binary tree, numbered like those of a heap. The lower
/// ten bits become 0.
package func owenScrambled(_ fraction: UInt64, key: UInt64) -> UInt64 {
    var result: UInt64 = 0
    var above: UInt64 = 1  // the bits already done, after a leading 1 that tells how many they are
    for shift in stride(from: 58, to: 4, by: -6) {
        let nodes = mixed(key ^ mixed(above &* 0x9E37_79B9_7F4A_7C15))
        let chunk = fraction >> UInt64(shift) & 63
        var flips = nodes >> 1 & 1
        for level in 1..<UInt64(6) {
            flips = flips << 1 | nodes >> (1 << level | chunk >> (6 - level)) & 1
        }
        result |= (chunk ^ flips) << UInt64(shift)
        above = above << 6 | chunk
    }
    return result
}
