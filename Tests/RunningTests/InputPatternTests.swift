// Which paths a pattern of inputs means.
import Running
import Testing

@Suite struct InputPatternTests {
    @Test(arguments: [
        (
            "src/*.py", ["src/a.py", "src/a.py/x"],
            ["src/lib/a.py", "a.py", "src/.a.py", "src/a.pyc"]
        ),
        ("src/**/*.py", ["src/a.py", "src/x/y/a.py"], ["src/.x/a.py", "src/a.txt", "lib/a.py"]),
        ("**", ["a", "a/b"], [".a", "a/__pycache__/b"]), ("a?c", ["abc", "aéc"], ["ac", "abbc"]),
        ("*/b/*", ["a/b/c"], ["a/c", "b/c"]), ("/x/*", ["/x/y"], ["x/y"]), ("./a*", ["ab"], ["b"]),
        ("a*b*c", ["abc", "axbxbxc"], ["ab", "acb"]),
        ("**/x/**", ["x/a", "a/x/b/c"], ["x", "a/b"]),
    ])
    func paths(_ text: String, _ meant: [String], _ others: [String]) throws {
        let pattern = try #require(InputPattern(text))
        for path in meant { #expect(pattern.matches(path), "\(path)") }
        for path in others { #expect(!pattern.matches(path), "\(path)") }
    }

    @Test func plainPathsAreNone() {
        #expect(InputPattern("src/a.py") == nil)
    }
}
