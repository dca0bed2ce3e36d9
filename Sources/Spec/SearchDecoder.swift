// The key "search" of a spec. Knows nothing of the space, and of what is done with the search.
import Text

/// The methods that a spec may name, and the keys of each.
private enum Method: String, CaseIterable {
    case grid, random, sobol, halving, hyperband, tpe

    var keys: [String] {
        switch self {
        case .grid: []
        case .random: ["samples", "seed"]
        case .sobol: ["samples", "seed", "scramble"]
        case .halving: ["samples", "seed", "rungs", "eta", "draw", "rounds", "resume"]
        case .hyperband: ["seed", "rungs", "eta", "draw", "rounds", "resume"]
        case .tpe: ["samples", "seed", "startup", "batch"]
        }
    }

    /// An example of each that is more than a word.
    var example: String {
        switch self {
        case .grid: "\"grid\""
        case .random, .sobol, .tpe: "{ \"method\": \(quoted(rawValue)), \"samples\": 100 }"
        case .halving:
            "{ \"method\": \"halving\", \"samples\": 27, \"rungs\": { \"epochs\": [1, 3, 9, 27] } }"
        case .hyperband:
            "{ \"method\": \"hyperband\", \"rungs\": { \"epochs\": [1, 3, 9, 27] } }"
        }
    }

    /// What comes nearest to a method that other tools have.
    static func standingFor(_ word: String) -> (method: Method, why: String)? {
        switch word.lowercased() {
        case "bayesian", "bayes", "bo", "gp", "smac", "optuna", "hyperopt", "skopt", "model":
            (.tpe, "\"tpe\" is the search by a model of the results")
        case "asha", "sha", "successive_halving", "pbt", "median":
            (
                .halving,
                "\"halving\" gives the best configurations more of a resource, and never depends on timing"
            )
        case "bohb", "dehb":
            (.halving, "that is \"halving\" or \"hyperband\" with \"draw\": \"tpe\"")
        default: nil
        }
    }
}

extension SpecDecoder {
    mutating func search(_ node: JSONNode) -> Search? {
        if case .string(let text) = node.content {
            if text == "grid" { return .grid }
            if let method = Method(rawValue: text) {
                let needs = method == .hyperband ? "rungs" : "a number of samples"
                diagnostics.error(
                    "\(quoted(text)) needs \(needs): write \(method.example)", at: node.range)
            } else {
                noSuchMethod(text, node.range)
            }
            return nil
        }
        guard case .object = node.content else {
            wrongKind(node, "\"search\"", "\"grid\", or an object")
            return nil
        }
        let method = method(node)
        let all = Set(Method.allCases.flatMap(\.keys))
        let members = object(node, "\"search\"", keys: ["method"] + all.sorted()) ?? []
        guard let method else {
            _ = node["samples"].flatMap { integer($0, "\"samples\"", in: 1...100_000_000) }
            return nil
        }
        for member in members where all.contains(member.key) && !method.keys.contains(member.key) {
            let others = Method.allCases.filter { $0.keys.contains(member.key) }
            diagnostics.error(
                (method == .grid ? "a grid" : quoted(method.rawValue)) + " has no "
                    + "\(quoted(member.key)), which is for "
                    + others.map { quoted($0.rawValue) }.joined(separator: ", "),
                at: member.node.range)
        }
        return search(method, node)
    }

    private mutating func method(_ search: JSONNode) -> Method? {
        guard let node = search["method"] else {
            diagnostics.error("\"search\" needs the key \"method\"", at: search.range.prefix(1))
            return nil
        }
        guard let text = string(node, "\"method\"") else { return nil }
        let method = Method(rawValue: text)
        if method == nil { noSuchMethod(text, node.range) }
        return method
    }

    private mutating func noSuchMethod(_ text: String, _ range: Range<Int>) {
        if let (method, why) = Method.standingFor(text) {
            diagnostics.error(
                "there is no search \(quoted(text)): \(why); write \(method.example)", at: range)
            return
        }
        let names = Method.allCases.map(\.rawValue)
        diagnostics.error(
            "no such search" + suggestion(for: text, among: names)
                + " (\"grid\", or an object with the method "
                + names.dropFirst().map(quoted).joined(separator: ", ") + ")", at: range)
    }

    private mutating func search(_ method: Method, _ node: JSONNode) -> Search? {
        let seed = UInt64(node["seed"].flatMap { integer($0, "\"seed\"", in: 0...Int.max) } ?? 0)
        switch method {
        case .grid: return .grid
        case .random: return samples(node).map { .random(samples: $0, seed: seed) }
        case .sobol:
            let scramble = node["scramble"].flatMap { flag($0, "\"scramble\"") } ?? true
            return samples(node).map { .sobol(samples: $0, seed: seed, scramble: scramble) }
        case .tpe:
            let startup = node["startup"].flatMap { integer($0, "\"startup\"", in: 1...100_000) }
            let batch = node["batch"].flatMap { integer($0, "\"batch\"", in: 1...100_000_000) }
            return samples(node).map {
                .tpe(
                    TPESearch(
                        samples: $0, seed: seed, startup: startup ?? TPESearch.standardStartup,
                        batch: batch))
            }
        case .halving, .hyperband:
            return halving(node, seed, isHyperband: method == .hyperband).map { .halving($0) }
        }
    }

    private mutating func samples(_ search: JSONNode) -> Int? {
        guard let node = search["samples"] else {
            diagnostics.error("\"search\" needs the key \"samples\"", at: search.range.prefix(1))
            return nil
        }
        return integer(node, "\"samples\"", in: 1...100_000_000)
    }

    private mutating func flag(_ node: JSONNode, _ what: String) -> Bool? {
        if case .bool(let flag) = node.content { return flag }
        wrongKind(node, what, "true or false")
        return nil
    }

    // MARK: rungs

    private mutating func halving(
        _ node: JSONNode, _ seed: UInt64, isHyperband: Bool
    ) -> Halving? {
        let draw: Halving.Draw = node["draw"].flatMap { keyword($0, "\"draw\"") } ?? .random
        let isGrid = draw == .grid
        if isGrid, isHyperband, let node = node["draw"] {
            diagnostics.error(
                "the brackets of \"hyperband\" have counts of their own: \"draw\": \"grid\" is for "
                    + "\"halving\"", at: node.range)
        }
        if isGrid, !isHyperband, let node = node["samples"] {
            diagnostics.error(
                "all points of a grid begin: \"draw\": \"grid\" has no \"samples\"", at: node.range)
        }
        if isGrid, let node = node["rounds"] {
            diagnostics.error(
                "all points of a grid are in one bracket: \"draw\": \"grid\" has no \"rounds\"",
                at: node.range)
        }
        let samples = isHyperband || isGrid ? nil : self.samples(node)
        let eta = node["eta"].flatMap { self.eta($0) } ?? 3
        let rounds = node["rounds"].flatMap { integer($0, "\"rounds\"", in: 1...10_000) } ?? 1
        let resumes = node["resume"].flatMap { flag($0, "\"resume\"") } ?? true
        guard let list = node["rungs"] else {
            diagnostics.error(
                "\"search\" needs the key \"rungs\", such as \"rungs\": { \"epochs\": [1, 3, 9, 27] }",
                at: node.range.prefix(1))
            return nil
        }
        guard let rungs = self.rungs(list), isHyperband || isGrid || samples != nil else {
            return nil
        }
        let halving = Halving(
            isHyperband: isHyperband, samples: samples, seed: seed,
            draw: isHyperband && isGrid ? .random : draw, rungs: rungs,
            eta: eta, rounds: rounds, resumes: resumes)
        check(halving, node)
        return halving
    }

    private mutating func eta(_ node: JSONNode) -> Double? {
        guard case .number(let text) = node.content, let eta = Double(text) else {
            wrongKind(node, "\"eta\"", "a number")
            return nil
        }
        guard eta > 1, eta <= 1e6 else {
            diagnostics.error(
                "\"eta\" must be more than 1, since one of eta goes on: write 2, 3 or 4",
                at: node.range)
            return nil
        }
        return eta
    }

    /// One name, and increasing numbers.
    private mutating func rungs(_ node: JSONNode) -> Rungs? {
        guard let members = object(node, "\"rungs\"") else { return nil }
        guard let member = members.first, members.count == 1 else {
            diagnostics.error(
                "\"rungs\" must have one name, such as { \"epochs\": [1, 3, 9, 27] }",
                at: node.range)
            for member in members { unreadNames.append(member.key) }
            return nil
        }
        checkParameterName(member.key, member.keyRange)
        // One whose values are wrong is declared all the same, or all that name it would be wrong too.
        unreadNames.append(member.key)
        guard case .array(let items) = member.value.content else {
            wrongKind(
                member.value, "a resource", "an array of increasing numbers, such as [1, 3, 9, 27]")
            return nil
        }
        var values: [Value] = []
        for item in items {
            guard case .number = item.content, let value = value(item), let number = value.number
            else {
                wrongKind(item, "a rung", "a number")
                return nil
            }
            guard number > values.last?.number ?? 0 else {
                diagnostics.error(
                    values.isEmpty
                        ? "a rung must be more than 0"
                        : "the rungs must increase, and \(value.text) comes after \(values.last?.text ?? "")",
                    at: item.range)
                return nil
            }
            values.append(value)
        }
        guard values.count > 1 else {
            diagnostics.error(
                "there must be two rungs at least: with one, \"random\" is the search",
                at: member.value.range)
            return nil
        }
        unreadNames.removeLast()
        return Rungs(name: member.key, values: values, range: member.keyRange)
    }

    /// What is allowed, but hardly meant.
    private mutating func check(_ halving: Halving, _ node: JSONNode) {
        if let draws = halving.draws, draws > 100_000_000 {
            diagnostics.error("these are more than 100 million configurations", at: node.range)
        }
        guard !halving.isHyperband, let samples = halving.samples else { return }
        if Double(samples) < halving.eta {
            diagnostics.warning(
                "of \(samples) samples one goes on to every rung: \"samples\" should be more than "
                    + "\"eta\"", at: node["samples"]?.range)
            return
        }
        var last = samples
        for _ in halving.rungs.values.dropFirst() {
            last = Halving.promoted(of: last, eta: halving.eta)
        }
        if Double(last) > halving.eta {
            diagnostics.warning(
                "\(last) runs come to the last rung: another rung would choose among them",
                at: halving.rungs.range)
        }
    }
}
