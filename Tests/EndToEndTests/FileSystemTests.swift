// File systems that refuse some calls, by strace in their place.
import Foundation
import TestSupport
import Testing

#if os(Linux)
    @Suite struct FileSystemTests {
        private let spec = """
            {"space": {"x": [1, 2]}, "objective": {"maximize": "a"}, "stages": {"a":
             "echo '{\\"a\\": '{x}'}' >{out}/result.json"}}
            """

        /// A command under which calls fail; nil where there is no strace.
        private func refusing(_ calls: String, _ code: String) throws -> [String]? {
            let words = [
                "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e",
                "inject=\(calls):error=\(code)",
            ]
            guard try runProcess(words + ["true"]).code == 0 else {
                print("no strace here: not tested")
                return nil
            }
            return words
        }

        @Test func noSymbolicLinks() throws {
            guard let refusing = try refusing("symlink,symlinkat", "EPERM") else { return }
            let project = try Project(spec)
            #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
            let first = try project.start(refusing + ["make", "-j2"]).wait()
            #expect(first.code == 0 && first.stderr.contains("has no links"), "\(first)")
            #expect(
                project.read("dist/best.txt") == "\(project.folder(ofRun: "x_2").dropFirst(5))\n")
            #expect(try project.make("-q").code == 0)
            let again = try project.start(refusing + ["hpmake", "collate", "dist"]).wait()
            #expect(again.code == 0 && again.stdout.contains("x_2"), "\(again)")
            #expect(!again.stderr.contains("links"))
            // What goes by that name, goes by the file.
            let explained = try project.hpmake("explain", "dist", "best")
            #expect(explained.code == 0 && explained.stdout.contains("x_2-"), "\(explained)")
            // Elsewhere it becomes a link again.
            #expect(try project.hpmake("collate", "dist").code == 0)
            #expect(!project.exists("dist/best.txt") && project.exists("dist/best/result.json"))
        }

        @Test func noLocks() throws {
            guard let refusing = try refusing("flock", "ENOLCK") else { return }
            let project = try Project(spec)
            #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
            let output = try project.start(refusing + ["make", "-j2"]).wait()
            #expect(output.code == 0, "\(output)")
            let lines = output.stdout.split(separator: "\n").filter { $0.contains("no locks") }
            #expect(lines.count == 1, "\(output)")
            #expect(try project.make("-q").code == 0)
        }

        /// No hard links, and no renaming over a file that is there.
        @Test func otherRefusals() throws {
            guard let refusing = try refusing("link,linkat", "EPERM") else { return }
            let project = try Project(spec)
            #expect(try project.make().code == 0)
            try project.sh("sed -i.old 's/>{out}/ >{out}/; s/1, 2/1, 2, 3/' space.json")
            let output = try project.start(refusing + ["make", "-j2"]).wait()
            #expect(output.code == 0, "\(output)")
            #expect(try project.make("-q").code == 0)
        }
    }
#endif
