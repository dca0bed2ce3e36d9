// A string of JSON where it stands in the text, for readers of many records: most keys are only compared.
// Knows nothing of keys and values.

/// A string that a lexer has passed. It must not be kept for longer than the bytes that are read.
package enum JSONWord {
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
            text.utf8.count == bytes.count && text == String(decoding: bytes, as: UTF8.self)
        case .decoded(let decoded): decoded == text
        }
    }

    /// Lets a `switch` look for keys.
    package static func ~= (text: StaticString, word: JSONWord) -> Bool {
        guard case .plain(let bytes) = word else { return word == "\(text)" }
        guard text.utf8CodeUnitCount == bytes.count else { return false }
        // The library's `elementsEqual` takes three times as long for so few.
        for index in bytes.indices where text.utf8Start[index] != bytes[index] { return false }
        return true
    }
}
