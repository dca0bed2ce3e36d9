// Compiles commands for the tests of this target, by way of a spec. Knows nothing of shells.
import Commands
import Spec
import Testing
import Text

/// A stage's command compiled, and what was wrong with it.
struct Compiled {
    let command: CompiledCommand
    let environment: [(name: String, text: CompiledCommand.Word)]
    let messages: [String]
    /// As they are shown.
    let rendered: String
    let shell: Shell

    /// The process of a run with these values.
    func invocation(_ values: [String: Value]) -> Invocation {
        command.invocation(shell: shell) { values[$0] }
    }
}

/// - Parameters:
///   - command: a string, or an array of strings.
///   - values: choices by parameter.
func compile(
    _ command: JSONValue, _ values: [(String, [JSONValue])], shell: String = "sh",
    environment: [(String, JSONValue)] = [], isPreprocess: Bool = false
) throws -> Compiled {
    let spec = JSONValue.object([
        ("space", .object(values.map { ($0.0, .object([("choice", .array($0.1))])) })),
        ("stages", .object([("t", .object([("run", command), ("env", .object(environment))]))])),
        ("shell", .string(shell)),
    ])
    let source = SourceText(name: "space.json", bytes: Array(spec.compact.utf8))
    let (decoded, diagnostics) = SpecDecoder.decode(source)
    try #require(!diagnostics.hasErrors, "\(diagnostics.rendered(in: source))")
    let experiment = try #require(decoded)
    var compiler = CommandCompiler(
        vocabulary: Vocabulary(experiment), shell: experiment.shell, isPreprocess: isPreprocess)
    let (compiled, variables) = compiler.compile(experiment.stages[0])
    return Compiled(
        command: compiled, environment: variables,
        messages: compiler.diagnostics.items.filter { $0.severity == .error }.map(\.message),
        rendered: compiler.diagnostics.rendered(in: source), shell: experiment.shell)
}

/// Shell text with the parameter `v`, a text, and `n`, a number.
func compile(
    _ text: String, shell: String = "sh", isPreprocess: Bool = false
) throws -> Compiled {
    try compile(
        .string(text), [("v", [.string("x")]), ("n", [.number("1")]), ("lr", [.number("0.1")])],
        shell: shell, isPreprocess: isPreprocess)
}
