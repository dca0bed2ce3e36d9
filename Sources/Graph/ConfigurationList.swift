// The configurations of a sweep, a million of them in the memory of a laptop.
// Knows nothing of what they mean.
import Numerics

/// A configuration as a backend writes it down.
package struct PlannedConfiguration: Sendable, Equatable {
    package let id: String
    /// Its values, see `ValueList`.
    package let values: String

    package init(id: String, values: String) {
        self.id = id
        self.values = values
    }

    /// The last part of an id: 12 hex digits.
    package var key: Substring { id.suffix(12) }
}

/// Configurations in order, as bytes one behind the other in pieces of about a megabyte: strings of
/// their own would take twice the memory and the time.
package struct ConfigurationList: Sendable {
    private struct Place {
        let piece: Int32
        let start: Int32
        let idCount: Int32
        let valuesCount: Int32
    }

    private var pieces: [[UInt8]] = []
    private var places: [Place] = []
    /// Changes with any byte of any configuration, and with their order.
    package private(set) var fingerprint: UInt64 = 0
    /// The bytes of all ids and values.
    package private(set) var byteCount = 0

    private static let pieceBytes = 1 << 20

    package init() {}

    package mutating func append(id: [UInt8], values: [UInt8]) {
        let count = id.count + values.count
        if (pieces.last?.count ?? .max) > ConfigurationList.pieceBytes - count {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Swift.max(count, ConfigurationList.pieceBytes))
        }
        let last = pieces.count - 1
        places.append(
            Place(
                piece: Int32(last), start: Int32(pieces[last].count), idCount: Int32(id.count),
                valuesCount: Int32(values.count)))
        pieces[last] += id
        pieces[last] += values
        byteCount += count
        fingerprint = id.withUnsafeBytes { foldedHash($0, seed: fingerprint) }
        fingerprint = values.withUnsafeBytes { foldedHash($0, seed: fingerprint) }
    }

    /// The bytes of a configuration's id.
    package func id(_ index: Int) -> ArraySlice<UInt8> {
        let place = places[index]
        return pieces[Int(place.piece)][Int(place.start)..<Int(place.start + place.idCount)]
    }

    /// The bytes of a configuration's values.
    package func values(_ index: Int) -> ArraySlice<UInt8> {
        let place = places[index]
        let start = Int(place.start + place.idCount)
        return pieces[Int(place.piece)][start..<start + Int(place.valuesCount)]
    }
}

extension ConfigurationList: RandomAccessCollection, ExpressibleByArrayLiteral {
    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }

    package subscript(index: Int) -> PlannedConfiguration {
        PlannedConfiguration(
            id: String(decoding: id(index), as: UTF8.self),
            values: String(decoding: values(index), as: UTF8.self))
    }

    package init(arrayLiteral elements: PlannedConfiguration...) {
        self.init()
        for element in elements { append(element) }
    }

    package mutating func append(_ configuration: PlannedConfiguration) {
        append(id: Array(configuration.id.utf8), values: Array(configuration.values.utf8))
    }
}
