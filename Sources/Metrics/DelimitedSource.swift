// Columns of CSV and TSV files as Lightning, Keras, ultralytics and CatBoost write them.
// Knows nothing of what they measure.
import System

/// Reads columns of numbers, line by line, in constant memory.
package struct DelimitedSource {
    private let separator: UInt8
    /// Names of the columns by their place.
    private let header: [String]
    private let axis: Int?
    private let axisName: String
    /// Place in the collector of each column; -1 for those that are not wanted.
    private var places: [Int]
    private var lastWanted = -1

    /// Reads a file; what is no number in a cell (`NA`, nothing) is no value.
    ///
    /// - Parameter wanted: the columns that count; nil for all but axes.
    package static func read(
        _ path: String, _ wanted: [String]?, into collector: inout SeriesCollector
    ) {
        var source: DelimitedSource?
        try? forEachBlock(ofFile: path) { block, isLast in
            // Whole rows; the last one may lack its end.
            let end =
                isLast ? block.count : block.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            var rows = UnsafeBufferPointer(rebasing: block[..<end])
            if source == nil, end > 0 {
                let (line, next) = DelimitedSource.line(rows, from: 0)
                source = DelimitedSource(
                    UnsafeBufferPointer(rebasing: rows[line]), wanted, &collector)
                rows = UnsafeBufferPointer(rebasing: rows[next...])
            }
            source?.read(rows, into: &collector)
            source?.readAxes(rows, into: &collector)
            return end
        }
    }

    private init(
        _ head: UnsafeBufferPointer<UInt8>, _ wanted: [String]?, _ collector: inout SeriesCollector
    ) {
        let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")]
        let separator = candidates.first { head.contains($0) } ?? UInt8(ascii: ",")
        let header = DelimitedSource.cells(head, separator).map(DelimitedSource.name)
        let axis = axisNames.lazy.compactMap { header.firstIndex(of: $0) }.first
        (self.separator, self.header, self.axis) = (separator, header, axis)
        let axisName = axis.map { header[$0] } ?? axisNames[0]
        self.axisName = axisName
        places = header.map { name in
            let isWanted = wanted.map { $0.contains(name) } ?? !axisNames.contains(name)
            return isWanted && !name.isEmpty ? collector.place(of: name, axis: axisName) : -1
        }
        lastWanted = max(axis ?? -1, places.lastIndex { $0 >= 0 } ?? -1)
    }

    /// A name of the header: without padding, quotes and a byte order mark.
    private static func name(_ cell: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var text = cell
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        while let first = text.first, first <= 0x20 { text.removeFirst() }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        if text.count > 1, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") {
            text = text.dropFirst().dropLast()
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The line at a place without its end, and where the next one begins. Line ends within quotes are
    /// part of it.
    private static func line(
        _ block: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (Range<Int>, next: Int) {
        var (at, isQuoted) = (start, false)
        while at < block.count {
            if block[at] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if block[at] == UInt8(ascii: "\n"), !isQuoted { return (start..<at, at + 1) }
            at += 1
        }
        return (start..<at, at)
    }

    private static func cells(
        _ line: UnsafeBufferPointer<UInt8>, _ separator: UInt8
    ) -> [Slice<UnsafeBufferPointer<UInt8>>] {
        var (cells, start, isQuoted) = ([Slice<UnsafeBufferPointer<UInt8>>](), 0, false)
        for (index, byte) in line.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == separator, !isQuoted else { continue }
            cells.append(line[start..<index])
            start = index + 1
        }
        return cells + [line[start...]]
    }

    private func read(
        _ block: UnsafeBufferPointer<UInt8>, into collector: inout SeriesCollector
    ) {
        guard lastWanted >= 0 else { return }
        if block.place(of: UInt8(ascii: "\""), from: 0) != nil {
            return readQuoted(block, into: &collector)
        }
        var at = 0
        while at < block.count {
            let end = block.place(of: UInt8(ascii: "\n"), from: at) ?? block.count
            readRow(block, at..<end, into: &collector)
            at = end + 1
        }
    }

    /// A row without any quotes; what stands behind the last column that counts is not looked at.
    @inline(__always)
    private func readRow(
        _ block: UnsafeBufferPointer<UInt8>, _ row: Range<Int>,
        into collector: inout SeriesCollector
    ) {
        var (start, column) = (row.lowerBound, 0)
        var step: Double?
        if let axis { step = self.step(block, row, axis) }
        while column <= lastWanted, start <= row.upperBound {
            var end = start
            while end < row.upperBound, block[end] != separator { end += 1 }
            let place = places[column]
            if place >= 0, end > start,
                let value = plainNumber(UnsafeBufferPointer(rebasing: block[start..<end]))
            {
                collector.add(value, step: axis == nil ? nil : step, to: place)
            }
            (start, column) = (end + 1, column + 1)
        }
    }

    /// The number in the column of the axis.
    private func step(
        _ block: UnsafeBufferPointer<UInt8>, _ row: Range<Int>, _ axis: Int
    ) -> Double? {
        var start = row.lowerBound
        for _ in 0..<axis {
            while start < row.upperBound, block[start] != separator { start += 1 }
            start += 1
        }
        guard start < row.upperBound else { return nil }
        var end = start
        while end < row.upperBound, block[end] != separator { end += 1 }
        return plainNumber(UnsafeBufferPointer(rebasing: block[start..<end]))
    }

    /// How far the last of some rows has come, by all axes of the file.
    private func readAxes(
        _ rows: UnsafeBufferPointer<UInt8>, into collector: inout SeriesCollector
    ) {
        guard axis != nil else { return }
        let rows = rows.last == UInt8(ascii: "\n") ? rows.dropLast() : rows[...]
        let start = rows.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rows.startIndex
        let row = UnsafeBufferPointer(rebasing: rows[start...])
        for (name, cell) in zip(header, DelimitedSource.cells(row, separator))
        where axisNames.contains(name) {
            if let value = plainNumber(UnsafeBufferPointer(rebasing: cell)) {
                collector.axes[name] = value
            }
        }
    }

    private func readQuoted(
        _ block: UnsafeBufferPointer<UInt8>, into collector: inout SeriesCollector
    ) {
        var at = 0
        while at < block.count {
            let (range, next) = DelimitedSource.line(block, from: at)
            at = next
            let cells = DelimitedSource.cells(
                UnsafeBufferPointer(rebasing: block[range]), separator)
            let numbers = cells.map { cell -> Double? in
                var text = cell
                while let first = text.first, first <= 0x20 || first == UInt8(ascii: "\"") {
                    text.removeFirst()
                }
                while let last = text.last, last <= 0x20 || last == UInt8(ascii: "\"") {
                    text.removeLast()
                }
                return plainNumber(UnsafeBufferPointer(rebasing: text))
            }
            for (column, value) in numbers.enumerated() where column < places.count {
                guard places[column] >= 0, let value else { continue }
                let step = axis.flatMap { $0 < numbers.count ? numbers[$0] : nil }
                collector.add(value, step: axis == nil ? nil : step, to: places[column])
            }
        }
    }
}
