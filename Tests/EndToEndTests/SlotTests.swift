// Slots and locks with the real make: never two stages on one slot, never one run twice at a time.
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct SlotTests {
    /// What the records of a sweep say of its stages, in order of their starts.
    private struct Span {
        let id: String, start: String, end: String
        let slots: [String: [String]]
    }

    private func spans(_ project: Project, stage: String = "a") -> [Span] {
        let stamps = project.tree("dist/trained").filter { $0.hasSuffix("/.\(stage)") }
        return stamps.map { path in
            let record = project.json("dist/trained/\(path)")
            return Span(
                id: path, start: record["start"] as? String ?? "?",
                end: record["end"] as? String ?? "?",
                slots: record["slots"] as? [String: [String]] ?? [:])
        }.sorted { $0.start < $1.start }
    }

    /// The greatest number of spans at one moment that have a slot. Dates compare as text.
    private func mostAtOnce(_ spans: [Span], _ resource: String, _ slot: String) -> Int {
        var ends: [String] = []
        var most = 0
        for span in spans where span.slots[resource]?.contains(slot) == true {
            ends = ends.filter { $0 > span.start } + [span.end]
            most = max(most, ends.count)
        }
        return most
    }

    private func spec(_ runs: Int, _ more: String, run: String = "echo {id} >>trace; sleep 0.02")
        -> String
    {
        """
        {"space": {"x": {"arange": [0, \(runs), 1]}}, "resources": {"gpu": [0, 1, 2, 3]},
         "stages": {"a": {"run": "\(run)", "needs": {"gpu": 1}}}\(more)}
        """
    }

    @Test func stressWithTwoMakesAndTwoSweeps() throws {
        let (first, second) = (try Project(spec(200, "")), try Project(spec(60, "")))
        second.environment["HPMAKE_SLOTS"] = first.environment["HPMAKE_SLOTS"]
        let makes = [
            try first.startMake(["-j16"]), try first.startMake(["-j16"]),
            try second.startMake(["-j16"]),
        ]
        for make in makes { #expect(make.wait().code == 0) }
        #expect(first.read("trace").split(separator: "\n").count == 200)
        #expect(Set(first.read("trace").split(separator: "\n")).count == 200)
        #expect(second.read("trace").split(separator: "\n").count == 60)
        let all = (spans(first) + spans(second)).sorted { $0.start < $1.start }
        #expect(all.count == 260)
        for slot in ["0", "1", "2", "3"] {
            #expect(mostAtOnce(all, "gpu", slot) == 1, "slot \(slot)")
        }
    }

    @Test func severalSlotsAndResourcesWithoutDeadlock() throws {
        let project = try Project(
            """
            {"space": {"x": {"arange": [0, 12, 1]}},
             "resources": {"gpu": [0, 1, 2], "disk": ["d", "e"]},
             "stages": {"a": {"run": "sleep 0.01", "needs": {"gpu": 2, "disk": 1}},
              "b": {"run": "sleep 0.01", "needs": {"disk": 2, "gpu": 1}},
              "c": {"run": "sleep 0.01", "needs": {"gpu": 3}}}}
            """)
        let output = try project.startMake(["-j12"]).wait(seconds: 60)
        #expect(output.code == 0, "\(output)")
        let all = ["a", "b", "c"].flatMap { spans(project, stage: $0) }.sorted {
            $0.start < $1.start
        }
        #expect(all.count == 36)
        for slot in ["0", "1", "2"] { #expect(mostAtOnce(all, "gpu", slot) == 1) }
        for slot in ["d", "e"] { #expect(mostAtOnce(all, "disk", slot) == 1) }
        #expect(spans(project, stage: "c").allSatisfy { $0.slots["gpu"] == ["0", "1", "2"] })
    }

    @Test func aValueListedTwiceServesTwo() throws {
        let project = try Project(
            """
            {"space": {"x": [1, 2, 3]}, "resources": {"gpu": ["5", "5"]},
             "stages": {"a": {"run": "sleep 0.3", "needs": {"gpu": 1}}}}
            """)
        #expect(try project.make().code == 0)
        #expect(mostAtOnce(spans(project), "gpu", "5") == 2)
        // But no stage has the same one twice.
        let both = try Project(
            """
            {"space": {"x": [1, 2, 3]}, "resources": {"gpu": [0, 0, 1, 1]},
             "stages": {"a": {"run": "sleep 0.1; echo {x} $HPMAKE_GPU >>trace", "needs": {"gpu": 2}}}}
            """)
        #expect(try both.make("-j3").code == 0)
        #expect(both.read("trace").split(separator: "\n").allSatisfy { $0.hasSuffix(" 0,1") })
        #expect(mostAtOnce(spans(both), "gpu", "1") == 2)
    }

    @Test func aFreeSlotIsTakenAtOnce() throws {
        let project = try Project(
            spec(30, "", run: "sleep 0.01").replacingOccurrences(of: "0, 1, 2, 3", with: "0, 1"))
        #expect(try project.make().code == 0)
        let all = spans(project)
        let format = ISO8601DateFormatter()
        func seconds(_ text: String) -> Double {
            let whole = format.date(from: "\(text.prefix(19))Z")?.timeIntervalSince1970 ?? 0
            return whole + (Double("0.\(text.dropFirst(20).dropLast())") ?? 0)
        }
        var gaps: [Double] = []
        for slot in ["0", "1"] {
            let held = all.filter { $0.slots["gpu"] == [slot] }
            gaps += zip(held, held.dropFirst()).map { seconds($1.start) - seconds($0.end) }
        }
        // 2 ms on a machine that has nothing else to do; tests of other suites run at the same time.
        #expect(gaps.sorted()[gaps.count / 2] < 0.02)
    }

    @Test func anOrphanKeepsItsRunAndItsSlot() throws {
        let project = try Project(
            spec(1, "", run: "echo start >>trace; sleep 1; echo end >>trace")
                .replacingOccurrences(of: "0, 1, 2, 3", with: "0"))
        let make = try project.startMake()
        #expect(eventually { project.read("trace").hasPrefix("start") })
        let files = project.tree("dist/trained")
        let lock = try #require(files.first { $0.hasSuffix(".lock") })
        let runner = try #require(project.json("dist/trained/\(lock)")["pid"] as? Int)
        make.signal(SIGKILL)
        kill(pid_t(runner), SIGKILL)
        _ = make.isRunning
        let other = try Project(spec(1, "").replacingOccurrences(of: "0, 1, 2, 3", with: "0"))
        other.environment["HPMAKE_SLOTS"] = project.environment["HPMAKE_SLOTS"]
        let waiting = try other.startMake()
        let again = try project.make()
        #expect(again.code == 0, "\(again)")
        #expect(again.stdout.contains("waits for a of pid \(runner)"), "\(again)")
        #expect(project.read("trace") == "start\nend\nstart\nend\n")
        #expect(waiting.wait().code == 0)
        let attempts = project.tree("dist/trained").filter { $0.hasSuffix(".a.attempt.1") }
        #expect(attempts.count == 1)
        let killed = project.json("dist/trained/\(attempts.first ?? "")")
        #expect(killed["reason"] as? String == "its hpmake was killed")
        #expect(project.record("x_0", ".a")["attempt"] as? Int == 2)
    }

    @Test func aDaemonLeftBehindKeepsNothing() throws {
        let project = try Project(
            spec(3, "", run: "sleep 60 & echo $! >>pids").replacingOccurrences(
                of: "0, 1, 2, 3", with: "0"))
        defer { _ = try? project.sh("kill $(cat pids)") }
        let begin = Date()
        #expect(try project.make().code == 0)
        try project.sh("rm -rf dist/trained")
        #expect(try project.make().code == 0)
        #expect(Date().timeIntervalSince(begin) < 20)
        #expect(try project.sh("kill -0 $(cat pids)").code == 0)
    }
}
