// `hpmake init` and `hpmake demo`: write a starter project; the demo also runs it.
// Nothing but parsing and wiring.
import Commands
import System
import Templates
import Text

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let initCommand = Command(
    name: "init", arguments: ["[STARTER]", "[DIR]"], words: Templates.starters.map(\.name),
    summary: "write a starter project",
    details: "Starters:\n"
        + Templates.starters.map { "  \($0.name): \($0.summary)\n" }.joined()
        + "Without a starter it is iris, and without DIR the folder is named after the starter. Files\n"
        + "that are there already are never overwritten.",
    run: { arguments in
        let names = Templates.starters.map(\.name)
        let name = arguments.positional.first ?? names[0]
        guard let starter = Templates.starters.first(where: { $0.name == name }) else {
            return complain(
                "init",
                "no starter \(quoted(name))\(suggestion(for: name, among: names)); there are "
                    + names.joined(separator: " and "))
        }
        let folder = arguments.positional.count > 1 ? arguments.positional[1] : name
        guard write(starter, to: folder, command: "init") else { return ExitCode.usage }
        printText(
            "\(folder) holds the starter \(name). Now:\n\n    cd \(shellQuoted(folder))\n"
                + "    hpmake gen\n    make -j\(processorCount())\n    hpmake collate\n")
        return ExitCode.success
    })

let demoCommand = Command(
    name: "demo", arguments: ["[DIR]"],
    summary: "write the iris starter and run it",
    details: "Without DIR the folder is hpmake-demo. Run again, it does only what is missing.",
    run: { arguments in demo(arguments.positional.first ?? "hpmake-demo") })

private func demo(_ folder: String) -> Int32 {
    guard let starter = Templates.starters.first, let program = programPath() else {
        return complain("demo", "cannot tell where this program is")
    }
    // Edited or not: that is what the demo is for.
    let isThere = starter.files.allSatisfy { fileStatus("\(folder)/\($0.name)") != nil }
    if !isThere, !write(starter, to: folder, command: "demo") { return ExitCode.usage }
    let isOnPath = outputOfProgram(["command", "-v", "hpmake"]) != nil
    // By name, as in anyone's own project; found first on the path, whatever else is there.
    let folders = [folderName(program) ?? "", environmentVariable("PATH") ?? "/usr/bin:/bin"]
    setenv("PATH", folders.joined(separator: ":"), 1)
    for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL"] { unsetenv(name) }
    let jobs = processorCount()
    guard chdir(folder) == 0 else { return complain("demo", "cannot enter \(folder)") }
    func step(_ words: [String]) -> Int32 {
        printText("$ \(words.joined(separator: " "))\n")
        let code = runInForeground(words)
        guard code != 0 else { return ExitCode.success }
        return complain(
            "demo",
            "\(words[0]) failed (exit \(code))" + (code == 127 ? ": is it installed?" : ""),
            code: ExitCode.failure)
    }
    guard step(["hpmake", "gen"]) == 0 else {
        return ExitCode.failure
    }
    // make prints the table where it collates; where all is done already, collate has to.
    let isDone = runInForeground(["make", "-q"]) == 0
    guard step(isDone ? ["hpmake", "collate"] : ["make", "-j\(jobs)"]) == 0 else {
        return ExitCode.failure
    }
    printText(
        """

        All of it is in \(folder): space.json says what was tried, the Makefile is compiled from it.
        Try next, each followed by make -j\(jobs), which runs only what the change affects:
            cd \(shellQuoted(folder))
            add 16 to "hidden" in space.json           8 new runs
            change train.awk                           all runs train again
            "objective": {"minimize": "val_loss"}      nothing runs, another best
            rm -r dist/trained/SOME-RUN                that run is made again
        \(isOnPath ? "" : "(\(program) has to be on your PATH as hpmake.)\n")
        """)
    return ExitCode.success
}

/// Writes a starter; false, with the reason on standard error, where a file is there already.
private func write(_ starter: Templates.Starter, to folder: String, command: String) -> Bool {
    do {
        try makeFolder(folder)
        for file in starter.files where fileStatus("\(folder)/\(file.name)") != nil {
            _ = complain(
                command, "\(folder)/\(file.name) is there already: give another folder")
            return false
        }
        for file in starter.files { try writeFile("\(folder)/\(file.name)", file.content) }
        return true
    } catch {
        _ = complain(command, "\(error)")
        return false
    }
}
