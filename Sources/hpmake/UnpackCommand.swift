// `hpmake unpack`: the files of a run that lies in a pack. Nothing but parsing and wiring.
import Query
import Running
import Sweep
import System
import Text

let unpackCommand = Command(
    name: "unpack", arguments: ["[DIST]", "ID", "DIR"],
    summary: "write the files of a packed run into a folder",
    details: """
        ID is an id, or any prefix of it or of the hash at its end that fits one run only. DIR must not be
        there yet, or be empty. The output folder stays as it is.
        """,
    run: { arguments in
        let sweep = try readSweep(arguments.positional[0])
        let run = try sweep.run(named: arguments.positional[1])
        let (id, folder) = (sweep.runID(run), arguments.positional[2])
        guard folderNames(folder).isEmpty, fileStatus(folder)?.isFolder ?? true else {
            return complain("unpack", "\(folder) is there already, and not an empty folder")
        }
        guard let packed = RunPlaces(sweep.layout).place(id).packed else {
            let path = sweep.layout.run(id)
            let hasFolder = fileStatus(path) != nil
            return complain(
                "unpack",
                hasFolder
                    ? "\(id) is in no pack: its files are in \(path)" : "\(id) has not run yet",
                code: ExitCode.failure)
        }
        try Unpacking.unpack(packed, sweep.layout, sweep.plan, into: folder)
        return ExitCode.success
    })
