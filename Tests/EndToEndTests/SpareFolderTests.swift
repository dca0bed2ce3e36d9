// Runs of a pack hand their folder on: each finds it as if it were new.
import Foundation
import TestSupport
import Testing

@Suite struct SpareFolderTests {
    private func project(_ command: String) throws -> Project {
        try Project(
            """
            {"space": {"x": {"arange": [0, 8, 1]}}, "layout": {"packed": 1000}, "stages": {"train": "\(command)"}}
            """)
    }

    /// What a run leaves: a report, a log, folders, a link and a hidden file.
    private static let trainer = #"""
        cd {out} && ls -A >$TRACE/{x} && cat params.json >>$TRACE/{x} && mkdir -p a/b c && touch a/b/f .h \
        && test {x} != 5 && echo {x} && ln -s . link && echo '{\"loss\": {x}}' >result.json
        """#.replacingOccurrences(of: "\\\n", with: "").replacingOccurrences(of: "\n", with: " ")

    @Test func eachRunFindsItsFolderNew() throws {
        let project = try project(Self.trainer)
        project.environment["TRACE"] = project.path("trace")
        try FileManager.default.createDirectory(
            atPath: project.path("trace"), withIntermediateDirectories: true)
        #expect(try project.make("-k").code == 2)
        for x in 0..<8 {
            #expect(project.read("trace/\(x)") == "params.json\ntrain.log\n{\"x\": \(x)}\n", "\(x)")
            let log = try project.hpmake("log", "x_\(x)").stdout
            #expect(log == (x == 5 ? "" : "\(x)\n"), "\(log)")
        }
        #expect(project.tree("dist/trained").filter { $0.contains(".spare") } == [])
        // The run that failed stays where a trainer may go on.
        #expect(project.lines().count == 7)
    }

    /// Short runs, of which nothing stays but their line: folder, lock and log have one inode each.
    @Test func theFolderGoesFromRunToRun() throws {
        let command =
            "ls -di {out} >>inodes; ls -i {out}/train.log >>logs; echo '{}' >{out}/result.json"
        let project = try project(command)
        #expect(try project.make("-j1").code == 0)
        for name in ["inodes", "logs"] {
            let inodes = project.read(name).split(separator: "\n").map { $0.prefix { $0 != " " } }
            #expect(inodes.count == 8 && Set(inodes).count == 1, "\(inodes)")
        }
    }

    /// A run that was tried again has more logs, and another stage its own.
    @Test func logsOfOtherAttemptsAndStagesGo() throws {
        let project = try Project(
            """
            {"space": {"x": {"arange": [0, 4, 1]}}, "layout": {"packed": 1000},
             "stages": {"train": {"retries": 1, "run":
               "ls -A {out} >>seen; test {x} != 1 -o $HPMAKE_ATTEMPT = 2"}, "test": "true"}}
            """)
        project.environment["HPMAKE_RETRY_PAUSE"] = "0"
        #expect(try project.make("-j1").code == 0)
        let first = "params.json\ntrain.log\n"
        let again = ".train.attempt.1\n\(first)train.log.1\n"
        #expect(project.read("seen") == first + first + again + first + first)
    }

    /// What still writes when a run has ended does not write into another one.
    @Test func whatATrainerLeavesRunningHasAFolderOfItsOwn() throws {
        let command =
            "cd {out}; (sleep 0.3; echo late; echo late >late.txt) & sleep 0.1; ls -A . >>../../seen"
        let project = try project(command)
        #expect(try project.make("-j1").code == 0)
        #expect(!project.read("dist/seen").contains("late"))
        for x in 0..<8 {
            #expect(try !project.hpmake("log", "x_\(x)").stdout.contains("late"))
        }
    }

    /// A killed hpmake leaves a folder of whatever run it was at.
    @Test func aSpareFolderThatWasLeftIsNotUsed() throws {
        let project = try project("test ! -e {out}/result.json && echo '{}' >{out}/result.json")
        for name in [".0of1.spare", ".0of1.spare.spoilt"] {
            let folder = project.path("dist/trained/\(name)")
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try project.write("dist/trained/\(name)/result.json", "{}")
        }
        #expect(try project.make("-j1").code == 0)
        #expect(project.tree("dist/trained").isEmpty)
    }
}
