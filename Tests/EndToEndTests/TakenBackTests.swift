// Kills everything with SIGKILL at random moments while a change is being redone, and takes the change
// back: whatever moment it was, all is as it was before. `HPMAKE_ROUNDS` says how often.
import Foundation
import TestSupport
import Testing

#if os(Linux)
    import Glibc

    @Suite struct TakenBackTests {
        private static let rounds =
            Int(ProcessInfo.processInfo.environment["HPMAKE_ROUNDS"] ?? "") ?? 30

        private static let spec = """
            {"space": {"x": {"arange": [0, 8, 1]}}, "objective": {"maximize": "acc"}, "stages": {
             "train": {"run": "sh train.sh {x} {out}", "inputs": ["train.sh"]},
             "test": {"run": "sh test.sh {x} {out}", "inputs": ["test.sh"]}}}
            """
        private static let train = """
            echo train $1 >>trace; echo ckpt $1 >$2/ckpt; mkdir -p $2/more; echo $1 >$2/more/file
            echo "{\\"acc\\": $1}" >$2/result.json

            """
        private static let test = "echo test $1 >>trace; cat $2/ckpt; cat $2/result.json\n"
        /// An edit with which nothing comes to its end, though it writes.
        private static let slow = "echo {} >$2/result.json; sleep 60\n"

        private func done() throws -> Project {
            let project = try Project(Self.spec)
            try project.write("train.sh", Self.train)
            try project.write("test.sh", Self.test)
            let output = try project.make()
            try #require(output.code == 0, "\(output)")
            try project.remove("trace")
            return project
        }

        private func content(_ project: Project) -> [String: String] {
            var result: [String: String] = [:]
            for name in project.tree("dist/trained") where !name.hasSuffix(".lock") {
                result[name] = project.read("dist/trained/\(name)")
            }
            return result
        }

        private func killAtRandom(_ file: String, _ text: String) throws {
            let seed = UInt64.random(in: 0..<1_000_000)
            var random = Generator(state: seed)
            let project = try done()
            let before = content(project)
            for round in 0..<Self.rounds {
                try project.write(file, "\(Self.slow)\(text)# \(round)\n")
                let make = try project.startMake()
                usleep(UInt32.random(in: 5_000..<250_000, using: &random))
                make.signal(SIGKILL)
                // A runner may start a trainer while one looks.
                while case (let runners, let trainers) = project.processes,
                    !(runners + trainers).isEmpty
                {
                    for pid in runners + trainers { kill(pid, SIGKILL) }
                }
                _ = make.wait()
                try project.write(file, text)
                try? project.remove("trace")
                let output = try project.make()
                #expect(output.code == 0, "seed \(seed), round \(round): \(output)")
                #expect(project.read("trace") == "", "seed \(seed), round \(round)")
                let after = content(project)
                let changed = Set(after.keys).union(before.keys).filter { after[$0] != before[$0] }
                try #require(changed.isEmpty, "seed \(seed), round \(round): \(changed.sorted())")
            }
        }

        @Test(.timeLimit(.minutes(10))) func theFirstStage() throws {
            try killAtRandom("train.sh", Self.train)
        }

        @Test(.timeLimit(.minutes(10))) func aLaterStage() throws {
            try killAtRandom("test.sh", Self.test)
        }
    }
#endif
