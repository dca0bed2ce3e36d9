// The dialect of regular expressions, and the search in large texts beside the plainest one.
import Foundation
import TestSupport
import Testing

@testable import System

@Suite struct LinePatternTests {
    @Test(arguments: [
        (#"a\d+"#, "[0-9]"), (#"[\d.]+"#, "leave it out"), (#"[\]]"#, "leave it out"),
        (#"(a)\1"#, "no back-references"), (#"\s"#, "[[:space:]]"), (#"\bx"#, "not known"),
        ("a{1,1000}{1,1000}", "follows another"), (".*?,", "no lazy ones"),
        ("a**", "follows another"),
        ("((a{1,1000}){1,1000}){1,1000}", "too large"), ("x{0,32767}", "too large"),
        ("x{99999999999999999999}", "begins no repetition"), ("a{2,1}", "begins no repetition"),
        ("a{,2}", "begins no repetition"), ("{", "begins no repetition"),
        ("a{2", "begins no repetition"),
        ("(?:a)", "(?"), ("(a", "has no )"), ("a)", "has no ("), ("[a", "has no ]"),
        ("[[:alpha:", "has no ]"),
        ("*a", "nothing stands before"), ("(+)", "nothing stands before"),
        ("a|*", "nothing stands before"),
        ("^*", "nothing stands before"), ("", "empty"), ("()", "empty"), ("a|", "empty"),
        ("|a", "empty"),
        ("(a|)", "empty"), ("a\\", "ends with a backslash"), (#"\<a"#, "not known"),
        (#"\é"#, "not known"),
        (String(repeating: "(", count: 9999), "too deep"),
        (String(repeating: "a", count: 1001), "too large"),
    ])
    func refuses(pattern: String, words: String) {
        do {
            _ = try LinePattern(pattern)
            Issue.record("\(pattern.prefix(40)) is accepted")
        } catch {
            #expect(error.message.contains(words), "\(pattern.prefix(40)): \(error.message)")
        }
    }

    @Test(arguments: [
        (#"BLEU4 = ([0-9.]+)"#, "BLEU4 = ", 1), (#"loss=([0-9.]+)"#, "loss=", 1),
        ("([0-9]+)%$", "%", 1),
        ("a|b", "", 0), ("(a|b)cd*", "c", 1), ("ab?cde", "cde", 0), ("ab+cd", "ab", 0),
        ("ab{0,2}c", "a", 0),
        (#"\(x\)\.\*"#, "(x).*", 0), ("[]abc]d[^]]ef", "ef", 0), ("x.yz", "yz", 0),
        ("^ab$", "ab", 0),
        ("[[:space:]]x[[.-.]]", "x", 0), (#"[\\a]b"#, "b", 0), ("é=", "é=", 0),
        ("(loss=[0-9]+)", "", 1),
        ("a{3}", "a", 0), ("}]", "}]", 0),
    ])
    func literals(pattern: String, literal: String, groups: Int) throws {
        #expect(try PatternText(pattern).literal == Array(literal.utf8))
        #expect(try LinePattern(pattern).groups == groups)
    }

    /// All first groups, line by line by the tool that wrote the dialect's book.
    @Test func findsWhatOthersFind() throws {
        let text = "loss=1 loss=2\nx loss=\nloss=3%\r\rloss=4 \nepoch 5 loss= 6\n\n\n7%\nend loss=8"
        let expected: [String: [[String]]] = [
            "loss=([0-9]+)": [["1", "2"], ["3"], ["4"], ["8"]],
            "^loss=([0-9]+)": [["1"], ["3"], ["4"]],
            "([0-9]+)%$": [["3"], ["7"]],
            "loss=[[:space:]]*([0-9]+)": [["1", "2"], ["3"], ["4"], ["6"], ["8"]],
            "^[^x]*([0-9])$": [["2"], ["6"], ["8"]],
            "(nothing)": [],
        ]
        for (pattern, lines) in expected {
            #expect(try search(text, pattern, fromEnd: false) == lines, "\(pattern)")
            #expect(try search(text, pattern, fromEnd: true) == lines.reversed(), "\(pattern)")
        }
    }

    /// In random texts a literal, a sieve and blocks find what splitting the text does.
    @Test func agreesWithSplitting() throws {
        var random = SeededRandom(seed: 5)
        for pattern in ["ab([a-c]+)", "([ab]+)c$", "^c*(a)", "bca(.)", "a([[:space:]]|b)"] {
            let lone = try LinePattern(pattern)
            for size in [10, 1000, 300_000] {
                let text = String(
                    (0..<size).map { _ in
                        (size < 1000 ? "abc\n" : "ababcabcc\n").randomElement(using: &random) ?? "a"
                    })
                var expected: [[String]] = []
                for line in text.split(separator: "\n") {
                    var (line, found) = (String(line), [String]())
                    line.withUTF8 { bytes in
                        lone.forEachMatch(inLine: bytes) {
                            found.append(String(decoding: $0, as: UTF8.self))
                        }
                    }
                    if !found.isEmpty { expected.append(found) }
                }
                #expect(try search(text, pattern, fromEnd: false) == expected)
            }
        }
    }

    /// What tells of many lines at once whether they have a match says what the C library says of each,
    /// for any pattern of the dialect, without a literal, so that nothing else is looked for.
    @Test func manyLinesAtOnceAgreeWithEachAlone() throws {
        var random = SeededRandom(seed: 11)
        var known = 0
        for round in 0..<300 {
            let pattern = randomPattern(depth: 3, using: &random)
            guard let compiled = try? LinePattern(pattern) else { continue }
            known += LineAutomaton(pattern) == nil ? 0 : 1
            let letters =
                round % 2 == 0
                ? Array("aab1 .\n".utf8) : Array("aaaaaaaabb1bb .-%é\u{1}xyz01\n".utf8)
            let size = round % 30 == 0 ? 50_000 : 300
            let text = (0..<size).map { _ in letters.randomElement(using: &random) ?? 0 }
            var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            // What stands behind the last end of a line is none where it is empty.
            if lines.last?.isEmpty == true { lines.removeLast() }
            let expected = lines.filter { line in
                Array(line).withUnsafeBufferPointer(compiled.hasMatch)
            }
            for fromEnd in [false, true] {
                let found = text.withUnsafeBufferPointer { bytes in
                    var (rest, found) = (0..<bytes.count, [[UInt8]]())
                    while let line = compiled.takeLine(of: bytes, from: &rest, fromEnd: fromEnd) {
                        found.append(Array(line))
                    }
                    return found
                }
                #expect(
                    found == (fromEnd ? expected.reversed() : expected).map(Array.init),
                    "\(pattern)")
            }
        }
        #expect(known > 150)
    }

    /// An automaton of too many states is none: the C library goes on.
    @Test func tooManyStates() throws {
        var random = SeededRandom(seed: 2)
        let text = (0..<60_000).map { _ in "ab\n".utf8.randomElement(using: &random) ?? 0 }
        let long = text.map { $0 == 0x0A && Int.random(in: 0..<20, using: &random) > 0 ? 0x61 : $0 }
        let pattern = try LinePattern("(a[ab]{14}(c|b[ab]{20}a))")
        let count = { (fromEnd: Bool) in
            long.withUnsafeBufferPointer { bytes in
                var (rest, count) = (0..<bytes.count, 0)
                while pattern.takeLine(of: bytes, from: &rest, fromEnd: fromEnd) != nil {
                    count += 1
                }
                return count
            }
        }
        let expected = long.split(separator: 0x0A).count {
            Array($0).withUnsafeBufferPointer(pattern.hasMatch)
        }
        #expect(expected > 0 && count(false) == expected && count(true) == expected)
    }

    private func randomPattern(depth: Int, using random: inout SeededRandom) -> String {
        let atoms = [
            "a", "b", "[ab]", "[^a]", ".", "[0-9]", "[[:space:]]", "[^[:alpha:]]", "[]a]", "[a-c-]",
            "1",
            "[[:punct:]b]", "\\.", "é", "[é]", "[.]", "%", "[[.-.]]", "[^é-]",
        ]
        let count = Int.random(in: 1...3, using: &random)
        let parts = (0..<count).map { _ -> String in
            var part = atoms.randomElement(using: &random) ?? "a"
            if depth > 0, Int.random(in: 0..<3, using: &random) == 0 {
                part = "(" + randomPattern(depth: depth - 1, using: &random) + ")"
            }
            let repetitions = ["", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}"]
            part += repetitions.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<9, using: &random) {
            case 0: return "^" + part
            case 1: return part + "$"
            case 2: return part + "|" + (atoms.randomElement(using: &random) ?? "a")
            default: return part
            }
        }
        return parts.joined()
    }

    /// Of a text that is no line of a file.
    @Test func endsOfLinesWithinATextAreNoEndsOfIt() throws {
        for (pattern, isFound) in [
            ("^d", false), ("^d$", false), ("c$", false), ("d$", true), ("^a", true), ("c.d", true),
        ] {
            #expect(try LinePattern(pattern).matches("a b\tc\nd") == isFound, "\(pattern)")
        }
    }

    /// A line without an end is taken for several, the same from both ends.
    @Test func longLines() throws {
        let half = String(repeating: "x", count: LinePattern.longestLine - 4)
        let text = half + "=1 y" + half + "z=" + "2" + half + half + half + "=3\n=4\n" + half + half
        #expect(try search(text, "=([0-9])", fromEnd: false) == [["1"], ["2"], ["3"], ["4"]])
        #expect(try search(text, "y(x)", fromEnd: false) == [])
        let ends = try search(text, "(x+)", fromEnd: false)
        #expect(ends.map { $0.map(\.count) }.joined().reduce(0, +) == 7 * half.count)
    }

    /// Nested repetitions, automata of exponential size, and lines of megabytes.
    @Test func nothingExplodes() throws {
        var random = SeededRandom(seed: 1)
        let letters = (0..<3000).map { _ in Bool.random(using: &random) ? "a" : "b" }.joined()
        let digits = String(repeating: "1", count: 2_000_000)
        let before = Date()
        for pattern in [
            "([ab]*a[ab]{20}[cd])", "((a*)*)*[cd]", "((a|b)*a(a|b){150}[cd])", "((a|ab|b)*)*[cd]",
        ] {
            #expect(try search(letters, pattern, fromEnd: false) == [], "\(pattern)")
        }
        for pattern in ["([0-9]+)[xy]", "(1*)*[xy]", "([0-9]+)[0-9]*[0-9]*[xy]"] {
            #expect(try search(digits, pattern, fromEnd: true) == [], "\(pattern)")
        }
        #expect(Date().timeIntervalSince(before) < 20)
    }

    /// The first groups of the matches in each line that has one.
    private func search(_ text: String, _ pattern: String, fromEnd: Bool) throws -> [[String]] {
        try withFolder { folder in
            let path = "\(folder)/log"
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            let pattern = try LinePattern(pattern)
            var blocks: [[[String]]] = []
            try forEachBlockOfLines(ofFile: path) { block in
                if blocks.isEmpty { pattern.adapt(to: block) }
                var (rest, lines) = (0..<block.count, [[String]]())
                while let line = pattern.takeLine(of: block, from: &rest, fromEnd: fromEnd) {
                    lines.append([])
                    pattern.forEachMatch(inLine: line) {
                        lines[lines.count - 1].append(String(decoding: $0, as: UTF8.self))
                    }
                }
                blocks.append(lines)
                return true
            }
            return Array((fromEnd ? blocks.reversed() : blocks).joined())
        }
    }
}
