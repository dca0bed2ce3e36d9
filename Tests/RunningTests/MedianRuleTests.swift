// The median rule on values that can be computed by hand, and the lines by which runs know of each other.
import Foundation
import Spec
import TestSupport
import Testing

@testable import Running

@Suite struct MedianRuleTests {
    private func rule(_ maximize: Bool = false, grace: Double = 3, runs: Int = 1) -> MedianRule {
        MedianRule(
            stop: MedianStop(metric: "loss", maximize: maximize, grace: grace, runs: runs))
    }

    private func progress(_ values: [Double], maximize: Bool = false) -> CurveProgress {
        var progress = CurveProgress(maximize: maximize)
        for (index, value) in values.enumerated() {
            progress.add(step: Double(index + 1), value: value)
        }
        return progress
    }

    @Test func bestAgainstTheMedianOfAverages() {
        // Averages up to step 3: 2, 4, 6; the median is 4.
        let others = [[3, 2, 1], [4, 4, 4, 0], [9, 6, 3]].map { progress($0.map(Double.init)) }
        let averages = others.compactMap { $0.average(at: 3) }
        #expect(averages == [2, 4, 6])
        let verdict = rule().verdict(step: 3, best: 5, others: averages)
        #expect(verdict == MedianRule.Verdict(step: 3, best: 5, median: 4, runs: 3))
        #expect(
            verdict?.text("loss") == "stopped at step 3: loss 5 at best, median of 3 other runs 4")
        // Not worse is not stopped, nor is what was better once.
        #expect(rule().verdict(step: 3, best: 4, others: averages) == nil)
        #expect(progress([1, 50, 50]).bests == [1, 1, 1])
        #expect(rule().verdict(step: 3, best: 1, others: averages) == nil)
    }

    @Test func ofAnEvenNumberTheMiddleOfBoth() {
        #expect(rule().verdict(step: 3, best: 2.4, others: [4, 1, 2, 3]) == nil)
        #expect(rule().verdict(step: 3, best: 2.6, others: [4, 1, 2, 3])?.median == 2.5)
    }

    @Test func maximising() {
        #expect(rule(true).verdict(step: 3, best: 0.6, others: [0.5, 0.5, 0.9]) == nil)
        #expect(rule(true).verdict(step: 3, best: 0.4, others: [0.5, 0.5, 0.9])?.median == 0.5)
        #expect(progress([1, 3, 2], maximize: true).bests == [1, 3, 3])
    }

    @Test func graceAndCount() {
        #expect(rule(grace: 4).verdict(step: 3, best: 9, others: [1]) == nil)
        #expect(rule(grace: 4).verdict(step: 4, best: 9, others: [1]) != nil)
        #expect(rule(runs: 3).verdict(step: 4, best: 9, others: [1, 1]) == nil)
        #expect(rule(runs: 3).verdict(step: 4, best: 9, others: [1, 1, 1]) != nil)
        #expect(rule(runs: 0).verdict(step: 4, best: 9, others: []) == nil)
    }

    /// What is not a number is worse than anything, and equal to itself.
    @Test func diverged() {
        let lost = progress([.nan, .nan, .nan])
        #expect(lost.bests.last == .infinity)
        #expect(rule().verdict(step: 3, best: .infinity, others: [1]) != nil)
        #expect(rule().verdict(step: 3, best: .infinity, others: [.infinity]) == nil)
        #expect(progress([1, .nan, 2]).average(at: 3) == .infinity)
        #expect(progress([1, .nan, 2]).average(at: 1) == 1)
        #expect(progress([1, .nan], maximize: true).average(at: 2) == -.infinity)
        #expect(rule().verdict(step: 3, best: 5, others: [1, 1, .infinity])?.median == 1)
        #expect(rule().verdict(step: 3, best: 5, others: [-.infinity, .infinity]) == nil)
    }

    /// A run is compared with at steps that it has come to; between two of its own the one before counts.
    @Test func stepsOfOthers() {
        var slow = CurveProgress(maximize: false)
        for (step, value) in [(10.0, 4.0), (20, 2), (30, 0)] { slow.add(step: step, value: value) }
        for curve in [slow.average(at:), slow.averages.average(at:)] {
            #expect(curve(5) == nil && curve(10) == 4 && curve(15) == 4 && curve(20) == 3)
            #expect(curve(30) == 2 && curve(31) == nil)
        }
        #expect(CurveProgress(maximize: false).averages.average(at: 1) == nil)
    }

    /// A trainer that goes on from its last checkpoint writes some steps again.
    @Test func stepsThatComeAgain() {
        var curve = progress([5, 4, 1, 1])
        curve.add(step: 3, value: 3)
        #expect(curve.steps == [1, 2, 3] && curve.bests == [5, 4, 3])
        #expect(curve.average(at: 3) == 4)
        curve.add(step: .nan, value: 0)
        #expect(curve.steps.count == 3)
    }

    @Test func longCurvesAreThinned() {
        let curve = progress((1...1000).map(Double.init)).averages
        #expect(curve.steps.count <= 512 && curve.steps.first == 1 && curve.steps.last == 1000)
        #expect(curve.averages.last == 500.5)
        #expect(abs((curve.average(at: 500) ?? 0) - 250.5) < 2)
    }

    @Test func linesComeBackAsTheyWere() throws {
        let entry = CurveEntry(
            id: "x_1-0/seed_1", stage: "train", execution: "2026 host 1",
            source: .init(command: "c", inputs: "i", after: "before"),
            implied: [ImpliedInRun(name: "w", value: .integer(3), isPassed: true)],
            metric: "val \"loss\"",
            curve: AverageCurve(steps: [1, 2.5], averages: [0.1, .infinity]))
        let line = Array(entry.line.utf8)
        let read = try #require(CurveEntry(line[...], worst: .infinity))
        #expect(read.line == entry.line && read.curve == entry.curve)
        #expect(read.source == entry.source && read.implied.map(\.name) == ["w"])
        for count in 0..<line.count {
            #expect(CurveEntry(line[..<count], worst: 0) == nil)
        }
        let begun = CurveEntry(
            id: "x", stage: "train", execution: "e",
            source: .init(command: "c", inputs: "i", after: nil), implied: [], metric: "loss",
            curve: nil)
        let again = try #require(CurveEntry(Array(begun.line.utf8)[...], worst: 0))
        #expect(again.curve == nil && again.source.after == nil)
    }

    /// Only what is new is read, a line that is being written is left for later, and a file that was written
    /// anew is read from its beginning.
    @Test func aCurveThatGrows() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/metrics.jsonl"
        let stop = MedianStop(metric: "val.loss", maximize: false, grace: 0, runs: 1)
        let curve = RunCurve(path, stop)
        func look(isAll: Bool = false) -> [Double] {
            var steps: [Double] = []
            curve.look(isAll: isAll) { steps.append($0) }
            return steps
        }
        #expect(look().isEmpty)
        func write(_ text: String) throws {
            if !FileManager.default.fileExists(atPath: path) {
                try Data().write(to: URL(fileURLWithPath: path))
            }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        }
        try write(
            "{\"epoch\": 1, \"val\": {\"loss\": 3}}\n{\"epoch\": 2, \"lr\": 1}\n{\"epoch\": 2, ")
        #expect(look() == [1])
        try write("\"val\": {\"loss\": 2}}\nno JSON\n{\"epoch\": 3, \"val\": {\"loss\": NaN}}\n")
        #expect(look() == [2, 3] && curve.progress.bests == [3, 2, 2])
        try write("{\"epoch\": 4, \"val\": {\"loss\": 1}}")
        #expect(look().isEmpty && look(isAll: true) == [4])
        try FileManager.default.removeItem(atPath: path)
        #expect(look().isEmpty && curve.count == 4)
        try write("{\"epoch\": 1, \"val\": {\"loss\": 9}}\n")
        #expect(look() == [1] && curve.progress.bests == [9])
    }
}
