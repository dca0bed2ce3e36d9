// The runs of each pack with their values, in one file: so that whoever runs a pack reads its own runs and no
// others. Knows nothing of what became of them.
import Graph
import Spec
import System

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A line with the number of packs, for each pack a number of 15 digits and an end of a line (where its
/// configurations begin) and one more where the last ends; then a line a configuration, its id and its values.
package struct PackList {
    /// A configuration of a pack.
    package typealias Member = (id: String, values: String)

    private static let numberBytes = 16

    /// The members of each pack, in the order of the sweep.
    package static func members(_ configurations: ConfigurationList, count: Int) -> [[Int32]] {
        var members: [[Int32]] = Array(repeating: [], count: count)
        for index in configurations.indices {
            let hash = configurations.id(index).suffix(12).withUnsafeBufferPointer(runHash(bytes:))
            members[Pack(ofHash: hash, count: count).index].append(Int32(index))
        }
        return members
    }

    package static func write(
        _ graph: BuildGraph, _ packing: Packing, _ layout: Layout
    ) throws(SystemError) {
        let head = Array("\(packing.count)\n".utf8)
        let members = members(graph.configurations, count: packing.count)
        var body: [UInt8] = []
        body.reserveCapacity(graph.configurations.byteCount + graph.configurations.count * 2)
        var starts = head
        let first = head.count + (packing.count + 1) * numberBytes
        func addStart() {
            let text = String(first + body.count)
            starts += repeatElement(UInt8(ascii: "0"), count: numberBytes - 1 - text.utf8.count)
            starts += text.utf8
            starts.append(UInt8(ascii: "\n"))
        }
        for pack in members {
            addStart()
            for index in pack {
                body += graph.configurations.id(Int(index))
                body.append(UInt8(ascii: " "))
                body += graph.configurations.values(Int(index))
                body.append(UInt8(ascii: "\n"))
            }
        }
        addStart()
        try makeFolder(layout.marks)
        try replaceFile(layout.packList, pieces: [starts, body])
    }

    /// - Throws: where the list is missing, or of another number of packs.
    package static func read(_ pack: Pack, _ layout: Layout) throws(SystemError) -> [Member] {
        let path = layout.packList
        let damaged = SystemError("\(path) is not of this Makefile: run make again", code: 0)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("cannot read \(path)") }
        defer { close(descriptor) }
        func bytes(_ range: Range<Int>) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: range.count)
            let count = pread(descriptor, &bytes, range.count, off_t(range.lowerBound))
            return count == range.count ? bytes : nil
        }
        let head = Array("\(pack.count)\n".utf8)
        let place = head.count + pack.index * numberBytes
        guard bytes(0..<head.count) == head,
            let numbers = bytes(place..<place + 2 * numberBytes)?.split(separator: 10),
            numbers.count == 2,
            let start = Int(String(decoding: numbers[0], as: UTF8.self)),
            let end = Int(String(decoding: numbers[1], as: UTF8.self)), start <= end,
            let lines = bytes(start..<end)
        else { throw damaged }
        return lines.split(separator: 10).map { line in
            let text = String(decoding: line, as: UTF8.self)
            let blank = text.firstIndex(of: " ") ?? text.endIndex
            return (String(text[..<blank]), String(text[blank...].dropFirst()))
        }
    }
}
