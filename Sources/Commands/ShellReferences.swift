// How a placeholder is written in each place of a command, and where none can stand.
// Knows nothing of how the places are found.
import Spec

extension ShellTranslator {
    /// Writes what a placeholder becomes.
    ///
    /// - Parameter quote: in single quotes, what opens them again behind a value.
    mutating func emit(
        _ found: Placeholder, inSingleQuotes quote: String? = nil,
        _ compiler: inout CommandCompiler
    ) {
        let before = at
        at = found.range.upperBound
        guard let resolved = compiler.resolve(found, in: source) else { return }
        switch resolved {
        case .text(let literal): output += literal.utf8
        case .value(let index):
            checkBackticks(found, &compiler)
            if let quote {
                output += "'\(bare(index))\(quote)".utf8
            } else {
                output += value(index, found, before, &compiler).utf8
            }
        case .options(let indices):
            checkBackticks(found, &compiler)
            let breaks = " \t\n;&|()<>`".utf8
            let isWord =
                quote == nil && commandState?.wordStart == before
                && (at >= bytes.count || breaks.contains(bytes[at]))
            if !isWord {
                compiler.error(
                    "this becomes several words: write it outside of quotes, with blanks around "
                        + "it, or use {params}", found, source)
            }
            output +=
                indices.map { option($0, words: compiler.wordCount($0)) }
                .joined(separator: " ").utf8
        }
    }

    /// A value where no quotes are open.
    private func bare(_ index: Int) -> String {
        let variable = CompiledCommand.variable(index)
        return isPlain ? "\"$\(variable)\"" : "\"${\(variable)-}\""
    }

    private func option(_ index: Int, words count: Int) -> String {
        (1...count).map { word in
            let variable = "\(CompiledCommand.variable(index))_\(word)"
            return isPlain
                ? "${\(variable)+\"$\(variable)\"}" : "${\(variable)+\"${\(variable)-}\"}"
        }.joined(separator: " ")
    }

    /// Whether a value could stand here in place of its variable, once it is quoted.
    private var isPlain: Bool {
        frames.allSatisfy { frame in
            switch frame.context {
            case .commands(let state): !state.isBackticks
            case .doubleQuotes: true
            case .parameter, .arithmetic, .heredoc: false
            }
        }
    }

    private func value(
        _ index: Int, _ found: Placeholder, _ before: Int, _ compiler: inout CommandCompiler
    ) -> String {
        let variable = CompiledCommand.variable(index)
        let unquoted = isPlain ? "${\(variable)}" : "${\(variable)-}"
        switch frames[frames.count - 1].context {
        case .commands:
            if isEvaluated(found, before) { requireNumber(found, &compiler) }
            return bare(index)
        case .doubleQuotes, .heredoc: return unquoted
        case .arithmetic:
            requireNumber(found, &compiler)
            return unquoted
        case .parameter(let quoted):
            switch parameterPart(before) {
            case .name:
                compiler.error(
                    "no value can be the name of a variable: write {\(found.name)} alone, without "
                        + "${ }", found, source)
            case .index: requireNumber(found, &compiler)
            case .word: return quoted ? unquoted : bare(index)
            case .pattern:
                if case .heredoc = frames[frames.count - 2].context {
                    compiler.error(
                        "in a heredoc some shells would take the value for a pattern: set a "
                            + "variable before it", found, source)
                }
                return bare(index)
            }
            return unquoted
        }
    }

    private func requireNumber(_ found: Placeholder, _ compiler: inout CommandCompiler) {
        guard !compiler.isNumeric(found) else { return }
        compiler.error(
            "only a number can stand in arithmetic, which the shell would run as code: "
                + "{\(found.name)} may be a text", found, source)
    }

    /// Whether bash takes the word for arithmetic: `a[..]=1`, and operands in `[[ .. -eq .. ]]`.
    private func isEvaluated(_ found: Placeholder, _ before: Int) -> Bool {
        guard shell == .bash, let state = commandState else { return false }
        let word = bytes[state.wordStart..<before]
        let name = word.prefix(while: isNameByte)
        let rest = word.dropFirst(name.count)
        if !name.isEmpty, rest.first == UInt8(ascii: "["), !rest.contains(UInt8(ascii: "]")) {
            return true
        }
        guard state.isConditional else { return false }
        let comparisons = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]
        let next = bytes[found.range.upperBound..<end].drop { $0 == UInt8(ascii: " ") }
        return comparisons.contains {
            state.lastWord.elementsEqual($0.utf8) || next.starts(with: $0.utf8)
        }
    }

    private func checkBackticks(_ found: Placeholder, _ compiler: inout CommandCompiler) {
        let isRewritten = frames.contains {
            if case .commands(let state) = $0.context { state.isRewritten } else { false }
        }
        guard isRewritten else { return }
        compiler.error(
            "the backslashes in these backticks hide where a value would stand: write $(..) "
                + "instead", found, source)
    }
}
