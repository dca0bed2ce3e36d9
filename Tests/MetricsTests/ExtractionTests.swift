// What an extractor takes of a file, and what lies in a folder.
import Foundation
import Spec
import TestSupport
import Testing

@testable import Metrics

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

    /// Only the name is a pattern, whatever the folder is called.
    @Test func aPatternMeansTheFileThatWasWrittenLast() throws {
        try withFolder { outer in
            let folder = "\(outer)/run[1]*"
            for (step, age) in [(100, 50.0), (900, 0), (1000, 100)] {
                let path = "\(folder)/checkpoint-\(step)/m.csv"
                let manager = FileManager.default
                try manager.createDirectory(
                    atPath: "\(folder)/checkpoint-\(step)", withIntermediateDirectories: true)
                try Data("step,acc\n1,\(step)\n".utf8).write(to: URL(fileURLWithPath: path))
                try manager.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
            }
            let files = RunFiles(folder: folder) { "\(folder)/\($0).log" }
            func value(_ file: String) -> Extraction {
                let extractor = MetricExtractor(
                    name: "acc", source: .column(file: file, name: "acc"), take: .last)
                return Extraction([extractor], all: [extractor], files)
            }
            #expect(value("checkpoint-*/m.csv").values.map(\.value) == [900])
            #expect(value("\(folder)/*-1*/m.*").values.map(\.value) == [])
            #expect(value("\(outer)/run*/*-1*0/m.*").values.map(\.value) == [100])
            #expect(value("check*/n.csv").notes == ["there is no check*/n.csv"])
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
