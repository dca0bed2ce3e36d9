// Writes SVG: elements, attributes, texts and paths. The only place that knows XML and its escaping.
// Knows nothing of what is drawn.

/// A text in the making. Names of elements and attributes are literals of this program; everything else
/// is data and is escaped.
struct SVGWriter {
    enum Value {
        case number(Double)
        case text(String)
        case path(PathData)
    }

    typealias Attributes = KeyValuePairs<StaticString, Value>

    private(set) var bytes: [UInt8] = []
    private var open: [StaticString] = []

    /// An element without content, or with a text and a title.
    mutating func element(
        _ name: StaticString, _ attributes: Attributes = [:], text: String? = nil,
        title: String? = nil
    ) {
        begin(name, attributes)
        if let title { element("title", text: titleText(title)) }
        if let text { escape(visible(text)) }
        end()
    }

    /// Begins an element whose content follows, up to `end`.
    mutating func begin(_ name: StaticString, _ attributes: Attributes = [:]) {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        for (key, value) in attributes {
            bytes.append(UInt8(ascii: " "))
            append(key)
            bytes.append(contentsOf: "=\"".utf8)
            switch value {
            case .number(let number): appendNumber(number, to: &bytes)
            case .text(let text): escape(visible(text))
            case .path(let path): bytes.append(contentsOf: path.bytes)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
        open.append(name)
    }

    mutating func end() {
        guard let name = open.popLast() else { return }
        bytes.append(contentsOf: "</".utf8)
        append(name)
        bytes.append(UInt8(ascii: ">"))
        if open.count < 3 { bytes.append(UInt8(ascii: "\n")) }
    }

    private mutating func append(_ name: StaticString) {
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}

/// The `d` of a path.
struct PathData {
    private(set) var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    mutating func move(_ x: Double, _ y: Double) { add("M", x, y) }

    mutating func line(_ x: Double, _ y: Double) { add("L", x, y) }

    /// A line of no length, which round caps make a dot.
    mutating func dot(_ x: Double, _ y: Double) {
        move(x, y)
        bytes.append(contentsOf: "h0".utf8)
    }

    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        move(x, y)
        for (letter, length) in [("h", width), ("v", height), ("h", -width)] {
            bytes.append(contentsOf: letter.utf8)
            appendNumber(length, to: &bytes)
        }
        close()
    }

    mutating func close() { bytes.append(UInt8(ascii: "z")) }

    private mutating func add(_ letter: StaticString, _ x: Double, _ y: Double) {
        letter.withUTF8Buffer { bytes.append(contentsOf: $0) }
        appendNumber(x, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        appendNumber(y, to: &bytes)
    }
}

/// Writes a coordinate with at most one decimal.
private func appendNumber(_ value: Double, to bytes: inout [UInt8]) {
    let tenths = value.isFinite ? Int((min(1e6, max(-1e6, value)) * 10).rounded()) : 0
    if tenths < 0 { bytes.append(UInt8(ascii: "-")) }
    let size = abs(tenths)
    var divisor = 1
    while size / 10 / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
        bytes.append(UInt8(48 + size / 10 / divisor % 10))
        divisor /= 10
    }
    if size % 10 != 0 {
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(48 + size % 10))
    }
}
