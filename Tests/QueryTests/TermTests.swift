// The terms of `where`: how they are split, and which values they mean.
import Spec
import Testing
import Text

@testable import Query

@Suite struct TermTests {
    @Test(arguments: [
        ("lr<1e-2", "lr", "<", "1e-2"), ("a=b=c", "a", "=", "b=c"), ("a==b", "a", "=", "b"),
        ("a!=b", "a", "!=", "b"), ("a<=1", "a", "<=", "1"), ("a>=1", "a", ">=", "1"),
        ("a>1", "a", ">", "1"),
        ("host~^gpu=", "host", "~", "^gpu="), ("a~=b", "a", "~", "=b"), ("a=", "a", "=", ""),
        ("a.b-c=1", "a.b-c", "=", "1"), ("a==>1", "a", "=", ">1"), ("a=>b", "a", "=", ">b"),
    ])
    func splits(text: String, name: String, comparison: String, value: String) throws {
        let term = try Term(text)
        #expect(term.name == name && term.comparison.rawValue == comparison && term.text == value)
    }

    @Test(arguments: ["", "lr", "=3", "<3", "a!3", "a<", "a>=", "a=>0.1", "a=<3", "a=>.5"])
    func refuses(text: String) {
        #expect(throws: Term.Failure.self) { try Term(text) }
    }

    /// Of each term the values that it means, and some that it does not.
    @Test(arguments: [
        ("b=32", ["32", "32.0", "3.2e1", "\"32\""], ["320", "3", "\"32.0\"", "true"]),
        ("b=1e-4", ["0.0001", "1E-4"], ["0.0001000000000000001", "\"0.0001\""]),
        ("b=12345678901234567890", ["12345678901234567890"], ["12345678901234567891"]),
        ("b=sgd,adam", ["\"sgd\"", "\"adam\"", "\"sgd,adam\""], ["\"sg\"", "\"sgdx\""]),
        ("b=true", ["true", "\"true\""], ["false", "1"]),
        ("b=0x20", ["\"0x20\""], ["32"]), ("b=inf", ["\"inf\""], ["1e999"]),
        ("b==SUM(1)", ["\"=SUM(1)\"", "\"SUM(1)\""], []), ("b=[1,2]", ["[1, 2]"], ["[1]"]),
        ("b=", ["\"\""], ["0", "null"]),
    ])
    func equality(text: String, meant: [String], others: [String]) throws {
        let term = try Term(text)
        for (json, isMeant) in meant.map({ ($0, true) }) + others.map({ ($0, false) }) {
            let value = Value(try JSONValue.parse(Array(json.utf8)))
            #expect(term.isMeant(value, among: term.alternatives) == isMeant, "\(text) \(json)")
        }
        #expect(term.isMeant(nil, among: term.alternatives) == term.text.isEmpty)
    }

    @Test func numbersOfOrder() throws {
        #expect(try Term("a<1e-2").number() == 0.01)
        for text in ["a<abc", "a<0x10", "a>1,2"] {
            let term = try Term(text)
            #expect(throws: Term.Failure.self) { try term.number() }
        }
    }

    @Test func termsOfAText() throws {
        let terms = try Term.terms(in: " lr<1e-2\tmodel='a b' \"x=\"'y' z='' ")
        #expect(
            terms.map { "\($0.name)|\($0.comparison.rawValue)|\($0.text)" }
                == ["lr|<|1e-2", "model|=|a b", "x|=|y", "z|=|"])
        #expect(try Term.terms(in: " ").isEmpty)
        #expect(throws: Term.Failure.self) { try Term.terms(in: "a='b") }
    }

    @Test(arguments: ["lr < 1", "lr <1", "lr< 1", "opt = sgd", "opt= sgd"])
    func blanksAreRefused(_ text: String) {
        #expect(throws: Term.Failure.self) { try Term(text) }
    }

    @Test func blanksInValues() throws {
        #expect(try Term("opt=a b").text == "a b")
        #expect(try Term("opt== a").text == " a")
        #expect(try Term("opt= ").text == " ")
    }
}
