// `hpmake explain`: why a run would run or not. Nothing but parsing and wiring.
import Graph
import Results
import Running
import System
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let explainCommand = Command(
    name: "explain", arguments: ["DIST", "ID"],
    summary: "say why a run would run or not, stage by stage",
    details: """
        ID is an id, or any prefix of it or of the hash at its end that fits one run only.
        It says what the records in the stamps say, and that is what make goes by.
        """,
    run: { arguments in
        let given = try Sweep.read(dist: arguments.positional[0])
        let sweep = try given.fromMakefile()
        let run = try sweep.run(named: arguments.positional[1])
        explain(sweep, run)
        return ExitCode.success
    })

private func explain(_ sweep: Sweep, _ run: Int) {
    let stages = sweep.explanation(ofRun: run)
    let width = stages.map(\.stage.count).max() ?? 0
    printText(sweep.layout.run(sweep.runID(run)) + "\n")
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

    /// Whether the spec was edited after this was made of it.
    var isOutdated: Bool {
        guard let spec = fileStatus(plan.spec), let made = fileStatus(layout.plan) else {
            return false
        }
        return spec.modified > made.modified
    }
}
