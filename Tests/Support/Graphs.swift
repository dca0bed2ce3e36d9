// Specs compiled to graphs for tests. Knows nothing of backends.
import Graph
import Spec
import Testing
import Text

/// The graph of a spec that has to be right, and what was said about it.
package func buildGraph(_ spec: String) throws -> (graph: BuildGraph, warnings: String) {
    let source = SourceText(name: "space.json", bytes: Array(spec.utf8))
    let (decoded, found) = SpecDecoder.decode(source)
    try #require(!found.hasErrors, "\(found.rendered(in: source))")
    let (graph, others) = GraphBuilder.build(try #require(decoded), spec: "space.json")
    try #require(!others.hasErrors, "\(others.rendered(in: source))")
    var diagnostics = found
    for item in others.items { diagnostics.add(item) }
    return (try #require(graph), diagnostics.rendered(in: source))
}

/// A spec with these choices by parameter, a stage that sees all, and further keys.
package func spec(_ choices: [(String, [JSONValue])], rest: [(String, JSONValue)] = []) -> String {
    let space = choices.map { ($0.0, JSONValue.object([("choice", .array($0.1))])) }
    return JSONValue.object(
        [("space", .object(space)), ("stages", .object([("train", .string("t {args}"))]))] + rest
    ).compact
}
