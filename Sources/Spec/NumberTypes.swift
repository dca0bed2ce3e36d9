// Whether the values of a domain are floats or integers, by how its arguments are written.
// Knows nothing of which domains there are.
import Text

extension SpecDecoder {
    /// The type of a domain's values by its arguments.
    func numberType(_ items: [JSONNode]) -> NumberType {
        let texts = items.compactMap(\.value.numberText)
        return texts.contains(where: isWrittenAsFloat) ? .float : .asWhole
    }

    /// Whether a number has a point or a negative exponent: `1e3` is written as an integer.
    private func isWrittenAsFloat(_ text: String) -> Bool {
        let bytes = text.utf8.dropFirst()
        return bytes.contains(UInt8(ascii: ".")) || bytes.contains(UInt8(ascii: "-"))
    }

    /// Points between whole ends, some of them whole: to a trainer these may mean something else.
    mutating func warnOfMixture(
        _ keyword: String, _ node: JSONNode, _ count: Int, _ point: (Int) -> Double
    ) {
        // Whole points of equal ratios are no more than the powers of two; of equal distances the first
        // step tells.
        guard case .array(let items) = node.content, let low = items[0].value.numberText,
            let fraction = (0..<min(count, 1100)).map(point).first(where: { $0 != $0.rounded() })
        else { return }
        let floats = items.prefix(2).compactMap(\.value.numberText).map(floatText)
        diagnostics.warning(
            "some of these are integers (\(low)) and some floats (\(decimalText(fraction))): write "
                + "\(quoted(keyword)): [\(floats.joined(separator: ", ")), \(count)] for floats alone",
            at: node.range)
    }

    /// `1.0` for `1`, `1.0e3` for `1e3`.
    private func floatText(_ text: String) -> String {
        let digits = text.prefix { $0 != "e" && $0 != "E" }
        return digits + ".0" + text.dropFirst(digits.count)
    }
}
