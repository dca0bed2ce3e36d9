// Ids without what the page can tell itself.
import Spec
import Testing

@testable import Report

private func written(_ id: String, _ names: [String], _ values: [Value?]) -> String {
    var output: [UInt8] = []
    ShortIDs(parameters: names).write(id, values, to: &output)
    return String(decoding: output, as: UTF8.self)
}

@Test("What is told by the parameters is left out")
func told() {
    let (names, hash) = (["lr", "_opt", "b"], "-0123456789ab")
    let values: [Value?] = [.double(0.5), .string("a b/é  c"), nil]
    #expect(written("opt_a_b_c-lr_0.5" + hash, names, values) == "\"\(hash)\"")
}

@Test("What is not stays as it is")
func untold() {
    let hash = "-0123456789ab"
    for id in ["default" + hash, "lr_0.25" + hash, "lr_0.50" + hash, "lr_0.5-x_1" + hash] {
        #expect(written(id, ["lr", "x"], [.double(0.5), nil]) == "\"\(id)\"")
    }
}

@Test("A long readable part is cut as in ids")
func long() {
    let names = (0..<8).map { "parameter\($0)" }
    let values: [Value?] = names.map { _ in .string(String(repeating: "v", count: 40)) }
    let readable = names.map { "\($0)_" + String(repeating: "v", count: 32) }
        .joined(separator: "-").prefix(115)
    #expect(written(readable + "-0123456789ab", names, values) == "\"-0123456789ab\"")
}
