// Shares of the cores, and what make's flags say of its jobs.
import Commands
import Graph
import Spec
import Testing

@testable import Running

@Suite struct ThreadCountTests {
    private func stage(_ gpus: Int?) -> PlannedStage {
        PlannedStage(
            name: "a", command: CompiledCommand(form: .words([]), references: []), environment: [],
            inputs: [], needs: gpus.map { [("gpu", $0)] } ?? [], timeout: nil, retries: 0,
            digest: "")
    }

    @Test func shares() {
        let gpus = [Resource(name: "gpu", slots: (0..<4).map { .string("\($0)") })]
        func share(_ stage: PlannedStage, runs: Int?, jobs: Int?) -> Int {
            ThreadCount.share(stage, gpus, cores: 64, runs: runs, jobs: jobs)
        }
        #expect(share(stage(nil), runs: 100, jobs: 8) == 8)
        #expect(share(stage(nil), runs: 100, jobs: 1) == 64)
        #expect(share(stage(nil), runs: 3, jobs: 8) == 21)
        #expect(share(stage(nil), runs: nil, jobs: nil) == 1)
        #expect(share(stage(1), runs: 100, jobs: 50) == 16)
        #expect(share(stage(2), runs: 100, jobs: 50) == 32)
        #expect(share(stage(0), runs: 100, jobs: 100) == 1)
        #expect(share(stage(8), runs: 0, jobs: 100) == 64)
    }

    @Test(arguments: [
        ("", 1), ("r", 1), ("rk -j8 --jobserver-auth=3,4", 8), (" -j64", 64),
        (" --jobserver-fds=3,4 -j", nil), ("s -j2 -- X=-j9", 2), (" -- Y=a", 1),
    ])
    func jobs(flags: String, count: Int?) { #expect(ThreadCount.jobs(flags) == count) }
}
