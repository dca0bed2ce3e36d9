// On what scale a domain lies, as it is written.
import Graph
import TestSupport
import Testing
import Text

@testable import Spec

@Suite struct DomainScaleTests {
    private func scale(_ domain: String) throws -> DomainScale? {
        let spec =
            "{\"space\": {\"x\": \(domain)}, \"search\": {\"method\": \"random\", "
            + "\"samples\": 2}, \"stages\": {\"t\": \"true {x}\"}}"
        let graph = try buildGraph(spec).graph
        // As it is after a plan was written and read.
        return try #require(Plan(json: .object(graph.plan.json))).scales["x"]
    }

    @Test(arguments: [
        ("{\"loguniform\": [1e-4, 1e-3]}", DomainScale.log), ("{\"lograndint\": [8, 512]}", .log),
        ("{\"qlograndint\": [8, 513, 8]}", .log),
        ("{\"qloguniform\": [1, 100, 1]}", .log), ("{\"lognormal\": [0, 1]}", .log),
        ("{\"geomspace\": [1, 2, 5]}", .log), ("[16, 32, 64]", .log), ("[1e-4, 1e-3]", .log),
        ("[0, 1e-5, 1e-4, 1e-3]", .log), ("[1, 2, 5, 10]", .log),
        ("{\"choice\": [0.001, 0.01, 0.1]}", .log), ("{\"uniform\": [0.001, 1]}", .linear),
        ("{\"randint\": [1, 1000]}", .linear), ("{\"linspace\": [0, 1, 3]}", .linear),
        ("{\"normal\": [0, 1]}", .linear),
    ])
    func domains(text: String, wanted: DomainScale) throws {
        #expect(try scale(text) == wanted, "\(text)")
    }

    @Test(arguments: [
        "[0, 0.25, 0.5]", "[0.1, 0.2, 0.3]", "[\"a\", \"b\"]", "[1]", "[-1, 10, 100]", "5",
    ])
    func nothingIsKnown(text: String) throws {
        #expect(try scale(text) == nil, "\(text)")
    }
}
