// What the first stage of a run builds on: the preprocessing, or the run of the same configuration at a rung
// below. Knows nothing of commands and inputs.
import Graph
import System

/// The executions before a run's first stage. A new one builds on the nearest; one that was made from another
/// of them is as good, so that a rung that is put between two others makes nothing run again.
package struct Predecessors: Sendable {
    /// What a new execution builds on; nil where there is nothing before.
    package let nearest: String?
    /// The others, the preprocessing (or nil for none) among them.
    private let others: [String?]
    /// The run of the rung below, whose folder a new run begins with; nil where it begins with an empty one.
    package let seed: ChainFiles?

    /// Of a run that is no rung's, and of the preprocessing.
    package init(_ execution: String?) { self.init(nearest: execution, others: [], seed: nil) }

    private init(nearest: String?, others: [String?], seed: ChainFiles?) {
        (self.nearest, self.others, self.seed) = (nearest, others, seed)
    }

    /// - Parameters:
    ///   - id: of the run; with rungs `<id>/<rung>`, and with repeats `/<repeat>` behind it.
    ///   - base: the execution of the preprocessing; nil without one.
    package init(ofRun id: String, _ plan: Plan, _ layout: Layout, after base: String?) {
        guard let below = Predecessors.runsBelow(id, plan), let stage = plan.stages.first else {
            self.init(base)
            return
        }
        var known: [String?] = [base]
        var nearest: ChainFiles?
        for run in below {
            let files = layout.chain(run)
            guard let record = StageRecord.read(files.stamp(stage.name)), record.state == .done,
                known.contains(record.origin.after)
            else { continue }
            known.append(record.execution)
            nearest = files
        }
        guard plan.search?.resumes == true, let nearest else {
            self.init(nearest: base, others: known, seed: nil)
            return
        }
        self.init(nearest: known.last ?? nil, others: known, seed: nearest)
    }

    /// The predecessor that a record counts as made from; the nearest where it was made from none of them.
    func of(_ known: StageRecord?) -> String? {
        known.map { of($0.origin.after) } ?? nearest
    }

    /// The same of what a record was made from.
    package func of(_ old: String?) -> String? { others.contains(old) ? old : nearest }

    /// The runs of the same configuration at the rungs below, the lowest first; nil for a run of no rung.
    private static func runsBelow(_ id: String, _ plan: Plan) -> [String]? {
        guard let rungs = plan.search?.rungs else { return nil }
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, let rung = rungs.folders.firstIndex(where: { $0 == parts[1] }) else {
            return nil
        }
        return rungs.folders[..<rung].map { folder in
            ([parts[0], Substring(folder)] + parts.dropFirst(2)).joined(separator: "/")
        }
    }
}
