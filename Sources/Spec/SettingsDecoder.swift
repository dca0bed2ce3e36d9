// The smaller keys of a spec: search, repeat, metrics, objective, resources, slurm.
// Knows nothing of what is done with them.
import Text

extension SpecDecoder {
    mutating func search(_ node: JSONNode) -> Search? {
        if case .string(let text) = node.content {
            if text == "grid" { return .grid }
            let isOther = ["random", "sobol"].contains(text)
            diagnostics.error(
                isOther
                    ? "\(quoted(text)) needs a number of samples: write "
                        + "{ \"method\": \(quoted(text)), \"samples\": 100 }"
                    : "no such search" + suggestion(for: text, among: ["grid", "random", "sobol"])
                        + " (\"grid\", or an object)", at: node.range)
            return nil
        }
        guard case .object = node.content else {
            wrongKind(node, "\"search\"", "\"grid\", or an object")
            return nil
        }
        enum Method: String, CaseIterable { case grid, random, sobol }
        let keys = ["method", "samples", "seed", "scramble"]
        _ = object(node, "\"search\"", keys: keys)
        if node["method"] == nil {
            diagnostics.error("\"search\" needs the key \"method\"", at: node.range.prefix(1))
        }
        let method: Method? = node["method"].flatMap { keyword($0, "\"method\"") }
        if method == .grid { return gridSearch(node) }
        let seed = node["seed"].flatMap { integer($0, "\"seed\"", in: 0...Int.max) } ?? 0
        let samples = node["samples"].flatMap {
            integer($0, "\"samples\"", in: 1...100_000_000)
        }
        if node["samples"] == nil, method != nil {
            diagnostics.error("\"search\" needs the key \"samples\"", at: node.range.prefix(1))
        }
        let scramble = scramble(node, method == .random)
        guard let method, let samples else { return nil }
        return method == .random
            ? .random(samples: samples, seed: UInt64(seed))
            : .sobol(samples: samples, seed: UInt64(seed), scramble: scramble)
    }

    private mutating func scramble(_ search: JSONNode, _ isRandom: Bool) -> Bool {
        guard let node = search["scramble"] else { return true }
        if isRandom { diagnostics.error("only \"sobol\" knows \"scramble\"", at: node.range) }
        guard case .bool(let flag) = node.content else {
            wrongKind(node, "\"scramble\"", "true or false")
            return true
        }
        return flag
    }

    private mutating func gridSearch(_ node: JSONNode) -> Search {
        for key in ["samples", "seed", "scramble"] {
            guard let node = node[key] else { continue }
            diagnostics.error("a grid has no \(quoted(key))", at: node.range)
        }
        return .grid
    }

    mutating func repetition(_ node: JSONNode) -> Repetition? {
        guard let members = object(node, "\"repeat\"") else { return nil }
        guard members.count == 1, let member = members.first else {
            diagnostics.error(
                "\"repeat\" must have one name, such as { \"seed\": [1, 2, 3] }", at: node.range)
            return nil
        }
        checkParameterName(member.key, member.keyRange)
        guard let items = array(member.value, "a repeat") else { return nil }
        if items.isEmpty { diagnostics.error("the repeat has no values", at: member.value.range) }
        let values = items.compactMap { value($0) }
        return Repetition(name: member.key, values: values, range: member.value.range)
    }

    mutating func metrics(_ node: JSONNode) -> [MetricExtractor] {
        (object(node, "\"metrics\"") ?? []).compactMap { member in
            let what = "the metric \(quoted(member.key))"
            if member.key.isEmpty || member.key.utf8.contains(where: { $0 < 0x20 }) {
                diagnostics.error("a metric needs a name", at: member.keyRange)
            }
            let keys = ["stage", "pattern", "take"]
            guard object(member.value, what, keys: keys) != nil else { return nil }
            for key in ["stage", "pattern"] where member.value[key] == nil {
                diagnostics.error(
                    "\(what) needs the key \(quoted(key))", at: member.value.range.prefix(1))
            }
            guard let stage = member.value["stage"].flatMap({ string($0, "\"stage\"") }),
                let pattern = member.value["pattern"].flatMap({ string($0, "\"pattern\"") })
            else { return nil }
            let take: MetricExtractor.Take? = member.value["take"].flatMap {
                keyword($0, "\"take\"")
            }
            return MetricExtractor(
                name: member.key, stage: stage, pattern: pattern, take: take ?? .last,
                range: member.value["pattern"]?.range)
        }
    }

    mutating func objectives(_ node: JSONNode) -> [Objective] {
        guard case .array(let items) = node.content else {
            return objective(node).map { [$0] } ?? []
        }
        if items.isEmpty { diagnostics.error("\"objective\" is empty", at: node.range) }
        let objectives = items.compactMap { objective($0) }
        for (index, item) in objectives.enumerated()
        where objectives[..<index].contains(where: { $0.metric == item.metric }) {
            diagnostics.error("\(quoted(item.metric)) is here twice", at: items[index].range)
        }
        return objectives
    }

    private mutating func objective(_ node: JSONNode) -> Objective? {
        let what = "an objective"
        let form = "{ \"maximize\": metric } or { \"minimize\": metric }"
        guard case .object = node.content else {
            wrongKind(node, what, form)
            return nil
        }
        guard let members = object(node, what, keys: ["maximize", "minimize"]) else { return nil }
        guard members.count == 1, let (key, metric) = members.first else {
            diagnostics.error("an objective is \(form)", at: node.range)
            return nil
        }
        guard let name = string(metric, what) else { return nil }
        if name.isEmpty {
            diagnostics.error("an objective needs the name of a metric", at: metric.range)
        }
        return Objective(metric: name, maximize: key == "maximize")
    }

    mutating func resources(_ node: JSONNode) -> [Resource] {
        (object(node, "\"resources\"") ?? []).compactMap { member in
            if !isStageName(member.key) {
                diagnostics.error(
                    "\(quoted(member.key)) is no name for a resource: use letters, digits, '_' and"
                        + " '-', beginning with a letter", at: member.keyRange)
            }
            let what = "the resource \(quoted(member.key))"
            guard let items = array(member.value, what) else { return nil }
            if items.isEmpty { diagnostics.error("\(what) has no slots", at: member.value.range) }
            let slots = items.compactMap { item -> Value? in
                switch item.content {
                case .number, .string: return value(item)
                default:
                    wrongKind(item, "a slot", "a number or a string")
                    return nil
                }
            }
            return Resource(name: member.key, slots: slots)
        }
    }

    mutating func threads(_ node: JSONNode) -> Threads? {
        if case .string("share") = node.content { return .share }
        if case .number = node.content {
            return integer(node, "\"threads\"", in: 1...100_000).map(Threads.count)
        }
        wrongKind(node, "\"threads\"", "a count, or \"share\"")
        return nil
    }

    mutating func slurm(_ node: JSONNode) -> SlurmOptions {
        var result = SlurmOptions()
        let keys = ["options", "throttle", "pack", "stages"]
        for (key, node) in object(node, "\"slurm\"", keys: keys) ?? [] {
            switch key {
            case "options": result.options = strings(node, "\"options\"")
            case "throttle": result.throttle = integer(node, "\"throttle\"", in: 1...1_000_000)
            case "pack": result.pack = integer(node, "\"pack\"", in: 1...1_000_000) ?? 1
            case "stages":
                result.stageOptions = (object(node, "\"stages\"") ?? []).compactMap { member in
                    let what = "the options of \(quoted(member.key))"
                    guard object(member.value, what, keys: ["options"]) != nil else { return nil }
                    let options = member.value["options"].map { strings($0, "\"options\"") }
                    return (member.key, options ?? [])
                }
            default: break
            }
        }
        return result
    }
}
