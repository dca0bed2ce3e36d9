// Random numbers from a seed, and texts that are hard on quoting. Knows nothing of what is tested.

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Texts that have broken tools: characters special to sh, make, printf, JSON or a terminal.
package let hostileTexts: [String] = [
    "", " ", "  a  b ", "-n", "--", "-", "--lr=3", "*", "?", "[a-z]*", "~", "/*", "a'b", "''", "\"",
    "\"\"", "a\"b'c", "\\", "\\\\", "a\\", "\\n", "\\'", "\\\"", "$", "$$", "$HOME", "${HOME}",
    "$(id)",
    "`id`", "$(shell id)", "$((1+1))", "$1", "$@", "${x:-y}", "#", "# no comment", "a #b", "%",
    "%s",
    "%d%n", "%.c", "!", "!!", "a!b", ";", "; exit 3", "&", "&& false", "|", "a|b", "<", ">",
    "<<EOF",
    "(", ")", ");;", "}", "{", "{v}", "{{v}}", "{args}", "{--v}", "a}b{c", "[", "]", "]]", "=",
    "a=b",
    "\n", "a\nb", "\n\na", "a\n\n", "EOF", "\nEOF\n", "a\nEOF\nb", "\t", "\tEOF", "a\tb", "\r\n",
    "\u{7}",
    "\u{1B}[31m", "\u{7F}", "é", "e\u{301}", "\u{301}", "日本語", "🎉", "👩‍👩‍👧", "a🎉'$\"b", "\u{2028}",
    "\u{FEFF}", "\u{FFFD}", "esac", "case", "in", "done", "0", "00", "-0.9", "1e-4", "true", "null",
    "a,b", "{a,b}", "a:b", "@", "+", "^", "a/b/../c", "\\u0041", "$'a'", "x[$(id)]", ":=", "x\\\ny",
    String(repeating: "'\"$`\\ ", count: 500), String(repeating: "🎉", count: 700),
]

/// A text of up to some 40 characters, most of them special to something.
package func hostileText(using random: inout SeededRandom) -> String {
    let pieces: [String] = [
        "'", "\"", "$", "`", "\\", "\n", " ", "\t", "*", "?", "[", "]", "{", "}", "(", ")", "<",
        ">",
        "|", "&", ";", "#", "%", "!", "~", "=", "-", "/", "🎉", "é", "\u{301}", "\r", "$(id)",
        "`id`",
        "${x}", "{v}", "EOF", "\nEOF\n", "a", "b", "0", "1", "\\n", "\\\n", "'\\''", "\u{1}", "^",
        ",",
    ]
    let count = Int.random(in: 0...20, using: &random)
    return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}
