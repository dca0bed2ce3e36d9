// `hpmake explain`: why a run would run or not. Nothing but parsing and wiring.
import Backends
import Graph
import Query
import Running
import Sweep
import System
import Tables
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
        let given = try readSweep(arguments.positional[0])
        let sweep = try given.fromMakefile()
        let name = arguments.positional[1]
        if name == "preprocess", sweep.plan.preprocess != nil {
            explain(sweep, sweep.layout.preprocessed, sweep.explanationOfPreprocess)
        } else {
            let run = try sweep.run(named: name)
            explain(
                sweep, sweep.layout.run(sweep.runID(run)), sweep.explanation(ofRun: run))
            for line in SlotExplanation(sweep, run: run)?.lines ?? [] { printText("  \(line)\n") }
        }
        return ExitCode.success
    })

private func explain(_ sweep: Sweep, _ folder: String, _ stages: [StageExplanation]) {
    let width = stages.map(\.stage.count).max() ?? 0
    printText(folder + "\n")
    printText(stages.map { $0.text(width: width) }.joined())
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
        guard chdir(String(folder)) == 0 else { return self }
        var sweep = try Sweep.read(dist: plan.dist)
        sweep.waiting = waiting
        return sweep
    }
}
