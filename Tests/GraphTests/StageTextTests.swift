// What of a command is compared where a parameter has its implied value.
import Graph
import TestSupport
import Testing

@Suite struct StageTextTests {
    private func stage(_ run: String, _ rest: String = "") throws -> PlannedStage {
        let spec = #"{"space":{"lr":[1],"m":[0,1],"k":[2]},"stages":{"t":{"run":\#(run)\#(rest)}}"#
        let text = spec + #","implied":{"m":0,"k":2}}"#
        return try #require(try buildGraph(text).graph.plan.stages.first)
    }

    /// With options of `m` and `k`, and as it was before.
    @Test(arguments: [
        (#""t {--lr} {--m} {--k}""#, #""t {--lr}""#),
        (#""t {--m} {--lr}""#, #""t {--lr}""#),
        (#""t \\\n  {--lr} \\\n  {--m} \\\n  {--k} \\\n  x""#, #""t \\\n  {--lr} \\\n  x""#),
        (#"["t","{--lr}","{--m}","{--k}"]"#, #"["t","{--lr}"]"#),
        (#""t {--m} {{--m}} {m} {args}""#, #""t {{--m}} {m} {args}""#),
    ])
    func optionsAreLeftOut(_ now: String, _ before: String) throws {
        let (now, before) = try (stage(now), stage(before))
        #expect(now.digest != before.digest)
        #expect(now.digest(without: ["m", "k"]) == before.digest)
        #expect(now.digest(without: []) == now.digest)
        #expect(before.text == nil && before.digest(without: ["m", "k"]) == before.digest)
    }

    @Test func eachByItself() throws {
        let both = try stage(#""t {--m} {--k}""#, #","env":{"A":"x"}"#)
        let one = try stage(#""t {--k}""#, #","env":{"A":"x"}"#)
        #expect(both.digest(without: ["m"]) == one.digest)
        #expect(both.digest(without: ["k"]) != one.digest)
    }
}
