// Kills everything of a Hyperband search with SIGKILL at random moments, between a link, a copied folder and a
// rename too: what it comes to is what it would have come to undisturbed, and no epoch that was finished is
// trained again. `HPMAKE_ROUNDS` says how often.
import Foundation
import TestSupport
import Testing

#if os(Linux)
    import Glibc

    @Suite struct HalvingKilledTests {
        private static let rounds =
            Int(ProcessInfo.processInfo.environment["HPMAKE_ROUNDS"] ?? "") ?? 30

        /// The checkpoint first, then the ledger: what is in the ledger is never trained again.
        private static let trainer = """
            at=$(cat $3/ckpt 2>/dev/null || echo 0)
            while [ $at -lt $2 ]; do
                at=$((at + 1)); echo $at >$3/ckpt.new; mv $3/ckpt.new $3/ckpt; echo "$1 $at" >>ledger
            done
            awk "BEGIN { printf \\"{\\\\\\"loss\\\\\\": %.9f}\\", ($1 - 0.3) ^ 2 + 1 / $2 }" >$3/result.json

            """

        private func project() throws -> Project {
            let project = try Project(
                """
                {"space": {"x": {"uniform": [0, 1]}}, "objective": {"minimize": "loss"},
                 "search": {"method": "hyperband", "seed": 3, "rungs": {"epochs": [1, 3, 9]}},
                 "stages": {"train": "sh ./train.sh {x} {epochs} {out}", "test": "cp {out}/ckpt {out}/seen"}}
                """)
            try project.write("train.sh", Self.trainer)
            return project
        }

        /// What the slots hold and what is collated, but for times.
        private func state(_ project: Project) throws -> String {
            let links = try project.sh(
                "cd dist/.hpmake/search; for f in *; do echo $f $(readlink $f); done; cat b?.r?")
            let table = try project.hpmake("collate", "dist", "--format", "csv")
            let copied = try project.sh("cat dist/trained/*/epochs_*/seen | sort | uniq -c")
            return links.stdout + table.stdout + copied.stdout
        }

        @Test(.timeLimit(.minutes(20))) func hyperband() throws {
            let undisturbed = try project()
            #expect(try undisturbed.make().code == 0)
            let expected = try state(undisturbed)
            let seed = UInt64.random(in: 0..<1_000_000)
            var random = Generator(state: seed)
            var killed = 0
            while killed < Self.rounds {
                let project = try project()
                // Several kills a search, each a little later than the one before.
                for _ in 0..<6 {
                    let make = try project.startMake()
                    usleep(UInt32.random(in: 20_000..<400_000, using: &random))
                    make.signal(SIGKILL)
                    while case (let runners, let trainers) = project.processes,
                        !(runners + trainers).isEmpty
                    {
                        for pid in runners + trainers { kill(pid, SIGKILL) }
                    }
                    _ = make.wait()
                    killed += 1
                }
                let output = try project.make()
                try #require(output.code == 0, "seed \(seed): \(output)")
                let lines = project.read("ledger").split(separator: "\n")
                try #require(Set(lines).count == lines.count, "seed \(seed): an epoch twice")
                let state = try state(project)
                let (found, wanted) = (
                    Set(state.split(separator: "\n")), Set(expected.split(separator: "\n"))
                )
                try #require(
                    found == wanted, "seed \(seed): \(found.symmetricDifference(wanted).sorted())")
                #expect(try project.make("-q").code == 0, "seed \(seed)")
            }
        }
    }
#endif
