// What the commands that print tables share. Knows nothing of what is in them.
import System
import Tables
import Text

/// `--format` of every command that prints a table.
let tableFormatOption = Command.Option(
    name: "--format", value: "FORMAT", words: TableFormat.allCases.map(\.rawValue),
    help: TableFormat.allCases.map(\.rawValue).joined(separator: ", "))

/// `--all-columns` of those that leave columns out.
let allColumnsOption = Command.Option(
    name: "--all-columns",
    help: "also columns that are the same for all or empty, and those that do not fit")

/// Prints a table; signs for people are those that their locale has.
func printTable(_ table: DataTable, _ format: TableFormat, width: Int?) {
    let bytes = table.rendered(format, width: width)
    guard format.isForPeople else {
        printBytes(bytes)
        return
    }
    printForPeople(String(decoding: bytes, as: UTF8.self))
}

/// Prints a text for people with those signs that their locale has.
func printForPeople(_ text: String) { printText(knowsUnicode() ? text : inASCII(text)) }

/// The width that tables are fitted into: what COLUMNS says, or else the terminal's; nil for no limit
/// where they do not go to a terminal.
func tableWidth() -> Int? {
    if let columns = environmentVariable("COLUMNS").flatMap({ Int($0) }), columns > 0 {
        return columns
    }
    return isTerminal(1) ? terminalWidth(1) : nil
}
