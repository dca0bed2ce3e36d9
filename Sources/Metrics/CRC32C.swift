// The checksum of records in TensorBoard's event files (RFC 3720, appendix B.4; the polynomial of
// Castagnoli). Knows nothing of records.

/// Eight tables, so that eight bytes are taken in at once (M. Kounavis and F. Berry, 2005).
package struct CRC32C: Sendable {
    private let tables: [UInt32]

    package init() {
        var tables = [UInt32](repeating: 0, count: 2048)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0x82F6_3B78 : 0) }
            tables[index] = value
        }
        for index in 256..<2048 {
            let value = tables[index - 256]
            tables[index] = value >> 8 ^ tables[Int(value & 255)]
        }
        self.tables = tables
    }

    /// As event files have it: turned, and with a constant added.
    package func masked(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let value = checksum(bytes)
        return (value >> 15 | value << 17) &+ 0xA282_EAD8
    }

    func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        tables.withUnsafeBufferPointer { t in
            var crc = ~UInt32(0)
            var at = 0
            while at + 8 <= bytes.count {
                let word = UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                let low = UInt32(truncatingIfNeeded: word) ^ crc
                let high = UInt32(truncatingIfNeeded: word >> 32)
                crc =
                    t[1792 + Int(low & 255)] ^ t[1536 + Int(low >> 8 & 255)]
                    ^ t[1280 + Int(low >> 16 & 255)] ^ t[1024 + Int(low >> 24)]
                    ^ t[768 + Int(high & 255)] ^ t[512 + Int(high >> 8 & 255)]
                    ^ t[256 + Int(high >> 16 & 255)] ^ t[Int(high >> 24)]
                at += 8
            }
            while at < bytes.count {
                crc = crc >> 8 ^ t[Int((crc ^ UInt32(bytes[at])) & 255)]
                at += 1
            }
            return ~crc
        }
    }
}
