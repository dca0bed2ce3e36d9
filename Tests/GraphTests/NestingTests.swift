// Parameters as nested objects, there and back.
import Spec
import TestSupport
import Testing
import Text

@testable import Graph

private func nested(_ space: String, more: String = "") throws -> BuildGraph {
    try buildGraph(
        #"{"space": \#(space), "params": "nested", "stages": {"train": "t {params}"}\#(more)}"#
    ).graph
}

/// What a trainer gets in each configuration.
private func files(_ graph: BuildGraph) throws -> [String] {
    let nesting = try #require(graph.plan.nesting)
    return try graph.configurations.map { configuration in
        let values = try ValueList.read(
            configuration.values, count: graph.plan.parameters.count)
        let parameters = zip(graph.plan.parameters, values).compactMap { name, value in
            value.map { (name: name, value: $0) }
        }
        let json = nesting.json(parameters)
        let back = nesting.parameters(json.members ?? [], known: graph.plan.parameters)
        #expect(
            back.map { "\($0.name) \($0.value.json)" }.sorted()
                == parameters.map { "\($0.name) \($0.value.json)" }.sorted())
        return json.compact
    }
}

@Suite struct NestingTests {
    @Test func casesAreObjectsAsTrainersOfNNIGetThem() throws {
        let graph = try nested(
            #"{"l": {"_type": "choice", "_value": [{"_name": "e"}, {"_name": "c", "s": {"_type": "choice", "_value": [1e-1]}}]}, "x": 1}"#
        )
        #expect(
            try files(graph) == [
                #"{"l":{"_name":"e"},"x":1}"#, #"{"l":{"_name":"c","s":1e-1},"x":1}"#,
            ])
    }

    @Test func casesOfCases() throws {
        let graph = try nested(
            #"{"a": {"cases": {"b": {"a.c": {"cases": {"d": {"a.c.e": [1, 2]}}}, "f": 3}}}}"#)
        #expect(
            try files(graph) == [
                #"{"a":{"_name":"b","c":{"_name":"d","e":1}},"f":3}"#,
                #"{"a":{"_name":"b","c":{"_name":"d","e":2}},"f":3}"#,
            ])
    }

    @Test func dotsPartNames() throws {
        let graph = try nested(
            #"{"m.w": 1, "m.": 2, "m..h": 3, "o": {"choice": [{"k": {"_name": 4}}]}, "p.q": {"choice": [{}]}, "m": [[5]]}"#
        )
        #expect(
            try files(graph) == [
                #"{"m":{"_name":[5],"w":1,"":{"_name":2,"h":3}},"o":{"k":{"_name":4}},"p":{"q":{}}}"#
            ])
    }

    @Test func plansKeepIt() throws {
        let plan = try nested(#"{"a": {"cases": {"b": {}, "c": {}}}, "d.e": 1}"#).plan
        let text = JSONValue.object(plan.json).compact
        let read = try #require(Plan(json: try JSONValue.parse(Array(text.utf8))))
        #expect(JSONValue.object(read.json).compact == text)
        #expect(read.nesting != nil)
    }

    /// Only what reads the file is made from its form.
    @Test func stagesThatReadTheFileChangeWithItsForm() throws {
        func digests(_ form: String) throws -> [String] {
            try buildGraph(
                #"""
                {"space": {"a": 1}, "params": "\#(form)", "stages": {
                   "a": "t {a}", "b": "t {params} {a}", "c": "t $HPMAKE_PARAMS", "d": {"run": "t", "env": {"P": "{params}"}}}}
                """#
            ).graph.plan.stages.map(\.digest)
        }
        let changed = zip(try digests("flat"), try digests("nested")).map { $0 != $1 }
        #expect(changed == [false, true, true, true])
    }
}
