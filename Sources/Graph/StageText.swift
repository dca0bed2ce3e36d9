// What of a stage's command is compared: the text that the spec has, but for options that say what the
// trainer does anyway. Knows nothing of records.
import Commands
import Spec
import Text

/// A command as the spec has it, with its environment and shell.
package struct StageText: Sendable {
    /// Shell and text, or the words; then the environment in the order of its names.
    package let json: JSONValue

    package init(json: JSONValue) { self.json = json }

    /// - Parameters:
    ///   - pattern: how `{args}` is written, where that is in the command and not the usual way.
    ///   - form: how the file of `{params}` is, where that is in the command.
    package init(
        _ stage: Stage, _ shell: Shell, pattern: ArgumentPattern? = nil,
        form: ParameterForm = .flat
    ) {
        var members: [JSONValue] = []
        switch stage.command {
        case .shell(let source):
            members += [.string(shell.rawValue), .string(source.text)]
        case .words(let words): members.append(.array(words.map { .string($0.text) }))
        }
        for (name, text) in stage.environment.sorted(by: { $0.name < $1.name }) {
            members.append(.array([.string(name), .string(text.text)]))
        }
        if let pattern { members.append(.string(pattern.text)) }
        if form != .flat { members.append(.array([.string("params"), .string(form.rawValue)])) }
        json = .array(members)
    }

    /// Over what the spec says, not over its translation, which may change between versions.
    package var digest: String { String(SHA256.hex(json.compact.utf8).prefix(16)) }

    /// The text as it was before it had the options `{--name}` of these parameters.
    package func without(_ names: Set<String>) -> StageText {
        StageText(json: StageText.without(names, json))
    }

    private static func without(_ names: Set<String>, _ json: JSONValue) -> JSONValue {
        switch json {
        case .string(let text): return .string(without(names, text))
        case .array(let items):
            let kept = items.filter { item in
                guard let text = item.stringValue, let only = option(in: text) else { return true }
                return !names.contains(only)
            }
            return .array(kept.map { without(names, $0) })
        default: return json
        }
    }

    /// The parameter whose option is all that there is.
    private static func option(in text: String) -> String? {
        let bytes = Array(text.utf8)
        let first = Placeholder.all(in: bytes).first
        return first.flatMap {
            $0.form == .option && $0.range == bytes.indices ? $0.name : nil
        }
    }

    /// Without the options and the blanks before each: those that parted it from what was there.
    private static func without(_ names: Set<String>, _ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var offset = 0
        for placeholder in Placeholder.all(in: bytes)
        where placeholder.form == .option && names.contains(placeholder.name) {
            result += bytes[offset..<placeholder.range.lowerBound]
            offset = placeholder.range.upperBound
            removeBlanks(atEndOf: &result)
        }
        return String(decoding: result + bytes[offset...], as: UTF8.self)
    }

    /// Blanks, and ends of lines that are none to the shell.
    private static func removeBlanks(atEndOf text: inout [UInt8]) {
        while let last = text.last {
            if last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
                text.removeLast()
            } else if text.suffix(2).elementsEqual("\\\n".utf8) {
                text.removeLast(2)
            } else {
                return
            }
        }
    }
}
