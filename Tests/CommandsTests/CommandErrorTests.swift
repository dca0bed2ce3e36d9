// Commands that cannot be compiled: what is said, and at which place.
import Testing

/// A command and the errors about it; the places in it are marked with `^` on the next line.
private let wrong: [(command: String, messages: [String])] = [
    (
        "echo {lt}",
        [#"no parameter is called "lt"; did you mean "lr"?; write {{lt}} for a literal brace"#]
    ),
    (
        "echo {--zzzzz} {qqqqq}",
        [
            #"no parameter is called "zzzzz"; write {{--zzzzz}} for a literal brace"#,
            #"no parameter is called "qqqqq"; write {{qqqqq}} for a literal brace"#,
        ]
    ),
    ("echo \"{args}\"", [several]), ("echo '{args}'", [several]), ("echo x{args}", [several]),
    ("echo {args}x", [several]), ("echo {--lr}{--v}", [several, several]),
    ("echo \"{--lr}\" '{--lr}'", [several, several]), ("echo \\ {args}", [several]),
    ("cat <<E\n{args}\nE", [several]), ("echo \"${x:-{args}}\"", [several]),
    ("echo {--args}", ["write {args}, which is a list of options already"]),
    ("cat <<'E'\n{v}\nE", [quotedHeredoc]), ("cat <<\\E\n'{lr}\nE", [quotedHeredoc]),
    ("cat <<\"E F\"\n{--lr}\nE F", [quotedHeredoc]),
    ("cat <<E\nx", ["the heredoc is not closed: no line is E alone"]),
    ("cat <<E", ["the heredoc has no body"]),
    ("cat << ;", ["the heredoc has no delimiter", "the heredoc has no body"]),
    (
        "cat <<E\n${x#{v}}\nE",
        [
            "in a heredoc some shells would take the value for a pattern: set a variable before it"
        ]
    ),
    ("cat <<E\n$(echo\nE\necho", ["the \"$(\" is not closed in the heredoc"]),
    ("echo 'a", ["the single quotes are not closed"]),
    ("echo \"a", ["the double quotes are not closed"]),
    ("echo $(a", ["the \"$(\" is not closed"]), ("echo `a", ["the backticks are not closed"]),
    ("echo ${a", ["the \"${\" is not closed"]), ("echo $((1", ["\"((\" is not closed"]),
    ("echo \"$(echo ')", ["the single quotes are not closed", "the \"$(\" is not closed"]),
    (
        "echo $((a) | b)",
        [
            "\"((\" begins arithmetic, which ends with \"))\": write \"( (\" for a list of commands"
        ]
    ),
    ("echo $(({v}+1))", [arithmetic]), ("echo $((1+$(({v}))))", [arithmetic]),
    (
        "echo ${{v}}",
        [
            "no value can be the name of a variable: write {v} alone, without ${ }"
        ]
    ),
    (
        "echo `echo \\`echo {v}\\``",
        [
            "the backslashes in these backticks hide where a value would stand: write $(..) instead"
        ]
    ),
]

private let several =
    "this becomes several words: write it outside of quotes, with blanks around it, or use {params}"
private let quotedHeredoc =
    "no value can reach a heredoc with a quoted delimiter: read the file {params} there, or leave "
    + "the quotes out"
private let arithmetic =
    "only a number can stand in arithmetic, which the shell would run as code: {v} may be a text"

@Suite struct CommandErrorTests {
    @Test(arguments: wrong.map(\.command)) func message(_ command: String) throws {
        let expected = wrong.filter { $0.command == command }.flatMap(\.messages)
        #expect(try compile(command).messages == expected)
    }

    @Test(arguments: [
        "((x = {v}))", "for ((i={v};;)); do :; done", "echo $[{v}]", "a[{v}]=1", "echo ${a[{v}]}",
        "echo ${x:{v}}", "echo ${x:1:{v}}", "[[ {v} -eq 1 ]]", "[[ 1 -lt {v} ]]",
    ])
    func bashEvaluates(_ command: String) throws {
        #expect(try compile(command, shell: "bash").messages == [arithmetic])
        let number = command.replacing("{v}", with: "{n}")
        #expect(try compile(number, shell: "bash").messages == [])
    }

    @Test(arguments: [
        "echo {args}", "(echo {args})", "echo {args};", "echo {args}|cat", "x=`echo {args}`",
        "{args}",
        "echo \\\n{args}", "echo {args}\n", "for x in {args}; do :; done", "echo $({args})",
        "case x in esac; echo {v}", "awk '{ print $1 }'", "echo ${v} {} {a,b} {1..3} {v {a b} { }",
        "find . -exec echo {} \\;", "echo $# # it's", "echo '{{nope}}' \\{nope}", "cat <<E\n\nE",
        "case $x in (a|b) echo;; esac", "cat <<A <<'B'\n{v}\nA\n' \" {{v}}\nB\necho",
        "echo \"${x:-it's}\"", "echo $((${#x} + 1)) ${#} $$", "echo \"`echo \"a\"`\"",
        "f() { :; }; f",
        "# {nope} it's", "echo `# {nope}`",
    ])
    func isFine(_ command: String) throws {
        #expect(try compile(command).messages == [])
    }

    @Test func theCaretStandsUnderThePlaceholder() throws {
        let text = try compile("echo ${x} {lrr}").rendered
        let lines = text.split(separator: "\n")
        try #require(lines.count == 3, "\(text)")
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let column = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(lines[1].dropFirst(column).hasPrefix("{lrr}"))
        #expect(lines[2].hasSuffix(" ^~~~~"))
        #expect(lines[0].contains(": error: no parameter is called \"lrr\""))
    }

    @Test func aPipeUnderShIsAWarningOnce() throws {
        func warnings(_ command: String, _ shell: String) throws -> Int {
            try compile(command, shell: shell).rendered.components(of: "warning: sh hides")
        }
        #expect(try warnings("a | b | c", "sh") == 1)
        #expect(try warnings("a | b", "bash") == 0)
        for fine in ["a || b", "a >| b", "case x in a|b) ;; esac", "echo 'a|b' \"|\" # |"] {
            #expect(try warnings(fine, "sh") == 0, "\(fine)")
        }
    }

    @Test func preprocessHasNoRun() throws {
        let compiled = try compile(
            "{preprocessed} {out} {dist} {stage} {lr} {args} {params} {--id}", isPreprocess: true)
        #expect(
            compiled.messages
                == ["lr", "args", "params", "id"].map {
                    "preprocess runs before all runs and has no {\($0)}"
                })
    }

    @Test func manyBracesTakeNoTime() throws {
        let braces = String(repeating: "{", count: 90_000) + "}"
        #expect(try compile(braces).messages == [])
        #expect(try compile("'" + braces + "'").messages == [])
    }
}

extension String {
    /// How often `part` stands in it.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
