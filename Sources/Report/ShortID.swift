// Ids without their readable part, where the page's scripts can tell it from the parameters: that saves
// half of a large page. Knows nothing of hashes. `columns.js` has the other half of it.
import Sampling
import Spec
import Text

/// Shortens the ids of one sweep.
struct ShortIDs: Sendable {
    private let columns: [(slot: Int, name: [UInt8])]

    init(parameters: [String]) {
        columns = parameters.enumerated().sorted { $0.element < $1.element }.map { slot, name in
            (slot, Array(name.utf8.drop { !$0.isAlphanumeric }))
        }
    }

    /// Appends the id as a JSON string: the dash and the hash alone where what stands before them is
    /// what `readable` gives, which no whole id begins with.
    func write(_ id: String, _ values: [Value?], to output: inout [UInt8]) {
        var scratch: [UInt8] = []
        scratch.reserveCapacity(200)
        writeReadable(values, to: &scratch)
        let isTold = id.utf8.count == scratch.count + 13 && id.utf8.starts(with: scratch)
        writeJSONString(
            isTold ? String(id.suffix(13)) : id, to: &output)
    }

    private func writeReadable(_ values: [Value?], to output: inout [UInt8]) {
        for column in columns {
            guard let value = values[column.slot] else { continue }
            if !output.isEmpty { output.append(UInt8(ascii: "-")) }
            output += column.name
            output.append(UInt8(ascii: "_"))
            if value.kind == .number {
                output += value.text.utf8.prefix(32)
            } else {
                writeFileName(value.text, limit: 32, to: &output)
            }
            if output.count >= 115 { break }
        }
        if let first = output.first, !first.isAlphanumeric { output[0] = UInt8(ascii: "p") }
        output.removeLast(max(0, output.count - 115))
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self & 0xDF)
    }
}
