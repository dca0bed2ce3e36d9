// `hpmake explain`: why a run would run or not. Nothing but parsing and wiring.
import Backends
import Graph
import Query
import Running
import Sweep
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let explainCommand = Command(
    name: "explain", arguments: ["[DIST]", "ID"],
    summary: "say why a run would run or not, stage by stage",
    details: """
        ID is an id, or any prefix of it or of the hash at its end that fits one run only;
        "preprocess" is the preprocessing.
        It says what the records in the stamps say, and that is what make goes by.
        """,
    run: { arguments in
        let given = try Sweep.read(dist: arguments.positional[0])
        let sweep = try given.fromMakefile()
        let name = arguments.positional[1]
        if name == "preprocess", sweep.plan.preprocess != nil {
            explain(sweep, sweep.layout.preprocessed, sweep.explanationOfPreprocess)
        } else {
            let run = try sweep.run(named: name)
            explain(
                sweep, sweep.layout.run(sweep.runID(run)), sweep.explanation(ofRun: run))
        }
        return ExitCode.success
    })

private func explain(_ sweep: Sweep, _ folder: String, _ stages: [StageExplanation]) {
    let width = stages.map(\.stage.count).max() ?? 0
    printText(folder + "\n")
    printText(stages.map { $0.text(width: width) }.joined())
    if sweep.isOutdated {
        printText(
            "\(sweep.plan.spec) is newer than \(sweep.layout.plan): make compiles it first\n")
    }
}

extension Sweep {
    /// The same sweep as it is seen from the folder of its Makefile, which becomes the working folder:
    /// inputs and the spec are named from there. Where that folder cannot be told, nothing changes.
    func fromMakefile() throws(Failure) -> Sweep {
        let dist = layout.dist
        guard !plan.dist.hasPrefix("/"), dist != plan.dist, dist.hasSuffix("/" + plan.dist) else {
            return self
        }
        let folder = dist.dropLast(plan.dist.count)
        return chdir(String(folder)) == 0 ? try Sweep.read(dist: plan.dist) : self
    }

    /// Whether the spec was edited after this was made of it. An edit that changes no run leaves it as it
    /// is: then a newer Makefile has compiled the spec, and its mark says that this is of that Makefile.
    var isOutdated: Bool {
        guard let spec = fileStatus(plan.spec), let made = fileStatus(layout.plan),
            spec.modified > made.modified
        else { return false }
        return !["GNUmakefile", "makefile", "Makefile"].contains { name in
            guard let makefile = fileStatus(name), makefile.modified >= spec.modified,
                let mark = sweepMark(name).flatMap({ fileStatus("\(layout.marks)/sweep-\($0)") })
            else { return false }
            return mark.modified <= made.modified
        }
    }

    private func sweepMark(_ makefile: String) -> String? {
        readFileIfAny(makefile).flatMap { MakefileReader.variable("SWEEP", in: $0) }
    }
}
