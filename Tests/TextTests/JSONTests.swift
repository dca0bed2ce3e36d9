// The JSON reader: positions, number text, key order, duplicates, surrogates, depth.
import TestSupport
import Testing
import Text

/// Parses a text and renders what was wrong with it.
private func parse(_ text: String) -> (node: JSONNode?, messages: String) {
    var diagnostics = Diagnostics()
    let source = SourceText(name: "a.json", bytes: Array(text.utf8))
    let node = JSONParser.parse(source, &diagnostics)
    return (node, diagnostics.rendered(in: source))
}

@Suite struct JSONTests {
    @Test func numbersKeepTheirText() {
        let numbers = "1e-4,64,64.0,0.10,-0,1E+2,100000000000000000000000000001,5e-324,-0.0e0"
        #expect(parse("[ \(numbers) ]").node?.value.compact == "[\(numbers)]")
    }

    @Test func keysKeepTheirOrder() {
        #expect(
            parse(#"{"b":1, "a":2 ,"":{"z":[ ],"y":{}}}"#).node?.value.compact
                == #"{"b":1,"a":2,"":{"z":[],"y":{}}}"#)
    }

    @Test func positions() throws {
        let text = "{\n  \"é🎉\": [1,\r\n\t\"x\\u0041\"] }"
        let root = try #require(parse(text).node)
        let source = SourceText(name: "", bytes: Array(text.utf8))
        guard case .object(let members) = root.content,
            case .array(let items) = members[0].value.content
        else { throw JSONError("no object", at: 0) }
        #expect(members[0].key == "é🎉")
        #expect(source.position(of: members[0].keyRange.lowerBound) == (2, 3))
        #expect(source.position(of: items[0].range.lowerBound) == (2, 10))
        #expect(source.position(of: items[1].range.lowerBound) == (3, 2))
        #expect(items[1].range.count == 9)
    }

    @Test func escapes() {
        #expect(
            parse(#""\"\\\/\b\f\n\r\tA\u00e9\uD83C\uDF89""#).node?.value.stringValue
                == "\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{1F389}")
    }

    @Test func writtenStringsReadBack() throws {
        var random = SeededRandom(seed: 3)
        let texts = hostileTexts + (0..<500).map { _ in hostileText(using: &random) }
        for text in texts + (0..<0x80).map({ String(Unicode.Scalar(UInt8($0))) }) {
            let read = try JSONValue.parse(Array(quoted(text).utf8)).stringValue
            #expect(read?.utf8.elementsEqual(text.utf8) == true)
        }
    }

    @Test(arguments: [
        ("", 1, 1, "the text ends too early: expected a value"),
        ("[1,]", 1, 4, "a comma before ]: remove it"),
        ("{\"a\":1,}", 1, 8, "a comma before }: remove it"),
        ("{\"a\" 1}", 1, 6, "unexpected '1': expected ':'"),
        ("{a:1}", 1, 2, "texts stand in double quotes: write \"a\""),
        ("{'a':1}", 1, 2, "texts stand in double quotes: write \"a\""),
        ("[1 2]", 1, 4, "unexpected '2': expected ',' or ']'"),
        ("[1\n", 2, 1, "the text ends too early: expected ',' or ']'"),
        ("[01]", 1, 2, "a number must not begin with 0: remove the zero"),
        ("[.5]", 1, 2, "a number begins with a digit: write 0 before the point"),
        ("[1.]", 1, 4, "unexpected ']': expected a digit after the point"),
        ("[1e]", 1, 4, "unexpected ']': expected a digit in the exponent"),
        ("[NaN]", 1, 2, "JSON has no NaN: only finite numbers"),
        ("[True]", 1, 2, "JSON has no True: write true"),
        ("[nul]", 1, 2, "texts stand in double quotes: write \"nul\""),
        ("\"a", 1, 1, "the string does not end: expected \""),
        (
            "\"a\nb\"", 1, 3,
            "a line break in a string: end the string, or write \\n; a command of several lines may "
                + "be { \"lines\": [..] }"
        ),
        ("\"a\\x\"", 1, 3, "no such escape in JSON: write \\\\ for a backslash"),
        ("\"\\u12g4\"", 1, 2, "\\u needs four hex digits"),
        ("\"\\ud800\"", 1, 2, "a lone surrogate: \\u escapes of one character come in pairs"),
        (
            "\"a\\ud800\\u0041\"", 1, 3,
            "a lone surrogate: \\u escapes of one character come in pairs"
        ),
        (
            "\"\\udc00\\ud800\"", 1, 2,
            "a lone surrogate: \\u escapes of one character come in pairs"
        ),
        (
            "1 // a", 1, 3,
            "JSON has no comments: write a member \"//\": \"text\" in an object instead"
        ),
        ("1 a", 1, 3, "unexpected text after the JSON value"),
        ("[nullable]", 1, 2, "texts stand in double quotes: write \"nullable\""),
        ("[truex]", 1, 2, "texts stand in double quotes: write \"truex\""),
        ("[1 / 3]", 1, 4, "JSON has no arithmetic: write the number itself, such as 1e-4"),
        ("[10^5]", 1, 4, "JSON has no arithmetic: write the number itself, such as 1e5"),
        ("[210**5]", 1, 5, "JSON has no arithmetic: write the number itself, such as 1e-4"),
        ("[+1]", 1, 2, "a number has no plus sign: remove it"),
        ("['a", 1, 2, "texts stand in double quotes: write \"..\""),
        (
            "[\"a\tb\"]", 1, 4,
            "a control character in a string (0x9): write it as an escape, such as \\n"
        ),
        ("\u{FEFF}{}", 1, 1, "a byte order mark: save the file as UTF-8 without it"),
    ])
    func errors(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        let first = parse(text).messages.split(separator: "\n").first
        #expect(first == "a.json:\(line):\(column): error: \(message)")
    }

    @Test func invalidUTF8() {
        for bytes: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] {
            let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
            #expect(throws: JSONError("the string is not valid UTF-8", at: 1)) {
                try JSONValue.parse(text)
            }
        }
    }

    @Test func duplicatesAreAllReported() {
        let (node, messages) = parse("{\"a\":1,\n\"a\":{\"b\":1,\"b\":2},\"\\u0061\":3}")
        #expect(node != nil)
        #expect(
            messages == """
                a.json:2:1: error: the key "a" is here twice: remove one
                  "a":{"b":1,"b":2},"\\u0061":3}
                  ^~~
                a.json:2:12: error: the key "b" is here twice: remove one
                  "a":{"b":1,"b":2},"\\u0061":3}
                             ^~~
                a.json:2:19: error: the key "a" is here twice: remove one
                  "a":{"b":1,"b":2},"\\u0061":3}
                                    ^~~~~~~~

                """)
    }

    @Test func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(parse(nested(256)).node != nil)
        #expect(
            parse(nested(257)).messages.contains(":1:257: error: nested more than 256 levels deep"))
        #expect(parse(nested(100_000)).node == nil)
        #expect(parse(String(repeating: "{\"a\":", count: 100_000)).node == nil)
    }

    @Test func nonFiniteNumbersWhereTheyAreTolerated() throws {
        let text = Array("[NaN,Infinity,-Infinity,1]".utf8)
        #expect(throws: JSONError.self) { try JSONValue.parse(text) }
        let value = try JSONValue.parse(text, allowsNonFinite: true)
        #expect(value.items?.map(\.doubleValue?.isFinite) == [false, false, false, true])
        #expect(throws: JSONError.self) {
            try JSONValue.parse(Array("[-NaNa]".utf8), allowsNonFinite: true)
        }
    }
}
