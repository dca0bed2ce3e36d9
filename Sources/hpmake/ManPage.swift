// The manual page, in roff, from descriptions of commands. Knows nothing of single commands.
import Graph

func manPage(_ commands: [Command]) -> String {
    var page = """
        .TH HPMAKE 1 "" "hpmake \(roff(hpmakeVersion))" "User Commands"
        .SH NAME
        hpmake \\- compile a hyperparameter search into a Makefile
        .SH SYNOPSIS
        .B hpmake
        .I command
        .RI [ options ]
        .RI [ arguments ]
        .SH DESCRIPTION
        Reads a search space in JSON and writes a GNU Makefile that runs every configuration, in
        parallel, each time only what is missing, and picks the best.
        .PP
        .nf
            hpmake gen
            make \\-j10
            hpmake collate
        .fi
        .SH COMMANDS

        """
    for command in commands {
        page += ".SS \"\(roff(command.usage))\"\n\(roff(command.summary))\n"
        if !command.details.isEmpty { page += ".PP\n\(paragraphs(command.details))" }
        for option in command.allOptions {
            page += ".TP\n.B \"\(roff(option.form))\"\n\(roff(option.help))\n"
        }
    }
    return page + """
        .SH EXIT STATUS
        .TP
        .B 0
        success
        .TP
        .B 1
        it ran, but something failed, is missing, or nothing matched
        .TP
        .B 2
        bad usage or bad input
        .SH SEE ALSO
        .BR make (1)

        """
}

/// Text with its paragraphs, and lines that begin with spaces, as they are.
private func paragraphs(_ text: String) -> String {
    var (page, isTable) = ("", false)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines.last == "" ? lines.dropLast() : lines[...] {
        let isRow = line.hasPrefix(" ") || line.holds(":  ")
        if isRow != isTable { page += isRow ? ".nf\n" : ".fi\n" }
        isTable = isRow
        page += line.isEmpty ? ".PP\n" : "\(roff(String(line)))\n"
    }
    return page + (isTable ? ".fi\n" : "")
}

/// Text that roff does not take for requests.
func roff(_ text: String) -> String {
    let safe = text.map { character in
        switch character {
        case "\\": "\\e"
        case "-": "\\-"
        case "\"": "\\(dq"
        case "'": "\\(aq"
        case "~": "\\(ti"
        case "^": "\\(ha"
        case "`": "\\(ga"
        default: "\(character)"
        }
    }.joined()
    return safe.hasPrefix(".") ? "\\&" + safe : safe
}
