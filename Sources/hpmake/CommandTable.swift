// The list of all commands, and the choice among them. A new command is a file and a line here.
import Graph
import Query
import Sweep
import System
import Text

/// All commands in the order in which help shows them.
enum CommandTable {
    static let commands: [Command] = [
        genCommand, planCommand, acceptCommand, tryCommand, sampleCommand, collateCommand,
        statusCommand, whereCommand, annotateCommand,
        compareCommand, importanceCommand, plotCommand, reportCommand, explainCommand, logCommand,
        unpackCommand, pruneCommand, metricsCommand, importCommand,
        exportCommand, initCommand, demoCommand, completionsCommand, manCommand, helpCommand,
    ]

    /// Runs the command that the words name, and returns its exit code.
    static func run(_ words: [String]) -> Int32 {
        guard let name = words.first else {
            writeText(help, to: 2)
            return ExitCode.usage
        }
        switch name {
        case "run": return runRecipe(Array(words.dropFirst()))
        case "--help", "-h":
            printText(help)
            return ExitCode.success
        case "--version":
            printText("hpmake \(hpmakeVersion)\n")
            return ExitCode.success
        default: break
        }
        guard let command = commands.first(where: { $0.name == name }) else {
            let known = commands.map(\.name)
            writeText(
                "hpmake: no command \(quoted(name))\(suggestion(for: name, among: known)); "
                    + "see hpmake --help\n", to: 2)
            return ExitCode.usage
        }
        let rest = Array(words.dropFirst())
        if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            printText(command.help)
            return ExitCode.success
        }
        do {
            return try command.run(try Arguments(rest, for: command))
        } catch let error as Arguments.Failure {
            return fail(command, error.message)
        } catch let error as Sweep.Failure {
            return complain(command.name, error.message)
        } catch let error as Term.Failure {
            return complain(command.name, error.message)
        } catch {
            return complain(command.name, "\(error)", code: ExitCode.failure)
        }
    }

    /// Reports a bad call.
    static func fail(_ command: Command, _ message: String) -> Int32 {
        writeText("hpmake \(command.name): \(message)\nusage: \(command.usage)\n", to: 2)
        return ExitCode.usage
    }

    static var help: String {
        var text = """
            hpmake compiles a hyperparameter search into a Makefile.

                hpmake gen            # space.json -> Makefile
                make -j10
                hpmake collate

            DIST, the output folder, may be left out: it is that of the Makefile here, or dist. So may
            SPEC, the Makefile's or space.json.

            commands (hpmake COMMAND --help tells more, hpmake help TOPIC is the manual):

            """
        let width = commands.map(\.name.count).max() ?? 0
        for command in commands {
            let gap = String(repeating: " ", count: width - command.name.count)
            text += "  \(command.name)\(gap)  \(command.summary)\n"
        }
        return text
    }
}

/// Reports what went wrong in a command, and returns the exit code of bad input.
func complain(_ command: String, _ message: String, code: Int32 = ExitCode.usage) -> Int32 {
    writeText("hpmake \(command): \(message)\n", to: 2)
    return code
}
