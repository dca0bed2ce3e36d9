// `hpmake compare`: runs side by side. Nothing but parsing and wiring.
import Query
import Running
import Sweep
import System
import Tables
import Text

let compareCommand = Command(
    name: "compare", arguments: ["[DIST]", "ID", "ID", "[ID ..]"],
    options: [tableFormatOption, allColumnsOption, allRunsOption],
    summary: "show runs side by side: parameters that differ, metrics, commits",
    details: """
        ID is an id, or any prefix of it or of the hash at its end that fits one configuration only,
        or best. A configuration with repeats is shown by mean and standard deviation.
        The last column is the second less the first; of more than two, the largest less the
        smallest.
        """,
    run: { arguments in
        let format = try arguments.word("--format", TableFormat.self) ?? .table
        let sweep = try readSweep(arguments.positional[0], withFormer: arguments.has("--all"))
        let names = arguments.positional.dropFirst()
        let groups = try names.map { try sweep.runs(named: $0) }
        let table = RunTable(reading: sweep, seesEdits: false)
        let ids = groups.map { group in
            group.count == 1
                ? sweep.runID(group.lowerBound)
                : sweep.configurations[group.lowerBound / sweep.repeats.count].id
        }
        let result = table.comparison(groups, names: ids)
        let width = arguments.has("--all-columns") ? nil : tableWidth()
        printTable(result, format, width: width)
        return ExitCode.success
    })
