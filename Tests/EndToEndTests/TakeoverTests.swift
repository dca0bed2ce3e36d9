// Folders of configurations that are called otherwise by now: the hash tells whose they are, and nothing
// runs again.
import Foundation
import TestSupport
import Testing

@Suite struct TakeoverTests {
    private func spec(_ more: String = "") -> String {
        """
        {"space": {"x": [1, 2], "y": [0.123456789]}, "objective": {"maximize": "acc"}\(more),
         "stages": {"train": "echo {x} {y} >>trace; echo '{\\"acc\\": 1}' >{out}/result.json"}}
        """
    }

    private func done(_ more: String = "") throws -> Project {
        let project = try Project(spec(more))
        let output = try project.make()
        try #require(output.code == 0, "\(output)")
        try project.remove("trace")
        return project
    }

    @Test func otherDefaults() throws {
        let project = try done()
        let before = project.folder(ofRun: "x_1")
        try project.write("space.json", spec(#", "defaults": {"x": 1}"#))
        #expect(try project.hpmake("plan").stdout.contains("2 done"))
        let make = try project.make()
        #expect(make.code == 0 && !project.exists("trace"), "\(make)")
        #expect(!project.exists(before))
        #expect(try project.hpmake("status").stdout.contains("2 runs: 2 done"))
        #expect(try project.make("-q").code == 0)
    }

    /// 0.1.0 wrote all digits into ids, kept its locks inside, and did not remember the spec.
    @Test func folders() throws {
        let project = try done()
        let old = project.folder(ofRun: "x_1")
        try project.sh(
            "mv \(old) $(echo \(old) | sed s/y_0.1235/y_0.123456789/); "
                + "rm -rf dist/.hpmake/spec.json dist/.hpmake/sweep-*")
        #expect(project.folder(ofRun: "x_1-y_0.123456789") != old)
        let make = try project.make()
        #expect(make.code == 0 && !project.exists("trace"), "\(make)")
        #expect(project.exists(old + "/.train"))
        #expect(try project.make("-q").code == 0)
    }

    /// Of two folders of a configuration the complete one counts.
    @Test func twoOfThem() throws {
        let project = try done()
        let name = project.folder(ofRun: "x_2")
        try project.sh(
            "mv \(name) dist/trained/other-$(echo \(name) | tail -c 13); mkdir \(name); "
                + "rm -rf dist/.hpmake/sweep-*")
        let make = try project.make()
        #expect(make.code == 0 && !project.exists("trace"), "\(make)")
        #expect(project.exists(name + "/result.json"))
    }
}
