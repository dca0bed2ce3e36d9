// The manual: topics that the tool prints and the README links to, and pages that man can read.
import Foundation
import TestSupport
import Testing

@Suite struct ManualTests {
    private static let folder = testFolder("..")

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
    }

    private func topics() throws -> [String] {
        let help = Self.folder.appendingPathComponent("templates/help")
        return try FileManager.default.contentsOfDirectory(atPath: help.path).sorted().map {
            String($0.dropLast(3))
        }
    }

    /// Every word of a topic in its order, within 80 columns and without the bars of its tables.
    @Test func helpPrintsEachTopicForATerminal() throws {
        let project = try Project()
        let list = try project.hpmake("help")
        #expect(list.code == 0)
        for topic in try topics() {
            #expect(list.stdout.contains("\n  \(topic) "), "\(topic)")
            let output = try project.hpmake("help", topic)
            #expect(output.code == 0 && output.stderr.isEmpty)
            for line in output.stdout.split(separator: "\n") {
                #expect(line.count <= 80 && !line.hasPrefix("|"), "\(topic): \(line)")
            }
            let page = try text("templates/help/\(topic).md")
            #expect(letters(output.stdout) == letters(page), "\(topic)")
        }
        let wrong = try project.hpmake("help", "serch")
        #expect(wrong.code == 2 && wrong.stderr.contains("did you mean \"search\"?"))
    }

    /// How often a text has each letter and digit: columns are not read line by line.
    private func letters(_ text: String) -> [Character: Int] {
        let shown = text.split(separator: "\n").filter { !$0.hasPrefix("```") }.joined()
        return shown.reduce(into: [:]) { counts, character in
            if character.isLetter || character.isNumber { counts[character, default: 0] += 1 }
        }
    }

    @Test func helpShowsTablesAsColumns() throws {
        let page = try Project().hpmake("help", "spec").stdout
        #expect(page.contains("------"))
        #expect(!page.contains("```") && !page.contains("|--"))
    }

    @Test func manReadsThePages() throws {
        let project = try Project()
        for topic in try topics() {
            try project.write("page", try project.hpmake("man", topic).stdout)
            let output = try project.sh(
                "command -v groff >/dev/null || exit 0; groff -man -Tutf8 -ww -P-c -P-bou page")
            #expect(output.code == 0 && output.stderr.isEmpty, "\(topic): \(output)")
            for line in output.stdout.split(separator: "\n") {
                let text = line.drop { $0 == " " }
                #expect(line.count <= 80 && !text.hasPrefix("|"), "\(topic): \(line)")
            }
        }
    }

    @Test func theReadmeIsShortAndItsLinksLeadSomewhere() throws {
        let readme = try text("README.md")
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 201)
        let pieces = readme.components(separatedBy: "](").dropFirst()
        #expect(pieces.count > 10)
        for piece in pieces {
            let path = String(piece.prefix { $0 != ")" })
            if path.hasPrefix("#") {
                #expect(readme.lowercased().contains("\n## \(path.dropFirst())\n"), "\(path)")
                continue
            }
            let file = Self.folder.appendingPathComponent(path).path
            #expect(FileManager.default.fileExists(atPath: file), "\(path)")
        }
    }

    /// XML cannot hold the escapes of a terminal, and an SVG with one is shown nowhere.
    @Test func thePictureOfATerminalCanBeShown() throws {
        let picture = try text(".pictures/terminal.svg")
        #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n"))
        #expect(!picture.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }
}
