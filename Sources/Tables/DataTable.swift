// Rows of typed cells, and the six ways to write them down. Knows nothing of what they mean.
import Spec
import System
import Text

/// How a table is written.
package enum TableFormat: String, CaseIterable, Sendable {
    case table, csv, tsv, json, jsonl, markdown

    /// Whether it is read by people, who want the gist, and not by programs, which want all of it.
    package var isForPeople: Bool { self == .table || self == .markdown }
}

/// A table whose cells keep their types.
package struct DataTable: Sendable {
    package enum Cell: Sendable {
        case none
        case text(String)
        case number(Double)
        case flag(Bool)
        /// How many there are of so many; programs get the first number.
        case share(Int, of: Int)
        case commit(String)
        /// Nanoseconds since 1970.
        case date(Int64)
        /// Seconds.
        case duration(Double)
        case value(Value)
        /// Mean and standard deviation over repeats.
        case summary(Summary)
    }

    package struct Column: Sendable {
        package var name: String
        /// Whether its cells may be shortened where a table is too wide, and to what width at least.
        package var canShrink = false
        package var least = 20
        /// Whether it is of use to programs alone.
        package var isHidden = false
        /// Whether it is of no use to programs.
        package var isForPeopleOnly = false
        /// Whether its cells are summaries, which are two columns where cells are plain.
        package var hasSpread = false
        /// In tables for people that are too wide, columns of the highest rank are left out first.
        package var rank = 0

        package init(
            _ name: String, canShrink: Bool = false, isHidden: Bool = false,
            hasSpread: Bool = false
        ) {
            self.name = name
            (self.canShrink, self.isHidden, self.hasSpread) = (canShrink, isHidden, hasSpread)
        }
    }

    package var columns: [Column]
    package private(set) var rows: [[Cell]] = []
    /// What stands before each row in tables for people: `*` for the best.
    package private(set) var marks: [String] = []

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    package mutating func add(_ row: [Cell], mark: String = "") {
        rows.append(row)
        marks.append(mark)
    }

    /// With the columns in another order: in tables for people the last ones are left out first.
    package func arranged(_ order: [Int]) -> DataTable {
        var table = self
        table.columns = order.map { columns[$0] }
        table.rows = rows.map { row in order.map { row[$0] } }
        return table
    }

    /// The text of the table.
    ///
    /// - Parameter width: of the terminal; nil for no limit.
    package func rendered(_ format: TableFormat, width: Int? = nil) -> [UInt8] {
        switch format {
        case .table: Array(textTable(for: .table).rendered(width: width ?? Int.max / 4).utf8)
        case .markdown: Array(textTable(for: .markdown).markdown.utf8)
        case .csv: separated(by: ",")
        case .tsv: separated(by: "\t")
        case .json: json(begin: "[\n", between: ",\n", end: "\n]\n")
        case .jsonl: json(begin: "", between: "\n", end: rows.isEmpty ? "" : "\n")
        }
    }

    // MARK: for people

    /// Whether a table for people is at most so wide with all of its columns.
    package func fits(_ width: Int) -> Bool { textTable(for: .table).naturalWidth <= width }

    /// Whether no row has anything in a column.
    package func isEmpty(_ column: Int) -> Bool {
        rows.allSatisfy { row in
            if case .none = row[column] { true } else { false }
        }
    }

    private func textTable(for format: TableFormat) -> TextTable {
        let shown = columns.indices.filter { !columns[$0].isHidden }
        let hasMarks = marks.contains { !$0.isEmpty }
        var table = TextTable(
            (hasMarks ? [TextTable.Column("")] : [])
                + shown.map {
                    TextTable.Column(
                        columns[$0].name, canShrink: columns[$0].canShrink,
                        least: columns[$0].least, rank: columns[$0].rank)
                })
        let texts = shown.map(texts(ofColumn:))
        for (row, mark) in marks.enumerated() {
            table.add((hasMarks ? [mark] : []) + texts.map { $0[row] })
        }
        return table
    }

    /// A cell for people that stands alone: rounded, cut, one line.
    package static func text(_ cell: Cell) -> String {
        switch cell {
        case .none: return ""
        case .text(let text): return printable(text)
        case .number, .summary: return texts([cell])[0]
        case .flag(let flag): return flag ? "true" : "false"
        case .share(let part, let all): return part == all ? "\(all)" : "\(part) of \(all)"
        case .commit(let hash): return String(printable(hash).prefix(12))
        case .date(let date): return "\(dateText(date).prefix(19))Z"
        case .duration(let seconds): return durationText(seconds)
        case .value(let value): return shortenedInMiddle(printable(value.text), to: 40)
        }
    }

    /// One line without controls, which could do anything to a terminal.
    private static func printable(_ text: String) -> String {
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        let shown = text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(shown))
    }

    // MARK: for programs

    private func separated(by separator: Character) -> [UInt8] {
        var writer = CSVWriter(separator: separator)
        for column in columns where !column.isForPeopleOnly {
            writer.add(column.name)
            if column.hasSpread { writer.add(column.name + ".std") }
        }
        writer.endLine()
        for row in rows {
            for (column, cell) in zip(columns, row) where !column.isForPeopleOnly {
                DataTable.write(cell, to: &writer)
                guard column.hasSpread else { continue }
                if case .summary(let summary) = cell {
                    writer.add(number: summary.deviation)
                } else {
                    writer.add("")
                }
            }
            writer.endLine()
        }
        return writer.bytes
    }

    private static func write(_ cell: Cell, to writer: inout CSVWriter) {
        switch cell {
        case .none: writer.add("")
        case .text(let text), .commit(let text): writer.add(text)
        case .number(let number), .duration(let number): writer.add(number: number)
        case .flag(let flag): writer.add(flag: flag)
        case .share(let part, _): writer.add("\(part)")
        case .date(let date): writer.add(dateText(date))
        case .value(let value): writer.add(value)
        case .summary(let summary): writer.add(number: summary.mean)
        }
    }

    private func json(begin: String, between: String, end: String) -> [UInt8] {
        var output = Array(begin.utf8)
        for (index, row) in rows.enumerated() {
            if index > 0 { output += between.utf8 }
            output.append(UInt8(ascii: "{"))
            var isFirst = true
            for (column, cell) in zip(columns, row) where !column.isForPeopleOnly {
                if case .none = cell { continue }
                if !isFirst { output += ", ".utf8 }
                isFirst = false
                writeJSONString(column.name, to: &output)
                output += ": ".utf8
                DataTable.writeJSON(cell, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
        return output + end.utf8
    }

    private static func writeJSON(_ cell: Cell, to output: inout [UInt8]) {
        switch cell {
        case .none: output += "null".utf8
        case .text(let text), .commit(let text): writeJSONString(text, to: &output)
        case .number(let number): JSONValue.double(number).write(to: &output)
        case .flag(let flag): JSONValue.bool(flag).write(to: &output)
        case .share(let part, _): JSONValue.int(part).write(to: &output)
        case .date(let date): writeJSONString(dateText(date), to: &output)
        case .duration(let seconds): JSONValue.double(seconds).write(to: &output)
        case .value(let value): value.writeJSON(to: &output)
        case .summary(let summary): summary.json.write(to: &output)
        }
    }
}
