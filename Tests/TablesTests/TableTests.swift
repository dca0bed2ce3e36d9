// Tables in all formats, and the front of several objectives beside the plainest definition of it.
import Foundation
import Spec
import TestSupport
import Testing
import Text

@testable import Tables

@Suite struct TableTests {
    private var table: DataTable {
        var table = DataTable([DataTable.Column("id", canShrink: true), DataTable.Column("x")])
        table.columns[1].hasSpread = true
        table.add([.text("a,\"b\"\n|c"), .summary(Summary([1, 2, 3])!)], mark: "*")
        table.add([.text("=1+1\u{1B}[31m"), .none], mark: "2")
        table.add([.text("é"), .number(.infinity)])
        return table
    }

    private func text(_ format: TableFormat, width: Int? = nil) -> String {
        String(decoding: table.rendered(format, width: width), as: UTF8.self)
    }

    @Test func formats() {
        #expect(
            text(.csv)
                == "id,x,x.std\r\n\"a,\"\"b\"\"\n|c\",2,1\r\n=1+1\u{1B}[31m,,\r\né,1e999,\r\n")
        #expect(text(.tsv).hasPrefix("id\tx\tx.std\r\n\"a,\"\"b\"\"\n|c\"\t2\t1\r\n"))
        #expect(
            text(.jsonl)
                == #"{"id": "a,\"b\"\n|c", "x": {"mean":2,"std":1,"n":3}}"# + "\n"
                + #"{"id": "=1+1\#u{1B}[31m"}"#.replacing("\u{1B}", with: "\\u001b") + "\n"
                + #"{"id": "é", "x": null}"# + "\n")
        #expect(text(.json).hasPrefix("[\n{") && text(.json).hasSuffix("}\n]\n"))
        // Nothing that a person sees can move the cursor or end a line or a cell.
        #expect(text(.table).unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
        #expect(text(.table).components(separatedBy: "\n").count == 5)
        #expect(
            text(.markdown).contains("\\|c") && text(.markdown).hasPrefix("|  | id | x |\n| --- |"))
    }

    @Test func emptyTables() {
        let empty = DataTable([DataTable.Column("id")])
        for (format, text) in [
            (TableFormat.csv, "id\r\n"), (.json, "[\n\n]\n"), (.jsonl, ""), (.table, "id\n"),
        ] {
            #expect(String(decoding: empty.rendered(format), as: UTF8.self) == text)
        }
    }

    @Test func pointsAndWidth() {
        var table = TextTable([TextTable.Column("id", canShrink: true), .init("x"), .init("y")])
        table.add(["lr_0.1-momentum_0.9-hidden_64-0123456789ab", "1.25", "a"])
        table.add(["lr_1-momentum_0.9-hidden_64-0123456789ac", "-10", "b"])
        let lines = table.rendered(width: 45).components(separatedBy: "\n")
        #expect(lines.count == 4 && lines.allSatisfy { $0.count <= 45 })
        #expect(lines[1].hasSuffix("  1.25  a") && lines[2].hasSuffix("-10     b"), "\(lines)")
        let narrow = table.rendered(width: 28)
        #expect(narrow.contains("no room for 1 more: y"))
        #expect(narrow.components(separatedBy: "\n").prefix(3).allSatisfy { $0.count <= 28 })
        #expect(
            shortenedInMiddle("lr_0.1-hidden_64-0123456789ab", to: 20) == "lr_0.1-hi..3456789ab")
    }

    /// Columns of the highest rank go first, wherever they stand.
    @Test func columnsOfLittleInterestGoFirst() {
        var table = TextTable([.init("id"), .init("acc"), .init("a", rank: 3), .init("b", rank: 2)])
        table.add(["x", "0.5", "long value", "1"])
        #expect(table.naturalWidth == 22 && !table.rendered(width: 22).contains("no room"))
        #expect(table.rendered(width: 21) == "id  acc  b\nx   0.5  1\n(no room for 1 more)\n")
    }

    /// A number without its middle would be another one.
    @Test func numbersAreNotCut() {
        var table = TextTable([TextTable.Column("x", canShrink: true, least: 6), .init("y")])
        table.add(["0.123457 ± 0.0012", "a"])
        table.add(["some long text that is no number", "b"])
        #expect(table.rendered(width: 20).contains("0.123457 ± 0.0012  a"))
    }

    @Test func front() {
        var random = SeededRandom(seed: 3)
        for count in [1, 2, 3] {
            let objectives = (0..<count).map { Objective(metric: "\($0)", maximize: $0 != 1) }
            let points = (0..<200).map { index in
                (index, (0..<count).map { _ in Double(Int.random(in: 0..<12, using: &random)) })
            }
            let expected = points.filter { _, mine in
                !points.contains { _, other in
                    let gains = objectives.indices.map {
                        (other[$0] - mine[$0]) * (objectives[$0].maximize ? 1 : -1)
                    }
                    return gains.allSatisfy { $0 >= 0 } && gains.contains { $0 > 0 }
                }
            }
            #expect(Ranking.front(points, objectives) == expected.map(\.0))
        }
    }
}
