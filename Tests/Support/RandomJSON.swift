// Random JSON values. Knows nothing of what they are for.
import Text

/// A value up to a few levels deep, with texts that are hard on quoting.
package func randomJSON(using random: inout SeededRandom, depth: Int = 3) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2:
        return .number(
            ["0", "-1", "1e-4", "64.0", "1E+2", "-0.0"].randomElement(using: &random) ?? "0")
    case 3: return .double(Double.random(in: -1e6...1e6, using: &random))
    case 4: return .string(hostileTexts.randomElement(using: &random) ?? "")
    case 5: return .string(hostileText(using: &random))
    case 6:
        let count = Int.random(in: 0...3, using: &random)
        return .array((0..<count).map { _ in randomJSON(using: &random, depth: depth - 1) })
    default:
        let count = Int.random(in: 0...3, using: &random)
        return .object(
            (0..<count).map { index in
                (
                    "\(index)" + hostileText(using: &random),
                    randomJSON(using: &random, depth: depth - 1)
                )
            })
    }
}
