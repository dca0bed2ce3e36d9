// A topic of the manual, taken apart. Knows as much of Markdown as the topics use: headings, paragraphs, lists,
// tables and code; not how any of it is shown.

/// A topic, without its markup but for backquotes and the stars of what is bold.
struct Topic {
    enum Block {
        /// 2 for `##`.
        case heading(level: Int, String)
        case paragraph(String)
        case item(String)
        /// Lines that stay as they are.
        case code([String])
        /// Rows of cells, the first of which is the head.
        case table([[String]])
    }

    private(set) var title = ""
    private(set) var blocks: [Block] = []

    init(_ text: String) {
        var isFenced = false
        /// Whether the next line goes on with the last block.
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isFenced.toggle()
                if isFenced { blocks.append(.code([])) }
                isOpen = isFenced
            } else if isFenced || line.hasPrefix("    ") {
                addCode(String(isFenced ? line : line.dropFirst(4)), goesOn: isOpen)
                isOpen = true
            } else if line.isEmpty {
                isOpen = false
            } else if line.hasPrefix("# ") {
                title = String(line.dropFirst(2))
            } else if line.hasPrefix("#") {
                let level = line.prefix { $0 == "#" }.count
                blocks.append(.heading(level: level, String(line.dropFirst(level + 1))))
            } else {
                addText(line, goesOn: isOpen)
                isOpen = true
            }
        }
    }

    private mutating func addCode(_ line: String, goesOn: Bool) {
        guard goesOn, case .code(let lines) = blocks.last else {
            blocks.append(.code([line]))
            return
        }
        blocks[blocks.count - 1] = .code(lines + [line])
    }

    private mutating func addText(_ line: Substring, goesOn: Bool) {
        let text = String(line.drop { $0 == " " })
        if line.hasPrefix("|") {
            if line.hasPrefix("|---") { return }
            var rows: [[String]] = []
            if goesOn, case .table(let above) = blocks.last { rows = above }
            if !rows.isEmpty { blocks.removeLast() }
            blocks.append(.table(rows + [Topic.cells(line)]))
        } else if line.hasPrefix("- ") {
            blocks.append(.item(String(line.dropFirst(2))))
        } else if goesOn, case .item(let above) = blocks.last {
            blocks[blocks.count - 1] = .item("\(above) \(text)")
        } else if goesOn, case .paragraph(let above) = blocks.last {
            blocks[blocks.count - 1] = .paragraph("\(above) \(text)")
        } else {
            blocks.append(.paragraph(text))
        }
    }

    /// The cells of a row of a table: a bar without a blank before it is part of a cell.
    private static func cells(_ line: Substring) -> [String] {
        var cells = [""]
        for character in line.dropFirst() {
            if character == "|", cells.last?.last == " " || cells.last == "" {
                cells.append("")
            } else if character != " " || cells.last != "" {
                cells[cells.count - 1].append(character)
            }
        }
        // What follows the last bar is no cell.
        return cells.dropLast().map { cell in
            String(cell.reversed().drop { $0 == " " }.reversed())
        }
    }
}
