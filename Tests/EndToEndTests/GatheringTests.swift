// What a collation gathers and says: nothing that runs do not report any more, nothing twenty times, and
// something for those, too, who may only read.
import Foundation
import TestSupport
import Testing

@Suite struct GatheringTests {
    /// Histories, predictions and matrices are neither columns nor in make's log; they may be curves.
    @Test func arraysAreNoMetrics() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2]}, "objective": {"maximize": "acc"},
             "stages": {"t": "awk 'BEGIN { printf \"{\\\"acc\\\": 0.{x}, \\\"h\\\": {\\\"loss\\\": [\"; for (i = 3000; i; i--) printf \"%d, \", i; print \"0]}}\" }' >{out}/result.json"}}
            """#)
        let output = try project.make()
        #expect(output.code == 0 && output.lines.allSatisfy { $0.count < 200 }, "\(output)")
        #expect(
            project.read("dist/results.csv").hasPrefix(
                "id,config,state,x,acc,seconds,start,host\r\n"))
        #expect(try project.hpmake("report", "dist").code == 0)
        #expect(project.read("dist/report.html").utf8.count < 250_000)
        #expect(
            try project.hpmake("plot", "dist", "--kind", "curves", "--y", "h.loss", "-o", "c.svg")
                .code == 0)
        #expect(project.read("c.svg").contains("h.loss by step"))
        let other = try project.hpmake("plot", "dist", "--kind", "curves", "--y", "h.los")
        #expect(other.code == 2 && other.stderr.contains("h.loss"), "\(other)")
    }

    /// A metric that first comes after line 100, or is nested, has its curve; another one says so.
    @Test func curvesThatComeLate() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2]}, "objective": {"minimize": "eval.loss"},
             "stages": {"t": "awk 'BEGIN { for (s = 1; s <= 300; s++) { printf \"{\\\"epoch\\\": %d, \\\"loss\\\": %g}\\n\", s, {x} / s; if (s % 150 == 0) printf \"{\\\"epoch\\\": %d, \\\"eval\\\": {\\\"loss\\\": %g}}\\n\", s, 2 / s } }' >{out}/metrics.jsonl; echo '{\"acc\": {x}}' >{out}/result.json"}}
            """#)
        #expect(try project.make("-s").code == 0)
        #expect(try project.hpmake("plot", "dist", "--kind", "curves", "-o", "c.svg").code == 0)
        #expect(project.read("c.svg").contains("eval.loss by epoch"))
        try project.write(
            "space.json",
            project.read("space.json").replacingOccurrences(of: "eval.loss", with: "acc"))
        #expect(try project.make("-s").code == 0)
        #expect(try project.hpmake("plot", "dist", "--kind", "curves", "-o", "d.svg").code == 0)
        #expect(project.read("d.svg").contains("acc has no curve: this shows loss."))
    }

    /// A metric that no run has any more is gone, although it was collated once.
    @Test func aMetricThatIsGone() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2]}, "objective": {"maximize": "acc"},
             "stages": {"t": {"run": "sh t.sh {x} >{out}/result.json", "inputs": ["t.sh"]}}}
            """#)
        try project.write("t.sh", #"echo "{\"acc\": 0.$1, \"los\": 1}""# + "\n")
        #expect(try project.make("-s").code == 0)
        #expect(project.read("dist/results.csv").contains(",los,"))
        try project.write("t.sh", #"echo "{\"acc\": 0.$1, \"loss\": 1}""# + "\n")
        #expect(try project.make("-s").code == 0)
        #expect(project.read("dist/results.csv").hasPrefix("id,config,state,x,acc,loss,"))
        let gone = try project.hpmake("where", "dist", "los>0")
        #expect(gone.code == 2 && gone.stderr.contains("did you mean \"loss\"?"), "\(gone)")
    }

    @Test func repeatsInTheTableOfResults() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1]}, "repeat": {"fold": [1, 2]}, "objective": {"maximize": "acc"},
             "stages": {"t": "echo '{\"acc\": {x}, \"seconds\": {fold}}' >{out}/result.json"}}
            """#)
        #expect(try project.make("-s").code == 0)
        let lines = project.read("dist/results.csv").components(separatedBy: "\r\n")
        #expect(
            lines[0] == "id,config,state,x,fold,acc,metrics.seconds,seconds,start,host", "\(lines)")
        let cells = lines[2].components(separatedBy: ",")
        #expect(cells[0] == cells[1] + "/fold_2" && cells[4] == "2" && cells[6] == "2")
        #expect(cells[8].hasSuffix("Z") && !cells[9].isEmpty)
    }

    /// 36 runs that fail alike are told in a few lines, missing ones as a number.
    @Test func failuresAreTold() throws {
        let project = try Project(
            #"""
            {"space": {"a": [1, 2, 3, 4, 5, 6], "b": [1, 2, 3, 4, 5, 6]},
             "objective": {"maximize": "acc"},
             "stages": {"t": "echo Traceback; echo \"ValueError: {a} {b}\"; exit 3"}}
            """#)
        let made = try project.make("-j1", "-k")
        #expect(made.lines.count { $0.contains("make FAIL_FAST=1 stops") } == 1, "\(made)")
        let output = try project.hpmake("collate", "dist")
        let lines = (output.stdout + output.stderr).split(separator: "\n")
        #expect(lines.count <= 8 && output.code == 1, "\(output)")
        #expect(output.stderr.contains("failed: 36 runs: t: exit 3; one log: dist/trained/"))
        #expect(output.stderr.contains("\n  | ValueError: 1 1\n"))
        #expect(try project.make("-s", "FAIL_FAST=1").code != 0)
    }

    /// Who may only read has the table, and is told what was not written.
    @Test func aFolderThatOneMayOnlyRead() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2]}, "stages": {"t": "echo '{\"acc\": {x}}' >{out}/result.json"},
             "objective": {"maximize": "acc"}}
            """#)
        #expect(try project.make("-s").code == 0)
        // Root may write everywhere.
        let isRoot = getuid() == 0
        let asReader = isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
        if isRoot, try project.start(["sh", "-c", "command -v setpriv"]).wait().code != 0 {
            return
        }
        try project.sh("chmod -R a+rX . && chmod a-w dist dist/.hpmake")
        let program = try project.start(["sh", "-c", "command -v hpmake"]).wait().lines[0]
        try project.sh("cp \(program) hpmake && chmod 755 hpmake")
        let output = try project.start(
            ["sh", "-c", asReader + "./hpmake collate dist --format csv"]
        ).wait()
        try project.sh("chmod u+w dist dist/.hpmake")
        #expect(output.code == 0 && output.stdout.hasPrefix("id,rank,state,acc,x\r\n"), "\(output)")
        #expect(output.stderr.contains("are not written"), "\(output)")
    }
}
