// Stable hashes of 64 bits: the same on every machine and in every version, unlike Swift's `Hasher`.
// Not for secrets.

/// Spreads every bit of `x` over all 64: the finaliser of SplitMix64 (variant 13 of D. Stafford's
/// "Better bit mixing", 2011). A bijection.
@inline(__always)
package func mixed(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo; RFC 9923), without any mixing afterwards.
package func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
}

/// The key of one stream of random numbers: of `seed` and the UTF-8 bytes of a name (a parameter's).
///
/// For one seed, streams share a key only if the FNV-1a hashes of their names are equal; for one name,
/// never.
package func streamKey(seed: UInt64, name: some Sequence<UInt8>) -> UInt64 {
    mixed(mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ mixed(fnv1a(name)))
}

/// The middle of one of 2^52 equal parts of (0, 1), by the upper 52 of `bits`: an odd multiple of
/// 2^-53, so neither 0 nor 1, with the same lattice for `u` and `1 - u`.
@inline(__always)
package func openUnitInterval(_ bits: UInt64) -> Double {
    Double(bits >> 11 | 1) * 0x1p-53
}

/// A hash of 64 bits that takes eight bytes at a time, for large texts: to tell whether anything in
/// them has changed.
///
/// Each word is multiplied to 128 bits of which both halves count, as in Wang Yi's wyhash (2019).
package func foldedHash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(bytes.count)
    var at = 0
    while at + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
        hash = folded(hash ^ word)
        at += 8
    }
    var rest: UInt64 = 0
    while at < bytes.count {
        rest = rest << 8 | UInt64(bytes[at])
        at += 1
    }
    return folded(hash ^ rest)
}

@inline(__always)
private func folded(_ x: UInt64) -> UInt64 {
    let product = (x ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low ^ x
}
