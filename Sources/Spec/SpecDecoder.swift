// JSON tree in, experiment out; finds all errors of a spec, not only the first.
// The parts of a spec have files of their own; this one has the top level and what all parts use.
import Text

/// Decodes a spec and collects what is wrong with it.
package struct SpecDecoder {
    package internal(set) var diagnostics = Diagnostics()
    /// Names that are declared with something wrong.
    var unreadNames: [String] = []
    private let source: SourceText

    /// Decodes and checks a whole spec. Where the diagnostics hold an error, the experiment is of use
    /// only to look for more errors: parameters and stages that are wrong have names, and no content.
    package static func decode(_ source: SourceText) -> (Experiment?, Diagnostics) {
        var decoder = SpecDecoder(source: source)
        guard source.bytes.count <= 64 << 20 else {
            decoder.diagnostics.error("the spec is larger than 64 MiB")
            return (nil, decoder.diagnostics)
        }
        guard let root = JSONParser.parse(source, &decoder.diagnostics) else {
            return (nil, decoder.diagnostics)
        }
        let experiment = decoder.experiment(root)
        decoder.validate(experiment, root)
        return (experiment, decoder.diagnostics)
    }

    private mutating func experiment(_ root: JSONNode) -> Experiment {
        var result = Experiment()
        let keys = [
            "space", "defaults", "implied", "points", "exclude", "search", "repeat", "preprocess",
            "stages", "metrics", "objective", "stop", "resources", "args", "params", "threads",
            "shell", "dist", "layout", "slurm",
        ]
        if let advice = foreignSpace(root) {
            diagnostics.error(advice, at: root.range.prefix(1))
            return result
        }
        guard let members = object(root, "the spec", keys: keys) else { return result }
        for key in ["space", "stages"] where root[key] == nil {
            diagnostics.error("the spec needs the key \(quoted(key))", at: root.range.prefix(1))
        }
        for (key, node) in members {
            switch key {
            case "space": (result.spaces, result.spaceRange) = (spaces(node), node.range)
            case "defaults": result.defaults = pairs(node, "\"defaults\"")
            case "implied": result.implied = implied(node)
            case "points": result.points = points(node)
            case "exclude": result.exclusions = exclusions(node)
            case "search":
                let search = search(node)
                (result.search, result.searchRange) = (search ?? .grid, node.range)
                result.isSearchUnread = search == nil
            case "repeat": result.repetition = repetition(node)
            case "preprocess": result.preprocess = stage("preprocess", node)
            case "stages": result.stages = stages(node)
            case "metrics": (result.metrics, result.findsMetrics) = metrics(node)
            case "objective": result.objectives = objectives(node)
            case "resources": result.resources = resources(node)
            case "threads": result.threads = threads(node)
            case "args":
                (result.arguments, result.argumentsRange) = (argumentPattern(node), node.range)
            case "params": result.parameterForm = keyword(node, "\"params\"") ?? .flat
            case "shell": result.shell = keyword(node, "\"shell\"") ?? .sh
            case "dist": result.dist = outputFolder(node) ?? "dist"
            case "layout": result.layout = layout(node)
            case "slurm": result.slurm = slurm(node)
            default: break
            }
        }
        result.stop = stop(root, result)
        result.unreadNames = unreadNames
        result.spaceSource = SpecDecoder.spaceSource(root)
        return result
    }

    private static let spaceKeys = ["space", "defaults", "implied", "points", "exclude"]

    private static func spaceSource(_ root: JSONNode) -> JSONValue {
        .object(root.members.filter { spaceKeys.contains($0.key) }.map { ($0.key, $0.value.value) })
    }

    /// The space alone, of what a plan has kept of a spec; nil where it is damaged.
    package static func decode(space source: JSONValue) -> Experiment? {
        guard let members = source.members else { return nil }
        let spec = JSONValue.object(members + [("stages", .object([("run", .string("true"))]))])
        let (experiment, found) = decode(
            SourceText(name: "", bytes: Array(spec.compact.utf8)))
        return found.hasErrors ? nil : experiment
    }

    // MARK: what all parts use

    /// The members of an object with known keys; unknown ones are errors.
    mutating func object(
        _ node: JSONNode, _ what: String, keys: [String]
    ) -> [(key: String, node: JSONNode)]? {
        guard let members = object(node, what) else { return nil }
        for member in members where !keys.contains(member.key) {
            diagnostics.error(
                "\(what) has no key \(quoted(member.key))"
                    + suggestion(for: member.key, among: keys), at: member.keyRange)
        }
        return members.map { ($0.key, $0.value) }
    }

    /// The members of an object with any keys, comments left out.
    mutating func object(_ node: JSONNode, _ what: String) -> [JSONMember]? {
        guard case .object = node.content else {
            wrongKind(node, what, "an object")
            return nil
        }
        return node.members
    }

    mutating func array(_ node: JSONNode, _ what: String) -> [JSONNode]? {
        guard case .array(let items) = node.content else {
            wrongKind(node, what, "an array")
            return nil
        }
        return items
    }

    /// A string that can be passed to a process: without NUL and not too long.
    mutating func string(_ node: JSONNode, _ what: String) -> String? {
        guard case .string(let text) = node.content else {
            wrongKind(node, what, "a string")
            return nil
        }
        return isPassable(text, node.range) ? text : nil
    }

    mutating func sourceString(_ node: JSONNode, _ what: String) -> SourceString? {
        string(node, what).map { text in
            let hasEscapes = node.range.count != text.utf8.count + 2
            let raw = hasEscapes ? Array(source.bytes[node.range].dropFirst().dropLast()) : []
            return SourceString(text: text, range: node.range, raw: raw)
        }
    }

    mutating func strings(_ node: JSONNode, _ what: String) -> [String] {
        (array(node, what) ?? []).compactMap { string($0, "each element of \(what)") }
    }

    /// One word of an enumeration.
    mutating func keyword<T: RawRepresentable<String> & CaseIterable>(
        _ node: JSONNode, _ what: String
    ) -> T? {
        let words = T.allCases.map(\.rawValue)
        let form = words.map(quoted).joined(separator: " or ")
        guard case .string(let text) = node.content else {
            wrongKind(node, what, form)
            return nil
        }
        if let value = T(rawValue: text) { return value }
        diagnostics.error(
            "\(what) must be \(form)" + suggestion(for: text, among: words), at: node.range)
        return nil
    }

    /// A finite number.
    mutating func number(_ node: JSONNode, _ what: String) -> Double? {
        guard case .number(let text) = node.content else {
            wrongKind(node, what, "a number")
            return nil
        }
        return isFinite(text, node.range) ? Double(text) : nil
    }

    /// A whole number; `1e3` is one too.
    mutating func integer(
        _ node: JSONNode, _ what: String, in range: ClosedRange<Int> = Int.min...Int.max
    ) -> Int? {
        guard let number = number(node, what), case .number(let text) = node.content else {
            return nil
        }
        guard let value = Int(text) ?? (abs(number) < 0x1p53 ? Int(exactly: number) : nil) else {
            diagnostics.error("\(what) must be a whole number", at: node.range)
            return nil
        }
        guard range.contains(value) else {
            let bound =
                value < range.lowerBound
                ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            diagnostics.error("\(what) must be \(bound)", at: node.range)
            return nil
        }
        return value
    }

    /// A value of a parameter, as it can be passed on.
    mutating func value(_ node: JSONNode) -> Value? {
        switch node.content {
        case .number(let text): guard isFinite(text, node.range) else { return nil }
        case .string(let text): guard isPassable(text, node.range) else { return nil }
        case .array, .object: guard areFinite(node) else { return nil }
        case .null, .bool: break
        }
        let value = Value(node.value)
        return isPassable(value.text, node.range) ? value : nil
    }

    /// `name: value` pairs, as `defaults` and `exclude` have them.
    mutating func pairs(_ node: JSONNode, _ what: String) -> [(name: String, value: Value)] {
        (object(node, what) ?? []).compactMap { member in
            checkParameterName(member.key, member.keyRange)
            guard let value = value(member.value) else {
                unreadNames.append(member.key)
                return nil
            }
            return (member.key, value)
        }
    }

    mutating func path(_ node: JSONNode, _ what: String) -> String? {
        guard let text = string(node, what) else { return nil }
        guard isPlainPath(text) else {
            diagnostics.error(
                "\(what) must be a path of the characters A-Z a-z 0-9 . _ / + , @ - only, not "
                    + "beginning with -: others are special to make", at: node.range)
            return nil
        }
        return text
    }

    /// `dist`: a folder of its own, since `make clean` removes what is in it.
    private mutating func outputFolder(_ node: JSONNode) -> String? {
        guard let text = path(node, "\"dist\"") else { return nil }
        guard let last = text.split(separator: "/").last, last != ".", last != ".." else {
            diagnostics.error(
                "\"dist\" must be a folder of its own, since \"make clean\" removes what is in it: "
                    + "write \"dist\" or another name", at: node.range)
            return nil
        }
        return text
    }

    mutating func checkParameterName(_ name: String, _ range: Range<Int>) {
        if !isParameterName(name) {
            diagnostics.error(
                "\(quoted(name)) is no name for a parameter: use letters, digits, '_', '.' and '-',"
                    + " beginning with a letter or '_'", at: range)
        } else if Builtin(rawValue: name) != nil {
            diagnostics.error(
                "\(quoted(name)) is a placeholder of hpmake: choose another name", at: range)
        } else if name.utf8.count > 100 {
            diagnostics.error("the name is longer than 100 characters", at: range)
        }
    }

    mutating func wrongKind(_ node: JSONNode, _ what: String, _ expected: String) {
        diagnostics.error("\(what) must be \(expected), not \(node.kind)", at: node.range)
    }

    private mutating func isPassable(_ text: String, _ range: Range<Int>) -> Bool {
        if text.utf8.contains(0) {
            diagnostics.error("NUL cannot be passed to a program: remove \\u0000", at: range)
            return false
        }
        if text.utf8.count > Value.maximumBytes {
            diagnostics.error(
                "longer than 100 KiB, which cannot be passed to a program: put it into a file",
                at: range)
            return false
        }
        return true
    }

    private mutating func isFinite(_ text: String, _ range: Range<Int>) -> Bool {
        let value = Double(text) ?? .infinity
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        let isZero = mantissa.allSatisfy { "-.0".contains($0) }
        guard value.isFinite, value != 0 || isZero else {
            diagnostics.error("the number is out of the range of a double", at: range)
            return false
        }
        return true
    }

    private mutating func areFinite(_ node: JSONNode) -> Bool {
        switch node.content {
        case .number(let text): isFinite(text, node.range)
        case .string(let text): isPassable(text, node.range)
        case .array(let items): items.reduce(true) { areFinite($1) && $0 }
        case .object(let members):
            members.reduce(hasOneComment(members)) { areFinite($1.value) && $0 }
        case .null, .bool: true
        }
    }
}

extension SpecDecoder {
    /// In values no member is a comment, so that none may be there twice.
    fileprivate mutating func hasOneComment(_ members: [JSONMember]) -> Bool {
        let comments = members.filter { $0.key == JSONNode.comment }
        guard let second = comments.dropFirst().first else { return true }
        diagnostics.error(
            "the key \(quoted(second.key)) is here twice, and it is no comment here: remove one",
            at: second.keyRange)
        return false
    }
}

extension Range<Int> {
    /// The first `count` of it.
    func prefix(_ count: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + count)
    }
}
