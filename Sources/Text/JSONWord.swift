// A string of JSON where it stands in the text, for readers of many records: most keys are only compared.
// Knows nothing of keys and values.

/// A string that a lexer has passed. It must not be kept for longer than the bytes that are read.
@frozen package enum JSONWord {
    /// ASCII without escapes, as it stands.
    case plain(UnsafeBufferPointer<UInt8>)
    case decoded(String)

    package var text: String {
        switch self {
        case .plain(let bytes): String(decoding: bytes, as: UTF8.self)
        case .decoded(let text): text
        }
    }

    /// nil where it had to be decoded.
    package var plainBytes: UnsafeBufferPointer<UInt8>? {
        if case .plain(let bytes) = self { bytes } else { nil }
    }

    package static func == (word: JSONWord, text: String) -> Bool {
        switch word {
        case .plain(let bytes):
            text.utf8.count == bytes.count && text.utf8.elementsEqual(bytes)
        case .decoded(let decoded): decoded == text
        }
    }

    /// Lets a `switch` look for keys; most differ in their lengths.
    @inlinable @inline(__always)
    package static func ~= (text: StaticString, word: JSONWord) -> Bool {
        if case .plain(let bytes) = word, bytes.count != text.utf8CodeUnitCount { return false }
        return isEqual(word, text)
    }

    @usableFromInline static func isEqual(_ word: JSONWord, _ text: StaticString) -> Bool {
        guard case .plain(let bytes) = word else { return word == "\(text)" }
        return bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: bytes.count))
    }
}
