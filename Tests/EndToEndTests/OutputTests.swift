// Where commands write to: standard output, files elsewhere, links and devices.
import Foundation
import TestSupport
import Testing

@Suite struct OutputTests {
    @Test func outputsGoThroughLinksAndIntoDevices() throws {
        let project = try Project(Sweep())
        try project.sh("ln -s real.mk link.mk; : >real.mk")
        #expect(try project.hpmake("gen", "space.json", "-o", "link.mk").code == 0)
        #expect(project.read("real.mk").contains("hpmake.CONFIGS"))
        let script = "mkfifo pipe; cat pipe >got & hpmake gen space.json -o pipe && wait"
        #expect(try project.sh(script).code == 0)
        #expect(project.read("got") == project.read("real.mk"))
    }

    /// A Makefile in another folder is called there, and finds its spec.
    @Test func aMakefileElsewhere() throws {
        let project = try Project(Sweep())
        try project.sh("mkdir -p 'a b/c' other; mv space.json *.txt lib 'a b/c/'")
        #expect(try project.hpmake("gen", "a b/c/space.json", "-o", "a b/c/Makefile").code == 0)
        #expect(project.read("a b/c/Makefile").contains("SPEC := space.json\n"))
        #expect(try project.hpmake("gen", "a b/c/space.json", "-o", "other/Makefile").code == 2)
        try project.sh("mv 'a b' ab")
        #expect(try project.hpmake("gen", "ab/c/space.json", "-o", "./other/Makefile").code == 0)
        #expect(project.read("other/Makefile").contains("SPEC := ../ab/c/space.json\n"))
        #expect(try project.sh("make -C ab/c").code == 0)
        let spec = project.read("ab/c/space.json")
        try project.write("ab/c/space.json", spec.replacing("[1, 2, 3]", with: "[1, 2, 3, 4]"))
        #expect(try project.sh("make -C ab/c").stdout.contains("x_4"))
    }

    @Test func whatCannotBeWrittenIsSaid() throws {
        let project = try Project(Sweep(preprocess: nil))
        for command in ["gen", "sample"] {
            let full = try project.sh("hpmake \(command) space.json >/dev/full")
            #expect(full.code == 1 && full.stderr.contains("cannot write to standard output"))
            let closed = try project.sh("(hpmake \(command) space.json) >&-")
            #expect(closed.code == 1 && closed.stderr.contains("cannot write to standard output"))
            let enough = try project.sh("hpmake \(command) space.json | true")
            // gen may warn, but not of the pipe.
            #expect(enough.code == 0 && !enough.stderr.contains("standard output"), "\(enough)")
        }
    }

    /// Following the demo's own advice, one edits its spec and runs it again.
    @Test func theDemoAgain() throws {
        let project = try Project()
        #expect(try project.hpmake("demo", "d").code == 0)
        let spec = project.read("d/space.json")
        try project.write("d/space.json", spec.replacing("[2, 4, 8]", with: "[2, 4, 8, 16]"))
        let again = try project.hpmake("demo", "d")
        #expect(again.code == 0 && again.stdout.contains("[32/32]"), "\(again)")
        #expect(!again.stdout.contains("on your PATH"), "\(again)")
        let path = project.environment["PATH"] ?? ""
        project.environment["PATH"] = String(path.drop { $0 != ":" }.dropFirst())
        let elsewhere = try project.sh("\(Project.hpmake) demo d")
        #expect(elsewhere.stdout.contains("has to be on your PATH as hpmake"), "\(elsewhere)")
    }
}
