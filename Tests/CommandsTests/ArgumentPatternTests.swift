// What `{args}` writes where the spec has a pattern for it.
import Commands
import Spec
import Testing
import Text

@Suite struct ArgumentPatternTests {
    @Test func patternsOfArguments() throws {
        let pattern = try #require(
            ArgumentPattern(" +{name}={value}  '{value}' {{value}} {x} {name"))
        #expect(
            pattern.words("a", .string("{name} b"))
                == ["+a={name} b", "'{name} b'", "{{name} b}", "{x}", "{name"])
        #expect(pattern.words("a", nil) == [])
        #expect(ArgumentPattern("--{name}") == nil)
        let json = try #require(ArgumentPattern("{value}"))
        #expect(json.words("a", Value(.bool(false))) == ["false"])
        #expect(json.words("a", Value(.null)) == ["null"])
        #expect(json.words("a", Value(.array([.int(1), .string("x")]))) == ["[1,\"x\"]"])
        #expect(json.hasBareValue && !pattern.hasBareValue)
        for reference in [
            Reference(name: "a", isOption: false), Reference(name: "a", isOption: true),
            Reference(name: "a", form: .pattern(pattern)),
        ] {
            #expect(Reference(encoded: reference.encoded) == reference)
        }
    }

    /// Values travel as they are, also by a pattern: one word for each word of it.
    @Test func argumentsByAPattern() throws {
        for command: JSONValue in [
            .string("t {args} {--b}"), .array(["t", "{args}", "{--b}"].map(JSONValue.string)),
        ] {
            let spec = JSONValue.object([
                (
                    "space",
                    .object([
                        ("a", .array([.string("x y'$(z)")])), ("b", .array([.number("1e-4")])),
                        ("_label", .array([.int(1)])),
                    ])
                ), ("args", .string("--set {name}={value}")),
                ("repeat", .object([("seed", .array([.int(1)]))])),
                ("stages", .object([("t", command)])),
            ])
            let (decoded, diagnostics) = SpecDecoder.decode(
                SourceText(name: "space.json", bytes: Array(spec.compact.utf8)))
            #expect(diagnostics.items.isEmpty)
            let experiment = try #require(decoded)
            var compiler = CommandCompiler(
                vocabulary: Vocabulary(experiment), shell: .sh, isPreprocess: false)
            let (compiled, _) = compiler.compile(experiment.stages[0])
            let command = try #require(CompiledCommand(json: .object(compiled.json)))
            let values: [String: Value] = [
                "a": .string("x y'$(z)"), "b": Value(.number("1e-4")),
            ]
            let invocation = command.invocation(shell: .sh) { values[$0] }
            #expect(
                invocation.rendered
                    == "t --set 'a=x y'\\''$(z)' --set b=1e-4 --b 1e-4")
        }
    }
}
