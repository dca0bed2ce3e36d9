// JSON tree in, experiment out; finds all errors of a spec, not only the first.
// The parts of a spec have files of their own; this one has the top level.
import Text

/// Decodes a spec and collects what is wrong with it.
package struct SpecDecoder {
    package internal(set) var diagnostics = Diagnostics()
    /// Names that are declared with something wrong.
    var unreadNames: [String] = []
    let source: SourceText

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
}

extension Range<Int> {
    /// The first `count` of it.
    func prefix(_ count: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + count)
    }
}
