// Makefiles hold nothing that GNU Make 3.81 does not know, which macOS ships: its functions, its special targets,
// its assignments.
import Foundation
import Templates
import TestSupport
import Testing

@Suite struct OldMakeTests {
    /// All functions of 3.81, as its manual lists them.
    private static let functions = Set(
        """
        subst patsubst strip findstring filter filter-out sort word wordlist words firstword lastword dir
        notdir suffix basename addprefix addsuffix join wildcard realpath abspath error warning info shell
        origin flavor foreach if or and call eval value
        """.split { $0.isWhitespace })

    private static let targets = Set(
        """
        .PHONY .SUFFIXES .DEFAULT .PRECIOUS .INTERMEDIATE .SECONDARY .SECONDEXPANSION .DELETE_ON_ERROR .IGNORE
        .LOW_RESOLUTION_TIME .SILENT .EXPORT_ALL_VARIABLES .NOTPARALLEL
        """.split { $0.isWhitespace })

    /// What a Makefile has of later versions, each as it stands there.
    private func newer(_ text: String) throws -> [String] {
        func found(_ pattern: String) throws -> [Substring] {
            let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
            return expression.matches(in: text, range: NSRange(text.startIndex..., in: text))
                .compactMap {
                    Range($0.range(at: 1), in: text).map { text[$0] }
                }
        }
        let functions = try found(#"(?<!\$)\$[({]([a-z][a-z-]*)[ \t]"#)
        let targets = try found(#"^(\.[A-Z_]+)\b"#)
        // Assignments by `!=` and `::=`, groups of targets, and later directives; not in recipes.
        let others = try found(
            #"^([A-Za-z_.][\w.-]*[ ]*(?:!=|:::?=).*|[^\t#=:]+&:.*|(?:undefine|-?load|private)[ ].*)"#
        )
        return functions.filter { !Self.functions.contains($0) }.map { String($0) }
            + targets.filter { !Self.targets.contains($0) }.map { String($0) }
            + others.map { String($0) }
    }

    @Test func goldensAndRules() throws {
        let folder = testFolder("Fixtures/makefiles")
        for name in fixtureCases(folder) {
            let file = folder.appendingPathComponent("\(name)/Makefile")
            #expect(try newer(String(contentsOf: file, encoding: .utf8)) == [], "\(name)")
        }
        let rules = String(decoding: Templates.makeRules, as: UTF8.self)
        #expect(rules.contains("$(wildcard "))
        #expect(try newer(rules) == [])
    }

    @Test(arguments: [
        "A := $(file <x)", "A = ${let a,b,c}", ".ONESHELL:", ".RECIPEPREFIX = >", "A != date",
        "A ::= 1",
        "a b &: c", "undefine A", "x: .WAIT $(intcmp 1,2,3)",
    ])
    func whatIsNewerIsSeen(_ line: String) throws {
        #expect(try !newer("a: b\n\t$(info x)\n\(line)\n").isEmpty)
    }
}
