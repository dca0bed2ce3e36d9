// Numbers of other tools with the text they were written with. Knows nothing of what they count.
import Numerics
import Text

/// A finite number and a text for it by the grammar of JSON: the source's own where it is one.
struct Decimal: Sendable, Equatable {
    let text: String
    let value: Double

    init(_ value: Int) { (text, self.value) = (String(value), Double(value)) }

    /// - Parameter value: finite.
    init(_ value: Double) { (text, self.value) = (decimalText(value), value) }

    /// A number, or a string that holds one, as Katib and YAML 1.1 have them.
    init?(_ json: JSONValue?) {
        switch json {
        case .number(let text), .string(let text): self.init(text)
        default: return nil
        }
    }

    init?(_ text: some StringProtocol) {
        let plain = String(text.filter { $0 != " " && $0 != "_" })
        let bare = plain.hasPrefix("+") ? String(plain.dropFirst()) : plain
        guard bare.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
            let value = Double(bare), value.isFinite
        else { return nil }
        self.value = value
        if case .number(let same)? = try? JSONValue.parse(Array(bare.utf8)) {
            self.text = same
        } else {
            self.text = decimalText(value)
        }
    }

    /// Written without point and exponent.
    var isInteger: Bool { Int(text) != nil }

    /// The whole number that it is, however it was written; nil where it is none, or not below 2^53, so
    /// that few of them can be added and multiplied.
    var integer: Int? { abs(value) < 0x1p53 ? Int(exactly: value) : nil }

    var json: JSONValue { .number(text) }
}

/// The bounds of a domain of whole numbers.
func wholeBounds(
    _ name: String, _ low: Decimal, _ high: Decimal
) throws(ImportFailure) -> (first: Int, last: Int) {
    guard let first = low.integer, let last = high.integer, first <= last else {
        throw ImportFailure(
            "\(quoted(name)): bounds of integers are whole numbers below 2^53, the lower one first, not "
                + "\(low.text) and \(high.text)")
    }
    return (first, last)
}

/// `count` numbers in steps from `low` on, as the decimals as written have them: 0.3, not
/// 0.30000000000000004; whole ones keep a point where one of both has one.
func steps(from low: Decimal, by step: Decimal, count: Int) -> [Decimal] {
    if let start = Int(low.text), let size = Int(step.text) {
        return (0..<count).map { Decimal(start + $0 * size) }
    }
    let points = ArithmeticPoints(from: low.value, to: low.value, step: step.value)
    return (0..<count).map { Decimal(floating: points[$0]) }
}

/// How many steps there are from `low` to `high`, both included; nil where a quotient of doubles tells
/// nothing.
func stepCount(from low: Decimal, to high: Decimal, by step: Decimal) -> Int? {
    let quotient = (high.value - low.value) / step.value
    guard quotient >= 0, quotient < 0x1p53 else { return nil }
    // 0.9 in steps of 0.2 from 0.1 on is 4 steps, of which doubles make 3.9999999999999996.
    return Int((quotient + quotient.ulp * 4).rounded(.down)) + 1
}

extension Decimal {
    /// A double that stays one: whole ones have a point.
    init(floating value: Double) {
        let text = decimalText(value)
        self.value = value
        self.text = Int(text) == nil ? text : text + ".0"
    }
}
