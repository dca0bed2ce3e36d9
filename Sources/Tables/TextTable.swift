// A table for a terminal: columns lined up, numbers on their points, as wide as there is room.
// Knows nothing of what the cells mean.
import Text

/// Rows of cells below a head.
package struct TextTable {
    package struct Column {
        package let title: String
        /// Whether its cells can be shortened where the table is too wide.
        package let canShrink: Bool
        /// The least width that they are shortened to.
        package let least: Int
        /// Which columns are left out first where the table is too wide: those of the highest rank, and
        /// of these the last.
        package let rank: Int

        package init(_ title: String, canShrink: Bool = false, least: Int = 20, rank: Int = 0) {
            self.title = title
            self.canShrink = canShrink
            (self.least, self.rank) = (least, rank)
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    package mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The lines of the table, each at most `width` characters: first cells are cut, then columns are left
    /// out, with a note of how many.
    package func rendered(width: Int) -> String {
        var cells = columns.indices.map { column in lined(rows.map { $0[column] }) }
        var widths = columns.indices.map { column in
            max(columns[column].title.count, cells[column].map(\.count).max() ?? 0)
        }
        let least = columns.indices.map { column in
            // A number without its middle would be another one.
            columns[column].canShrink
                ? max(columns[column].least, cells[column].filter(isNumber).map(\.count).max() ?? 0)
                : Int.max
        }
        fit(&widths, to: width, least)
        for index in columns.indices where columns[index].canShrink {
            cells[index] = cells[index].map { shortened($0, to: widths[index]) }
        }
        let titles = columns.indices.map { shortened(columns[$0].title, to: widths[$0]) }
        let shown = shown(widths, width)
        func line(_ texts: [String]) -> String {
            var text = ""
            for index in shown {
                text += texts[index]
                text += String(
                    repeating: " ", count: max(0, widths[index] - texts[index].count) + 2)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        var text = line(titles)
        for row in rows.indices { text += line(cells.map { $0[row] }) }
        let left = columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
        if !left.isEmpty {
            let note =
                "(no room for \(left.count) more: \(left.prefix(5).joined(separator: ", "))"
                + (left.count > 5 ? ", .." : "") + ")"
            text += (note.count > width ? "(no room for \(left.count) more)" : note) + "\n"
        }
        return text
    }

    /// The columns that there is room for, in order; the first two always.
    private func shown(_ widths: [Int], _ width: Int) -> [Int] {
        var shown = Array(columns.indices)
        while shown.count > 2, shown.reduce(0, { $0 + widths[$1] + 2 }) - 2 > width {
            let last = shown.dropFirst(2).max { columns[$0].rank <= columns[$1].rank }
            shown.removeAll { $0 == last }
        }
        return shown
    }

    /// How wide the table is where nothing is cut.
    package var naturalWidth: Int {
        columns.indices.reduce(-2) { sum, column in
            let cells = lined(rows.map { $0[column] })
            return sum + 2 + max(columns[column].title.count, cells.map(\.count).max() ?? 0)
        }
    }

    /// The table as Markdown.
    package var markdown: String {
        func line(_ cells: [String]) -> String {
            let safe = cells.map { cell in
                cell.map { character in
                    switch character {
                    case "|": "\\|"
                    // Markdown lets markup through.
                    case "<": "&lt;"
                    case "&": "&amp;"
                    default: String(character)
                    }
                }.joined()
            }
            return "| \(safe.joined(separator: " | ")) |\n"
        }
        return line(columns.map(\.title)) + line(columns.map { _ in "---" })
            + rows.map(line).joined()
    }

    /// Cells of numbers, padded so that their points are below one another.
    private func lined(_ cells: [String]) -> [String] {
        guard cells.allSatisfy({ $0.isEmpty || isNumber($0) }), !cells.isEmpty else { return cells }
        let heads = cells.map { cell in cell.prefix { $0 != "." && $0 != "e" && $0 != " " }.count }
        let most = heads.max() ?? 0
        return zip(cells, heads).map { String(repeating: " ", count: most - $1) + $0 }
    }

    /// Whether it begins with one: a spread may follow.
    private func isNumber(_ cell: String) -> Bool { Double(cell.prefix { $0 != " " }) != nil }

    /// Takes from the widest of the columns that may be cut until all have room.
    private func fit(_ widths: inout [Int], to width: Int, _ least: [Int]) {
        while widths.reduce(0, { $0 + $1 + 2 }) - 2 > width {
            let candidates = columns.indices.filter { widths[$0] > least[$0] }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }
}
