// Values in every place of a shell command, with the real shells as judges.
import Commands
import Foundation
import Spec
import TestSupport
import Testing
import Text

/// A place of a command, and what arrives there.
struct Place: CustomTestStringConvertible, Sendable {
    /// With `{v}`, a text; it prints what it got, each with a NUL behind it.
    let command: String
    /// What it should print, of the value.
    let expected: @Sendable (String) -> [String]

    var testDescription: String { command }

    init(_ command: String, _ expected: @escaping @Sendable (String) -> [String] = { [$0] }) {
        self.command = command
        self.expected = expected
    }
}

private let places: [Place] = [
    Place("printf '%s\\0' {v}"),
    Place("printf '%s\\0' a{v}b c{v}") { ["a\($0)b", "c\($0)"] },
    Place("printf '%s\\0' {v}{v} --x={v}") { [$0 + $0, "--x=\($0)"] },
    Place("printf '%s\\0' '{v}' 'a {v} \"b\" {v}'") { [$0, "a \($0) \"b\" \($0)"] },
    Place("printf '%s\\0' \"{v}\" \"a '{v}' b {v}\"") { [$0, "a '\($0)' b \($0)"] },
    Place("printf '%s\\0' \"\\{v}\" \"\\\\{v}\" \"\\\"{v}\" \"x\"{v}\"y\"") {
        ["\\\($0)", "\\\($0)", "\"\($0)", "x\($0)y"]
    },
    Place("printf '%s\\0' \"$(printf '%s.' {v})\"") { ["\($0)."] },
    Place("printf '%s\\0' \"$(printf '%s.' '{v}' \"{v}\" a\"$(printf '%s.' {v})\")\"") {
        ["\($0).\($0).a\($0).."]
    },
    Place("x=$(printf '%s.' {v}); printf '%s\\0' \"$x\"") { ["\($0)."] },
    Place("x=`printf '%s.' {v}`; printf '%s\\0' \"$x\"") { ["\($0)."] },
    Place("printf '%s\\0' \"`printf '%s.' {v} '{v}'`\"") { ["\($0).\($0)."] },
    Place("x=`printf %s. {v} # it's`; printf '%s\\0' \"$x\" {v}") { ["\($0).", $0] },
    Place("unset x; printf '%s\\0' ${x:-{v}} \"${x:-{v}}\" \"${x-a{v}b}\" ${x:-'{v}'}") {
        [$0, $0, "a\($0)b", $0]
    },
    Place("unset x; : ${x:={v}}; printf '%s\\0' \"$x\" \"${x:+{v}}\" \"${x:+\"{v}\"}\"") {
        $0.isEmpty ? ["", "", ""] : [$0, $0, $0]
    },
    Place("y=a{v}; printf '%s\\0' \"${y%{v}}\" \"${y%'{v}'}\" ${y%{v}}") { _ in ["a", "a", "a"] },
    Place("y={v}z; printf '%s\\0' \"${y#{v}}\" \"${y##\"{v}\"}\"") { _ in ["z", "z"] },
    Place("cat <<EOF\n{v}\nEOF\nprintf '\\0'") { ["\($0)\n"] },
    Place("cat <<EOF; printf '\\0'\na \"{v}\" '{v}' \\{v} $(printf '%s.' {v})\nEOF") {
        ["a \"\($0)\" '\($0)' \\\($0) \($0).\n"]
    },
    Place("\tcat <<-\tEOF\n\t\tx{v}y\n\t${u:-{v}}\n\tEOF\nprintf '\\0'") { ["x\($0)y\n\($0)\n"] },
    Place("cat <<A - <<B\n{v}\nA\n{v}b\nB\nprintf '\\0'") { ["\($0)b\n"] },
    Place("cat <<'EOF'; printf '%s\\0' {v}\nit's `\"$( \nEOF") { ["it's `\"$( \n\($0)"] },
    Place("printf '%s\\0' \"$(cat <<EOF\nit's {v}.\nEOF\n)\" {v}") { ["it's \($0).", $0] },
    Place("cat <<EOF\nx\\\nEOF\n{v}\nEOF\nprintf '\\0'") { ["xEOF\n\($0)\n"] },
    Place("case {v} in {v}) printf '%s\\0' {v} ;; *) printf no ;; esac"),
    Place("printf '%s\\0' \"$(case x in a|b) echo;; (x) printf '%s.' {v};; esac)\" {v}") {
        ["\($0).", $0]
    },
    Place(
        "printf '%s\\0' \"$(case in in case) ;; in) (case 1 in 1) printf '%s.' {v}; esac) esac)\""
    ) {
        ["\($0)."]
    },
    Place("printf '%s\\0' \"$(echo case esac; printf '%s.' {v})\" {v}") {
        ["case esac\n\($0).", $0]
    },
    Place("# it's \"a {v} $( comment\nprintf '%s\\0' a#{v} # '\n") { ["a#\($0)"] },
    Place("printf '%s\\0' \\\n# it's\n") { _ in [""] },
    Place("x={v}; export y={v}; printf '%s\\0' \"$x\" \"$y\"") { [$0, $0] },
    Place("X={v} sh -c 'printf \"%s\\0\" \"$X\"'"),
    Place("sh -c 'printf \"%s\\0\" \"$@\"' - {v} \"a\"{v}") { [$0, "a\($0)"] },
    Place("for i in {v} b{v}; do printf '%s\\0' \"$i\"; done") { [$0, "b\($0)"] },
    Place("f() { printf '%s\\0' \"$@\"; }; f {v}; (f {v})") { [$0, $0] },
    Place("if [ {v} = {v} ]; then { printf '%s\\0' {v}; } fi"),
    Place("printf '%s\\0' {v}>&1; printf '%s\\0' {v}</dev/null") { [$0, $0] },
    Place("printf '%s\\0' {v} | cat && ! false || printf no"),
    Place("printf '%s\\0' $((1+2)) {v} $(( (1) + $(printf %s 2) ))") { ["3", $0, "3"] },
    Place("printf '%s\\0' \"$#\" {v} \"$(: \"#\" # $( \n)\"") { ["0", $0, ""] },
    Place("printf '%s\\0' {{v}} '{{v}}' \"{{--v}}\" {v} {} {v") {
        ["{<name>}", "{<name>}", "{--<name>}", $0, "{}", "{v"]
    },
    Place("printf '%s\\0' {--v}") { $0.hasPrefix("-") ? ["--<name>=\($0)"] : ["--<name>", $0] },
    Place("printf '%s\\0' {args} x") {
        $0.hasPrefix("-") ? ["--<name>=\($0)", "x"] : ["--<name>", $0, "x"]
    },
    Place("printf '%s\\0' \"$(printf '%s.' {args})\"") {
        [$0.hasPrefix("-") ? "--<name>=\($0)." : "--<name>.\($0)."]
    },
    Place("x=`printf '%s.' {--v}`; printf '%s\\0' \"$x\"") {
        [$0.hasPrefix("-") ? "--<name>=\($0)." : "--<name>.\($0)."]
    },
]

private let bashPlaces: [Place] = [
    Place(
        "printf '%s\\0' $'a\\'{v}\\n' $\"{v}\" $$'{v}' | cat >/dev/null; printf '%s\\0' $'\\'{v}'"
    ) {
        ["'\($0)"]
    },
    Place("cat <<<{v}; printf '\\0'; cat <<< \"a{v}\"; printf '\\0'") { ["\($0)\n", "a\($0)\n"] },
    Place("y=.{v}; printf '%s\\0' \"${y/%{v}/z}\" \"${y/#.\"{v}\"/{v}}\"") { [".z", $0] },
    Place("[[ {v} == {v} && a{v} == 'a{v}' ]] && printf '%s\\0' {v}"),
    Place("a=({v} case 'b{v}' {args}); printf '%s\\0' \"${a[0]}\" \"${a[2]}\"") { [$0, "b\($0)"] },
    Place("printf '%s\\0' \"$(cat <(printf '%s.' {v}))\"") { ["\($0)."] },
    Place(
        "((3 << 1)); for ((i = 0; i < 1; i++)); do printf '%s\\0' {v}; done; printf '%s\\0' $[1<<1]"
    ) {
        [$0, "2"]
    },
    Place("printf '%s\\0' a{x,y} {v}") { ["ax", "ay", $0] },
]

@Suite struct ShellWordsTests {
    /// All texts of the table, and random ones.
    private static let values: [String] = {
        var random = SeededRandom(seed: 7)
        return hostileTexts + (0..<60).map { _ in hostileText(using: &random) }
    }()

    @Test(arguments: places) func sh(_ place: Place) throws {
        for shell in ["sh", "bash"] { try check(place, shell) }
    }

    @Test(arguments: bashPlaces, ["bash"]) func bash(_ place: Place, _ shell: String) throws {
        try check(place, shell)
    }

    /// Values arrive byte for byte, as variables and in the command that people are shown. Several
    /// values go through one process, each with a copy of the command, to save time.
    private func check(_ place: Place, _ shell: String) throws {
        let batch = place.command.contains("{args}") ? 1 : 10
        for start in stride(from: 0, to: ShellWordsTests.values.count, by: batch) {
            let values = ShellWordsTests.values[start...].prefix(batch).enumerated()
            let names = values.map { "v\($0.offset)" }
            let command = names.map { name in
                place.command.replacingOccurrences(of: "{v}", with: "{\(name)}")
                    .replacingOccurrences(of: "{--v}", with: "{--\(name)}")
            }.joined(separator: "\n")
            let compiled = try compile(
                .string(command), names.map { ($0, [.string("x")]) }, shell: shell)
            try #require(compiled.messages == [], "\(compiled.rendered)")
            let table = Dictionary(
                uniqueKeysWithValues: values.map { ("v\($0.offset)", Value.string($0.element)) })
            let expected = values.flatMap { index, value in
                place.expected(value).flatMap { text in
                    // `<name>` stands for the parameter's name.
                    let text = text.replacingOccurrences(of: "<name>", with: "v\(index)")
                    return Array(text.utf8) + [0]
                }
            }
            try check(compiled.invocation(table), expected, "\(shell) \(place.command)")
        }
    }

    private func check(_ invocation: Invocation, _ expected: [UInt8], _ what: String) throws {
        let variables = Dictionary(uniqueKeysWithValues: invocation.variables.map { ($0, $1) })
        let outcome = try runProcess(invocation.words, environment: variables)
        try #require(
            outcome.output == expected && outcome.status == 0,
            """
            \(what): \(invocation.words.last ?? "")
            gives \(outcome.errors) \(shown(outcome.output)), not \(shown(expected))
            """)
        let words = invocation.words.dropLast() + [invocation.rendered]
        let pasted = try runProcess(Array(words))
        try #require(
            pasted.output == expected && pasted.status == 0,
            """
            pasted: \(what): \(invocation.rendered)
            gives \(pasted.errors) \(shown(pasted.output)), not \(shown(expected))
            """)
    }

    private func shown(_ bytes: [UInt8]) -> String {
        quoted(String(decoding: bytes, as: UTF8.self))
    }
}
