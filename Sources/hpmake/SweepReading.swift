// Reads the sweep of an output folder for a command, with what Slurm says of its jobs, and says where it is
// not of the spec as it is now. Knows nothing of what the command does.
import Backends
import Graph
import Running
import Slurm
import Sweep
import System

/// The sweep of an output folder as it was compiled.
///
/// - Parameters:
///   - withFormer: whether the runs that the spec does not have any more come along.
///   - isTold: whether it is said where the spec is newer.
///   - asksAccounts: whether Slurm's accounts are asked about jobs that its queue has forgotten.
func readSweep(
    _ dist: String, withFormer: Bool = false, isTold: Bool = true, asksAccounts: Bool = false
) throws(Sweep.Failure) -> Sweep {
    let head = try readSweepHead(dist, isTold: isTold, asksAccounts: asksAccounts)
    let sweep = try Sweep.read(head)
    return withFormer ? sweep.withFormer() : sweep
}

/// The same without its configurations.
func readSweepHead(
    _ dist: String, isTold: Bool = true, asksAccounts: Bool = false
) throws(Sweep.Failure) -> SweepHead {
    var head = try SweepHead.read(dist: dist)
    if isTold { tellWhereOlder(head.owner, head.layout) }
    head.waiting = waitingTasks(head.plan, head.layout, asksAccounts: asksAccounts)
    return head
}

/// What waits in Slurm's queue. What Slurm says of jobs that are over goes into their records.
func waitingTasks(_ plan: Plan, _ layout: Layout, asksAccounts: Bool = false) -> WaitingTasks {
    let queue = AskedQueue(layout)
    if let problem = queue.problem {
        writeText(
            "squeue does not say what is queued, so that what waits there counts as missing: "
                + "\(problem)\n", to: 2)
    }
    let isForgotten = asksAccounts && queue.hasForgotten(layout)
    JobEnds(plan, layout).complete(queue.entries, withAccounting: isForgotten)
    return queue.waiting(plan, layout)
}

private func tellWhereOlder(_ owner: SweepOwner?, _ layout: Layout) {
    guard let owner, let newer = owner.whatIsNewer(layout, makefiles: Here.makefiles) else {
        return
    }
    writeText(
        "\(newer) is newer than \(layout.plan): this is the sweep as it was compiled, and hpmake plan "
            + "tells what make would do now\n", to: 2)
}

extension SweepOwner {
    /// The spec, or the Makefile, where the sweep was not compiled from it. An edit of the spec that
    /// changes no run leaves the sweep as it is: then a newer Makefile has compiled it, and its mark says
    /// that the sweep is that Makefile's.
    func whatIsNewer(_ layout: Layout, makefiles: [String]) -> String? {
        let folder = joined(layout.dist, self.folder)
        let spec = joined(layout.dist, spec)
        let isChanged = isSpecChanged(layout)
        for name in makefiles {
            let path = joined(folder, name)
            // Only one that is ours, and of this output folder, has a mark there.
            guard let status = fileStatus(path), let made = fileStatus(layout.plan),
                isChanged || status.modified > made.modified, let bytes = readFileIfAny(path),
                let file = OwnFile(bytes), joined(folder, file.dist) == joined(".", layout.dist),
                let mark = MakefileReader.variable("SWEEP", in: bytes)
            else { continue }
            let hasCompiled = fileStatus(spec).map { $0.modified <= status.modified } ?? true
            if !hasCompiled { return spec }
            return fileStatus("\(layout.marks)/sweep-\(mark)") == nil ? path : nil
        }
        return isChanged ? spec : nil
    }
}

/// Of all commands that show runs.
let allRunsOption = Command.Option(
    name: "--all", help: "take runs along that the spec no longer has")
