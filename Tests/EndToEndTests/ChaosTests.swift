// Kills make, runners and trainers with SIGKILL at random moments, round after round, while the sweep
// grows. In the end everything is as if nothing had happened.
import Foundation
import TestSupport
import Testing

#if os(Linux)
    import Glibc

    @Suite struct ChaosTests {
        private static let rounds = 70
        private static let seed = UInt64.random(in: 0..<1_000_000)

        /// Writes into `overlaps` where another process of the same run, or on the same slot, is alive:
        /// told by its number and start, since numbers are used again, and dead ones may stay.
        private static let job = """
            me() { read -r line </proc/$1/stat || return 1; set -- ${line##*) }; \
            [ "$1" != Z ] && key=${20}; }
            claim() { if [ -s "$1" ]; then read -r pid start <"$1"
            if me "$pid" 2>/dev/null && [ "$key" = "$start" ]; then echo "$1 $2" >>overlaps; fi; fi
            me $$; echo "$$ $key" >"$1"; }
            claim "$1/.pid" "$2"; [ -z "$HPMAKE_GPU" ] || claim "claim-$HPMAKE_GPU" "$1 $2"
            sleep 0.0$3; echo "$2 of $HPMAKE_ID" >"$1/$2.txt"; echo "{\\"y\\": $3}" >"$1/result.json"

            """

        private func spec(_ runs: Int) -> String {
            """
            {"space": {"x": {"arange": [0, \(runs), 1]}}, "resources": {"gpu": [0, 1, 2]},
             "objective": {"minimize": "y"}, "preprocess": "sleep 0.05; echo 1 >{preprocessed}/data",
             "stages": {"a": {"run": "sh job.sh {out} a 1; : {x}", "needs": {"gpu": 1}},
              "b": "cat {out}/result.json; sh job.sh {out} b 2"}}
            """
        }

        private func project(_ runs: Int) throws -> Project {
            let project = try Project(spec(runs))
            try project.write("job.sh", Self.job)
            return project
        }

        /// The stamps of a project with their records; each has to be whole.
        private func stamps(_ project: Project) -> [String: String] {
            var found: [String: String] = [:]
            for path in project.tree("dist/trained")
            where path.hasSuffix("/.a") || path.hasSuffix("/.b") {
                let text = project.read("dist/trained/\(path)")
                // It may have been removed since the folder was listed, by a runner that was killed late.
                guard project.exists("dist/trained/\(path)") else { continue }
                let json =
                    try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
                #expect(json?["state"] as? String == "done", "half-written: \(path): \(text)")
                found[path] = text
            }
            for name in ["hparams.json", "collated.json"] where project.exists("dist/\(name)") {
                #expect(!project.json("dist/\(name)").isEmpty, "half-written: \(name)")
            }
            return found
        }

        @Test(.timeLimit(.minutes(10))) func killedAtRandom() throws {
            let start = ContinuousClock.now
            defer { expectOwnTime(since: start, below: .seconds(240)) }
            var random = Generator(state: Self.seed)
            var runs = 60
            let project = try project(runs)
            var known: [String: String] = [:]
            var kills = 0
            for round in 0..<Self.rounds {
                if known.count >= runs * 2 - 8 {
                    runs += 30
                    try project.write("space.json", spec(runs))
                }
                var makes = [try project.startMake(["-j6"])]
                if round % 3 == 0 { makes.append(try project.startMake(["-j6"])) }
                for _ in 0..<3 {
                    usleep(UInt32.random(in: 20_000..<160_000, using: &random))
                    let (runners, trainers) = project.processes
                    let victims: [pid_t]
                    switch Int.random(in: 0..<5, using: &random) {
                    case 0: victims = runners
                    case 1: victims = trainers
                    case 2: victims = runners + trainers
                    default:
                        victims = [
                            runners.randomElement(using: &random),
                            trainers.randomElement(using: &random),
                        ].compactMap { $0 }
                    }
                    for victim in victims { kill(victim, SIGKILL) }
                    kills += victims.count
                }
                if round % 10 == 5, project.exists("dist/hparams.json") {
                    let status = try project.hpmake("status", "dist", "--json")
                    #expect(
                        (try? JSONSerialization.jsonObject(with: Data(status.stdout.utf8))) != nil)
                }
                for make in makes {
                    make.signal(SIGKILL)
                    _ = make.wait()
                }
                let now = stamps(project)
                for (path, text) in known {
                    // A list that is made while somebody makes folders may lack one.
                    let there = now[path] ?? project.read("dist/trained/\(path)")
                    #expect(there == text, "executed again: \(path)")
                }
                known = now
            }
            #expect(kills > Self.rounds)
            let last = try project.make("-j6")
            #expect(last.code == 0, "seed \(Self.seed): \(last)")
            let final = stamps(project)
            for (path, text) in known { #expect(final[path] == text, "executed again: \(path)") }
            #expect(final.count == runs * 2)
            #expect(project.read("overlaps") == "")
            try compare(project, runs)
            print("chaos: seed \(Self.seed), \(Self.rounds) rounds, \(kills) kills, \(runs) runs")
        }

        /// A table without its last columns: seconds, start and host.
        private func withoutTimes(_ csv: String) -> [String] {
            csv.split(whereSeparator: \.isNewline).map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).dropLast(3)
                    .joined(separator: ",")
            }
        }

        /// The same files with the same content as in a sweep that nobody disturbed.
        private func compare(_ project: Project, _ runs: Int) throws {
            let calm = try self.project(runs)
            #expect(try calm.make().code == 0)
            func names(_ project: Project) -> [String] {
                project.tree("dist").filter { path in
                    let name = path.split(separator: "/").last ?? ""
                    // Traces of attempts that were killed, with the lock that nobody has any more of
                    // one that only looked at a run that was done, and what makes share.
                    return !path.hasPrefix(".hpmake/make-") && !name.hasSuffix(".lock")
                        && name.firstMatch(of: /\.(log|attempt)(\.[0-9]+)?$/) == nil
                }
            }
            let expected = names(calm)
            #expect(Set(names(project)).symmetricDifference(expected).sorted() == [])
            for name in expected {
                let last = name.split(separator: "/").last ?? ""
                guard !last.hasPrefix("."), last.contains(".") else { continue }
                let (text, wanted) = (project.read("dist/\(name)"), calm.read("dist/\(name)"))
                let isTimed = name == "results.csv"
                #expect(
                    isTimed ? withoutTimes(text) == withoutTimes(wanted) : text == wanted, "\(name)"
                )
            }
        }
    }
#endif
