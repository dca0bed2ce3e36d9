// Nicolas Seriot's JSONTestSuite: what a strict parser accepts and refuses.
import Foundation
import TestSupport
import Testing
import Text

private let corpus: [(name: String, bytes: [UInt8])] = {
    let file = testFolder("TextTests/Fixtures/JSONTestSuite.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
        let parts = line.split(separator: " ")
        return (String(parts[0]), parts.dropFirst().flatMap(decoded))
    }
}()

/// `5b5d`, or `100*5b` for a hundred of them.
private func decoded(_ text: Substring) -> [UInt8] {
    let parts = text.split(separator: "*")
    let digits = Array(parts.last ?? "")
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    let count = parts.count == 2 ? Int(parts[0]) ?? 0 : 1
    return Array(repeating: bytes, count: count).flatMap { $0 }
}

@Suite struct JSONTestSuiteTests {
    @Test func isComplete() {
        #expect(corpus.filter { $0.name.hasPrefix("y_") }.count == 95)
        #expect(corpus.filter { $0.name.hasPrefix("n_") }.count == 188)
    }

    @Test(arguments: corpus.map(\.name)) func verdict(_ name: String) throws {
        let bytes = try #require(corpus.first { $0.name == name }).bytes
        var diagnostics = Diagnostics()
        let source = SourceText(name: name, bytes: bytes)
        let node = JSONParser.parse(source, &diagnostics)
        // A duplicate key is valid JSON, and an error in a spec all the same.
        let duplicates = ["y_object_duplicated_key", "y_object_duplicated_key_and_value"]
        let isAccepted = node != nil
        #expect(isAccepted == name.hasPrefix("y_"), "\(diagnostics.rendered(in: source))")
        #expect(diagnostics.hasErrors == (!isAccepted || duplicates.contains(name)))
    }

    /// The compact text of what was accepted reads back to itself.
    @Test(arguments: corpus.map(\.name).filter { $0.hasPrefix("y_") })
    func roundTrip(_ name: String) throws {
        let bytes = try #require(corpus.first { $0.name == name }).bytes
        let text = try JSONParser.parse(bytes).value.compact
        #expect(try JSONParser.parse(Array(text.utf8)).value.compact == text)
    }
}
