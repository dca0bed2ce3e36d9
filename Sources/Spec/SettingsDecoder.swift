// The smaller keys of a spec: repeat, metrics, objective, resources, slurm.
// Knows nothing of what is done with them.
import Text

extension SpecDecoder {
    mutating func repetition(_ node: JSONNode) -> Repetition? {
        guard let members = object(node, "\"repeat\"") else { return nil }
        guard let member = members.first else {
            diagnostics.error(
                "\"repeat\" must have one name, such as { \"seed\": [1, 2, 3] }", at: node.range)
            return nil
        }
        for other in members.dropFirst() {
            unreadNames.append(other.key)
            diagnostics.error(
                "\"repeat\" has one name, and this is the second: move \(quoted(other.key)) into "
                    + "\"space\", where each of its values is a configuration", at: other.keyRange)
        }
        checkParameterName(member.key, member.keyRange)
        // One whose values are wrong is declared all the same, or all that name it would be wrong too.
        let values = repeatValues(member.value)
        return Repetition(name: member.key, values: values, range: member.value.range)
    }

    private mutating func repeatValues(_ node: JSONNode) -> [Value] {
        if case .array(let items) = node.content {
            if items.isEmpty { diagnostics.error("the repeat has no values", at: node.range) }
            return items.compactMap { value($0) }
        }
        let form = "a repeat must be an array of values, not \(node.kind): write "
        if case .number(let text) = node.content {
            let count = Int(text).flatMap { (2...8).contains($0) ? $0 : nil }
            let several = count.map { (1...$0).map(String.init).joined(separator: ", ") }
            diagnostics.error(
                form
                    + (several.map {
                        "[\($0)] for \($0.split(separator: ",").count) runs of each "
                            + "configuration, or "
                    } ?? "") + "[\(text)] for this value alone",
                at: node.range)
        } else {
            diagnostics.error(form + "[1, 2, 3]", at: node.range)
        }
        return []
    }

    /// `"{name}={value}"`
    mutating func argumentPattern(_ node: JSONNode) -> ArgumentPattern? {
        guard let text = string(node, "\"args\"") else { return nil }
        if let pattern = ArgumentPattern(text) { return pattern }
        diagnostics.error(
            "\"args\" has no {value}: write \"--{name}={value}\", \"{name}={value}\" or the like",
            at: node.range)
        return nil
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
        let members = node.members
        guard members.count == 1, let member = members.first,
            ["maximize", "minimize"].contains(member.key)
        else {
            diagnostics.error("an objective is \(objectiveForm(node))", at: node.range)
            return nil
        }
        let (key, metric) = (member.key, member.value)
        guard let name = string(metric, what) else { return nil }
        if name.isEmpty {
            diagnostics.error("an objective needs the name of a metric", at: metric.range)
        }
        return Objective(metric: name, maximize: key == "maximize")
    }

    /// Both words with the metric that is meant, if any, and the right one first where the mode is said:
    /// `{"max": m}`, `{"metric": m, "mode": "min"}`, `{"name": m, "goal": "minimize"}`.
    private func objectiveForm(_ node: JSONNode) -> String {
        if Set(node.members.map(\.key)) == ["maximize", "minimize"] {
            let forms = node.members.map { "{ \"\($0.key)\": \($0.value.value.compact) }" }
            return "one of both, and several are an array: [\(forms.joined(separator: ", "))]"
        }
        let texts = node.members.compactMap { member -> (key: String, text: String)? in
            if case .string(let text) = member.value.content { (member.key, text) } else { nil }
        }
        func isMode(_ text: String) -> Bool {
            let word = text.lowercased()
            return word.hasPrefix("min") || word.hasPrefix("max")
        }
        let names = ["metric", "name", "metric_name", "objective"]
        let named = texts.first { names.contains($0.key) } ?? texts.first { isMode($0.key) }
        // `{"acc": "max"}` names it, too.
        let swapped = texts.first.flatMap { isMode($0.text) ? ("", $0.key) : nil }
        let metric = named ?? texts.first { !isMode($0.text) } ?? swapped
        let words = texts.map(\.text) + node.members.map(\.key)
        let isMaximum = words.first(where: isMode).map { $0.lowercased().hasPrefix("max") } ?? true
        let form = isMaximum ? ["maximize", "minimize"] : ["minimize", "maximize"]
        let name = metric.map { quoted($0.text) } ?? "metric"
        return form.map { "{ \"\($0)\": \(name) }" }.joined(separator: " or ")
    }

    mutating func resources(_ node: JSONNode) -> [Resource] {
        (object(node, "\"resources\"") ?? []).compactMap { member in
            if !isStageName(member.key) {
                diagnostics.error(
                    "\(quoted(member.key)) is no name for a resource: use letters, digits, '_' and"
                        + " '-', beginning with a letter", at: member.keyRange)
            }
            // One whose slots are wrong is there all the same, or all that need it would be wrong too.
            return Resource(name: member.key, slots: slots(member))
        }
    }

    /// The slots of a resource, or how many there are.
    private mutating func slots(_ member: JSONMember) -> [Value] {
        let what = "the resource \(quoted(member.key))"
        switch member.value.content {
        case .number:
            guard let count = integer(member.value, what, in: 0...100_000) else { return [] }
            if count == 0 { diagnostics.error("\(what) has no slots", at: member.value.range) }
            return (0..<count).map(Value.integer)
        case .array(let items):
            if items.isEmpty { diagnostics.error("\(what) has no slots", at: member.value.range) }
            return items.compactMap { item -> Value? in
                switch item.content {
                case .number, .string: return value(item)
                default:
                    wrongKind(item, "a slot", "a number or a string")
                    return nil
                }
            }
        default:
            wrongKind(member.value, what, "an array of slots, or how many there are")
            return []
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
            case "pack":
                result.pack = integer(node, "\"pack\"", in: 1...1_000_000) ?? 1
                result.packRange = node.range
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
