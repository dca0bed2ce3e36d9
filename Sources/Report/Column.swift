// One column of the page's data, as small as it gets without losing anything. Knows nothing of JSON but
// how to write it, and nothing of what the column means.
import Plots
import Spec
import System
import Text

/// A value of each run, in one of two forms: numbers as 64 bits each, or the different texts and, for
/// each run, the index of its own.
struct Column: Sendable {
    /// What it stands for: `parameter`, `repeat`, `metric` or `field`.
    let role: StaticString
    let name: String
    /// How figures lay its numbers out; nil where it has none.
    var axis: NumberAxis?
    /// The same of the means over repeats.
    var meanAxis: NumberAxis?
    private let form: Form

    private enum Form: Sendable {
        case numbers([Double])
        /// -1 for absent. The kinds have a letter for each text.
        case texts([String], kinds: [UInt8], indices: [Int32])
    }

    /// Stands for no number: a NaN that no arithmetic makes.
    static let absent = Double(bitPattern: 0x7FF4_0000_6870_6D6B)

    /// More different values than this share are not worth a table of them.
    private static let sharedShare = 3

    /// Values of a parameter.
    init(_ role: StaticString, _ name: String, _ values: [Value?]) {
        (self.role, self.name) = (role, name)
        var (texts, kinds, indices): ([String], [UInt8], [Int32]) = ([], [], [])
        var places: [Value: Int32] = [:]
        indices.reserveCapacity(values.count)
        for value in values {
            guard let value else {
                indices.append(-1)
                continue
            }
            if let place = places[value] {
                indices.append(place)
                continue
            }
            // Numbers that read back to their very text need no text.
            if texts.count == 1000, texts.count * Column.sharedShare > indices.count,
                let numbers = Column.plainNumbers(values)
            {
                form = .numbers(numbers)
                return
            }
            places[value] = Int32(texts.count)
            indices.append(Int32(texts.count))
            texts.append(value.text)
            kinds.append(Column.letter(value.kind))
        }
        form = .texts(texts, kinds: kinds, indices: indices)
    }

    /// Texts of a field.
    init(_ name: String, texts: [String?]) {
        // As values, which are told apart byte for byte.
        self.init("field", name, texts.map { $0.map(Value.string) })
    }

    /// Numbers of a metric or field, not all of which need be finite.
    init(_ role: StaticString, _ name: String, numbers values: [Double?]) {
        (self.role, self.name) = (role, name)
        var (texts, indices, places): ([Double], [Int32], [UInt64: Int32]) = ([], [], [:])
        for value in values {
            guard let value else {
                indices.append(-1)
                continue
            }
            let place = places[value.bitPattern] ?? Int32(texts.count)
            if place == texts.count {
                if texts.count >= 200, texts.count * Column.sharedShare > indices.count {
                    form = .numbers(values.map { $0 ?? Column.absent })
                    return
                }
                places[value.bitPattern] = place
                texts.append(value)
            }
            indices.append(place)
        }
        let kinds = [UInt8](repeating: UInt8(ascii: "n"), count: texts.count)
        form = .texts(
            texts.map { $0.isFinite ? decimalText($0) : "\($0)" }, kinds: kinds, indices: indices)
    }

    private static func letter(_ kind: Value.Kind) -> UInt8 {
        switch kind {
        case .null: UInt8(ascii: "z")
        case .bool: UInt8(ascii: "b")
        case .number: UInt8(ascii: "n")
        case .string: UInt8(ascii: "s")
        case .composite: UInt8(ascii: "c")
        }
    }

    /// nil where one is no number, or is written in another way than a double is.
    private static func plainNumbers(_ values: [Value?]) -> [Double]? {
        var numbers: [Double] = []
        numbers.reserveCapacity(values.count)
        for value in values {
            guard let value else {
                numbers.append(absent)
                continue
            }
            guard let number = value.number, number.isFinite, decimalText(number) == value.text
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// Appends the column as a JSON object.
    func write(to output: inout [UInt8]) {
        output += "{\"role\":\"\(role)\",\"name\":".utf8
        writeJSONString(name, to: &output)
        if let axis {
            output += ",\"axis\":".utf8
            axis.json.write(to: &output)
        }
        if let meanAxis {
            output += ",\"means\":".utf8
            meanAxis.json.write(to: &output)
        }
        switch form {
        case .numbers(let numbers):
            output += ",\"f64\":\"".utf8
            numbers.withUnsafeBytes { writeBase64($0, to: &output) }
            output += "\"}".utf8
        case .texts(let texts, let kinds, let indices):
            output += ",\"texts\":".utf8
            JSONValue.array(texts.map { .string($0) }).write(to: &output)
            output += ",\"kinds\":\"".utf8
            output += kinds
            output += "\",\"at\":".utf8
            writeIndices(indices, to: &output)
            output.append(UInt8(ascii: "}"))
        }
    }

    /// One index for all where they are the same.
    private func writeIndices(_ indices: [Int32], to output: inout [UInt8]) {
        if let first = indices.first, indices.allSatisfy({ $0 == first }) {
            output += "\(first)".utf8
            return
        }
        output.append(UInt8(ascii: "["))
        var isFirst = true
        for index in indices {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            if (0..<10).contains(index) {
                output.append(UInt8(ascii: "0") + UInt8(index))
            } else {
                output += String(index).utf8
            }
        }
        output.append(UInt8(ascii: "]"))
    }
}

extension NumberAxis {
    /// The same for scripts.
    var json: JSONValue {
        .object(
            [
                ("log", .bool(isLog)), ("low", .double(low)), ("high", .double(high)),
                ("ticks", .array(ticks.map { .array([.double($0.value), .string($0.label)]) })),
                ("outside", .int(outside)),
            ] + (zero.map { [("zero", .array([.double($0.place), .double($0.end)]))] } ?? []))
    }
}
