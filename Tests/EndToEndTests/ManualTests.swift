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

    @Test func helpPrintsEachTopicAsItStands() throws {
        let project = try Project()
        let list = try project.hpmake("help")
        #expect(list.code == 0)
        for topic in try topics() {
            #expect(list.stdout.contains("\n  \(topic) "), "\(topic)")
            let output = try project.hpmake("help", topic)
            let page = try text("templates/help/\(topic).md")
            #expect(output.stdout == page, "\(topic)")
        }
        let wrong = try project.hpmake("help", "serch")
        #expect(wrong.code == 2 && wrong.stderr.contains("did you mean \"search\"?"))
    }

    @Test func manReadsThePages() throws {
        let project = try Project()
        for topic in try topics() {
            try project.write("page", try project.hpmake("man", topic).stdout)
            let output = try project.sh(
                "command -v groff >/dev/null || exit 0; groff -man -Tutf8 -ww page >/dev/null")
            #expect(output.code == 0 && output.stderr.isEmpty, "\(topic): \(output)")
        }
    }

    @Test func theReadmeIsShortAndItsLinksLeadSomewhere() throws {
        let readme = try text("README.md")
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 201)
        let pieces = readme.components(separatedBy: "](").dropFirst()
        #expect(pieces.count > 10)
        for piece in pieces {
            let path = String(piece.prefix { $0 != ")" })
            let file = Self.folder.appendingPathComponent(path).path
            #expect(FileManager.default.fileExists(atPath: file), "\(path)")
        }
    }
}
