// A topic of the manual as a page in roff. Knows nothing of Markdown but words in backquotes or stars.
import Graph

/// The page `hpmake-NAME(7)`.
func manPage(ofTopic name: String, _ text: String) -> String {
    let topic = Topic(text)
    var page = """
        .TH HPMAKE-\(name.uppercased()) 7 "" "hpmake \(roff(hpmakeVersion))" "hpmake"
        .SH NAME
        hpmake\\-\(name) \\- \(inline(topic.title))

        """
    if case .heading? = topic.blocks.first {} else { page += ".SH DESCRIPTION\n" }
    for block in topic.blocks {
        switch block {
        case .heading(let level, let title):
            page += "\(level == 2 ? ".SH" : ".SS") \"\(inline(title))\"\n"
        case .paragraph(let text): page += ".PP\n\(inline(text))\n"
        case .item(let text): page += ".IP \\(bu 2\n\(inline(text))\n"
        case .code(let lines): page += literal(lines)
        case .table(let rows): page += literal(Topic.columns(rows, width: 72))
        }
    }
    return page + ".SH SEE ALSO\n.BR hpmake (1)\n"
}

/// Lines as they are. A page is indented by seven columns, so that 72 fit.
private func literal(_ lines: [String]) -> String {
    ".PP\n.nf\n" + lines.map { roff($0) + "\n" }.joined() + ".fi\n"
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
