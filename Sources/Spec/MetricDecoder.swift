// The metrics of a spec: where each is read from, and which of its values counts.
// Knows nothing of how files are read.
import Text

extension SpecDecoder {
    /// Extractors by name; none where whatever there is shall be found.
    mutating func metrics(_ node: JSONNode) -> (extractors: [MetricExtractor], areFound: Bool) {
        if case .string(let word) = node.content {
            if word == "auto" { return ([], true) }
            diagnostics.error(
                "\"metrics\" must be an object, or \"auto\"", at: node.range)
            return ([], false)
        }
        let members = object(node, "\"metrics\"") ?? []
        return (members.compactMap { metric($0) }, false)
    }

    private mutating func metric(_ member: JSONMember) -> MetricExtractor? {
        let what = "the metric \(quoted(member.key))"
        if member.key.isEmpty || member.key.utf8.contains(where: { $0 < 0x20 }) {
            diagnostics.error("a metric needs a name", at: member.keyRange)
        }
        let node = member.value
        let keys = ["stage", "pattern", "file", "column", "key", "tensorboard", "take"]
        guard object(node, what, keys: keys) != nil else { return nil }
        let take = node["take"].map { self.take($0) } ?? .last
        guard let (source, range) = source(node, what), let take else { return nil }
        return MetricExtractor(name: member.key, source: source, take: take, range: range)
    }

    private mutating func source(
        _ node: JSONNode, _ what: String
    ) -> (MetricExtractor.Source, Range<Int>)? {
        func text(_ key: String) -> String? {
            guard let node = node[key] else {
                diagnostics.error("\(what) needs the key \(quoted(key))", at: nodeRange.prefix(1))
                return nil
            }
            return string(node, quoted(key))
        }
        let nodeRange = node.range
        let forms = [
            (["stage", "pattern"], node["pattern"]), (["file", "column"], node["column"]),
            (["file", "key"], node["key"]), (["tensorboard"], node["tensorboard"]),
        ]
        // The first that is begun says which form is meant.
        let isMeant: (([String], JSONNode?)) -> Bool = { $0.1 != nil }
        let keys =
            forms.first(where: isMeant)?.0
            ?? (node["file"] != nil ? ["file", "column"] : ["stage", "pattern"])
        for key in ["stage", "pattern", "file", "column", "key", "tensorboard"]
        where !keys.contains(key) {
            guard let extra = node[key] else { continue }
            diagnostics.error(
                "\(quoted(key)) does not go with \(keys.map(quoted).joined(separator: " and "))",
                at: extra.range)
            return nil
        }
        let texts = keys.compactMap(text)
        guard texts.count == keys.count, let last = keys.last, let range = node[last]?.range else {
            return nil
        }
        switch last {
        case "pattern": return (.log(stage: texts[0], pattern: texts[1]), range)
        case "column": return (.column(file: texts[0], name: texts[1]), range)
        case "key": return (.key(file: texts[0], path: texts[1]), range)
        default: return (.tensorboard(tag: texts[0]), range)
        }
    }

    /// `"last"` and its like, or `{ "at": "min val_loss" }`.
    private mutating func take(_ node: JSONNode) -> MetricExtractor.Take? {
        if case .object = node.content {
            guard object(node, "\"take\"", keys: ["at"]) != nil else { return nil }
            let take = node["at"]?.value.stringValue.flatMap(MetricExtractor.Take.init(at:))
            if take == nil {
                diagnostics.error(
                    "\"at\" takes where another metric is best: \"min val_loss\" or \"max val_acc\"",
                    at: node.range)
            }
            return take
        }
        enum Word: String, CaseIterable { case last, first, min, max }
        guard let word: Word = keyword(node, "\"take\"") else { return nil }
        return MetricExtractor.Take(word: word.rawValue)
    }
}

extension MetricExtractor.Take {
    /// `last`, `first`, `min` or `max`.
    package init?(word: String) {
        switch word {
        case "last": self = .last
        case "first": self = .first
        case "min": self = .min
        case "max": self = .max
        default: return nil
        }
    }

    /// `min val_loss`
    package init?(at text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let best = MetricExtractor.Best(rawValue: String(parts[0])) else {
            return nil
        }
        self = .at(best, of: String(parts[1]))
    }

    /// As a spec has it.
    package var json: JSONValue {
        switch self {
        case .last: .string("last")
        case .first: .string("first")
        case .min: .string("min")
        case .max: .string("max")
        case .at(let best, let name): .object([("at", .string("\(best.rawValue) \(name)"))])
        }
    }
}
