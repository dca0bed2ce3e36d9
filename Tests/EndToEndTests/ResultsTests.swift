// The commands about results, on a sweep with repeats in which much has gone wrong.
import Foundation
import TestSupport
import Testing

@Suite struct ResultsTests {
    /// Of x = 1 .. 6: 3 fails, 4 has results that are cut off, 5 a score that is not finite.
    private static let spec = #"""
        {"space": {"x": [1, 2, 3, 4, 5, 6], "batch_size": [32, 320], "name": ["a,b", "=1 'q\" \n"]},
         "exclude": [{"batch_size": 320, "name": "a,b"}],
         "repeat": {"seed": [1, 2]},
         "stages": {"train": {"run": ["sh", "train.sh", "{out}", "{x}", "{seed}", "{batch_size}", "{name}"]}},
         "metrics": {"time": {"stage": "train", "pattern": "time=([0-9.]+)"}},
         "objective": {"maximize": "score"}}
        """#
    private static let script = #"""
        echo "time=$3.5s"
        printf '{"step": 1, "acc": 0.1}\ngarbage\n{"step": 2, "acc": 0.%s}\n{"step": 3, "ac' $2 >$1/metrics.jsonl
        case $2-$3 in
        3-1) exit 7 ;;
        4-2) echo '{"score": 0.5,' ;;
        5-*) echo '{"score": NaN, "loss": 1}' ;;
        *) echo "{\"score\": 0.$2$3, \"loss\": $2}" ;;
        esac >$1/result.json
        """#

    private func project() throws -> Project {
        let project = try Project(Self.spec)
        try project.write("train.sh", Self.script)
        try project.sh(
            "git init -q . && git add train.sh && git -c user.email=a@b -c user.name=c commit -qm x"
        )
        #expect(try project.make("-s").code != 0)
        return project
    }

    @Test func collate() throws {
        let project = try project()
        let output = try project.hpmake("collate", "dist")
        #expect(output.code == 1)
        #expect(
            output.stdout.contains(
                "36 runs: 33 done, 3 failed; best: dist/trained/batch_size_32-name_a_b-x_6-"))
        for text in [
            "failed: 3 runs: train: exit 7; one log: ", "result.json is not JSON",
            "no finite score",
        ] {
            #expect(output.stderr.contains(text), "\(text)")
        }
        #expect(!project.exists("dist/.collated") && project.exists("dist/best/seed_1/result.json"))
        #expect(try project.hpmake("collate", "dist", "--partial").code == 0)
        #expect(project.exists("dist/.collated"))
        let json = project.json("dist/collated.json")
        #expect(
            (json["failed"] as? [String])?.count == 3
                && (json["missing"] as? [String])?.isEmpty == true)
        #expect((json["unranked"] as? [String])?.count == 9)
        let metrics = (json["best"] as? [String: Any])?["metrics"] as? [String: [String: Double]]
        #expect(
            metrics?["time"]?["mean"] == 2 && metrics?["acc"]?["mean"] == 0.6
                && metrics?["time"]?["n"] == 2)
        for arguments in [
            ["--sort", "nope"], ["--by", "nope"], ["--by", ""], ["--top", "0"], ["--format", "x"],
        ] {
            let output = try project.start(["hpmake", "collate", "dist"] + arguments).wait()
            #expect(output.code == 2 && output.stdout == "", "\(arguments)")
        }
        let groups = try project.hpmake("collate", "dist", "--by", "batch_size", "--format", "csv")
        #expect(
            groups.stdout.hasPrefix("batch_size,n,score mean,score std,score best\r\n")
                && groups.stdout.contains("\r\n32,10,0.335"), "\(groups)")
        let sorted = try project.hpmake(
            "collate", "dist", "--sort", "-loss", "--format", "jsonl", "--top", "1")
        #expect(
            sorted.lines.count == 1 && sorted.stdout.contains(#""loss": {"mean":6,"std":0,"n":2}"#),
            "\(sorted)")
        let plain = try project.hpmake("collate", "dist", "--top", "2")
        #expect(plain.stdout.contains("*  ") && !plain.stdout.contains("acc.steps"))
        let all = try project.hpmake("collate", "dist", "--top", "2", "--all-columns")
        #expect(all.stdout.contains("acc.steps"))
    }

    /// The whole table comes back through other readers, each column with its type.
    @Test func csvReadsBack() throws {
        let project = try project()
        _ = try project.hpmake("collate", "dist")
        try project.write(
            "read.py",
            #"""
            import csv, sys
            rows = list(csv.DictReader(open("dist/results.csv", newline="")))
            assert len(rows) == 36 and {row["name"] for row in rows} == {"a,b", "=1 'q\" \n"}
            best = [row for row in rows if row["score"] == "0.62" and row["name"] == "a,b"]
            assert [row["time"] for row in best] == ["2.5"] and best[0]["seed"] == "2", best
            try:
                import pandas
            except ImportError:
                print("skipped: no pandas")
                sys.exit()
            table = pandas.read_csv("dist/results.csv")
            assert len(table) == 36 and set(table["name"]) == {"a,b", "=1 'q\" \n"}
            for name in ["x", "batch_size", "seed"]: assert table[name].dtype == "int64", name
            for name in ["score", "time", "acc.min"]: assert table[name].dtype == "float64", name
            """#)
        guard try project.sh("command -v python3").code == 0 else {
            return print("skipped: no python3")
        }
        let output = try project.run("python3", "read.py")
        #expect(output.code == 0, "\(output)")
    }

    /// What was remembered of runs counts no longer than the files do, and garbage never.
    @Test func memoryOfRuns() throws {
        let project = try project()
        let first = try project.hpmake("collate", "dist", "--format", "json").stdout
        let table = "dist/.hpmake/table"
        let kept = project.read(table)
        for text in ["", "garbage", "{}\n", kept.prefix(200) + "\n", "{\"key\": \"0\"}\n" + kept] {
            try project.write(table, String(text))
            #expect(try project.hpmake("collate", "dist", "--format", "json").stdout == first)
        }
        // Of another version, or no JSON at all: nobody reads it, it is replaced.
        try project.write("dist/collated.json", "{\"version\": 0, ")
        #expect(try project.hpmake("where", "dist", "score>0.6").lines.count == 6)
        let result = "\(project.folder(ofRun: "batch_size_32-name_a_b-x_6"))/seed_1/result.json"
        try project.write(result, "{\"score\": 0.98}\n")
        let edited = try project.hpmake("collate", "dist", "--format", "json")
        #expect(edited.stdout.contains("\"mean\":0.8,"), "\(edited)")
        #expect(project.json("dist/collated.json")["best"] != nil)
        // A stamp that is gone makes its run missing, not done.
        try project.remove((result as NSString).deletingLastPathComponent + "/.train")
        #expect(try project.hpmake("where", "dist", "state=missing").lines.count == 1)
        try project.write("dist/hparams.json", "{}")
        let broken = try project.hpmake("collate", "dist")
        #expect(broken.code == 2 && broken.stdout == "" && broken.stderr.contains("hparams.json"))
    }

    @Test func whereFinds() throws {
        let project = try project()
        _ = try project.hpmake("collate", "dist")
        let commit = try project.sh("git rev-parse HEAD").stdout.prefix(5)
        let found: [([String], Int)] = [
            (["batch_size=32"], 24), (["batch_size=3"], 0), (["batch_size=320"], 12), (["x<3"], 12),
            (["x=1,2", "seed=1"], 6), (["name=a,b"], 12), (["name!=a,b"], 24), (["name~^=1"], 24),
            (["name~^=1 .q\" *\n$"], 24), (["state=failed"], 3), (["score>0.6"], 6),
            (["score>=0.61", "score<=0.61"], 3),
            (["state=done", "score="], 3), (["git=\(commit)"], 36), (["git=zz"], 0),
            (["dirty=false"], 36),
            (["reason~JSON"], 3), (["time=1.5", "state=done"], 15), (["start>2020"], 36),
            (["acc.steps=2", "x=6"], 6),
            (["host!=nowhere", "attempt=1"], 36), (["metrics.loss=6", "params.x=6"], 6),
            (["x=1", "x=2"], 0), (["x>1", "x<6", "state=done", "seed=1", "host!=nowhere"], 9),
        ]
        for (terms, count) in found {
            let output = try project.start(["hpmake", "where", "dist"] + terms).wait()
            let paths = output.lines
            #expect(
                paths.count == count && output.code == (count > 0 ? 0 : 1) && output.stderr == "",
                "\(terms): \(output)")
            #expect(paths.allSatisfy { project.exists("\($0)/params.json") })
        }
        for (term, text) in [
            ("batchsize=32", "did you mean \"batch_size\"?"), ("state=fail", "failed"),
            ("x<a", "no number"),
            ("name~[\\d]", "leave it out"), ("name~(a)\\1", "back-references"), ("x", "no term"),
            ("score=best", "no number"),
        ] {
            let output = try project.hpmake("where", "dist", term)
            #expect(
                output.code == 2 && output.stdout == "" && output.stderr.contains(text),
                "\(term): \(output)")
        }
        #expect(try project.hpmake("where", "nowhere", "x=1").code == 2)
        #expect(try project.hpmake("where", "dist").code == 2)
        let raw = try project.hpmake("where", "dist", "--id", "-0", "x=6", "seed=1")
        #expect(
            raw.stdout.split(separator: "\0").count == 3 && !raw.stdout.contains("dist")
                && !raw.stdout.contains("\n"))
    }

    @Test func annotateAndCompare() throws {
        let project = try project()
        let piped = try project.sh(
            "{ hpmake where dist x=6 name=a,b; echo dist/trained/none; } | hpmake annotate --format csv"
        )
        #expect(
            piped.code == 1 && piped.stderr.contains("\"dist/trained/none\" is no run"), "\(piped)")
        #expect(
            piped.stdout.hasPrefix(
                "path,state,start,seconds,host,slots,attempt,git,dirty,stage,reason,accepted,score\r\n"
            ))
        #expect(
            piped.lines.count == 1 && piped.stdout.contains(",done,")
                && piped.stdout.contains(",0.61\r\n"), "\(piped)")
        let all = try project.hpmake("annotate", "dist", "--format", "jsonl")
        #expect(
            all.code == 0 && all.lines.count == 36 && all.stdout.contains("\"reason\": \"exit 7\""))
        let none = try project.run("hpmake", "annotate", input: "")
        #expect(none.code == 0 && none.stdout == "")
        #expect(try project.hpmake("annotate", "nowhere").code == 2)

        _ = try project.hpmake("collate", "dist")
        let id =
            project.folder(ofRun: "batch_size_32-name_a_b-x_1").split(separator: "/").last ?? ""
        for name in [
            String(id), "batch_size_32-name_a_b-x_1", String(id.suffix(12).prefix(6)),
            "dist/trained/\(id)/",
        ] {
            let output = try project.hpmake("compare", "dist", name, "best", "--format", "csv")
            #expect(output.code == 0 && output.stdout.contains("\r\nx,1,6,5\r\n"), "\(output)")
            #expect(
                output.stdout.contains("\r\nacc,0.1,0.6,0.5\r\n")
                    && !output.stdout.contains("batch_size,"), "\(output)")
        }
        let repeats = try project.hpmake("compare", "dist", "best/seed_1", "best/2")
        #expect(repeats.code == 0 && repeats.stdout.contains("score"), "\(repeats)")
        let four = try project.hpmake("compare", "dist", "best", "best/1", "best/2", "best")
        #expect(four.code == 0 && four.stdout.contains("score"), "\(four)")
        for (name, text) in [
            ("batch_size_32", "fits 18 configurations"), ("nonsense", "no run is called"),
            ("best/7", "has no repeat"),
        ] {
            let output = try project.hpmake("compare", "dist", "best", name)
            #expect(
                output.code == 2 && output.stdout == "" && output.stderr.contains(text), "\(output)"
            )
        }
    }

    @Test func severalObjectives() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1, 2, 3, 4], "y": [1, 2]}, "objective": [{"maximize": "m.a"}, {"minimize": "c"}],
             "stages": {"t": "echo '{\"m\": {\"a\": '{x}'}, \"c\": '$(({x} * {y}))'}' >{out}/result.json"}}
            """#)
        let made = try project.make("-s")
        #expect(made.code == 0, "\(made)")
        let json = project.json("dist/collated.json")
        #expect(json["best"] is NSNull && (json["front"] as? [Any])?.count == 4)
        #expect((json["objective"] as? [Any])?.count == 2 && !project.exists("dist/best"))
        let table = try project.hpmake("collate", "dist").stdout
        #expect(
            table.components(separatedBy: "*  ").count == 5 && table.contains("4 on the front"),
            "\(table)")
        let share = try project.hpmake("importance", "dist")
        #expect(share.code == 1 && share.stdout == "" && share.stderr.contains("too few"))
        #expect(try project.hpmake("importance", "dist", "--metric", "z").code == 2)
    }

    @Test func pruneRemovesWhatTheSpecHasNot() throws {
        let project = try Project(
            #"{"space": {"x": [1, 2, 3]}, "stages": {"t": "echo {x} >{out}/f"}}"#)
        #expect(try project.make("-s").code == 0)
        try project.write(
            "space.json", #"{"space": {"x": [1]}, "stages": {"t": "echo {x} >{out}/f"}}"#)
        // Nothing is removed by a list that is older than the spec.
        #expect(try project.hpmake("prune", "dist", "--delete").code == 1)
        #expect(try project.make("-s").code == 0)
        let listed = try project.hpmake("prune", "dist")
        #expect(
            listed.code == 0
                && listed.lines.map { $0.prefix(17) } == ["dist/trained/x_2-", "dist/trained/x_3-"])
        #expect(
            listed.stderr.contains("2 to remove:") && listed.stderr.contains("--delete"),
            "\(listed)")
        #expect(listed.lines.allSatisfy(project.exists))
        let removed = try project.hpmake("prune", "dist", "--delete")
        #expect(removed.code == 0 && !listed.lines.contains(where: project.exists), "\(removed)")
        #expect(try project.hpmake("prune", "dist").stdout == "")
        #expect(try project.make("-q").code == 0)
    }

    /// A pattern that would explode is refused where it stands.
    @Test func patternsOfTheSpec() throws {
        let project = try Project(
            #"""
            {"space": {"x": [1]}, "stages": {"t": "true {x}"},
             "metrics": {"a": {"stage": "t", "pattern": "((a{1,1000}){1,1000}){1,1000}"},
                         "b": {"stage": "t", "pattern": "loss=(\\d+)"},
                         "c": {"stage": "t", "pattern": "loss=[0-9]+"}}}
            """#)
        let output = try project.hpmake("gen", "space.json")
        #expect(output.code == 2 && output.stdout == "")
        for text in [
            "space.json:2:45: error", "too large", "space.json:3:45: error", "write [0-9]",
            "space.json:4:45: error", "one group",
        ] {
            #expect(output.stderr.contains(text), "\(text): \(output)")
        }
    }
}
