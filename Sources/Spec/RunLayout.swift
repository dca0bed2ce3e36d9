// How the runs of a sweep lie on disk, as a spec says it. Knows nothing of folders and packs themselves.
import Text

/// `"layout"`: without it each run has a folder of its own.
package struct RunLayout: Sendable, Equatable {
    package enum Packs: Sendable, Equatable {
        /// About so many runs each.
        case runs(Int)
        /// As many as keep all slots busy to the end, and files few.
        case balanced
    }

    /// nil where runs are not packed.
    package var packs: Packs?
    /// Patterns of files that stay in the folder of a run that is done.
    package var keep: [String] = []
    /// A folder on the node's own disk, such as `$TMPDIR`, for runs that are not done.
    package var scratch: String?

    package init() {}
}

extension SpecDecoder {
    mutating func layout(_ node: JSONNode) -> RunLayout {
        var result = RunLayout()
        let members = object(node, "\"layout\"", keys: ["packed", "keep", "scratch"]) ?? []
        for (key, node) in members {
            switch key {
            case "packed": result.packs = packs(node)
            case "keep": result.keep = keptFiles(node)
            case "scratch": result.scratch = scratch(node)
            default: break
            }
        }
        if case .bool(false) = node["packed"]?.content { return result }
        for (key, node) in members where key != "packed" && result.packs == nil {
            // One whose number is wrong is packed all the same.
            if members.contains(where: { $0.key == "packed" }) { break }
            diagnostics.error(
                "\(quoted(key)) is for packed runs: add \"packed\": true", at: node.range)
        }
        return result
    }

    private mutating func packs(_ node: JSONNode) -> RunLayout.Packs? {
        switch node.content {
        case .bool(let flag): return flag ? .balanced : nil
        case .number:
            return integer(node, "\"packed\"", in: 1...100_000).map(RunLayout.Packs.runs)
        default:
            wrongKind(node, "\"packed\"", "how many runs a pack has, or true")
            return nil
        }
    }

    private mutating func keptFiles(_ node: JSONNode) -> [String] {
        guard let items = array(node, "\"keep\"") else { return [] }
        return items.compactMap { item in
            guard let text = string(item, "each element of \"keep\"") else { return nil }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            if text.hasPrefix("/") || parts.contains("..") || parts.contains("") {
                diagnostics.error(
                    "\"keep\" names files inside of a run's folder, such as \"*.pt\" or "
                        + "\"checkpoints/*\"", at: item.range)
                return nil
            }
            return text
        }
    }

    private mutating func scratch(_ node: JSONNode) -> String? {
        guard let text = string(node, "\"scratch\"") else { return nil }
        let variable = text.dropFirst().prefix { $0 != "/" }
        let isVariable = text.hasPrefix("$") && isVariableName(variable)
        guard isVariable || text.hasPrefix("/") else {
            diagnostics.error(
                "\"scratch\" is a folder on the node's own disk: write \"$TMPDIR\", or a path that begins "
                    + "with /", at: node.range)
            return nil
        }
        return text
    }

    private func isVariableName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x5F
        }
    }
}
