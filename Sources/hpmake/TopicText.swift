// A topic of the manual as plain text, for a terminal: paragraphs filled, tables as columns. Backquotes stay,
// since they say where a command begins and ends.

extension Topic {
    /// The text in lines of at most `width` characters, but for code.
    func text(width: Int) -> String {
        var text = Topic.underlined(title, "=")
        var isItem = false
        for block in blocks {
            let wasItem = isItem
            isItem = false
            switch block {
            case .heading(let level, let title):
                text += "\n" + Topic.underlined(title, level == 2 ? "-" : ".")
            case .paragraph(let paragraph):
                text += "\n" + Topic.lined(Topic.filled(Topic.plain(paragraph), width))
            case .item(let item):
                isItem = true
                let lines = Topic.filled(Topic.plain(item), width - 2)
                text += (wasItem ? "" : "\n") + Topic.lined(["- \(lines[0])"])
                text += Topic.lined(lines.dropFirst().map { "  \($0)" })
            case .code(let lines):
                text += "\n" + Topic.lined(lines.map { $0.isEmpty ? "" : "    \($0)" })
            case .table(let rows):
                text += "\n" + Topic.lined(Topic.columns(rows, width: width))
            }
        }
        return text
    }

    /// A table as columns two blanks apart. Cells that are too wide go on in the next line, in the first column
    /// two blanks further right, so that it is seen where the next row begins.
    static func columns(_ rows: [[String]], width: Int) -> [String] {
        let rows = rows.map { $0.map(plain) }
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.compactMap { $0.cell(column) } }
        var room = widths.map { cells in cells.map(\.count).max() ?? 0 }
        let least = widths.enumerated().map { column, cells in
            cells.flatMap { words($0, hanging: column == 0) }.max() ?? 0
        }
        while room.reduce(2 * (count - 1), +) > width,
            let widest = room.indices.filter({ room[$0] > least[$0] }).max(by: {
                room[$0] < room[$1]
            })
        {
            room[widest] -= 1
        }
        var lines: [String] = []
        for (index, row) in rows.enumerated() where index > 0 || row.contains(where: { $0 != "" }) {
            let cells = (0..<count).map { column in
                filled(row.cell(column) ?? "", room[column], hanging: column == 0)
            }
            for line in 0..<(cells.map(\.count).max() ?? 0) {
                lines.append(aligned(cells.map { $0.indices.contains(line) ? $0[line] : "" }, room))
            }
            if index == 0 {
                lines.append(aligned(room.map { String(repeating: "-", count: $0) }, room))
            }
        }
        return lines
    }

    /// The widths of the words of a cell, with what they stand behind.
    private static func words(_ cell: String, hanging: Bool) -> [Int] {
        let words: [Substring] = cell.split(separator: " ")
        return words.indices.map { words[$0].count + (hanging && $0 > 0 ? 2 : 0) }
    }

    private static func aligned(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell + String(repeating: " ", count: max(0, width - cell.count) + 2)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// The lines of a text that is broken at blanks; at least one.
    private static func filled(_ text: String, _ width: Int, hanging: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.count + 1 + word.count <= width {
                line += " \(word)"
            } else {
                lines.append(line)
                line = (hanging ? "  " : "") + word
            }
        }
        return lines + [line]
    }

    /// Text without the stars of what is bold.
    private static func plain(_ text: String) -> String {
        var (result, isCode) = ("", false)
        for character in text {
            if character == "`" { isCode.toggle() }
            result.append(character)
            if !isCode, result.hasSuffix("**") { result.removeLast(2) }
        }
        return result
    }

    private static func underlined(_ title: String, _ mark: Character) -> String {
        lined([title, String(repeating: mark, count: title.count)])
    }

    private static func lined(_ lines: [String]) -> String {
        lines.map { $0 + "\n" }.joined()
    }
}

extension [String] {
    fileprivate func cell(_ column: Int) -> String? {
        column < count ? self[column] : nil
    }
}
