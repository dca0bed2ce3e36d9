// Bad specs and what is said about them, a folder a case: `space.json` and `expected_stderr`.
// `HPMAKE_RECORD=1 swift test` writes the latter anew.
import Foundation
import Graph
import Spec
import TestSupport
import Testing
import Text

private let folder = testFolder("Fixtures/specs")

@Suite struct SpecFixtureTests {
    @Test(arguments: fixtureCases(folder)) func diagnostics(_ name: String) throws {
        let file = folder.appendingPathComponent("\(name)/space.json")
        let bytes = Array(try Data(contentsOf: file))
        let message = difference(
            Array(diagnose(bytes).utf8),
            from: folder.appendingPathComponent("\(name)/expected_stderr"))
        #expect(message == nil)
    }

    @Test func thereAreCases() {
        #expect(fixtureCases(folder).count >= 20)
    }
}

/// All that is said about a spec, as `hpmake gen space.json` says it.
func diagnose(_ bytes: [UInt8]) -> String {
    let source = SourceText(name: "space.json", bytes: bytes)
    let (decoded, found) = SpecDecoder.decode(source)
    var diagnostics = found
    guard let decoded else { return diagnostics.rendered(in: source) }
    let others =
        found.hasErrors
        ? GraphBuilder.furtherErrors(decoded)
        : GraphBuilder.build(decoded, spec: "space.json").1.items
    for item in others { diagnostics.add(item) }
    return diagnostics.rendered(in: source)
}
