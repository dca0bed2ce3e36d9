// Runs what is missing of a pack, one run after another in this process, and puts into the pack what is done.
// The way of a run: while it is not done it has its folder, and `ChainRunner` does with it what it does
// everywhere, knowing nothing of packs; when it has come to its end, its folder is appended to the files of
// the pack and goes. Which pack a run belongs to follows from the hash in its id. Where the number of packs
// has changed, its line is looked for in the packs of before, and a new one is written to its pack of now.
//
//     dist/packed/<k>of<n>.jsonl   a line a run: parameters, records, results, small files
//     dist/packed/<k>of<n>.log     logs, each behind a line that says whose it is
//     dist/packed/<k>of<n>.files   what else extractors read, where it is large or no text
//     dist/packed/<k>of<n>-<members>.done   make's target: dated as the stamp of a run is
//
// All are only appended to, by whoever has the lock of the first.
import Graph
import Spec
import System
import Text

/// Runs a pack.
package struct PackRunner {
    let plan: Plan
    let pack: Pack
    let members: [PackList.Member]
    /// The execution of the preprocessing; nil without one.
    let predecessor: String?
    let limit: StartLimit
    let session: Session
    /// Short names of the runs that are meant; nil for all.
    let chosen: Set<String>?
    private let layout: Layout

    package init(
        _ plan: Plan, _ pack: Pack, members: [PackList.Member], predecessor: String?,
        limit: StartLimit, session: Session, chosen: Set<String>? = nil
    ) {
        (self.plan, self.pack, self.members) = (plan, pack, members)
        (self.predecessor, self.limit, self.session) = (predecessor, limit, session)
        self.chosen = chosen
        layout = Layout(dist: plan.dist)
    }

    /// What became of the runs together.
    package struct Outcome {
        package var failed = 0
        /// Why not all could be tried: make is ending, or no more are wanted.
        package var isCutShort = false
        package var isInterrupted = false
        /// A file could not be written.
        package var isBroken = false

        package var isDone: Bool { failed == 0 && !isCutShort && !isInterrupted && !isBroken }
    }

    /// - Parameter stamp: the path of the stamp; nil where only some of the runs are meant.
    package func run(stamp: String?) throws(SystemError) -> Outcome {
        let begin = now() - fileDateTick
        let writer = try PackWriter(layout, pack) { tellWaiting() }
        let present = PackPresent(plan, layout, after: predecessor)
        let spare = spare
        // As long as nobody else has the pack.
        defer { withExtendedLifetime(writer) { try? spare?.remove() } }
        var (outcome, isFirst) = (Outcome(), true)
        for (id, list, repetition) in runs {
            let run = PackedChain(
                plan, layout, id: id, values: try values(list, id), repetition: repetition,
                spare: spare)
            let known = writer.content[id]
            if try run.isDone(known, present) { continue }
            if isFirst {
                // Nobody may take for done what is begun now.
                try removeStamps()
                // What is in it after a kill is of any run.
                try spare?.remove()
                isFirst = false
            }
            try run.begin(known)
            var runner = ChainRunner(
                plan, plan.stages, run.values, run.files, predecessors: Predecessors(predecessor),
                limit: limit,
                session: session)
            let ended = runner.run()
            switch ended {
            case .done: break
            case .failed: outcome.failed += 1
            case .skipped: outcome.isCutShort = true
            case .interrupted: outcome.isInterrupted = true
            }
            if !run.end(ended, writer, handsOn: !runner.leavesProcesses) { outcome.isBroken = true }
            if outcome.isCutShort || outcome.isInterrupted { break }
            if outcome.failed > 0, limit.failsFast { break }
        }
        if let stamp, outcome.isDone { try write(stamp, present, begin: begin) }
        return outcome
    }

    /// nil behind a launcher: nobody here knows what a trainer has left running elsewhere.
    private var spare: SpareFolder? {
        if Launcher() != nil { return nil }
        let root = plan.packing?.scratchFolder(dist: plan.dist) ?? layout.trained
        return SpareFolder(path: "\(root)/.\(pack.name).spare")
    }

    private func tellWaiting() {
        ProgressLines(id: "").note("waits: another hpmake is at pack \(pack.name)")
    }

    /// The runs of the pack that are meant, in order.
    private var runs: [(id: String, values: String, repetition: Value?)] {
        let all = members.flatMap { member -> [(id: String, values: String, repetition: Value?)] in
            guard let repetition = plan.repetition else { return [(member.id, member.values, nil)] }
            return zip(repetition.folders, repetition.values).map { folder, value in
                ("\(member.id)/\(folder)", member.values, value)
            }
        }
        guard let chosen else { return all }
        return all.filter { chosen.contains(PackRunner.shortName($0.id, plan)) }
    }

    /// The hash of a run's configuration, with repeats also which one it is: `5f3a90c1d2e4.2`.
    package static func shortName(_ id: String, _ plan: Plan) -> String {
        let parts = id.split(separator: "/", maxSplits: 1)
        let hash = (parts.first ?? "").suffix(12)
        guard parts.count > 1, let place = plan.repetition?.folders.firstIndex(of: String(parts[1]))
        else { return String(hash) }
        return "\(hash).\(place)"
    }

    private func values(_ list: String, _ id: String) throws(SystemError) -> [Value?] {
        do {
            return try ValueList.read(list, count: plan.parameters.count)
        } catch {
            throw SystemError("the values of \(id) are damaged: make the Makefile anew", code: 0)
        }
    }

    private func removeStamps() throws(SystemError) {
        let start = pack.name + "-"
        for name in folderNames(layout.packed) where name.hasPrefix(start) {
            try removeIfAny("\(layout.packed)/\(name)")
        }
    }

    /// Dated so that make sees an edit since the pack was begun.
    private func write(
        _ stamp: String, _ present: PackPresent, begin: Int64
    ) throws(SystemError) {
        let inputs = plan.stages.flatMap(\.inputs)
        let newest = present.fingerprint.newest
        let date = present.fingerprint.isChanged(inputs) ? begin : max(begin, min(newest, now()))
        try layout.writePackStamp(stamp, date: date)
    }
}

extension Packing {
    /// Where runs of an output folder have their folders on the node's own disk; nil where they have them
    /// in the output folder. A variable that is not set means that there is no such disk.
    package func scratchFolder(dist: String) -> String? {
        guard let scratch else { return nil }
        var root = scratch
        if scratch.hasPrefix("$") {
            let name = scratch.dropFirst().prefix { $0 != "/" }
            guard let value = environmentVariable(String(name)), !value.isEmpty else { return nil }
            root = value + scratch.dropFirst().dropFirst(name.count)
        }
        let name = SHA256.hex("\(workingFolder())/\(dist)".utf8).prefix(12)
        return "\(root)/hpmake-\(name)"
    }
}
