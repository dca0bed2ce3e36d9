// Trainers and files that nobody would expect: what they do stays theirs.
import Foundation
import TestSupport
import Testing

@Suite struct HostileTests {
    /// - Parameters:
    ///   - run: a command without backslashes.
    ///   - more: members of the stage.
    private func project(_ run: String, _ more: String = "") throws -> Project {
        let run = run.replacing("\"", with: "\\\"")
        return try Project(
            """
            {"space": {"x": [1]}, "stages": {"a": {"run": "\(run)"\(more)}},
             "metrics": {"m": {"stage": "a", "pattern": "m=([0-9]+)"}}, "objective": {"maximize": "v"}}
            """)
    }

    @Test func datesOfOtherCenturies() throws {
        for date in ["2400-01-01", "1700-01-01"] {
            let project = try project(
                "echo '{\"v\": 1}' >{out}/result.json; touch -d \(date) {out}/result.json {x}",
                #", "inputs": ["in"]"#)
            try project.write("in", "")
            try project.sh("touch -d \(date) in")
            #expect(try project.make("-s").code == 0)
            try project.sh("touch -d \(date) space.json dist/trained/*/.a")
            #expect(try project.hpmake("gen", "space.json", "-o", "M").code == 0)
            #expect(try project.hpmake("collate", "dist").code == 0)
        }
    }

    @Test func pipesInPlaceOfFilesHangNothing() throws {
        let project = try project(
            "mkfifo {out}/metrics.jsonl; rm {out}/a.log; mkfifo {out}/a.log; : {x}")
        let output = try project.startMake(["-s"]).wait(seconds: 30)
        // No run reports the objective.
        #expect(output.code == 2 && output.stdout.contains("1 done"), "\(output)")
    }

    @Test func manyNumbers() throws {
        let project = try project("awk -f many.awk >{out}/result.json; : {x}")
        try project.write(
            "many.awk",
            #"BEGIN { printf "{\"v\": 1, \"l\": [0"; for (i = 0; i < 60000; i++) printf ",%d", i; print "]}" }"#
        )
        let begin = Date()
        #expect(try project.make("-s", "dist/trained/x_1-32b5cf0b9b3d/.a").code == 0)
        #expect(Date().timeIntervalSince(begin) < 20)
    }

    @Test func filesTooLarge() throws {
        let project = try project("truncate -s 8T {out}/result.json; : {x}")
        #expect(try project.make("-s").stderr.contains("too large"))
        try project.sh("truncate -s 8T x.json")
        let output = try project.hpmake("gen", "x.json")
        #expect(output.code == 2 && output.stderr.contains("too large"), "\(output)")
    }

    @Test func closedDescriptors() throws {
        let project = try project(
            "ls -l /proc/self/fd >{out}/fds; echo '{\"v\": 1}' >{out}/result.json; echo {x}")
        try project.hpmake("gen", "space.json", "-o", "Makefile")
        #expect(try project.sh("make -s dist/trained/x_1-32b5cf0b9b3d/.a <&- >&-").code == 0)
        let folder = project.folder(ofRun: "x_1")
        #expect(project.read("\(folder)/fds").contains(".lock"))
        #expect(project.read("\(folder)/a.log") == "1\n")
    }

    @Test func aStageThatMakesItsFolderAnew() throws {
        let project = try project("rm -rf {out}; mkdir -p {out}; echo {x}")
        let output = try project.make("-s")
        #expect(output.code != 0 && output.stdout.contains("removed its own folder"), "\(output)")
        #expect(try project.hpmake("where", "dist", "state=failed").lines.count == 1)
    }

    @Test func foldersThatHoldThemselves() throws {
        let project = try project(
            "cat d/file; echo '{\"v\": 1}' >{out}/result.json; echo {x}", #", "inputs": ["d"]"#)
        try project.write("d/file", "1\n")
        try project.sh("ln -s . d/a; ln -s . d/b; ln -s .. d/c")
        try project.sh("rm d/c")
        #expect(try project.startMake(["-s"]).wait(seconds: 30).code == 0)
        try project.write("d/file", "2\n")
        #expect(try project.startMake().wait(seconds: 30).stdout.contains("done"))
    }
}
