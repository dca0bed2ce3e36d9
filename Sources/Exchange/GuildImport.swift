// Flags of Guild AI (words of a command line, or the operations of a guild file) as specs.
// Knows nothing of files.
import Numerics
import Text

/// Whether a value is written as only Guild does: `[1:10]`, `loguniform[1e-5:1]`.
func isGuildValue(_ text: String) -> Bool {
    guard let open = text.firstIndex(of: "["), text.last == "]" else { return false }
    let name = text[..<open]
    return text[open...].contains(":") && name.allSatisfy { $0.isLetter || $0 == "_" }
}

extension ImportFormat {
    static let guild = ImportFormat(
        name: "guild",
        recognises: { root in
            let members = root.members ?? []
            return operations(root).contains { $0.1["flags"] != nil }
                || !members.isEmpty && members.allSatisfy { $0.1.stringValue != nil }
        },
        read: { root throws(ImportFailure) in
            var spec = ImportedSpec(source: "flags of Guild")
            let found = operations(root).filter { $0.1["flags"]?.members != nil }
            if found.count > 1 {
                let names = found.map(\.0).joined(separator: ", ")
                spec.note("of the operations \(names) the first is taken")
            }
            let operation = found.first?.1
            if let main = operation?["main"]?.stringValue {
                spec.run = "python -m \(main) {args}"
            }
            for (name, value) in operation?["flags"]?.members ?? root.members ?? []
            where !name.hasPrefix("$") {
                spec.add(name, try domain(name, value))
            }
            return spec
        })

    /// Operations by name, of a file of models or of operations alone.
    private static func operations(_ root: JSONValue) -> [(String, JSONValue)] {
        if let items = root.items {
            return items.flatMap { $0["operations"]?.members ?? [] }
        }
        return root["operations"]?.members ?? root.members?.filter { $0.1.members != nil } ?? []
    }

    private static func domain(
        _ name: String, _ value: JSONValue
    ) throws(ImportFailure) -> ImportedDomain {
        if let items = value.items { return items.isEmpty ? .constant(value) : .choice(items) }
        if value.members != nil {
            if let initial = value["default"] { return try domain(name, initial) }
            if let choices = value["choices"]?.items {
                return .choice(choices.map { $0["value"] ?? $0 })
            }
            return .constant(.null)
        }
        guard let text = value.stringValue, let open = text.firstIndex(of: "["), text.last == "]"
        else { return .constant(value.stringValue.map(scalar) ?? value) }
        let function = String(text[..<open])
        let inner = text[text.index(after: open)...].dropLast()
        let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Decimal($0) }
        if function.isEmpty, parts.count < 2 {
            return .choice(inner.split(separator: ",").map { scalar(String($0).trimmed) })
        }
        guard numbers.count == parts.count, let domain = self.domain(function, numbers) else {
            throw ImportFailure("\(quoted(name)): \(quoted(text)) is no function of Guild's")
        }
        return domain
    }

    private static func domain(_ function: String, _ numbers: [Decimal]) -> ImportedDomain? {
        guard numbers.count >= 2 else { return nil }
        let (a, b) = (numbers[0], numbers[1])
        let third = numbers.count > 2 ? numbers[2] : nil
        let note = third.map { "the first value to try, \($0.text), is left out" }
        switch function {
        case "", "uniform":
            if a.isInteger, b.isInteger, let high = b.integer {
                return .keyword("randint", [a, Decimal(high + 1)], note: note)
            }
            return .keyword("uniform", [a, b], note: note)
        case "loguniform": return .keyword("loguniform", [a, b], note: note)
        case "range": return .stepped(a, b, third ?? Decimal(1))
        case "linspace":
            return .keyword(
                "linspace",
                [Decimal(floating: a.value), Decimal(floating: b.value), third ?? Decimal(5)])
        case "logspace":
            let base = numbers.count > 3 ? numbers[3].value : 10
            let ends = [a, b].map { Decimal(floating: power(base, $0.value)) }
            return .keyword("geomspace", ends + [third ?? Decimal(5)])
        default: return nil
        }
    }

    private static func scalar(_ text: String) -> JSONValue {
        switch text.lowercased() {
        case "true", "yes", "on": return .bool(true)
        case "false", "no", "off": return .bool(false)
        case "null", "~": return .null
        default: break
        }
        if let first = text.first, first == "'" || first == "\"", text.count > 1, text.last == first
        {
            return .string(String(text.dropFirst().dropLast()))
        }
        return Decimal(text).map { .number($0.text) } ?? .string(text)
    }
}
