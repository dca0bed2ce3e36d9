// The words of a command as they stand in the spec, as far as they are the same for every run: to see which
// files it names. Not how the shell reads it; what is not sure is left out.
import Spec

/// A word of a command.
package struct CommandWord: Equatable, Sendable {
    package let text: String
    /// Where it stands in the spec.
    package let range: Range<Int>
    /// Whether it is a program to run, and found on the path unless it has a slash.
    package let isProgram: Bool
}

extension CommandSource {
    /// The words without placeholders, variables and output files, quotes taken away. Of options and
    /// settings such as `--config=a.yaml` what follows the sign is a word of its own.
    package var plainWords: [CommandWord] {
        switch self {
        case .words(let sources):
            return sources.enumerated().flatMap { index, source in
                let bytes = Array(source.text.utf8)
                if !Placeholder.all(in: bytes).isEmpty { return [CommandWord]() }
                return parts(
                    CommandWord(text: source.text, range: source.range, isProgram: index == 0))
            }
        case .shell(let source):
            var reader = WordReader(source)
            return reader.words().flatMap(parts)
        }
    }

    private func parts(_ word: CommandWord) -> [CommandWord] {
        guard let sign = word.text.firstIndex(of: "=") else { return [word] }
        let rest = String(word.text[word.text.index(after: sign)...])
        return [CommandWord(text: rest, range: word.range, isProgram: false)]
    }
}

/// Parts a command of the shell into words.
private struct WordReader {
    private let source: SourceString
    private let bytes: [UInt8]
    private var at = 0
    /// Whether the next word is a program, or the file that output goes to.
    private var (isProgram, isOutput) = (true, false)

    init(_ source: SourceString) {
        self.source = source
        bytes = Array(source.text.utf8)
    }

    mutating func words() -> [CommandWord] {
        var result: [CommandWord] = []
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): at += 1
            case UInt8(ascii: "#"):
                at = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            case UInt8(ascii: ">"), UInt8(ascii: "<"):
                isOutput = bytes[at] == UInt8(ascii: ">")
                while at < bytes.count, "<>&|".utf8.contains(bytes[at]) { at += 1 }
            case let byte where "\n;&|()".utf8.contains(byte):
                (isProgram, isOutput) = (true, false)
                at += 1
            default:
                if let word = word() { result.append(word) }
            }
        }
        return result
    }

    /// The word that begins here; nil where it is not plain.
    private mutating func word() -> CommandWord? {
        let start = at
        var text: [UInt8] = []
        var quote: UInt8?
        var isPlain = true
        while at < bytes.count, quote != nil || !" \t\n;&|()<>".utf8.contains(bytes[at]) {
            let byte = bytes[at]
            if let placeholder = Placeholder.at(at, in: bytes) {
                isPlain = false
                at = placeholder.range.upperBound
                continue
            }
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                at += 1
                // The end of a line behind a backslash is a blank.
                if at < bytes.count, bytes[at] == UInt8(ascii: "\n") {
                    at += 1
                    if text.isEmpty, quote == nil { return nil }
                    break
                }
                if at < bytes.count { text.append(bytes[at]) }
            } else {
                isPlain = isPlain && !"$`".utf8.contains(byte)
                text.append(byte)
            }
            at += 1
        }
        at = min(at, bytes.count)
        let word = CommandWord(
            text: String(decoding: text, as: UTF8.self), range: source.range(of: start..<at),
            isProgram: isProgram)
        defer { isOutput = false }
        if isOutput { return nil }
        // A setting before a program, `A=1 python`, is none itself.
        if !text.contains(UInt8(ascii: "=")) { isProgram = false }
        return isPlain && !text.isEmpty ? word : nil
    }
}
