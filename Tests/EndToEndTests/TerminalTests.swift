// A terminal around make: stages have none, Ctrl-Z stops them, Ctrl-C says little.
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct TerminalTests {
    /// A prompt at the terminal fails at once.
    @Test func stagesHaveNoTerminal() throws {
        guard try runProcess(["python3", "-c", "import pty"]).code == 0 else {
            return print("no python here: not tested")
        }
        let project = try Project(
            #"{"space": {"x": [1]}, "stages": {"a": "echo {x}; read answer </dev/tty"}}"#)
        #expect(try project.hpmake("gen", "space.json", "-o", "Makefile").code == 0)
        try project.write(
            "drive.py", "import pty, sys\nsys.exit(pty.spawn(['make', '-j2']) >> 8)\n")
        let output = try project.start(["python3", "drive.py"]).wait(seconds: 20)
        #expect(output.code == 2, "\(output)")
        let log = project.read("\(project.folder(ofRun: "x_1"))/a.log")
        #expect(log.hasPrefix("1\n") && log.contains("/dev/tty"), "\(log)")
    }

    private func state(_ process: String) -> Character? {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return text.split(separator: ")").last?.dropFirst().first
    }

    #if os(Linux)
        /// Ctrl-Z stops all that a stage has started, whose time does not count meanwhile.
        @Test func controlZ() throws {
            let project = try Project(
                """
                {"space": {"x": [1]}, "stages": {"a": {"timeout": "2s", "run":
                 "sleep 1.2 & echo $! >one; setsid sleep 1.2 & echo $! >two.tmp; mv two.tmp two; wait; echo {x}"}}}
                """)
            let make = try project.startMake()
            #expect(eventually { project.exists("two") })
            let processes = [project.read("one"), project.read("two")].map {
                $0.trimmingCharacters(in: .newlines)
            }
            make.signalGroup(SIGTSTP)
            #expect(eventually { processes.allSatisfy { state($0) == "T" } })
            usleep(1_500_000)
            #expect(processes.allSatisfy { state($0) == "T" })
            #expect(make.isRunning)
            make.signalGroup(SIGCONT)
            #expect(eventually { !processes.contains { state($0) == "T" } })
            let output = make.wait(seconds: 20)
            #expect(output.code == 0, "\(output)")
        }

        /// make says that it was interrupted, and not of each run that it has failed.
        @Test func controlCSaysLittle() throws {
            let project = try Project(
                """
                {"space": {"x": [1, 2, 3, 4]}, "stages": {"a": "echo {x} >>started; sleep 60"}}
                """)
            for words in [["-j4"], ["-j4", "collate"], ["-j4", "-k"]] {
                try project.write("started", "")
                let make = try project.startMake(words)
                #expect(eventually { project.read("started").count == 8 })
                make.signalGroup(SIGINT)
                let output = make.wait(seconds: 20)
                #expect(output.code == 128 + SIGINT || output.code == 2, "\(output)")
                #expect(!output.stderr.contains("Error"), "\(output)")
                let lines = output.stdout.split(separator: "\n").filter { !$0.contains("start") }
                #expect(
                    lines == [
                        "interrupted: 0 done, 4 stopped; make goes on with them; again to kill"
                    ])
                #expect(!project.exists("dist/.collated"))
            }
        }
    #endif
}
