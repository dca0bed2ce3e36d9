// CSV and TSV as trainers write them.
import Foundation
import TestSupport
import Testing

@testable import Metrics

private func table(_ name: String, _ wanted: [String]? = nil) -> SeriesCollector {
    series { DelimitedSource.read("\(samples)/\(name)", wanted, into: &$0) }
}

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
