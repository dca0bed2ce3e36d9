// What placeholders become: options, array commands, variables of the environment.
import Commands
import Spec
import TestSupport
import Testing
import Text

@Suite struct PlaceholderTests {
    /// An option's words, by the value.
    @Test func options() {
        #expect(optionWords("x", Value(.number("1e-4"))) == ["--x", "1e-4"])
        #expect(optionWords("x", Value(.number("-1"))) == ["--x=-1"])
        #expect(optionWords("x", .string("")) == ["--x", ""])
        #expect(optionWords("x", .string("-")) == ["--x=-"])
        #expect(optionWords("x", .string("true")) == ["--x", "true"])
        #expect(optionWords("x", Value(.bool(true))) == ["--x"])
        #expect(optionWords("x", Value(.bool(false))) == [])
        #expect(optionWords("x", Value(.null)) == [])
        #expect(optionWords("x", nil) == [])
        #expect(optionWords("x", Value(.array([.int(1), .null]))) == ["--x", "[1,null]"])
    }

    private let parameters: [(String, [JSONValue])] = [
        ("lr", [.number("0.1")]), ("_label", [.string("x")]), ("name", [.string("x")]),
        ("flag", [.bool(true)]), ("off", [.bool(false)]), ("none", [.null]),
        ("layers", [.array([.int(1)])]),
    ]

    private let values: [String: Value] = [
        "lr": Value(.number("-1e-4")), "_label": .string("l"), "name": .string("it's\n{lr}"),
        "flag": Value(.bool(true)), "off": Value(.bool(false)), "none": Value(.null),
        "layers": Value(.array([.int(1), .string("a b")])), "out": .string("dist/trained/x"),
    ]

    private let arguments = [
        "--lr=-1e-4", "--name", "it's\n{lr}", "--flag", "--layers", #"[1,"a b"]"#,
    ]

    @Test func argumentsInAnArrayCommand() throws {
        let words = [
            "prog", "{args}", "{--absent}", "{--lr}", "a{name}b", "{_label}", "{{lr}}", "",
        ]
        let compiled = try compile(
            .array(words.map { .string($0) }), parameters + [("absent", [.int(1)])])
        #expect(compiled.messages == [])
        #expect(
            compiled.invocation(values).words
                == ["prog"] + arguments + ["--lr=-1e-4", "ait's\n{lr}b", "l", "{lr}", ""])
    }

    @Test func noArgumentsAreNoWord() throws {
        let compiled = try compile(
            .array([.string("prog"), .string("{args}")]), [("_label", [.int(1)])])
        #expect(compiled.invocation(["_label": Value(.int(1))]).words == ["prog"])
    }

    @Test func argumentsInAShellCommand() throws {
        for shell in ["sh", "bash"] {
            let compiled = try compile(
                .string("printf '%s\\0' {args} {out}"), parameters, shell: shell)
            let invocation = compiled.invocation(values)
            let variables = Dictionary(
                uniqueKeysWithValues: invocation.variables.map { ($0.name, $0.value) })
            let expected = nulEnded(arguments + ["dist/trained/x"])
            #expect(
                Array(try runProcess(invocation.words, environment: variables).stdout.utf8)
                    == expected)
            let pasted = Array(invocation.words.dropLast()) + [invocation.rendered]
            #expect(Array(try runProcess(pasted).stdout.utf8) == expected)
        }
    }

    @Test func optionsGluedToTextAreErrors() throws {
        let several = "becomes several words: let it be an element of its own"
        let compiled = try compile(
            .array(["p", "x{args}", "{--lr}{--lr}", "{args} "].map { .string($0) }), parameters)
        #expect(
            compiled.messages
                == ["{args}", "{--lr}", "{--lr}", "{args}"].map { "\($0) \(several)" })
    }

    @Test func environment() throws {
        let compiled = try compile(
            .string("true"), parameters, environment: [("A", .string("<{name}> {out} {{lr}} ${x}"))]
        )
        #expect(compiled.messages == [])
        let text = CompiledCommand.fill(
            compiled.environment[0].text, compiled.command.references
        ) { values[$0] }
        #expect(text == "<it's\n{lr}> dist/trained/x {lr} ${x}")
        let wrong = try compile(
            .string("true"), parameters,
            environment: [("A", .string("{args}")), ("B", .string("{nam}"))])
        #expect(
            wrong.messages == [
                "{args} becomes several words: a variable's value cannot hold them",
                "no parameter is called \"nam\", and a literal brace is written {{nam}}; did you mean "
                    + "\"name\"?",
            ])
    }

    @Test func numbersInArithmetic() throws {
        let command = "echo $(({n} * 2 - {n})) $((3-{n}))"
        for shell in ["sh", "bash"] {
            let compiled = try compile(.string(command), [("n", [.int(1)])], shell: shell)
            #expect(compiled.messages == [])
            let invocation = compiled.invocation(["n": Value(.int(-7))])
            let variables = Dictionary(
                uniqueKeysWithValues: invocation.variables.map { ($0.name, $0.value) })
            #expect(
                try runProcess(invocation.words, environment: variables).stdout
                    == "-7 10\n")
        }
    }

    @Test func compiledCommandsSurviveJSON() throws {
        for command: JSONValue in [
            .string("a {lr} {args}"), .array([.string("a{lr}"), .string("{args}"), .string("")]),
        ] {
            let compiled = try compile(command, parameters).command
            let text = JSONValue.object(compiled.json).compact
            let read = CompiledCommand(json: try JSONValue.parse(Array(text.utf8)))
            #expect(read == compiled)
        }
    }

    @Test func whatPeopleAreShown() throws {
        func shown(_ text: String) throws -> String {
            try compile(.string(text), parameters).invocation(values).rendered
        }
        #expect(
            try shown("train --lr={lr} -o {out}/x {--off} {flag}")
                == "train --lr='-1e-4' -o 'dist/trained/x'/x true")
        #expect(try shown("echo \"<{lr}>\" '<{lr}>'") == "echo \"<-1e-4>\" '<''-1e-4''>'")
        #expect(try shown("cat <<E\n{lr}\nE") == "hpmake_0=-1e-4; cat <<E\n${hpmake_0-}\nE")
        #expect(try shown("echo \"{lr}\u{301}\"") == "echo \"-1e-4\u{301}\"")
        #expect(try shown("x=`echo {name}`").hasPrefix("hpmake_0='it'\\''s\n{lr}'; x=`"))
    }
}

/// Texts as `printf '%s\\0'` prints them.
private func nulEnded(_ texts: [String]) -> [UInt8] {
    texts.reduce(into: []) { $0 += Array($1.utf8) + [0] }
}
