// Whole sweeps with `"metrics": "auto"`: what trainers write by themselves is ranked, drawn and asked for.
import Foundation
import TestSupport
import Testing

@Suite struct FoundMetricsTests {
    /// What a trainer writes over four epochs, with the loss `{x} / epoch` at the end of each.
    private static let trainers: [(file: String, script: String)] = [
        (
            "metrics.jsonl",
            #"for e in 1 2 3 4; do echo "{\"epoch\": $e, \"val_loss\": $(({x} * 12 / e))}"; done >{out}/metrics.jsonl"#
        ),
        (
            // Lightning's logger: sparse rows of training and validation.
            "lightning_logs/version_0/metrics.csv",
            #"mkdir -p {out}/lightning_logs/version_0; (echo epoch,step,train_loss,val_loss; for e in 1 2 3 4; do echo "$e,$((e * 10)),9,"; echo "$e,$((e * 10)),,$(({x} * 12 / e))"; done) >{out}/lightning_logs/version_0/metrics.csv"#
        ),
        (
            "checkpoint-4/trainer_state.json",
            #"mkdir {out}/checkpoint-4; (printf '{"log_history": ['; for e in 1 2 3 4; do printf '{"epoch": %d.0, "step": %d, "val_loss": %d},' $e $((e * 10)) $(({x} * 12 / e)); done; echo '{}]}') >{out}/checkpoint-4/trainer_state.json"#
        ),
    ]

    @Test(arguments: trainers.indices) func aSweep(_ index: Int) throws {
        let (file, script) = FoundMetricsTests.trainers[index]
        let project = try Project()
        try project.writeScript(
            "train.sh",
            "#!/bin/sh\n" + script.replacing("{x}", with: "$1").replacing("{out}", with: "$2"))
        try project.write(
            "space.json",
            #"""
            {"space": {"x": [3, 1, 2]}, "stages": {"train": "rm -rf {out}/c*; ./train.sh {x} {out}"},
             "metrics": "auto", "objective": {"minimize": "val_loss"}}
            """#)
        let output = try project.make()
        #expect(output.code == 0 && output.stdout.contains("best: dist/trained/x_1-"), "\(output)")
        let best = project.json("dist/collated.json")["best"] as? [String: Any]
        let metrics = best?["metrics"] as? [String: Double] ?? [:]
        #expect(metrics["val_loss"] == 3 && metrics["val_loss.max"] == 12, "\(metrics)")
        // How far a run has come is no metric, and a field.
        #expect(metrics["epoch"] == nil && metrics["step"] == nil)
        for (term, count) in [
            ("epoch>3", 3), ("epoch<4", 0), ("record.epoch=4", 3), ("val_loss<7", 2),
        ] {
            let found = try project.hpmake("where", term).lines.count
            #expect(found == count, "\(term)")
        }
        let columns = try project.hpmake(
            "collate", "--columns", "epoch,val_loss", "--format", "csv")
        #expect(
            columns.stdout.hasPrefix("id,epoch,val_loss\r\n")
                && columns.stdout.contains(",4,3\r\n"),
            "\(columns)")
        let listed = try project.hpmake("metrics")
        #expect(listed.stdout.contains("val_loss") && listed.stdout.contains(file), "\(listed)")
        let plot = try project.hpmake("plot", "--kind", "curves")
        #expect(plot.code == 0 && plot.stdout.contains("val_loss"), "\(plot)")
        #expect(try project.hpmake("report").code == 0)
        #expect(project.read("dist/report.html").contains("\"name\":\"epoch\""))
        #expect(try project.make("-q").code == 0)
    }

    /// Event files of a real writer, and the names of what is in them.
    @Test func events() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2]}, "stages": {"train": "cp events {out}/events.out.tfevents.{x}"},
             "metrics": "auto", "objective": {"minimize": "loss"}}
            """#)
        try FileManager.default.copyItem(
            atPath: testFolder("MetricsTests/Fixtures/torch-2.13.0.events.out.tfevents").path,
            toPath: project.path("events"))
        let first = try project.make()
        #expect(first.stdout.contains("no loss: it wrote loss/train"), "\(first)")
        let listed = try project.hpmake("metrics")
        #expect(listed.code == 0 && listed.stdout.contains("loss/train "), "\(listed)")
        try project.sh("sed -i.old 's|\"loss\"|\"loss/train\"|' space.json")
        let second = try project.make()
        #expect(second.code == 0 && second.stdout.contains("2 done; best: "), "\(second)")
        #expect(try project.hpmake("where", "step>0").lines.count == 2)
    }

    /// A parameter or a metric that is called like an axis stays what it is.
    @Test func whatIsCalledLikeAnAxis() throws {
        let project = try Project(
            #"""
            {"space": {"epoch": [5, 6]}, "objective": {"minimize": "loss"}, "stages": {"train":
             "echo '{\"step\": 7, \"loss\": 1}' >{out}/result.json; echo '{\"epoch\": 2, \"step\": 70, \"a\": 1}' >{out}/metrics.jsonl; : {epoch}"}}
            """#)
        #expect(try project.make().code == 0)
        for (term, count) in [
            ("epoch>5", 1), ("record.epoch=2", 2), ("step=7", 2), ("record.step=70", 2),
            ("iter>0", 0),
        ] {
            #expect(try project.hpmake("where", term).lines.count == count, "\(term)")
        }
        let output = try project.hpmake("collate", "--format", "csv")
        #expect(output.lines.first?.contains(",loss,epoch,step") == true, "\(output)")
    }
}
