// Numbers in logs by patterns, as people and libraries print them.
import Foundation
import Spec
import TestSupport
import Testing

@testable import Metrics

@Suite struct LogTests {
    private func read(
        _ text: [UInt8], _ pattern: String, _ take: MetricExtractor.Take = .last
    ) throws -> (value: Double?, notes: [String]) {
        try withFolder { folder in
            let path = "\(folder)/train.log"
            try Data(text).write(to: URL(fileURLWithPath: path))
            let extractor = MetricExtractor(
                name: "m", source: .log(stage: "train", pattern: pattern), take: take)
            var collector = SeriesCollector(keepsPoints: false)
            let notes = readLog(path, called: "train.log", [extractor], into: &collector)
            return (collector["m"]?.value(take), notes)
        }
    }

    @Test(arguments: [
        ("93.1%", 93.1), ("1,234.5", 1234.5), ("np.float64(0.875)", 0.875), ("7.53e-05", 7.53e-05),
        ("'0.7519'", 0.7519), ("tensor(0.5)", 0.5), ("1_000", 1000), ("-.5", -0.5),
        ("12,345,678", 12_345_678),
        ("0.5,", 0.5), ("1.", 1), ("$3.5", 3.5),
    ])
    func printedNumbers(_ text: String, _ value: Double) {
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBufferPointer(printedNumber) == value)
    }

    @Test(arguments: ["", "abc", "1.2.3", "0x", "--1", "1,2", "12,34", ",", "e5"])
    func whatIsNoNumber(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBufferPointer(printedNumber) == nil)
    }

    @Test func shortNumbersAreExact() {
        var random = SeededRandom(seed: 9)
        for _ in 0..<20_000 {
            let value =
                Double(Int64.random(in: -9_999_999_999...9_999_999_999, using: &random))
                / Double(
                    sign: .plus, exponent: Int.random(in: 0...40, using: &random), significand: 1)
            let text = Array("\(value)".utf8)
            #expect(text.withUnsafeBufferPointer(plainNumber) == value)
        }
    }

    @Test func whichMatchCounts() throws {
        let text = Array(
            "a=3 a=5\rb=1 \na=nan a=x\n 50%|##  | a=2\r 99%|### | a=4\r\na=\nb=inf c=1\n".utf8)
        let takes: [(MetricExtractor.Take, Double)] = [
            (.first, 3), (.last, 4), (.min, 2), (.max, 5),
        ]
        for (take, value) in takes {
            #expect(try read(text, "a=([0-9a-z.]+)", take).value == value)
        }
        #expect(try read(text, "b=([0-9a-z.]+)").value == .infinity)
        #expect(try read(text, "^ *([0-9]+)%").value == 99)
        #expect(try read(text, "d=(.*)").value == nil)
    }

    @Test func coloursAreNotThere() throws {
        let text = Array("\u{1B}[32mval_acc\u{1B}[0m: \u{1B}[1m0.94\u{1B}[0m 1\n".utf8)
        #expect(try read(text, "val_acc: ([0-9.]+)").value == 0.94)
        let keras = try Data(
            contentsOf: URL(fileURLWithPath: "\(samples)/keras-3.15.1-verbose1.log"))
        #expect(try read(Array(keras), "val_loss: {number}").value == 0.2160)
    }

    @Test func behindHoles() throws {
        #expect(try read([0, 0] + Array("acc: 0.5\n".utf8), "acc: ([0-9.]+)").value == 0.5)
    }

    @Test func exponentsThatAreCutOff() throws {
        let log = Array("loss=7.53e-05\n".utf8)
        let cut = try read(log, "loss=([0-9.]+)")
        #expect(cut.value == 7.53)
        #expect(cut.notes.first?.holds("7.53e-05") == true)
        #expect(try read(log, "loss={number}").value == 7.53e-05)
        #expect(try read(log, "loss={number}").notes.isEmpty)
        #expect(try read(Array("loss=7 epochs\n".utf8), "loss=([0-9.]+)").notes.isEmpty)
    }

    @Test(arguments: [
        ("n=1,234\n", "1,234"), ("n=12,345,678 steps\n", "12,345,678"), ("n=1,234.5\n", "1,234"),
    ])
    func groupsThatAreCutOff(_ log: String, _ seen: String) throws {
        let cut = try read(Array(log.utf8), "n=([0-9.]+)")
        #expect(cut.notes.first?.holds("at their comma, as in \"\(seen)\"") == true, "\(cut)")
        #expect(try read(Array(log.utf8), "n={number}").notes.isEmpty)
    }

    /// What is behind a comma may be something else.
    @Test(arguments: [
        "n=1, 234\n", "n=1,2345\n", "n=1,23\n", "n=0.5,123\n", "n=1234,567\n", "n=1,200,0.5\n",
    ])
    func whatIsNoGroup(_ log: String) throws {
        #expect(try read(Array(log.utf8), "n=([0-9.]+)").notes.isEmpty)
    }

    @Test func patternsThatFindNothing() throws {
        #expect(
            try read(Array("a\n".utf8), "loss=([0-9.]+)").notes == [
                "the pattern of \"m\" matches nothing in train.log"
            ])
        let odd = try read(Array("loss=high\n".utf8), "loss=(.*)")
        #expect(
            odd.notes == ["the pattern of \"m\" matches \"high\" in train.log, which is no number"])
    }

    @Test(arguments: [
        ("xgboost-3.4.0.log", "eval-auc:{number}", MetricExtractor.Take.max, 0.90480),
        ("lightgbm-4.7.0.log", "valid_1's auc: {number}", .max, 0.0),
        ("catboost-1.2.10.log", "bestTest = {number}", .last, 0.0),
        ("transformers-5.24.0.log", "'eval_loss': '{number}'", .min, 0.0),
        ("lightning-2.6.6-rich.log", "val/loss +│ +{number}", .last, 0.01216096244752407),
        ("keras-3.15.1-verbose2.log", " val_loss: {number}", .last, 0.2160),
    ])
    func logsOfTrainers(
        _ file: String, _ pattern: String, _ take: MetricExtractor.Take, _ value: Double
    ) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(samples)/\(file)"))
        let found = try read(Array(data), pattern, take)
        #expect(value == 0 ? found.value != nil : found.value == value, "\(file): \(found)")
        #expect(found.notes.isEmpty)
    }
}
