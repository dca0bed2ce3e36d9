// Numbers of JSON documents: of result.json, of lines such as those of metrics.jsonl, and by paths such
// as `log_history[].eval_loss`. Knows nothing of what they measure.
import System
import Text

/// The numbers of a JSON object that are in no array, nested ones with dotted names; nil for any other
/// value.
package func numbers(in text: ArraySlice<UInt8>) throws(JSONError) -> [(String, Double)]? {
    let outcome: Result<[(String, Double)]?, JSONError> = text.withUnsafeBufferPointer { buffer in
        var lexer = JSONLexer(buffer, allowsNonFinite: true)
        return Result { () throws(JSONError) in
            let isObject = lexer.peek() == UInt8(ascii: "{")
            var found: [(String, Double)] = []
            try lexer.numbers { found.append(($0, number($1))) }
            try lexer.expectEnd()
            return isObject ? found : nil
        }
    }
    return try outcome.get()
}

/// As Python writes them, `NaN`, `Infinity` and `-Infinity` are numbers, too.
private func number(_ text: String) -> Double {
    Double(text) ?? (text == "NaN" ? .nan : text.hasPrefix("-") ? -.infinity : .infinity)
}

/// Reads JSON objects, one a line. A line that is none, such as a half-written last one, is skipped.
package func readJSONLines(
    _ path: String, _ wanted: [String]? = nil, into collector: inout SeriesCollector
) {
    var lines = JSONLines(wanted)
    try? forEachLine(ofFile: path) { lines.add($0, to: &collector) }
}

/// What has to be known of earlier lines.
struct JSONLines {
    private let wanted: [String]?
    private var line = 0.0
    /// One axis for all lines: the first that is met.
    private var axis: String?

    init(_ wanted: [String]? = nil) { self.wanted = wanted }

    /// Takes the next line.
    mutating func add(_ text: ArraySlice<UInt8>, to collector: inout SeriesCollector) {
        line += 1
        guard let found = (try? numbers(in: text)) ?? nil else { return }
        if axis == nil { axis = axisNames.first { name in found.contains { $0.0 == name } } }
        let step = axis.flatMap { name in found.first { $0.0 == name }?.1 }
        for (name, value) in found {
            if axisNames.contains(name) {
                collector.axes[name] = value
                continue
            }
            guard wanted?.contains(name) ?? true else { continue }
            collector.add(value, of: name, axis: axis ?? axisNames[0], step: step ?? line)
        }
    }
}

/// A path into a JSON document: `best_metric`, `log_history[].eval_loss`, `a[0].b`.
package struct JSONPath: Sendable {
    private enum Step: Sendable {
        case member(String)
        case index(Int)
        /// All elements of an array.
        case every
    }

    private let steps: [Step]

    /// nil where brackets do not fit.
    package init?(_ text: String) {
        var steps: [Step] = []
        var name = ""
        var rest = text[...]
        func close() {
            if !name.isEmpty { steps.append(.member(name)) }
            name = ""
        }
        while let character = rest.popFirst() {
            switch character {
            case ".": close()
            case "[":
                close()
                let inner = rest.prefix { $0 != "]" }
                guard inner.endIndex < rest.endIndex else { return nil }
                rest = rest[inner.endIndex...].dropFirst()
                if inner.isEmpty {
                    steps.append(.every)
                } else {
                    guard let index = Int(inner), index >= 0 else { return nil }
                    steps.append(.index(index))
                }
            case "]": return nil
            default: name.append(character)
            }
        }
        close()
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }

    /// Calls `body` with each number that the path leads to, and the object that it stands in.
    func forEachNumber(
        in json: JSONValue, _ body: (Double, JSONValue?) -> Void
    ) {
        walk(json, steps[...], holder: nil, body)
    }

    private func walk(
        _ json: JSONValue, _ rest: ArraySlice<Step>, holder: JSONValue?,
        _ body: (Double, JSONValue?) -> Void
    ) {
        guard let step = rest.first else {
            if case .number(let text) = json { body(number(text), holder) }
            return
        }
        let next = rest.dropFirst()
        switch step {
        case .member(let name):
            if let value = json[name] { return walk(value, next, holder: json, body) }
            // A name with dots of its own.
            let names = rest.prefix { if case .member = $0 { true } else { false } }
            let dotted = names.map { if case .member(let name) = $0 { name } else { "" } }
            let lengths = Array(1...max(1, names.count)).dropFirst()
            let isThere = { (count: Int) in json[dotted[..<count].joined(separator: ".")] }
            guard let count = lengths.first(where: { isThere($0) != nil }),
                let value = isThere(count)
            else { return }
            walk(value, rest.dropFirst(count), holder: json, body)
        case .index(let index):
            guard let items = json.items, index < items.count else { return }
            walk(items[index], next, holder: holder, body)
        case .every:
            for item in json.items ?? [] { walk(item, next, holder: holder, body) }
        }
    }
}

/// Reads what a path leads to in a JSON document, or in each line of one that ends in `.jsonl`.
package func readJSON(
    _ path: String, _ key: JSONPath, as name: String, into collector: inout SeriesCollector
) {
    func add(_ json: JSONValue) {
        key.forEachNumber(in: json) { value, holder in
            let axis = axisNames.first { holder?[$0]?.doubleValue != nil }
            let step = axis.flatMap { holder?[$0]?.doubleValue }
            if let axis { collector.axes[axis] = step }
            collector.add(value, of: name, axis: axis ?? axisNames[0], step: step)
        }
    }
    if path.hasSuffix(".jsonl") {
        try? forEachLine(ofFile: path) { line in
            if let json = try? JSONValue.parse(Array(line), allowsNonFinite: true) { add(json) }
        }
    } else if let bytes = readFileIfAny(path),
        let json = try? JSONValue.parse(bytes, allowsNonFinite: true)
    {
        add(json)
    }
}
