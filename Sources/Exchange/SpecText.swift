// JSON as a spec that people read and edit. Knows nothing of what it holds.
import Text

/// A spec's JSON as people write it: what is long has a line for each member, the rest is on one line.
struct SpecText {
    private(set) var text = ""
    private static let width = 100

    init(_ json: JSONValue) {
        write(json, indent: 0, isOpen: true)
        text += "\n"
    }

    /// - Parameter isOpen: whether it has a line for each member however short it is.
    private mutating func write(_ json: JSONValue, indent: Int, isOpen: Bool = false) {
        let flat = SpecText.flat(json)
        guard case .object(let members) = json, !members.isEmpty,
            isOpen || flat.utf8.count + indent > SpecText.width
        else {
            text += flat
            return
        }
        let margin = String(repeating: " ", count: indent + 2)
        text += "{\n"
        for (index, (key, value)) in members.enumerated() {
            text += margin + quoted(key) + ": "
            write(value, indent: indent + 2, isOpen: indent == 0 && key == "space")
            text += index + 1 < members.count ? ",\n" : "\n"
        }
        text += String(repeating: " ", count: indent) + "}"
    }

    private static func flat(_ json: JSONValue) -> String {
        switch json {
        case .array(let items): "[" + items.map(flat).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ "
                    + members.map { "\(quoted($0)): \(flat($1))" }.joined(separator: ", ") + " }"
        default: json.compact
        }
    }
}
