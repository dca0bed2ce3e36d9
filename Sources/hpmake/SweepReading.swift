// Reads the sweep of an output folder for a command, and says where it is not of the spec as it is now.
// Knows nothing of what the command does.
import Backends
import Running
import Sweep
import System

/// The sweep of an output folder as it was compiled.
///
/// - Parameter withFormer: whether the runs that the spec does not have any more come along.
func readSweep(_ dist: String, withFormer: Bool = false) throws(Sweep.Failure) -> Sweep {
    let sweep = try Sweep.read(dist: dist)
    tellWhereOlder(sweep.owner, sweep.layout)
    return withFormer ? sweep.withFormer() : sweep
}

/// The same without its configurations.
func readSweepHead(_ dist: String) throws(Sweep.Failure) -> SweepHead {
    let head = try SweepHead.read(dist: dist)
    tellWhereOlder(head.owner, head.layout)
    return head
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
