// Repeats from the spec to the table: mean, deviation and n per configuration, and what is missing.
import Foundation
import TestSupport
import Testing

@Suite struct RepeatTests {
    /// Configuration x scores x + seed / 100, but for what `train` makes fail.
    private static func spec(_ train: String = "true") -> String {
        """
        {"space": {"x": [1, 2, 3]}, "repeat": {"seed": [1, 2, 4]},
         "stages": {"train":
           "\(train); awk -v x={x} -v s={seed} 'BEGIN { print \\"{\\\\\\"acc\\\\\\": \\" x + s / 100 \\"}\\" }' >{out}/result.json"},
         "objective": {"maximize": "acc"}}
        """
    }

    private func metrics(_ configuration: [String: Any]?) -> [String: Double] {
        let metrics = configuration?["metrics"] as? [String: Any]
        return metrics?["acc"] as? [String: Double] ?? [:]
    }

    @Test func meanDeviationAndCount() throws {
        let project = try Project(Self.spec())
        let output = try project.make()
        #expect(output.code == 0, "\(output)")
        let collated = project.json("dist/collated.json")
        let best = collated["best"] as? [String: Any]
        #expect(best?["params"] as? [String: Int] == ["x": 3])
        #expect((best?["id"] as? String)?.hasPrefix("x_3-") == true)
        let acc = metrics(best)
        #expect(acc["n"] == 3)
        #expect(abs((acc["mean"] ?? 0) - (3 + 7.0 / 300)) < 1e-12)
        #expect(abs((acc["std"] ?? 0) - (7.0 / 3).squareRoot() / 100) < 1e-12)
        let runs = collated["runs"] as? [[String: Any]] ?? []
        #expect(runs.count == 9)
        #expect(runs.allSatisfy { ($0["metrics"] as? [String: Double])?["acc"] != nil })
        #expect(runs[1]["params"] as? [String: Int] == ["x": 1, "seed": 2])
        #expect((runs[1]["id"] as? String)?.hasSuffix("/seed_2") == true)

        let table = try project.hpmake("collate", "dist").stdout
        let first = table.split(separator: "\n").first { $0.contains("x_3-") } ?? ""
        #expect(first.contains("3.023 ± 0.015"), "\(table)")
        #expect(project.read("dist/best/seed_4/params.json") == "{\"x\": 3, \"seed\": 4}\n")
    }

    /// The best configuration lacks a repeat: it comes after those that are complete.
    @Test func incompleteAfterComplete() throws {
        let project = try Project(Self.spec("test {x}{seed} != 34"))
        let output = try project.make()
        #expect(output.code != 0)
        let collated = project.json("dist/collated.json")
        #expect((collated["best"] as? [String: Any])?["params"] as? [String: Int] == ["x": 2])
        #expect((collated["failed"] as? [String])?.count == 1)
        #expect((collated["failed"] as? [String])?.first?.hasSuffix("/seed_4") == true)
        #expect(!project.exists("dist/.collated"))

        let table = try project.hpmake("collate", "dist", "--partial")
        #expect(table.code == 0)
        let rows = table.stdout.split(separator: "\n").filter {
            $0.contains("x_") && $0.contains("±")
        }
        #expect(rows.count == 3, "\(table)")
        #expect(rows.first?.contains("x_2-") == true && rows.last?.contains("x_3-") == true)
        #expect(rows.last?.contains("2 of 3") == true && rows.first?.contains(" of ") == false)
    }

    @Test func oneRepeatHasNoDeviation() throws {
        let project = try Project(Self.spec("test {seed} = 2"))
        #expect(try project.make().code != 0)
        let best = project.json("dist/collated.json")["best"] as? [String: Any]
        let acc = (best?["metrics"] as? [String: Any])?["acc"] as? [String: Any]
        #expect(acc?["n"] as? Int == 1 && acc?["mean"] as? Double == 3.02)
        #expect(acc?["std"] is NSNull)
        let table = try project.hpmake("collate", "dist", "--partial").stdout
        #expect(table.contains("1 of 3") && !table.contains("±"))
    }
}
