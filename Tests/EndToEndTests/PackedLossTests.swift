// Packed sweeps whose disk is full, or that are killed while their layout changes: nothing is lost, doubled, torn
// or started again.
import Foundation
import TestSupport
import Testing

#if os(Linux)
    import Glibc

    @Suite struct PackedLossTests {
        private static let seed = UInt64.random(in: 0..<1_000_000)
        private static let layouts =
            ["", #", "layout": {"packed": 4, "keep": ["*.pt"]}"#]
            + [#", "layout": {"packed": 8, "keep": ["*.pt"]}"#]

        private func sweep(_ layout: String) -> Sweep {
            var sweep = Sweep(preprocess: nil, trainMore: "")
            sweep.space = #"{"x": {"arange": [0, 24, 1]}}"#
            // Two files that go into files of the pack, one that is kept, and one that is not.
            sweep.train = """
                echo train {id} >>"$TRACE"; seq {x} 1500; echo {x} >{out}/m.pt; echo 1 >{out}/rest; \
                echo "{\\"loss\\": {x}}" >{out}/result.json
                """
            sweep.test = "echo test {id} >>\"$TRACE\"; cat {out}/result.json"
            sweep.more = #", "objective": {"minimize": "loss"}"# + layout
            return sweep
        }

        private func logs(_ project: Project, in folder: String = ".") throws -> [String] {
            try (0..<24).map { x in
                try project.sh("cd \(folder) && hpmake log x_\(x) | grep -v '^==>'").stdout
            }
        }

        @Test(.timeLimit(.minutes(10))) func theLayoutChangesAndIsKilled() throws {
            let start = ContinuousClock.now
            defer { expectOwnTime(since: start, below: .seconds(240)) }
            var random = Generator(state: Self.seed)
            let project = try Project(sweep(""))
            project.environment["TRACE"] = project.path("trace")
            #expect(try project.make("-j4").code == 0)
            let (csv, logs) = (project.read("dist/results.csv"), try logs(project))
            _ = try project.ran()
            for _ in 0..<40 {
                try project.change(sweep(Self.layouts.randomElement(using: &random) ?? ""))
                let make = try project.startMake(["-j3"])
                usleep(UInt32.random(in: 10_000..<250_000, using: &random))
                make.signalGroup(SIGKILL)
                for runner in project.processes.runners { kill(runner, SIGKILL) }
                _ = make.wait()
            }
            for layout in Self.layouts + [""] {
                try project.change(sweep(layout))
                let make = try project.make("-j3")
                #expect(make.code == 0, "seed \(Self.seed): \(make)")
                #expect(try project.ran() == [], "seed \(Self.seed)")
                #expect(project.read("dist/results.csv") == csv, "seed \(Self.seed)")
                #expect(try self.logs(project) == logs, "seed \(Self.seed)")
                #expect(project.tree("dist/trained").count { $0.hasSuffix("m.pt") } == 24)
                #expect(try project.make("-q").code == 0)
            }
        }

        @Test(.timeLimit(.minutes(10))) func aFullDisk() throws {
            let start = ContinuousClock.now
            defer { expectOwnTime(since: start, below: .seconds(240)) }
            let project = try Project(sweep(Self.layouts[1]))
            project.environment["TRACE"] = project.path("trace")
            #expect(try project.make("-j4").code == 0)
            let (rows, logs) = (project.read("dist/best.txt"), try logs(project))
            _ = try project.ran()
            try project.write("disk/here", "")
            let mounted = try project.sh("mount -t tmpfs -o size=2m tmpfs disk 2>&1")
            guard mounted.code == 0 else {
                return print("no tmpfs can be mounted here: not tested")
            }
            defer { _ = try? project.sh("umount disk") }
            for free in [8, 24, 40, 60, 80, 100, 130, 160, 200, 240, 300] {
                let begun = try project.sh(
                    """
                    rm -rf disk/*; cp space.json disk; cd disk; hpmake gen space.json -o Makefile
                    head -c $(( $(df --output=avail -B1 . | tail -n 1) - \(free) * 1024 )) /dev/zero >fill
                    make -j2
                    """)
                #expect(begun.code == 2, "\(free) KiB: \(begun)")
                let done = try project.sh("cd disk && hpmake where state=done").lines
                _ = try project.ran()
                let after = try project.sh("cd disk && rm fill && make -j2 && make -q")
                #expect(after.code == 0, "\(free) KiB: \(after)")
                // What was done is not started again, nor is anything twice.
                let again = try project.ran()
                #expect(Set(again).count == again.count, "\(free) KiB: \(again)")
                let names = done.map { $0.split(separator: "/").last?.dropLast(13) ?? "" }
                #expect(again.filter { run in names.contains { run.hasSuffix(" \($0)") } } == [])
                #expect(project.read("disk/dist/best.txt") == rows)
                #expect(try self.logs(project, in: "disk") == logs, "\(free) KiB")
                try expectWhole(project, "disk/dist/packed", "\(free) KiB")
            }
        }

        /// One line a run, and behind each title in the other files what it announces, and nothing else.
        private func expectWhole(_ project: Project, _ folder: String, _ when: String) throws {
            var ids: [String] = []
            for name in project.tree(folder) {
                let text = project.read("\(folder)/\(name)")
                if name.hasSuffix(".jsonl") {
                    for line in text.split(separator: "\n") {
                        let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
                        ids.append((json as? [String: Any])?["id"] as? String ?? "")
                    }
                } else if name.hasSuffix(".log") {
                    var rest = text.utf8[...]
                    while !rest.isEmpty {
                        let title = try #require(rest.firstIndex(of: UInt8(ascii: "\n")))
                        let words = String(rest[..<title])?.split(separator: " ") ?? []
                        try #require(words.count == 6 && words[0] == "==>", "\(when): \(name)")
                        let count = try #require(Int(words[3]))
                        rest = rest[rest.index(after: title)...].dropFirst(count + 1)
                    }
                }
            }
            #expect(Set(ids).count == 24, "\(when)")
        }
    }
#endif
