// Draws the configurations of specs for the tests of this target. Knows nothing of what they should be.
import Sampling
import Spec
import Testing
import Text

/// A space's configurations as `name=value` pairs, their ids, and what was said.
struct Drawn {
    var configurations: [String] = []
    var ids: [String] = []
    var messages: [String] = []
}

/// - Parameter rest: further keys of the spec, with a comma before them.
func draw(_ space: String, _ rest: String = "") throws -> Drawn {
    let text = "{\"space\":\(space),\"stages\":{\"t\":\"x {args}\"}\(rest)}"
    let source = SourceText(name: "space.json", bytes: Array(text.utf8))
    let (decoded, found) = SpecDecoder.decode(source)
    try #require(!found.hasErrors, "\(found.rendered(in: source))")
    let experiment = try #require(decoded)
    var (drawn, diagnostics) = (Drawn(), Diagnostics())
    let identifier = Identifier(experiment)
    var sampler = Sampler(experiment, identifier)
    sampler.forEach(&diagnostics) { configuration, identity in
        let pairs = zip(experiment.parameterNames, configuration.values).compactMap { name, value in
            value.map { "\(name)=\($0.text)" }
        }
        drawn.configurations.append(pairs.joined(separator: " "))
        drawn.ids.append(identifier.id(of: configuration))
        var bytes: [UInt8] = []
        identifier.writeID(of: configuration, identity, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == drawn.ids.last)
        return true
    }
    drawn.messages = diagnostics.items.map(\.message)
    return drawn
}
