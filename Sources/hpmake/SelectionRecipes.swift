// `hpmake run only` and `hpmake run rest`: what a Makefile asks for where it is to do some runs only.
// Nothing but wiring; not for people.
import Backends
import Graph
import Query
import Running
import Spec
import Sweep
import System
import Tables
import Text

/// Prints how many of the runs that match are done, `2/5`, and their ids, or in a search by results their slots;
/// nothing where none matches. A slot that is not decided is none of them.
///
/// - Parameters:
///   - mark: is there where `hparams.json` is of this Makefile.
///   - only: the terms.
func printSelection(makefile: String, mark: String, only: String) -> Int32 {
    do {
        let bytes = try readFile(makefile)
        guard let plan = OwnFile.plan(in: bytes) else {
            return complain("make", "\(makefile) is damaged: make it anew with hpmake gen")
        }
        let sweep = try sweep(plan, makefile: bytes, mark: mark)
        let last = plan.stages.last?.name ?? ""
        let chosen = try runs(of: sweep, only: only).filter(sweep.isDecided(ofRun:))
        let ids = chosen.map { sweep.slotFile(ofRun: $0) ?? sweep.runID($0) }
        if ids.isEmpty {
            return complain("make", "no run matches ONLY=\(only)", code: ExitCode.failure)
        }
        if let packing = plan.packing { return printPacks(packing, ids, sweep) }
        let done = chosen.count {
            fileStatus(sweep.layout.chain(sweep.runID($0)).stamp(last)) != nil
        }
        printText((["\(done)/\(ids.count)"] + ids).joined(separator: " ") + "\n")
        return ExitCode.success
    } catch let error as SelectionFailure {
        return complain("make", error.description)
    } catch let error as Sweep.Failure {
        return complain("make", error.message)
    } catch {
        return complain("make", "\(error)", code: ExitCode.failure)
    }
}

/// Why `ONLY` cannot be understood.
struct SelectionFailure: Error, CustomStringConvertible {
    let description: String
}

/// The runs that the terms of `ONLY` mean, by index.
func runs(of sweep: Sweep, only: String) throws(SelectionFailure) -> [Int] {
    do {
        let terms = try Term.terms(in: only)
        if terms.isEmpty {
            throw SelectionFailure(
                description: "ONLY names no runs: write ONLY='NAME=VALUE ..', as in hpmake where")
        }
        let filter = try RunFilter(terms, sweep, ranks: Ranking.ranks) {
            RunTable(reading: sweep, seesEdits: true)
        }
        return (0..<sweep.runCount).filter(filter.matches)
    } catch let error as Term.Failure {
        throw SelectionFailure(description: "ONLY: \(error.message)")
    } catch let error as SelectionFailure {
        throw error
    } catch {
        throw SelectionFailure(description: "\(error)")
    }
}

/// Of packed runs the packs in which any is left to be done, with the hashes of those that are meant.
private func printPacks(_ packing: Packing, _ ids: [String], _ sweep: Sweep) -> Int32 {
    let reader = StateReader(sweep.plan, sweep.layout, sweep.present, ids)
    let done = reader.runs.count { $0.state == .done }
    var names: [Int: [String]] = [:]
    for (id, run) in zip(ids, reader.runs) where run.state != .done {
        names[packing.pack(ofHash: runHash(id)).index, default: []]
            .append(PackRunner.shortName(id, sweep.plan))
    }
    let words = names.sorted { $0.key < $1.key }.map { index, names in
        "\(Pack(index: index, count: packing.count).name)+\(names.joined(separator: ","))"
    }
    printText((["\(done)/\(ids.count)"] + words).joined(separator: " ") + "\n")
    return ExitCode.success
}

/// The sweep of a Makefile, from `hparams.json` where that is of it.
private func sweep(_ plan: Plan, makefile: [UInt8], mark: String) throws -> Sweep {
    let layout = Layout(dist: plan.dist)
    if let mark = fileStatus(mark), let made = fileStatus(layout.plan),
        made.modified >= mark.modified
    {
        return try readSweep(plan.dist, isTold: false)
    }
    guard let graph = try graph(plan, makefile: makefile) else {
        throw Sweep.Failure(message: "ONLY needs the runs of \(plan.spec)")
    }
    return try Sweep.read(SweepHead.read(try SweepFile.text(graph), layout, signature: 0))
}

/// The end of a make that was to do some runs only: what failed of them, and what is left of the others.
/// Collates where that makes the sweep complete.
///
/// - Parameter scope: what `only` has printed of how many there are.
func tellOthers(dist: String, scope: String) -> Int32 {
    do throws(Sweep.Failure) {
        let layout = Layout(dist: dist)
        let report = StatusReport(try readSweepHead(dist, isTold: false))
        let make = Session.ofThisMake(layout)
        if report.count(.done) == report.ids.count {
            let isCollated = make == nil && fileStatus(layout.collatedStamp) != nil
            if !isCollated { return CommandTable.run(["collate", dist]) }
        }
        let failed =
            make.map { make in make.hasFailure ? failures(report, since: make.start) : [] } ?? []
        for run in failed.prefix(20) { writeText("failed: \(run)\n", to: 2) }
        if failed.count > 20 { writeText("  .. and \(failed.count - 20) more\n", to: 2) }
        let count = scope.split(separator: "/").last.flatMap { Int($0) } ?? 0
        let states = RunStatus.State.shown.compactMap { state in
            report.count(state) > 0 ? "\(report.count(state)) \(state.rawValue)" : nil
        }
        let ended = failed.isEmpty ? "done" : "not all done"
        printText(
            "ONLY: \(count) run\(count == 1 ? "" : "s"), \(ended); the whole sweep has "
                + "\(report.ids.count): \(states.joined(separator: ", "))\n")
        return make?.hasFailure == true ? ExitCode.failure : ExitCode.success
    } catch {
        return complain("make", error.message)
    }
}

/// What failed in this make, each with its reason and log.
private func failures(_ report: StatusReport, since start: Int64) -> [String] {
    let places = RunPlaces(report.head.layout)
    return report.indices([.failed, .interrupted]).compactMap { index in
        let (id, plan) = (report.ids[index], report.head.plan)
        let place = places.place(id)
        let records = plan.stages.compactMap { place.attempt($0.name) }
        guard let record = records.last(where: { $0.end >= start }) else { return nil }
        return "\(id): \(record.stage): \(record.reason ?? "?"); log: \(place.log(record.stage))"
    }
}
