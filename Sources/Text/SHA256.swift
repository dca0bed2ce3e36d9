// SHA-256 (FIPS 180-4), for ids, and to tell whether files and commands have changed.
// Knows nothing of files; those who read them hand over bytes.

/// An incremental SHA-256.
package struct SHA256: Sendable {
    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
    )
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    package init() {}

    /// The digest of `bytes` as 64 hex digits.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(Array(bytes))
        return hash.hexDigest()
    }

    /// The first 64 bits of the digest of `buffer`, which is padded in place and of no use after.
    package static func prefix(of buffer: inout [UInt8]) -> UInt64 {
        let bits = UInt64(buffer.count) &* 8
        buffer.append(0x80)
        while buffer.count % 64 != 56 { buffer.append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            buffer.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        var hash = SHA256()
        buffer.withUnsafeBufferPointer { bytes in
            for start in stride(from: 0, to: bytes.count, by: 64) {
                hash.compress(UnsafeBufferPointer(rebasing: bytes[start..<start + 64]))
            }
        }
        return UInt64(hash.state.0) << 32 | UInt64(hash.state.1)
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { update($0) }
    }

    package mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        length &+= UInt64(bytes.count)
        var rest = UnsafeBufferPointer(rebasing: bytes[...])
        if !pending.isEmpty {
            let missing = min(64 - pending.count, rest.count)
            pending.append(contentsOf: rest[..<missing])
            rest = UnsafeBufferPointer(rebasing: rest[missing...])
            guard pending.count == 64 else { return }
            let block = pending
            block.withUnsafeBufferPointer { compress($0) }
            pending.removeAll(keepingCapacity: true)
        }
        while rest.count >= 64 {
            compress(UnsafeBufferPointer(rebasing: rest[..<64]))
            rest = UnsafeBufferPointer(rebasing: rest[64...])
        }
        pending.append(contentsOf: rest)
    }

    /// The digest as 64 lower-case hex digits.
    package func hexDigest() -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for word in digest() {
            for shift in stride(from: UInt32(28), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
                digits.append(digit < 10 ? 48 + digit : 87 + digit)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The digest as eight words.
    package func digest() -> [UInt32] {
        var last = self
        var padding = [UInt8](repeating: 0, count: (119 - pending.count) % 64 + 9)
        padding[0] = 0x80
        for index in 0..<8 {
            padding[padding.count - 1 - index] =
                UInt8(truncatingIfNeeded: (length &* 8) >> UInt64(8 * index))
        }
        last.update(padding)
        let s = last.state
        return [s.0, s.1, s.2, s.3, s.4, s.5, s.6, s.7]
    }

    private mutating func compress(_ block: UnsafeBufferPointer<UInt8>) {
        let bytes = UnsafeRawBufferPointer(block)
        let constants = sha256Constants
        let result = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
            constants.withUnsafeBufferPointer { k in
                for i in 0..<16 {
                    w[i] = UInt32(
                        bigEndian: bytes.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
                }
                for i in 16..<64 {
                    let (x, y) = (w[i &- 15], w[i &- 2])
                    let s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
                    let s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
                    w[i] = w[i &- 16] &+ s0 &+ w[i &- 7] &+ s1
                }
                var (a, b, c, d, e, f, g, h) = state
                for i in 0..<64 {
                    let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
                    let t1 = h &+ s1 &+ (e & f ^ ~e & g) &+ k[i] &+ w[i]
                    let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
                    let t2 = s0 &+ (a & b ^ a & c ^ b & c)
                    (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
                }
                return (a, b, c, d, e, f, g, h)
            }
        }
        state = (
            state.0 &+ result.0, state.1 &+ result.1, state.2 &+ result.2, state.3 &+ result.3,
            state.4 &+ result.4, state.5 &+ result.5, state.6 &+ result.6, state.7 &+ result.7
        )
    }

    @inline(__always)
    private func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x &>> n | x &<< (32 &- n) }
}

/// FIPS 180-4, section 4.2.2: the fractional parts of the cube roots of the first 64 primes.
private let sha256Constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1,
    0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
    0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786,
    0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147,
    0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
    0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a,
    0x5b9c_ca4f, 0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
    0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
