// The continuous domains of a spec, rounded or not, with every bound checked.
// Knows nothing of sampling.
import Numerics
import Text

extension SpecDecoder {
    mutating func distribution(_ keyword: String, _ node: JSONNode) -> Distribution? {
        if keyword == "expon" {
            guard let scale = number(node, "\"expon\"") else { return nil }
            guard positive(scale, "the scale", node) else { return nil }
            return Distribution(
                keyword: keyword, shape: .exponential(scale: scale), quantum: nil)
        }
        let quantized = keyword.hasPrefix("q")
        let base = quantized ? String(keyword.dropFirst()) : keyword
        let names = ["normal": "mean, sd", "lognormal": "mu, sigma"][base] ?? "lo, hi"
        let form = quantized ? "[\(names), q]" : "[\(names)]"
        guard let items = arguments(keyword, node, form, count: quantized ? 3 : 2),
            let numbers = numbers(items, keyword)
        else { return nil }
        let (first, second) = (numbers[0], numbers[1])
        if quantized, !positive(numbers[2], "q", items[2]) { return nil }
        let shape: Distribution.Shape
        switch base {
        case "normal", "lognormal":
            guard positive(second, base == "normal" ? "sd" : "sigma", items[1]) else { return nil }
            shape =
                base == "normal"
                ? .normal(mean: first, deviation: second) : .lognormal(mu: first, sigma: second)
        default:
            guard first < second else {
                diagnostics.error("lo must be below hi", at: node.range)
                return nil
            }
            guard (second - first).isFinite else {
                diagnostics.error("the bounds are too far apart", at: node.range)
                return nil
            }
            if base == "loguniform", !positive(first, "lo", items[0]) { return nil }
            if base == "reverseloguniform", first < 0 || second >= 1 {
                diagnostics.error("\(quoted(base)) needs bounds from 0 to below 1", at: node.range)
                return nil
            }
            switch base {
            case "uniform": shape = .uniform(low: first, high: second)
            case "loguniform": shape = .loguniform(low: first, high: second)
            default: shape = .reverseLoguniform(low: first, high: second)
            }
            if quantized, !hasMultiples(first, second, numbers[2], items[2]) { return nil }
        }
        return Distribution(
            keyword: keyword, shape: shape, quantum: quantized ? numbers[2] : nil,
            type: quantized ? numberType(items) : .float)
    }

    private mutating func hasMultiples(
        _ low: Double, _ high: Double, _ quantum: Double, _ node: JSONNode
    ) -> Bool {
        if max(abs(low), abs(high)) / quantum >= 0x1p53 {
            diagnostics.error("q is too small for these bounds: leave it out", at: node.range)
            return false
        }
        if multiples(of: quantum, from: low, to: high) != nil { return true }
        diagnostics.error("no multiple of q lies within the bounds", at: node.range)
        return false
    }

    /// A normal distribution with the bounds of its values.
    mutating func bounded(_ domain: Domain?, _ node: JSONNode?) -> Domain? {
        guard let node, case .continuous(var distribution)? = domain else { return domain }
        guard let items = arguments("bounds", node, "[lo, hi]", count: 2),
            let numbers = numbers(items, "bounds")
        else { return nil }
        guard numbers[0] < numbers[1] else {
            diagnostics.error("lo must be below hi", at: node.range)
            return nil
        }
        if case .lognormal = distribution.shape, numbers[0] < 0 {
            diagnostics.error("a lognormal value is never below 0", at: items[0].range)
            return nil
        }
        if let quantum = distribution.quantum,
            !hasMultiples(numbers[0], numbers[1], quantum, items[1])
        {
            return nil
        }
        distribution.truncation = (numbers[0], numbers[1])
        return .continuous(distribution)
    }

    private mutating func positive(_ number: Double, _ what: String, _ node: JSONNode) -> Bool {
        if number > 0 { return true }
        diagnostics.error("\(what) must be above 0", at: node.range)
        return false
    }
}
