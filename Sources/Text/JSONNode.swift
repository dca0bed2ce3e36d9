// A JSON text as a tree that keeps positions, key order and the text of numbers.
// Knows nothing of what the keys mean.

/// A JSON value and where it stands.
package struct JSONNode: Sendable {
    package enum Content: Sendable {
        case null
        case bool(Bool)
        /// The text as it was written.
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([JSONMember])
    }

    /// The key of a member that is a comment, where those who read the tree want that.
    package static let comment = "//"

    package let content: Content
    /// The bytes of the value, quotes and brackets included.
    package let range: Range<Int>

    /// For messages: "a string", "an object", ..
    package var kind: String {
        switch content {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value without its positions.
    package var value: JSONValue {
        switch content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .number(let text): .number(text)
        case .string(let text): .string(text)
        case .array(let items): .array(items.map(\.value))
        case .object(let members): .object(members.map { ($0.key, $0.value.value) })
        }
    }

    /// The members of an object, comments left out; none of anything else.
    package var members: [JSONMember] {
        guard case .object(let members) = content else { return [] }
        return members.filter { $0.key != JSONNode.comment }
    }

    /// The member of an object with this key.
    package subscript(_ key: String) -> JSONNode? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }
}

/// A key of an object with its value.
package struct JSONMember: Sendable {
    package let key: String
    package let keyRange: Range<Int>
    package let value: JSONNode
}
