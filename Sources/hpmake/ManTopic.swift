// A topic of the manual as a page in roff. Knows as much of Markdown as the topics use: headings, lists,
// tables, code, and words in backquotes or stars.
import Graph

/// The page `hpmake-NAME(7)`.
func manPage(ofTopic name: String, _ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    let title = lines.popFirst().map { $0.drop { "# ".contains($0) } } ?? ""
    var page = """
        .TH HPMAKE-\(name.uppercased()) 7 "" "hpmake \(roff(hpmakeVersion))" "hpmake"
        .SH NAME
        hpmake\\-\(name) \\- \(inline(String(title)))

        """
    var (isLiteral, isFenced) = (false, false)
    for line in lines {
        let isFence = line.hasPrefix("```")
        if isFence { isFenced.toggle() }
        let wantsLiteral = isFenced || line.hasPrefix("    ")
        if wantsLiteral != isLiteral, !(line.isEmpty && isLiteral) {
            page += wantsLiteral ? ".PP\n.nf\n" : ".fi\n"
            isLiteral = wantsLiteral
        }
        if isFence || line.hasPrefix("|---") || line.hasPrefix("| |") { continue }
        if isLiteral {
            page += roff(String(line)) + "\n"
        } else if line.hasPrefix("## ") {
            page += ".SH \"\(inline(String(line.dropFirst(3))))\"\n"
        } else if line.hasPrefix("### ") {
            page += ".SS \"\(inline(String(line.dropFirst(4))))\"\n"
        } else if line.hasPrefix("|") {
            let cells = cells(line)
            page += ".TP\n\(inline(cells.first ?? ""))\n"
            page += inline(cells.dropFirst().filter { !$0.isEmpty }.joined(separator: "; ")) + "\n"
        } else if line.hasPrefix("- ") {
            page += ".IP \\(bu 2\n\(inline(String(line.dropFirst(2))))\n"
        } else {
            page += line.isEmpty ? ".PP\n" : inline(String(line.drop { $0 == " " })) + "\n"
        }
    }
    return page + (isLiteral ? ".fi\n" : "") + ".SH SEE ALSO\n.BR hpmake (1)\n"
}

/// The cells of a row of a table.
private func cells(_ line: Substring) -> [String] {
    let inner = line.dropFirst().drop { $0 == " " }
    var cells = [""]
    for character in inner {
        if character == "|", cells.last?.last == " " || cells.last == "" {
            cells.append("")
        } else if character != " " || cells.last != "" {
            cells[cells.count - 1].append(character)
        }
    }
    return cells.map { cell in
        String(cell.reversed().drop { " |".contains($0) }.reversed())
    }
}

/// Text with words in backquotes and between two stars in bold.
private func inline(_ text: String) -> String {
    var (parts, isBold, last) = ([""], false, Character(" "))
    for character in text {
        if character == "`" || character == "*" && last == "*" {
            if character == "*" { parts[parts.count - 1].removeLast() }
            parts.append("")
            last = " "
        } else {
            parts[parts.count - 1].append(character)
            last = character
        }
    }
    return parts.map { part in
        defer { isBold.toggle() }
        return isBold ? "\\fB\(roff(part))\\fR" : roff(part)
    }.joined()
}
