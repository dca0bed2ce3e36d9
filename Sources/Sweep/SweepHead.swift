// The beginning of `hparams.json`: the plan, without the configurations.
// Knows nothing of runs but their ids.
import Graph
import Running
import System
import Text

/// A sweep whose configurations have not been read.
package struct SweepHead: Sendable {
    package let plan: Plan
    package let layout: Layout
    /// All of `hparams.json`.
    let bytes: [UInt8]
    /// What identifies the state of the file.
    let signature: UInt64
    /// Where the list of configurations begins, behind its bracket.
    let end: Int
    /// Which spec it belongs to; nil where a version made it that did not remember.
    package let owner: SweepOwner?
    /// What of it waits in the queue of a cluster, as far as somebody has asked that.
    package var waiting = WaitingTasks()

    /// What its stages would be made from now.
    package var present: Present { Present(plan, layout, owner, waiting) }

    /// The ids of all runs, in order.
    package var runIDs: [String] { SlotList.runIDs(plan, layout) ?? SweepFile.runIDs(bytes) }

    /// - Throws: where `dist` is no output folder, or a damaged one.
    package static func read(dist: String) throws(Sweep.Failure) -> SweepHead {
        let dist = dist.count > 1 && dist.hasSuffix("/") ? String(dist.dropLast()) : dist
        let layout = Layout(dist: dist)
        // Before it is read, so that a change meanwhile is seen.
        let signature = fileStatus(layout.plan)?.signature ?? 0
        let bytes: [UInt8]
        do {
            bytes = try readFile(layout.plan)
        } catch {
            if error.isDenied { throw Sweep.Failure(message: "\(error)") }
            let isFolder = fileStatus(dist)?.isFolder == true
            throw Sweep.Failure(
                message: isFolder
                    ? "\(dist) is no output folder of hpmake, or make has not begun: it has no "
                        + "hparams.json" : "there is no folder \(dist)")
        }
        return try read(bytes, layout, signature: signature)
    }

    /// Of the text of `hparams.json`, as it is or would be.
    ///
    /// - Parameter signature: of the file; 0 where it is none.
    package static func read(
        _ bytes: [UInt8], _ layout: Layout, signature: UInt64
    ) throws(Sweep.Failure) -> SweepHead {
        guard let head = bytes.firstRange(of: mark.utf8) else {
            throw Sweep.Failure(message: "\(layout.plan) is damaged: remove it and run make")
        }
        guard let plan = plan(bytes[..<head.lowerBound]) else {
            throw Sweep.Failure(
                message: "\(layout.plan) is not of hpmake \(hpmakeVersion): remove it and run make")
        }
        return SweepHead(
            plan: plan, layout: layout, bytes: bytes, signature: signature, end: head.upperBound,
            owner: SweepOwner.read(layout))
    }

    /// What is behind the plan.
    private static let mark = "\n\"configurations\": ["

    /// The plan alone, which is read fast from however large a file; nil where there is none.
    package static func plan(dist: String) -> Plan? {
        (try? startOfFile(Layout(dist: dist).plan, before: mark)).flatMap { plan($0[...]) }
    }

    private static func plan(_ start: ArraySlice<UInt8>) -> Plan? {
        (try? JSONValue.parse(Array(start) + "\n\"end\": 0}".utf8)).flatMap { Plan(json: $0) }
    }
}
