// Which runs lie together in a pack. Membership follows from the hash in a run's id alone, so that a run
// that is added, taken out or put elsewhere changes nothing for others. Knows nothing of files.
import Numerics
import Spec
import Text

/// How the runs of a sweep are packed.
package struct Packing: Sendable, Equatable {
    /// How many packs there are: a power of two, so that where a space grows packs split, and none mixes
    /// with another.
    package let count: Int
    /// Patterns of files that stay in a run's folder.
    package let keep: [String]
    /// The folder on the node's own disk, as the spec names it.
    package let scratch: String?

    package init(count: Int, keep: [String] = [], scratch: String? = nil) {
        (self.count, self.keep, self.scratch) = (count, keep, scratch)
    }

    /// nil where runs are not packed.
    package init?(_ layout: RunLayout, runs: Int) {
        switch layout.packs {
        case nil: return nil
        case .runs(let size): count = Packing.powerOfTwo(runs / size)
        // About 256 packs leave each of 64 slots with a quarter of a pack of idle time at the end, at worst;
        // few runs make packs of four, and many make packs of 200 to 400.
        case .balanced: count = Packing.powerOfTwo(max(min(runs / 4, 256), runs / 200))
        }
        (keep, scratch) = (layout.keep, layout.scratch)
    }

    /// The largest that is not larger; at least 1 and at most 2^20.
    private static func powerOfTwo(_ number: Int) -> Int {
        var power = 1
        while power * 2 <= number, power < 1 << 20 { power *= 2 }
        return power
    }

    /// The pack of the runs whose ids have a hash.
    package func pack(ofHash hash: UInt64) -> Pack { Pack(ofHash: hash, count: count) }

    package var all: [Pack] { (0..<count).map { Pack(index: $0, count: count) } }

    /// For each pack its name with a hash of its members: where these are others, make looks at the pack.
    ///
    /// - Parameters:
    ///   - hashes: of all configurations, each once, in any order.
    ///   - repeats: the folders of the repeats.
    package func stamps(_ hashes: some Sequence<UInt64>, repeats: [String]) -> [String] {
        var marks = [UInt64](repeating: 0, count: count)
        for hash in hashes { marks[pack(ofHash: hash).index] &+= mixed(hash) }
        let folders = fnv1a(repeats.joined(separator: "/").utf8)
        return all.map { pack in
            let mark = String(mixed(marks[pack.index] ^ folders) >> 32, radix: 16)
            return "\(pack.name)-" + String(repeating: "0", count: 8 - mark.utf8.count) + mark
        }
    }

    package var json: JSONValue {
        var members: [(String, JSONValue)] = [("packs", .int(count))]
        if !keep.isEmpty { members.append(("keep", .array(keep.map { .string($0) }))) }
        if let scratch { members.append(("scratch", .string(scratch))) }
        return .object(members)
    }

    package init?(json: JSONValue) {
        guard let count = json["packs"]?.intValue, (1...1 << 20).contains(count) else { return nil }
        self.init(
            count: count, keep: (json["keep"]?.items ?? []).compactMap(\.stringValue),
            scratch: json["scratch"]?.stringValue)
    }
}

/// One of `count` equal parts of all hashes.
package struct Pack: Hashable, Sendable {
    package let index: Int
    package let count: Int

    package init(index: Int, count: Int) { (self.index, self.count) = (index, count) }

    /// That of a run among `count`, a power of two.
    package init(ofHash hash: UInt64, count: Int) {
        self.init(index: Int(hash >> UInt64(48 - count.trailingZeroBitCount)), count: count)
    }

    /// `3of512`
    package var name: String { "\(index)of\(count)" }

    /// nil where this is no such name.
    package init?(name: some StringProtocol) {
        let text = String(name)
        let parts = text.utf8.split(separator: UInt8(ascii: "o"), maxSplits: 1)
        guard parts.count == 2, parts[1].first == UInt8(ascii: "f"),
            let index = Int(String(decoding: parts[0], as: UTF8.self)),
            let count = Int(String(decoding: parts[1].dropFirst(), as: UTF8.self)),
            count > 0, count <= 1 << 20, count & (count - 1) == 0, (0..<count).contains(index),
            text == "\(index)of\(count)"
        else { return nil }
        self.init(index: index, count: count)
    }

    /// Whether there may be runs that are in both.
    package func overlaps(_ other: Pack) -> Bool {
        let most = max(count, other.count)
        let (mine, theirs) = (most / count, most / other.count)
        return index * mine < (other.index + 1) * theirs
            && other.index * theirs < (index + 1) * mine
    }

    package func holds(_ id: String) -> Bool {
        Pack(ofHash: runHash(id), count: count) == self
    }
}

/// The 12 hex digits at the end of a configuration's id, or before the slash of a run's, as a number. Asked of
/// each of a million runs, so it goes by bytes, and not by what any sequence of them may be.
package func runHash(_ id: String) -> UInt64 {
    var id = id
    return id.withUTF8(runHash(bytes:))
}

package func runHash(_ id: Substring) -> UInt64 {
    var id = id
    return id.withUTF8(runHash(bytes:))
}

package func runHash(bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
    for byte in bytes[..<end].reversed() {
        let digit = byte < 0x3A ? byte &- 0x30 : byte &- 0x57
        if digit >= 16 || shift == 48 { break }
        value |= UInt64(digit) << shift
        shift += 4
    }
    return value
}

/// Tells a run from all others, whatever stands before the hash in its id.
package func runKey(_ id: String) -> UInt64 {
    var id = id
    return id.withUTF8 { bytes in
        let hash = runHash(bytes: bytes)
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return hash }
        return mixed(hash) ^ fnv1a(bytes[slash...])
    }
}
