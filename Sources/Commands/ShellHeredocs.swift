// Heredocs of a command: their operators, and the bodies behind the end of the line.
// Knows nothing of the commands that read them.
import Spec

extension ShellTranslator {
    /// `<<WORD` or `<<-WORD`; the body begins behind the end of the line.
    mutating func heredocOperator(_ compiler: inout CommandCompiler) {
        endWord()
        commandState?.expectsCommand = false
        if following("<<<") {
            copyBreak(3)
            return
        }
        let start = at
        copy(2)
        let stripsTabs = following("-")
        if stripsTabs { copy(1) }
        while following(" ") || following("\t") { copy(1) }
        let (delimiter, isQuoted) = delimiterWord()
        beginWord()
        if delimiter.isEmpty, !isQuoted {
            compiler.error("the heredoc has no delimiter", source, at: start)
        }
        commandState?.heredocs.append(
            CommandState.Heredoc(
                delimiter: delimiter, isQuoted: isQuoted, stripsTabs: stripsTabs, start: start))
    }

    private mutating func delimiterWord() -> (text: [UInt8], isQuoted: Bool) {
        var text: [UInt8] = []
        var isQuoted = false
        var quote: UInt8?
        while at < end {
            let byte = bytes[at]
            if let open = quote {
                if byte == open { quote = nil } else { text.append(byte) }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                (quote, isQuoted) = (byte, true)
            } else if byte == UInt8(ascii: "\\"), at + 1 < end {
                isQuoted = true
                copy(1)
                text.append(bytes[at])
            } else if " \t\n;&|()<>`".utf8.contains(byte) {
                break
            } else {
                text.append(byte)
            }
            copy(1)
        }
        return (text, isQuoted)
    }

    mutating func heredocBodies(_ compiler: inout CommandCompiler) {
        let pending = commandState?.heredocs ?? []
        commandState?.heredocs = []
        for heredoc in pending {
            guard let (bodyEnd, next) = bodyEnd(of: heredoc) else {
                let delimiter = String(decoding: heredoc.delimiter, as: UTF8.self)
                compiler.error(
                    "the heredoc is not closed: no line is \(delimiter) alone", source,
                    at: heredoc.start)
                copy(end - at)
                return
            }
            let outer = (end: end, count: frames.count)
            end = bodyEnd
            if heredoc.isQuoted {
                quotedBody(&compiler)
            } else {
                frames.append(Frame(context: .heredoc, start: at))
                walk(&compiler)
                if frames.count > outer.count + 1 {
                    let frame = frames[frames.count - 1]
                    compiler.error(
                        "\(name(of: frame.context)) not closed in the heredoc", source,
                        at: max(0, frame.start - 1))
                }
                frames.removeLast(frames.count - outer.count)
            }
            end = outer.end
            copy(next - at)
        }
        beginWord()
    }

    private mutating func quotedBody(_ compiler: inout CommandCompiler) {
        while at < end {
            guard let found = Placeholder.at(at, in: bytes) else {
                copy(1)
                continue
            }
            if found.form == .literal {
                emit(found, &compiler)
                continue
            }
            at = found.range.upperBound
            guard compiler.resolve(found, in: source) != nil else { continue }
            compiler.error(
                "no value can reach a heredoc with a quoted delimiter: read the file {params} "
                    + "there, or leave the quotes out", found, source)
        }
    }

    /// Where the body ends, and where the line behind the delimiter begins.
    private func bodyEnd(of heredoc: CommandState.Heredoc) -> (end: Int, next: Int)? {
        var line = at
        var goesOn = false
        while line < end {
            let stop = bytes[line..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
            var text = bytes[line..<stop]
            if heredoc.stripsTabs { text = text.drop { $0 == UInt8(ascii: "\t") } }
            if !goesOn, text.elementsEqual(heredoc.delimiter) { return (line, min(stop + 1, end)) }
            let backslashes = text.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            goesOn = !heredoc.isQuoted && backslashes % 2 == 1
            line = stop + 1
        }
        return nil
    }
}
