// What the records of single stages tell, for the page to show of one run at a time.
// Knows nothing of how it is shown.
import Graph
import Running
import System
import Tables
import Text

extension PageSource {
    /// The stages of a run, each an object.
    struct RunRecords: Sendable {
        let run: Int
        let stages: [JSONValue]
    }

    /// Of more runs than these only the best and those that are not done are told in full: a command
    /// for each of many thousands would be most of the page.
    private static let mostRecorded = 500

    private static let members: Set<String> = [
        "stage", "state", "start", "seconds", "user", "system", "max_rss_kib", "exit", "signal",
        "job",
        "pid", "command",
    ]

    static func records(_ collation: Collation) -> [RunRecords] {
        let table = collation.table
        let all = table.sweep.runCount
        let best = collation.ranking.order.prefix(mostRecorded / 2).flatMap {
            Array(table.runs(ofConfiguration: $0))
        }
        let others = [.running, .failed, .interrupted].flatMap { collation.runs($0) }
        let chosen = Array(best.prefix(mostRecorded / 2) + others.prefix(mostRecorded / 2))
        let runs = all > mostRecorded ? chosen : Array(0..<all)
        let parts = inParallel(runs.count, atLeast: 50) { range in
            range.map { place in
                let stages = table.records(ofRun: runs[place]).map { record in
                    JSONValue.object((record.json.members ?? []).filter { members.contains($0.0) })
                }
                return RunRecords(run: runs[place], stages: stages)
            }
        }
        return parts.flatMap { $0 }.filter { !$0.stages.isEmpty }
    }
}
