// The domains of a spec: keyword and arguments in, domain out, with every bound checked. Distributions have
// a file of their own.
// Knows nothing of sampling.
import Numerics
import Text

extension SpecDecoder {
    static let domainKeywords = [
        "choice", "arange", "linspace", "geomspace", "randint", "lograndint", "qlograndint",
        "uniform", "loguniform", "reverseloguniform", "normal", "lognormal", "expon", "quniform",
        "qloguniform", "qnormal", "qlognormal", "cases",
    ]

    static let nniTypes = [
        "choice", "randint", "lograndint", "uniform", "loguniform", "normal", "lognormal",
        "quniform", "qloguniform", "qnormal", "qlognormal",
    ]

    /// A scalar, an array of choices, or an object with one keyword.
    mutating func domain(_ node: JSONNode) -> Domain? {
        switch node.content {
        case .object:
            guard let keyword = checkKeywords(node, SpecDecoder.domainKeywords),
                let argument = node[keyword]
            else { return nil }
            return bounded(
                domain(keyword: keyword, argument, weights: node["weights"]), node["bounds"])
        case .array: return choice(node, weights: nil)
        default: return value(node).map { .choice([$0], weights: nil) }
        }
    }

    /// Finds the one keyword of a domain, and says what else is there.
    @discardableResult
    mutating func checkKeywords(_ node: JSONNode, _ keywords: [String]) -> String? {
        guard case .object = node.content else { return nil }
        let members = node.members
        if let advice = foreignAdvice(node) {
            diagnostics.error(advice, at: node.range)
            return nil
        }
        let others = ["when", "weights", "bounds"]
        for member in members where !keywords.contains(member.key) && !others.contains(member.key) {
            diagnostics.error(
                "a domain has no keyword \(quoted(member.key))"
                    + suggestion(for: member.key, among: keywords + others)
                    + " (an object as a value goes into { \"choice\": [..] })", at: member.keyRange)
        }
        let found = members.filter { keywords.contains($0.key) }
        if let extra = found.dropFirst().first {
            diagnostics.error(
                "a domain has one keyword, and this one has \(quoted(found[0].key)) already",
                at: extra.keyRange)
        } else if found.isEmpty, members.allSatisfy({ others.contains($0.key) }) {
            diagnostics.error(
                "the domain needs a keyword, such as \"choice\" or \"linspace\"",
                at: node.range.prefix(1))
        }
        let choices = ["choice", "cases"]
        if let weights = members.first(where: { $0.key == "weights" }),
            !found.contains(where: { choices.contains($0.key) })
        {
            diagnostics.error(
                "only \"choice\" and \"cases\" have weights", at: weights.keyRange)
        }
        if let bounds = members.first(where: { $0.key == "bounds" }),
            !found.contains(where: { $0.key.hasSuffix("normal") })
        {
            diagnostics.error(
                "only normal and lognormal domains have bounds", at: bounds.keyRange)
        }
        return found.first?.key
    }

    mutating func domain(keyword: String, _ node: JSONNode, weights: JSONNode?) -> Domain? {
        switch keyword {
        case "choice": return choice(node, weights: weights)
        case "arange": return arange(node)
        case "linspace", "geomspace": return points(keyword, node)
        case "randint", "lograndint", "qlograndint": return integers(keyword, node)
        default: return distribution(keyword, node).map { .continuous($0) }
        }
    }

    private mutating func choice(_ node: JSONNode, weights: JSONNode?) -> Domain? {
        guard let items = array(node, "\"choice\"") else { return nil }
        if items.isEmpty {
            diagnostics.error("the domain is empty: give at least one value", at: node.range)
            return nil
        }
        var values: [Value] = []
        var seen: Set<Value> = []
        for item in items {
            guard let value = value(item) else { continue }
            if !seen.insert(value.canonical).inserted, weights == nil {
                diagnostics.error("\(value.json) is here twice: remove one", at: item.range)
            }
            values.append(value)
        }
        guard values.count == items.count else { return nil }
        guard let weights else { return .choice(values, weights: nil) }
        return self.weights(weights, count: values.count).map { .choice(values, weights: $0) }
    }

    /// One weight for each of so many values.
    mutating func weights(_ node: JSONNode, count: Int) -> [Double]? {
        guard let numbers = array(node, "\"weights\"") else { return nil }
        if numbers.count != count {
            diagnostics.error(
                "the weights are \(numbers.count), and the values \(count): give one for each",
                at: node.range)
            return nil
        }
        let parsed = numbers.compactMap { item -> Double? in
            let number = number(item, "a weight")
            if let number, number < 0 {
                diagnostics.error("a weight must not be negative", at: item.range)
            }
            return number
        }
        guard parsed.count == count else { return nil }
        let sum = parsed.reduce(0, +)
        if sum <= 0 || !sum.isFinite {
            diagnostics.error("the weights must have a positive, finite sum", at: node.range)
            return nil
        }
        return parsed
    }

    private mutating func arange(_ node: JSONNode) -> Domain? {
        guard let items = arguments("arange", node, "[start, stop, step]", count: 3),
            let numbers = numbers(items, "arange")
        else { return nil }
        let (start, stop, step) = (numbers[0], numbers[1], numbers[2])
        guard step != 0 else {
            diagnostics.error("the step must not be 0", at: items[2].range)
            return nil
        }
        guard (stop - start) / step > 0 else {
            diagnostics.error(
                "the domain is empty: no step leads from start to stop", at: node.range)
            return nil
        }
        let whole = items.compactMap { Int($0.value.numberText ?? "") }
        guard whole.count == 3 else {
            guard arithmeticCount(start, stop, step) != nil else {
                diagnostics.error("the step is too small for these bounds", at: items[2].range)
                return nil
            }
            return .arange(start: start, stop: stop, step: step, numberType(items))
        }
        let (span, overflow) = whole[1].subtractingReportingOverflow(whole[0])
        guard !overflow, span != Int.min, step != -0x1p63 else {
            diagnostics.error("the bounds are too far apart", at: node.range)
            return nil
        }
        let size = abs(whole[2])
        let count = (abs(span) - 1) / size + 1
        return .integers(start: whole[0], step: whole[2], count: count)
    }

    private mutating func points(_ keyword: String, _ node: JSONNode) -> Domain? {
        guard let items = arguments(keyword, node, "[lo, hi, n]", count: 3),
            let low = number(items[0], "lo"), let high = number(items[1], "hi"),
            let count = integer(items[2], "n", in: 1...1_000_000_000)
        else { return nil }
        guard (high - low).isFinite else {
            diagnostics.error("the bounds are too far apart", at: node.range)
            return nil
        }
        let type = numberType(Array(items.prefix(2)))
        if keyword == "linspace" {
            let points = LinearPoints(from: low, to: high, count: count)
            if type == .asWhole { warnOfMixture(keyword, node, count) { points[$0] } }
            return .linspace(low: low, high: high, count: count, type)
        }
        guard low != 0, high != 0, (low < 0) == (high < 0) else {
            diagnostics.error(
                "\"geomspace\" needs two bounds of one sign, and no 0", at: node.range)
            return nil
        }
        let points = GeometricPoints(from: low, to: high, count: count)
        if type == .asWhole { warnOfMixture(keyword, node, count) { points[$0] } }
        return .geomspace(low: low, high: high, count: count, type)
    }

    private mutating func integers(_ keyword: String, _ node: JSONNode) -> Domain? {
        let isQuantized = keyword.hasPrefix("q")
        let form = isQuantized ? "[lo, hi, q]" : "[lo, hi]"
        guard let items = arguments(keyword, node, form, count: isQuantized ? 3 : 2),
            let low = integer(items[0], "lo"), let high = integer(items[1], "hi"),
            let step = isQuantized ? integer(items[2], "q", in: 1...1 << 53) : 1
        else { return nil }
        guard low < high else {
            diagnostics.error(
                "the domain is empty: lo must be below hi, which is excluded", at: node.range)
            return nil
        }
        let (count, overflow) = high.subtractingReportingOverflow(low)
        guard !overflow else {
            diagnostics.error("the bounds are too far apart", at: node.range)
            return nil
        }
        if keyword == "randint" { return .integers(start: low, step: 1, count: count) }
        guard low > 0, high <= 1 << 53 else {
            diagnostics.error(
                "\(quoted(keyword)) needs bounds from 1 to 2^53", at: items[low > 0 ? 1 : 0].range)
            return nil
        }
        let (first, end) = ((low - 1) / step + 1, (high - 1) / step + 1)
        guard first < end else {
            diagnostics.error(
                "no multiple of q lies within the bounds, of which hi is excluded", at: node.range)
            return nil
        }
        return .logIntegers(low: first, high: end, step: step)
    }

    mutating func arguments(
        _ keyword: String, _ node: JSONNode, _ form: String, count: Int
    ) -> [JSONNode]? {
        guard case .array(let items) = node.content, items.count == count else {
            diagnostics.error("\(quoted(keyword)) takes \(form)", at: node.range)
            return nil
        }
        return items
    }

    mutating func numbers(_ nodes: [JSONNode], _ keyword: String) -> [Double]? {
        let numbers = nodes.compactMap { number($0, "an argument of \(quoted(keyword))") }
        return numbers.count == nodes.count ? numbers : nil
    }
}

extension JSONValue {
    /// The text of a number.
    var numberText: String? { if case .number(let text) = self { text } else { nil } }
}
