// What tables and lists of runs hold: nothing is left out where programs read, nothing is called twice,
// and in little room what matters stays.
import Foundation
import TestSupport
import Testing

@Suite struct ListingTests {
    /// Of x = 1 .. 5 the second reports no score, the third fails, the fourth half a file.
    private func project() throws -> Project {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2, 3, 4, 5]},
             "stages": {"train": "case {x} in 2) echo '{\"loss\": 2}' ;; 3) exit 7 ;; 4) ;; *) echo '{\"score\": '{x}', \"loss\": '$((9 - {x}))'}' ;; esac >{out}/result.json"},
             "objective": {"maximize": "score"}}
            """#)
        #expect(try project.make("-s").code != 0)
        return project
    }

    /// Lines of a CSV, which end with two characters.
    private func lines(_ output: Output) -> [String] {
        output.stdout.components(separatedBy: "\r\n").dropLast()
    }

    /// Rows of a CSV without quotes, by column.
    private func rows(_ output: Output) -> [[String: String]] {
        let lines = lines(output).map { $0.components(separatedBy: ",") }
        let names = lines.first ?? []
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
    }

    @Test func programsGetAllConfigurations() throws {
        let project = try project()
        let best = rows(try project.hpmake("collate", "dist", "--format", "csv"))
        #expect(best.map { $0["x"] } == ["5", "1", "2", "3", "4"])
        #expect(best.map { $0["rank"] } == ["1", "2", "", "", ""])
        #expect(best.map { $0["state"] } == ["done", "done", "done", "failed", "done"])
        let sorted = rows(
            try project.hpmake("collate", "dist", "--sort", "loss", "--format", "csv"))
        #expect(sorted.map { $0["x"] } == ["2", "5", "1", "3", "4"])
        let lines = try project.hpmake("collate", "dist", "--format", "jsonl").lines
        #expect(lines.count == 5 && lines.last?.contains("rank") == false)
        let two = try project.hpmake("collate", "dist", "--format", "jsonl", "--top", "2")
        #expect(two.lines.count == 2)
        // People are told at the end what is not in the table.
        let table = try project.hpmake("collate", "dist")
        #expect(table.lines.count == 4 && !table.stdout.contains("rank"), "\(table)")
        #expect(table.stderr.contains("result.json is empty"))
    }

    @Test func sortingByAParameter() throws {
        let project = try project()
        for (order, x) in [
            ("-x", ["5", "4", "2", "1", "3"]), ("params.x", ["1", "2", "4", "5", "3"]),
        ] {
            let output = try project.hpmake("collate", "dist", "--sort", order, "--format", "csv")
            #expect(rows(output).map { $0["x"] ?? "" } == x, "\(output)")
        }
        let wrong = try project.hpmake("collate", "dist", "--sort", "-los")
        #expect(wrong.code == 2 && wrong.stderr.contains("no parameter, metric or field"))
        #expect(wrong.stderr.contains("did you mean \"loss\"?"))
        #expect(try project.hpmake("collate", "dist", "--sort", "x", "--by", "x").code == 2)
    }

    /// Where two objectives are asked for, a run is told what it lacks, and not what it has.
    @Test func whyARunIsUnranked() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2, 3]}, "objective": [{"maximize": "acc"}, {"minimize": "los"}],
             "stages": {"t": "echo '{\"acc\": '$(test {x} = 2 && echo NaN || echo 1)', \"loss\": 1}' >{out}/result.json"}}
            """#)
        let output = try project.make("-s")
        let told = output.stderr.split(separator: "\n").filter { $0.hasPrefix("unranked") }
        #expect(told.count == 2 && told.last?.hasSuffix(": no finite acc in its results") == true)
        #expect(
            told.first == "unranked: no run has a metric \"los\"; did you mean \"loss\"?",
            "\(output)")
    }

    /// A run that was done at its second attempt has not failed.
    @Test func doneAfterARetryHasNoReason() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1]}, "stages": {"t": {"run": "test {x}$HPMAKE_ATTEMPT != 11", "retries": 1}}}
            """#)
        #expect(try project.make("-s").code == 0)
        let stamp = project.folder(ofRun: "x_1") + "/.t"
        if !project.read(stamp).contains("\"reason\"") {
            try project.write(
                stamp,
                project.read(stamp).replacingOccurrences(
                    of: "\"attempt\":2,", with: "\"attempt\":2,\"reason\":\"exit 1\","))
        }
        #expect(try project.hpmake("where", "dist", "reason~exit").code == 1)
        #expect(try project.hpmake("where", "dist", "reason=", "attempt=2").code == 0)
        #expect(try !project.hpmake("annotate", "dist", "--format", "csv").stdout.contains("exit"))
    }

    /// Parameters and metrics that are called like what hpmake tells of a run.
    @Test func namesThatClash() throws {
        let project = try Project(
            #"""
            {"space": {"n": [1, 2], "state": ["a", "b"], "dropout": 0.5}, "repeat": {"seed": [1, 2]},
             "stages": {"t": "test {n}{state}{seed} != 1a1; echo '{\"acc\": {n}.{seed}, \"acc.std\": 3, \"seconds\": 7}' >{out}/result.json; true {dropout}"},
             "objective": {"maximize": "acc"}}
            """#)
        _ = try project.make("-s")
        let head = lines(try project.hpmake("collate", "dist", "--format", "csv")).first ?? ""
        let names = head.components(separatedBy: ",")
        #expect(Set(names).count == names.count, "\(head)")
        #expect(names.contains("params.n") && names.contains("metrics.acc.std"), "\(head)")
        // Constant metrics tell nothing, although one repeat has failed.
        let table = try project.hpmake("collate", "dist").stdout
        #expect(!table.contains("seconds") && !table.contains("std"), "\(table)")
        let groups = try project.hpmake("collate", "dist", "--by", "n,n", "--format", "jsonl")
        #expect(groups.lines.first?.hasPrefix(#"{"params.n": 2, "n": 2, "#) == true, "\(groups)")
        let twice = try project.hpmake("compare", "dist", "best", "best", "--format", "csv")
        let title = lines(twice).first?.components(separatedBy: ",") ?? []
        #expect(Set(title).count == 4 && title[2] == title[1] + " (2)", "\(twice)")
        let pair = try project.hpmake(
            "compare", "dist", "dropout_0.5-n_1-state_b", "best", "--format", "csv")
        let rows = lines(pair).compactMap { $0.components(separatedBy: ",").first }
        #expect(Set(rows).count == rows.count && rows.contains("metrics.seconds"), "\(rows)")
        for (terms, count) in [
            ("state=done", 7), ("params.state=a", 4), ("metrics.seconds=7", 7), ("seconds=7", 0),
            ("record.state=failed", 1), ("n=1", 4), ("state=", 0), ("dirty=", 0), ("dirty!=", 8),
        ] {
            let found = try project.hpmake("where", "dist", terms)
            #expect(found.lines.count == count && found.code == (count > 0 ? 0 : 1), "\(found)")
        }
        let wrong = try project.hpmake("where", "dist", "n=>1")
        #expect(wrong.code == 2 && wrong.stderr.contains("write >="), "\(wrong)")
    }

    /// On 80 columns there is what a table is for; the rest is a question of room.
    @Test func narrowTables() throws {
        let project = try Project(
            #"""
            {"space": {"a_long_name_of_a_parameter": [1, 2, 3], "and_another_one": ["a"]},
             "stages": {"train": "test {a_long_name_of_a_parameter} != 3; echo '{\"val_acc\": 0.12345{a_long_name_of_a_parameter}}' >{out}/result.json; true {and_another_one}"},
             "objective": {"maximize": "val_acc"}}
            """#)
        _ = try project.make("-s")
        project.environment["COLUMNS"] = "80"
        let names = (1...3).map { "a_long_name_of_a_parameter_\($0)" }
        let words = ["hpmake", "compare", "dist"] + names
        let narrow = try project.start(words).wait()
        let lines = narrow.stdout.split(separator: "\n")
        #expect(lines.first?.hasSuffix("range") == true, "\(narrow)")
        #expect(lines.allSatisfy { $0.count <= 80 })
        let wide = try project.start(words + ["--all-columns"]).wait()
        let id =
            project.folder(ofRun: "\(names[0])-and_another_one_a").split(separator: "/").last ?? ""
        #expect(wide.stdout.contains(id), "\(wide)")
        let list = try project.hpmake("annotate", "dist")
        for text in ["val_acc", "0.12345", "reason", "exit 1"] {
            #expect(list.stdout.contains(text), "\(text): \(list)")
        }
        #expect(list.lines.dropLast().allSatisfy { $0.count <= 80 })
        let all = try project.hpmake("annotate", "dist", "--all-columns").stdout
        #expect(all.contains("slots") && all.contains(id) && !all.contains("no room"))
    }
}
