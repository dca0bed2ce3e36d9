// Event files of TensorBoard, whole, torn and damaged.
import Foundation
import TestSupport
import Testing
import Text

@testable import Metrics

@Suite struct EventTests {
    private func events(_ name: String) -> SeriesCollector {
        series { collector in
            var source = EventSource(nil, prefix: "")
            source.read("\(samples)/\(name)", into: &collector)
        }
    }

    @Test func torch() throws {
        let all = events("torch-2.13.0.events.out.tfevents")
        for item in all.all { #expect(item.count > 0, "\(item.name)") }
        #expect(all["val acc"] != nil)
        #expect(all["val acc"]?.points.first?.step == 0)
        let digits = all.all.flatMap(\.points).map { decimalText($0.value) }
        #expect(digits.allSatisfy { $0.count < 12 }, "\(digits)")
    }

    @Test func hparamsAreNoMetrics() {
        let all = events("torch-2.13.0-hparams.events.out.tfevents")
        #expect(!all.all.contains { $0.name.hasPrefix("_hparams_") })
    }

    @Test func tensorboardX() {
        #expect(!events("tensorboardX-2.6.5.events.out.tfevents").all.isEmpty)
    }

    /// Cut anywhere, it ends there; with any byte changed, before it.
    @Test func tornAndDamaged() throws {
        let data = try Data(
            contentsOf: URL(fileURLWithPath: "\(samples)/torch-2.13.0.events.out.tfevents"))
        let whole = events("torch-2.13.0.events.out.tfevents").all.map(\.count).reduce(0, +)
        try withFolder { folder in
            let path = "\(folder)/events.out.tfevents.1"
            func count(_ data: Data) throws -> Int {
                try data.write(to: URL(fileURLWithPath: path))
                let read = series { readEvents(below: folder, nil, into: &$0) }
                return read.all.map(\.count).reduce(0, +)
            }
            let all = try count(data)
            #expect(all == whole)
            for length in 0..<data.count {
                let left = try count(data.prefix(length))
                #expect(left < whole)
            }
            for index in stride(from: 0, to: data.count, by: 3) {
                var damaged = data
                damaged[index] ^= 0x41
                let left = try count(damaged)
                #expect(left < whole, "byte \(index)")
            }
        }
    }

    @Test func checksums() {
        // RFC 3720, appendix B.4.
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(zeros.withUnsafeBytes(CRC32C().checksum) == 0x8A91_36AA)
        let ascending = (0..<32).map { UInt8($0) }
        #expect(ascending.withUnsafeBytes(CRC32C().checksum) == 0x46DD_794E)
        #expect([UInt8]("123456789".utf8).withUnsafeBytes(CRC32C().checksum) == 0xE306_9283)
    }
}
