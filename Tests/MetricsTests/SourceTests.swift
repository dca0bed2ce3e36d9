// Files as real trainers wrote them, and what their metrics are; the samples in Fixtures are named after
// the package and its version.
import Foundation
import Spec
import System
import TestSupport
import Testing
import Text

@testable import Metrics

private let folder = testFolder("MetricsTests/Fixtures").path

private func series(
    _ read: (inout SeriesCollector) -> Void
) -> SeriesCollector {
    var collector = SeriesCollector(keepsPoints: true)
    read(&collector)
    return collector
}

private func table(_ name: String, _ wanted: [String]? = nil) -> SeriesCollector {
    series { DelimitedSource.read("\(folder)/\(name)", wanted, into: &$0) }
}

private func values(_ series: Series?) -> [Double] { series?.points.map(\.value) ?? [] }
private func steps(_ series: Series?) -> [Double] { series?.points.map(\.step) ?? [] }

@Suite struct TableTests {
    @Test func keras() throws {
        let all = table("keras-3.15.1-csvlogger.csv")
        #expect(all.all.map(\.name) == ["loss", "mae", "val_loss", "val_mae"])
        #expect(values(all["val_loss"]) == [0.3995378613471985, 0.2159867137670517])
        #expect(steps(all["val_loss"]) == [1, 3])
        #expect(all["loss"]?.axis == "epoch")
        #expect(all["mae"]?.value(.max) == 0.6636430025100708)
    }

    @Test func ultralytics() throws {
        let all = table("ultralytics-8.4.190-results.csv")
        #expect(all["metrics/mAP50-95(B)"]?.value(.last) == 0.246914)
        #expect(all["train/cls_loss"]?.last.isNaN == true)
        #expect(all["train/cls_loss"]?.value(.min) == 1)
        #expect(steps(all["val/box_loss"]) == [1, 2, 3])
    }

    @Test func catBoost() throws {
        let all = table("catboost-1.2.10-test_error.tsv", ["AUC"])
        #expect(all.all.map(\.name) == ["AUC"])
        #expect(all["AUC"]?.value(.last) == 0.9488)
        #expect(steps(all["AUC"]).last == 11)
        #expect(all["AUC"]?.axis == "iter")
    }

    @Test func headersCellsAndTails() throws {
        try withFolder { folder in
            let text =
                "\u{FEFF}  epoch,  \"a, b\" ,step\r\n0,1.5,10\r\n0,,20\r\n1,\"2,5\",30\r\n1,\"2.5\",40\r\n2,3"
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/m.csv"))
            let all = series { DelimitedSource.read("\(folder)/m.csv", nil, into: &$0) }
            #expect(values(all["a, b"]) == [1.5, 2.5, 3])
            #expect(steps(all["a, b"]).prefix(2) == [10, 40])
            #expect(all["a, b"]?.axis == "step")
            for text in ["", "\n", "a", "a\n\"", "a,b\n1", "\"\n\n,,,\n\"1\",2,3,4,5\n"] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/m.csv"))
                _ = series { DelimitedSource.read("\(folder)/m.csv", nil, into: &$0) }
            }
        }
    }

    /// Rows over the ends of blocks, and the numbers of all digits.
    @Test func longTables() throws {
        try withFolder { folder in
            var (text, sum) = ("step,x,y\n", 0.0)
            for row in 0..<40_000 {
                let value = Double(row) * 0.1 + 1e-9
                sum += value
                text += "\(row),\(value),\(row % 7 == 0 ? "" : "1")\n"
            }
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/m.csv"))
            let all = series { DelimitedSource.read("\(folder)/m.csv", ["x"], into: &$0) }
            #expect(values(all["x"]).reduce(0, +) == sum)
            #expect(steps(all["x"]).last == 39_999)
        }
    }
}

@Suite struct EventTests {
    private func events(_ name: String) -> SeriesCollector {
        series { collector in
            var source = EventSource(nil, prefix: "")
            source.read("\(folder)/\(name)", into: &collector)
        }
    }

    @Test func torch() throws {
        let all = events("torch-2.13.0.events.out.tfevents")
        for item in all.all { #expect(item.count > 0, "\(item.name)") }
        #expect(all["val acc"] != nil)
        #expect(all["val acc"]?.points.first?.step == 0)
        let digits = all.all.flatMap(\.points).map { decimalText($0.value) }
        #expect(digits.allSatisfy { $0.count < 12 }, "\(digits)")
    }

    @Test func hparamsAreNoMetrics() {
        let all = events("torch-2.13.0-hparams.events.out.tfevents")
        #expect(!all.all.contains { $0.name.hasPrefix("_hparams_") })
    }

    @Test func tensorboardX() {
        #expect(!events("tensorboardX-2.6.5.events.out.tfevents").all.isEmpty)
    }

    /// Cut anywhere, it ends there; with any byte changed, before it.
    @Test func tornAndDamaged() throws {
        let data = try Data(
            contentsOf: URL(fileURLWithPath: "\(folder)/torch-2.13.0.events.out.tfevents"))
        let whole = events("torch-2.13.0.events.out.tfevents").all.map(\.count).reduce(0, +)
        try withFolder { folder in
            let path = "\(folder)/events.out.tfevents.1"
            func count(_ data: Data) throws -> Int {
                try data.write(to: URL(fileURLWithPath: path))
                let read = series { readEvents(below: folder, nil, into: &$0) }
                return read.all.map(\.count).reduce(0, +)
            }
            let all = try count(data)
            #expect(all == whole)
            for length in 0..<data.count {
                let left = try count(data.prefix(length))
                #expect(left < whole)
            }
            for index in stride(from: 0, to: data.count, by: 3) {
                var damaged = data
                damaged[index] ^= 0x41
                let left = try count(damaged)
                #expect(left < whole, "byte \(index)")
            }
        }
    }

    @Test func checksums() {
        // RFC 3720, appendix B.4.
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(zeros.withUnsafeBytes(CRC32C().checksum) == 0x8A91_36AA)
        let ascending = (0..<32).map { UInt8($0) }
        #expect(ascending.withUnsafeBytes(CRC32C().checksum) == 0x46DD_794E)
        #expect([UInt8]("123456789".utf8).withUnsafeBytes(CRC32C().checksum) == 0xE306_9283)
    }
}

@Suite struct JSONSourceTests {
    @Test func trainerState() throws {
        let path = "\(folder)/transformers-5.24.0-trainer_state.json"
        let all = series {
            readJSON(path, JSONPath("log_history[].eval_loss")!, as: "loss", into: &$0)
            readJSON(path, JSONPath("best_metric")!, as: "best", into: &$0)
            readJSON(path, JSONPath("log_history[1].eval_accuracy")!, as: "second", into: &$0)
        }
        #expect(
            values(all["loss"]) == [0.7518702745437622, 0.6504555940628052, 0.6185625195503235])
        #expect(steps(all["loss"]) == [5, 10, 15])
        #expect(values(all["best"]) == [0.675])
        #expect(values(all["second"]) == [0.575])
    }

    @Test func paths() throws {
        #expect(JSONPath("a[") == nil)
        #expect(JSONPath("a]") == nil)
        #expect(JSONPath("a[x]") == nil)
        #expect(JSONPath("") == nil)
        let json = try JSONValue.parse(Array(#"{"a": [[1, 2], [3]], "b.c": {"d": 4}}"#.utf8))
        func found(_ path: String) -> [Double] {
            var all: [Double] = []
            JSONPath(path)?.forEachNumber(in: json) { value, _ in all.append(value) }
            return all
        }
        #expect(found("a[][]") == [1, 2, 3])
        #expect(found("a[][0]") == [1, 3])
        #expect(found("b.c.d") == [4])
        #expect(found("a[7]") == [])
    }

    @Test func axesOfLines() throws {
        try withFolder { folder in
            let text = #"""
                {"epoch": 0, "loss": 3}
                {"epoch": 5, "loss": 2, "nested": {"x": 1}}
                {"epoch": 6, "lo
                """#
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/metrics.jsonl"))
            let all = series { readJSONLines("\(folder)/metrics.jsonl", into: &$0) }
            #expect(all.all.map(\.name) == ["loss", "nested.x"])
            #expect(all["loss"]?.axis == "epoch")
            #expect(steps(all["loss"]) == [0, 5])
        }
    }
}

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
            contentsOf: URL(fileURLWithPath: "\(folder)/keras-3.15.1-verbose1.log"))
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
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
        let found = try read(Array(data), pattern, take)
        #expect(value == 0 ? found.value != nil : found.value == value, "\(file): \(found)")
        #expect(found.notes.isEmpty)
    }
}

@Suite struct ExtractionTests {
    @Test func oneWhereAnotherIsBest() throws {
        try withFolder { folder in
            try Data("step,val_loss,acc\n1,3,0.1\n2,1,0.7\n3,2,0.9\n".utf8)
                .write(to: URL(fileURLWithPath: "\(folder)/m.csv"))
            let at = MetricExtractor(
                name: "acc", source: .column(file: "m.csv", name: "acc"),
                take: .at(.min, of: "val_loss"))
            let files = RunFiles(folder: folder) { "\(folder)/\($0).log" }
            let found = Extraction([at], all: [at], files)
            #expect(found.values.map(\.value) == [0.7])
            let missing = MetricExtractor(
                name: "x", source: .column(file: "none.csv", name: "x"), take: .last)
            #expect(Extraction([missing], all: [], files).notes == ["there is no none.csv"])
        }
    }

    @Test func whatLiesInAFolder() throws {
        try withFolder { folder in
            let manager = FileManager.default
            try manager.createDirectory(
                atPath: "\(folder)/lightning_logs/version_0", withIntermediateDirectories: true)
            try Data("epoch,step,loss\n0,1,2\n".utf8)
                .write(to: URL(fileURLWithPath: "\(folder)/lightning_logs/version_0/metrics.csv"))
            try manager.copyItem(
                atPath: "\(samples)/transformers-5.24.0-trainer_state.json",
                toPath: "\(folder)/trainer_state.json")
            try manager.copyItem(
                atPath: "\(samples)/torch-2.13.0.events.out.tfevents",
                toPath: "\(folder)/events.out.tfevents.1.host.2.0")
            let found = FoundFile.all(in: folder)
            #expect(
                found.map(\.path) == [
                    "lightning_logs/version_0/metrics.csv", "trainer_state.json", ".",
                ])
            for file in found {
                let all = series { file.read(in: folder, into: &$0) }
                #expect(!all.all.isEmpty, "\(file.path)")
            }
        }
    }
}

private let samples = folder
